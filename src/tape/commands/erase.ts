/**
 * ERASE(6) and ERASE(16) (SSC-4 §6.2, §5.2): what lies at and behind the position is gone. LONG=1 would wipe the rest of the tape, LONG=0 only marks
 * the end of data; neither leaves anything to read, and only LONG=1 takes its time.
 *
 *     ERASE(6)    0 19h │ 1 IMMED (bit 1) LONG (bit 0) │ 5 CONTROL
 *     ERASE(16)   0 93h │ 1 FCS (bit 3) LCS (2) IMMED LONG │ 3 PARTITION │ 4–11 LOGICAL OBJECT IDENTIFIER │ 15 CONTROL
 */
import { VolumeError } from '../../cartridge/volume.ts';
import { flag, layout } from '../../foundation/layout.ts';
import { type CommandContext, defineCommand } from '../../scsi/command.ts';
import { checkCondition, good, type Outcome } from '../../scsi/outcome.ts';
import type { Nexus } from '../../scsi/target.ts';
import { address, type SequencedAddress, sequence } from '../addressing.ts';
import type { Mechanism } from '../mechanism.ts';
import { eraseFailure } from '../medium-sense.ts';
import { goWhereItWrites, noteRecording, refuseWriting } from '../writing.ts';

const options = { immediate: flag(1, 1), long: flag(1, 0) };
const cdb16 = layout(16, { ...sequence, ...options, ...address });

async function eraseFromHere(
  drive: Mechanism,
  { immediate, long }: { immediate: boolean; long: boolean },
  context: CommandContext,
  place?: SequencedAddress,
): Promise<Outcome> {
  const refused = await goWhereItWrites(drive, place, () => refuseWriting(drive));
  if (refused !== undefined) return checkCondition(refused);
  return drive.motion({ operation: 'erase', immediate, durationMs: long ? drive.eraseMs() : 0 }, context, () =>
    erase(drive, context.nexus),
  );
}

async function erase(drive: Mechanism, nexus: Nexus): Promise<Outcome> {
  try {
    await noteRecording(drive);
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

export const erase6 = defineCommand({
  name: 'ERASE(6)',
  operationCode: 0x19,
  cdb: layout(6, options),
  dataDirection: 'none',
  reference: 'SSC-4 §6.2',
  needsReady: true,
  execute: (drive: Mechanism, fields, context) => eraseFromHere(drive, fields, context),
});

export const erase16 = defineCommand({
  name: 'ERASE(16)',
  operationCode: 0x93,
  cdb: cdb16,
  dataDirection: 'none',
  reference: 'SSC-4 §5.2',
  needsReady: true,
  execute: (drive: Mechanism, fields, context) => eraseFromHere(drive, fields, context, fields),
});
