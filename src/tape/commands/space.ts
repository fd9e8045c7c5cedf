/**
 * SPACE(6) and SPACE(16) (SSC-4 §6.6, §7.12): over blocks, filemarks or setmarks, or such marks side by side, either way, or to end of data.
 *
 *     SPACE(6)    0 11h │ 1 CODE (bits 3–0) │ 2–4 COUNT (two's complement) │ 5 CONTROL
 *     SPACE(16)   0 91h │ 1 CODE │ 4–11 COUNT (two's complement) │ 12–13 PARAMETER LENGTH: 0 │ 15 CONTROL
 *
 * Codes 4 and 5, setmarks, are of families whose media have them. Both forms go from where the medium stands; SPACE(16) belongs to both block
 * address modes.
 */
import { bits, int, layout, uint, uint64 } from '../../foundation/layout.ts';
import { type CommandContext, defineCommand } from '../../scsi/command.ts';
import { checkCondition, good, type Outcome } from '../../scsi/outcome.ts';
import { invalidFieldInCdb, type Sense } from '../../scsi/sense.ts';
import { enterAddressMode, type Positions } from '../addressing.ts';
import type { Mechanism } from '../mechanism.ts';
import { beginningOfPartition, endOfData, filemarkDetected, setmarkDetected } from '../medium-sense.ts';
import {
  type Movement,
  type Spaced,
  spaceBlocks,
  spaceFilemarks,
  spaceSequentialFilemarks,
  spaceSequentialSetmarks,
  spaceSetmarks,
} from '../spacing.ts';

const toEndOfData: Movement = ({ endOfData: position }) => ({ position, residue: 0 });

const movements: readonly Movement[] = [
  spaceBlocks,
  spaceFilemarks,
  spaceSequentialFilemarks,
  toEndOfData,
  spaceSetmarks,
  spaceSequentialSetmarks,
];
const firstOfSetmarks = 4;

const stopped: Record<NonNullable<Spaced['stoppedBy']>, (residue: number, pastEarlyWarning: boolean) => Sense> = {
  filemark: filemarkDetected,
  setmark: setmarkDetected,
  'beginning-of-partition': beginningOfPartition,
  'end-of-data': endOfData,
};

async function space(drive: Mechanism, cdb: Positions<'code'>, code: number, count: number, context: CommandContext): Promise<Outcome> {
  const { model, settings } = drive;
  const movement = code >= firstOfSetmarks && !model.setmarks ? undefined : movements[code];
  if (movement === undefined) return checkCondition(invalidFieldInCdb(cdb.position('code')));
  const unreadable = drive.readRefusal();
  if (unreadable !== undefined) return checkCondition(unreadable);
  const failure = await drive.settle();
  if (failure !== undefined) return checkCondition(failure);
  const { head } = drive;
  const { position, residue, stoppedBy } = movement(head.partition, head.position, count, settings.reportSetmarks);
  const durationMs = drive.locateMs(head.partitionNumber, position);
  return drive.motion({ operation: 'space', immediate: false, durationMs }, context, async () => {
    head.moveTo(position);
    return stoppedBy === undefined ? good : checkCondition(stopped[stoppedBy](residue, head.pastEarlyWarning));
  });
}

const cdb6 = layout(6, { code: bits(1, 3, 4), count: int(2, 3) });

export const space6 = defineCommand({
  name: 'SPACE(6)',
  operationCode: 0x11,
  cdb: cdb6,
  dataDirection: 'none',
  reference: 'SSC-4 §6.6',
  needsReady: true,
  reservation: 'reads',
  execute: (drive: Mechanism, { code, count }, context) => {
    const refused = enterAddressMode(drive, 'implicit');
    return refused === undefined ? space(drive, cdb6, code, count, context) : checkCondition(refused);
  },
});

const cdb16 = layout(16, { code: bits(1, 3, 4), count: uint64(4), parameterLength: uint(12, 2) });

export const space16 = defineCommand({
  name: 'SPACE(16)',
  operationCode: 0x91,
  cdb: cdb16,
  dataDirection: 'none',
  reference: 'SSC-4 §7.12',
  needsReady: true,
  reservation: 'reads',
  execute: (drive: Mechanism, { code, count, parameterLength }, context) =>
    parameterLength === 0
      ? space(drive, cdb16, code, Number(BigInt.asIntN(64, count)), context)
      : checkCondition(invalidFieldInCdb(cdb16.position('parameterLength'))),
});
