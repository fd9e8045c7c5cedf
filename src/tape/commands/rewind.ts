/**
 * REWIND (SSC-4 §7.10): to the beginning of the partition, when everything written is on the medium.
 *
 *     0 OPERATION CODE 01h │ 1 IMMED (bit 0) │ 5 CONTROL
 *
 * With IMMED=1 too the buffer is emptied before the status.
 */
import { toBlockNumber } from '../../cartridge/volume.ts';
import { flag, layout } from '../../foundation/layout.ts';
import { defineCommand } from '../../scsi/command.ts';
import { good } from '../../scsi/outcome.ts';
import type { Mechanism } from '../mechanism.ts';

export const rewind = defineCommand({
  name: 'REWIND',
  operationCode: 0x01,
  cdb: layout(6, { immediate: flag(1, 0) }),
  dataDirection: 'none',
  reference: 'SSC-4 §7.10',
  needsReady: true,
  reservation: 'reads',
  execute: (drive: Mechanism, { immediate }, context) =>
    drive.motion({ operation: 'rewind', immediate, durationMs: drive.rewindMs() }, context, async () => {
      drive.head.moveTo(toBlockNumber(0));
      return good;
    }),
});
