/** `tapelab status`: what is served, to whom, and what is in the libraries and drives. */
import type { LabView } from '../control/views.ts';
import type { Composition } from './composition.ts';
import { drivesTable } from './drive-words.ts';
import { librariesTable } from './library-list.ts';
import { sessionsTable } from './session-words.ts';
import { answer, verb, withServer } from './verb.ts';

export const statusVerb = (composition: Composition) =>
  verb('status', 'what is served, to whom, and what is in the libraries and drives').action(async (options) => {
    const lab = await withServer(options.home, (actions) => actions.status({}));
    answer(composition, options, { value: lab, text: describe(lab) });
  });

function describe({ server, libraries, drives, sessions }: LabView): string {
  return [
    `Process ${server.pid} serves ${server.home} on ${server.listen} since ${server.since}${server.control === undefined ? '' : `; programs ask at ${server.control}`}.`,
    ...(libraries.length === 0 ? [] : [librariesTable(libraries)]),
    drivesTable(drives),
    sessionsTable(sessions),
  ].join('\n\n');
}
