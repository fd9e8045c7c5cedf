/** How drives read on the command line. */
import type { DriveView } from '../control/views.ts';
import { table } from './table.ts';

export const drivesTable = (drives: readonly DriveView[]): string =>
  table(
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

export function stateOf({ cartridge, loaded, refused, cleaned }: DriveView): string {
  if (cartridge === undefined) return 'empty';
  if (refused !== undefined) return `cannot be used: ${refused}`;
  if (cleaned === true) return 'has cleaned';
  return loaded ? 'loaded' : 'unloaded';
}
