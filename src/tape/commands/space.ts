/**
 * SPACE(6) (SSC-4 §6.6): over blocks, filemarks or filemarks side by side, either way, or to end of data.
 *
 *     0 OPERATION CODE 11h │ 1 CODE (bits 3–0) │ 2–4 COUNT (two's complement) │ 5 CONTROL
 */
import { bits, int, layout } from '../../foundation/layout.ts';
import { defineCommand } from '../../scsi/command.ts';
import { checkCondition, good } from '../../scsi/outcome.ts';
import { invalidFieldInCdb, type Sense } from '../../scsi/sense.ts';
import type { Mechanism } from '../mechanism.ts';
import { beginningOfPartition, endOfData, filemarkDetected } from '../medium-sense.ts';
import { type Spaced, spaceBlocks, spaceFilemarks, spaceSequentialFilemarks } from '../spacing.ts';

const cdb = layout(6, { code: bits(1, 3, 4), count: int(2, 3) });

const movements = new Map([
  [0x0, spaceBlocks],
  [0x1, spaceFilemarks],
  [0x2, spaceSequentialFilemarks],
]);
const toEndOfData = 0x3;

const stopped: Record<NonNullable<Spaced['stoppedBy']>, (residue: number) => Sense> = {
  filemark: filemarkDetected,
  'beginning-of-partition': beginningOfPartition,
  'end-of-data': endOfData,
};

export const space6 = defineCommand({
  name: 'SPACE(6)',
  operationCode: 0x11,
  cdb,
  dataDirection: 'none',
  reference: 'SSC-4 §6.6',
  needsReady: true,
  reservation: 'reads',
  execute: async (drive: Mechanism, { code, count }, context) => {
    const movement = movements.get(code);
    if (movement === undefined && code !== toEndOfData) return checkCondition(invalidFieldInCdb(cdb.position('code')));
    const failure = await drive.settle();
    if (failure !== undefined) return checkCondition(failure);
    const { head } = drive;
    const { position, residue, stoppedBy } =
      movement === undefined
        ? { position: head.partition.endOfData, residue: 0, stoppedBy: undefined }
        : movement(head.partition, head.position, count);
    const durationMs = drive.locateMs(head.partitionNumber, position);
    return drive.motion({ operation: 'space', immediate: false, durationMs }, context, async () => {
      head.moveTo(position);
      return stoppedBy === undefined ? good : checkCondition(stopped[stoppedBy](residue));
    });
  },
});
