/**
 * WRITE(6) (SSC-4 §6.8): one block (FIXED=0, TRANSFER LENGTH in bytes) or several (FIXED=1, in blocks of the mode parameters' length).
 *
 *     0 OPERATION CODE 0Ah │ 1 FIXED (bit 0) │ 2–4 TRANSFER LENGTH │ 5 CONTROL
 *
 * Past early warning everything is still taken, and each WRITE says so; at the end of the partition the whole blocks that fit are taken and
 * INFORMATION counts the rest. Data is asked for only when the buffer has room for it.
 */
import { flag, layout, uint } from '../../foundation/layout.ts';
import { defineCommand } from '../../scsi/command.ts';
import { checkCondition, good } from '../../scsi/outcome.ts';
import { invalidFieldInCdb } from '../../scsi/sense.ts';
import type { Mechanism } from '../mechanism.ts';
import { afterWriting, takeIntoBuffer } from '../writing.ts';

const cdb = layout(6, { fixed: flag(1, 0), transferLength: uint(2, 3) });

export const write6 = defineCommand({
  name: 'WRITE(6)',
  operationCode: 0x0a,
  cdb,
  dataDirection: 'out',
  reference: 'SSC-4 §6.8',
  needsReady: true,
  execute: async (drive: Mechanism, { fixed, transferLength }, context) => {
    const { head, model, settings } = drive;
    if (fixed && settings.blockLength === 0) return checkCondition(invalidFieldInCdb(cdb.position('fixed')));
    const recordLength = fixed ? settings.blockLength : transferLength;
    const wanted = fixed ? transferLength : 1;
    const limit = fixed ? model.maximumTransferBytes : model.blockLimits.maximumBytes;
    // A host that announces less data than the command needs would leave half a block on the medium.
    const tooLong = wanted * recordLength > Math.min(limit, context.dataOutLength);
    const tooShort = recordLength < model.blockLimits.minimumBytes && transferLength > 0;
    if (tooLong || tooShort) return checkCondition(invalidFieldInCdb(cdb.position('transferLength')));
    const protection = drive.writeProtection();
    if (protection !== undefined) return checkCondition(protection);
    if (transferLength === 0) return good;

    const count = Math.min(wanted, Math.floor(head.remainingBytes / recordLength));
    await head.room(count * recordLength);
    const data = count === 0 || head.failed ? undefined : await context.receiveDataOut(count * recordLength);
    if (data === undefined) {
      const loss = head.takeFailure();
      if (loss !== undefined) return checkCondition(drive.deferredError(loss));
    } else {
      const refused = await takeIntoBuffer(drive, { kind: 'block', count, recordLength, data }, context.nexus, transferLength);
      if (refused !== undefined) return refused;
      drive.counters.add('bytesFromHosts', data.length);
    }
    return afterWriting(drive, { wanted, written: count, unit: fixed ? 1 : recordLength, through: settings.bufferedMode === 0 });
  },
});
