/**
 * The LOGICAL UNIT NUMBER in bits 7 to 5 of a CDB's byte 1, where it stood up to SCSI-2 (X3.131-1994 §7.2.2), to be ignored where the transport tells
 * it. Linux still writes it there: its changer driver to every unit, and for units that claim SCSI-2 or less whatever is sent. So a task's own LUN is
 * nowhere taken for a reserved bit, and by those units for no field either.
 */
import type { LogicalUnitView } from './logical-unit-view.ts';
import { type ScsiTask, toLun } from './target.ts';

type Addressed = Pick<ScsiTask, 'cdb' | 'lun'>;

/** VERSION of the last standard with a LUN in its CDBs. */
const scsi2 = 0x02;

/** The CDB with zeros where it repeats the LUN that it came for. */
export function withoutLun({ cdb, lun = toLun(0) }: Addressed): Uint8Array {
  const byte = cdb[1] ?? 0;
  return lun !== 0 && byte >> 5 === (lun & 7) ? cdb.with(1, byte & 0x1f) : cdb;
}

/** The CDB as its fields are read by this unit. */
export const cdbAsRead = ({ device }: Pick<LogicalUnitView, 'device'>, task: Addressed): Uint8Array =>
  device.identity.version <= scsi2 ? withoutLun(task) : task.cdb;
