/** `tapelab session end 1`: pulls the cable; with --announce the initiator is told before. */
import type { Composition } from './composition.ts';
import { capitalised, nameOf, parseTsih } from './session-words.ts';
import { answer, verb, withServer } from './verb.ts';

export const sessionEndVerb = (composition: Composition) =>
  verb('end', 'end a session, whatever it is doing')
    .argument('<tsih>', "the session's number, as 'session list' tells it", parseTsih)
    .option('--announce', 'tell the initiator first, with an Asynchronous Message')
    .action(async (tsih, options) => {
      const session = await withServer(options.home, (actions) => actions['session.end']({ tsih, announce: options.announce }));
      answer(composition, options, { value: session, text: `${capitalised(nameOf(session))} is ended.` });
    });
