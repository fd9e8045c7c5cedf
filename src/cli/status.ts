/** `tapelab status`: what is served, to whom, and what is in the libraries and drives. */
import type { DriveView, LabView } from '../control/views.ts';
import type { Composition } from './composition.ts';
import { librariesTable } from './library-list.ts';
import { sessionsTable } from './session-words.ts';
import { table } from './table.ts';
import { answer, verb, withServer } from './verb.ts';

export const statusVerb = (composition: Composition) =>
  verb('status', 'what is served, to whom, and what is in the libraries and drives').action(async (options) => {
    const lab = await withServer(options.home, (actions) => actions.status({}));
    answer(composition, options, { value: lab, text: describe(lab) });
  });

function describe({ server, libraries, drives, sessions }: LabView): string {
  const drivesTable = table(
    ['DRIVE', 'MODEL', 'SERIAL', 'TARGET', 'LUN', 'CARTRIDGE', 'STATE', 'POSITION'],
    drives.map((drive) => [
      drive.name,
      drive.model,
      drive.serial,
      drive.target,
      drive.lun,
      drive.cartridge ?? '-',
      stateOf(drive),
      drive.position === undefined ? '-' : String(drive.position),
    ]),
  );
  return [
    `Process ${server.pid} serves ${server.home} on ${server.listen} since ${server.since}${server.control === undefined ? '' : `; programs ask at ${server.control}`}.`,
    ...(libraries.length === 0 ? [] : [librariesTable(libraries)]),
    drivesTable,
    sessionsTable(sessions),
  ].join('\n\n');
}

function stateOf({ cartridge, loaded, refused, cleaned }: DriveView): string {
  if (cartridge === undefined) return 'empty';
  if (refused !== undefined) return `cannot be used: ${refused}`;
  if (cleaned === true) return 'has cleaned';
  return loaded ? 'loaded' : 'unloaded';
}
