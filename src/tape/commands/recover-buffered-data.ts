/**
 * RECOVER BUFFERED DATA (SSC-4 §7.8): reads back what the host was told GOOD for and the medium did not take, like READ(6), but from the buffer.
 *
 *     0 OPERATION CODE 14h │ 1 SILI (bit 1) FIXED (bit 0) │ 2–4 TRANSFER LENGTH │ 5 CONTROL
 *
 * ROBO of mode page 10h says in which order: as written, or the last one first. What was read is gone from the buffer; so is all of it once something
 * else is written or the medium moves. On a healthy medium the buffer is emptied first, and holds nothing.
 */
import { flag, layout, uint } from '../../foundation/layout.ts';
import { defineCommand } from '../../scsi/command.ts';
import { checkCondition } from '../../scsi/outcome.ts';
import type { Mechanism } from '../mechanism.ts';
import { UnwrittenObjects } from '../reading.ts';
import { refuseTransfer, transferBlocks } from './read.ts';

const cdb = layout(6, { sili: flag(1, 1), fixed: flag(1, 0), transferLength: uint(2, 3) });

export const recoverBufferedData = defineCommand({
  name: 'RECOVER BUFFERED DATA',
  operationCode: 0x14,
  cdb,
  dataDirection: 'in',
  reference: 'SSC-4 §7.8',
  needsReady: true,
  reservation: 'reads',
  execute: (drive: Mechanism, fields, context) => {
    const { recoverLastObjectFirst, blockProtection } = drive.settings;
    const source = new UnwrittenObjects(drive.head, recoverLastObjectFirst ? 'last' : 'first');
    const withProtection = blockProtection.onRecoverBuffered;
    const refused = refuseTransfer(drive, cdb, fields, withProtection);
    return refused === undefined ? transferBlocks(drive, source, fields, context, withProtection) : checkCondition(refused);
  },
});
