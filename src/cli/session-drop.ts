/** `tapelab session drop 1`: breaks its connection off, as when a cable is pulled; the initiator may come back to the session. */
import type { Composition } from './composition.ts';
import { nameOf, parseTsih } from './session-words.ts';
import { answer, verb, withServer } from './verb.ts';

export const sessionDropVerb = (composition: Composition) =>
  verb('drop', 'break the connection of a session off with a TCP RST; its initiator may come back to it')
    .argument('<tsih>', "the session's number, as 'session list' tells it", parseTsih)
    .action(async (tsih, options) => {
      const session = await withServer(options.home, (actions) => actions['session.drop']({ tsih }));
      answer(composition, options, { value: session, text: `The connection of ${nameOf(session)} is broken off.` });
    });
