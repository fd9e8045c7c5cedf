/** `tapelab session logout 1 --within 10s`: asks the initiator to log out, and ends the session if it has not by then. */
import type { Composition } from './composition.ts';
import { capitalised, nameOf, parseTsih, within } from './session-words.ts';
import { answer, verb, withServer } from './verb.ts';

export const sessionLogoutVerb = (composition: Composition) =>
  verb('logout', 'ask an initiator to log out, and end its session if it has not in time')
    .argument('<tsih>', "the session's number, as 'session list' tells it", parseTsih)
    .addOption(within)
    .action(async (tsih, options) => {
      const withinSeconds = options.within;
      const session = await withServer(options.home, (actions) => actions['session.logout']({ tsih, withinSeconds }));
      answer(composition, options, {
        value: session,
        text:
          session.type === 'discovery'
            ? `${capitalised(nameOf(session))} is ended: who discovers is not asked.`
            : `${capitalised(nameOf(session))} is asked to log out, and ends in ${withinSeconds}s at the latest.`,
      });
    });
