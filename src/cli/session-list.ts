/** `tapelab session list`: who is logged in. */
import type { Composition } from './composition.ts';
import { sessionsTable } from './session-words.ts';
import { answer, verb, withServer } from './verb.ts';

export const sessionListVerb = (composition: Composition) =>
  verb('list', 'who is logged in').action(async (options) => {
    const sessions = await withServer(options.home, (actions) => actions['session.list']({}));
    answer(composition, options, { value: sessions, text: sessionsTable(sessions) });
  });
