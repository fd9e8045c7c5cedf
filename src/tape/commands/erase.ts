/**
 * ERASE(6) (SSC-4 §6.2): what lies at and behind the position is gone. LONG=1 would wipe the rest of the tape, LONG=0 only marks the end of data;
 * neither leaves anything to read, and only LONG=1 takes its time.
 *
 *     0 OPERATION CODE 19h │ 1 IMMED (bit 1) LONG (bit 0) │ 5 CONTROL
 */
import { VolumeError } from '../../cartridge/volume.ts';
import { flag, layout } from '../../foundation/layout.ts';
import { defineCommand } from '../../scsi/command.ts';
import { checkCondition, good, type Outcome } from '../../scsi/outcome.ts';
import type { Nexus } from '../../scsi/target.ts';
import type { Mechanism } from '../mechanism.ts';
import { eraseFailure } from '../medium-sense.ts';

export const erase6 = defineCommand({
  name: 'ERASE(6)',
  operationCode: 0x19,
  cdb: layout(6, { immediate: flag(1, 1), long: flag(1, 0) }),
  dataDirection: 'none',
  reference: 'SSC-4 §6.2',
  needsReady: true,
  execute: async (drive: Mechanism, { immediate, long }, context) => {
    const protection = drive.writeProtection();
    if (protection !== undefined) return checkCondition(protection);
    return drive.motion({ operation: 'erase', immediate, durationMs: long ? drive.eraseMs() : 0 }, context, () =>
      erase(drive, context.nexus),
    );
  },
});

async function erase(drive: Mechanism, nexus: Nexus): Promise<Outcome> {
  try {
    await drive.head.erase();
  } catch (error) {
    if (!(error instanceof VolumeError)) throw error;
    drive.writeFailed({ objects: 0, cause: error });
    return checkCondition(eraseFailure);
  }
  drive.writtenBy(nexus);
  const unsecured = await drive.head.settle();
  if (unsecured === undefined) return good;
  drive.writeFailed(unsecured);
  return checkCondition(eraseFailure);
}
