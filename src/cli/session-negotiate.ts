/** `tapelab session negotiate 1 --within 10s`: asks the initiator to negotiate parameters, and ends its connection if it has not by then. */
import type { Composition } from './composition.ts';
import { capitalised, nameOf, parseTsih, within } from './session-words.ts';
import { answer, verb, withServer } from './verb.ts';

export const sessionNegotiateVerb = (composition: Composition) =>
  verb('negotiate', 'ask an initiator to negotiate parameters, and end its connection if it has not in time')
    .argument('<tsih>', "the session's number, as 'session list' tells it", parseTsih)
    .addOption(within)
    .action(async (tsih, options) => {
      const withinSeconds = options.within;
      const session = await withServer(options.home, (actions) => actions['session.negotiate']({ tsih, withinSeconds }));
      const text = `${capitalised(nameOf(session))} is asked to negotiate, and loses its connection in ${withinSeconds}s if it does not.`;
      answer(composition, options, { value: session, text });
    });
