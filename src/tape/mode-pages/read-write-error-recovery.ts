/**
 * Read-Write Error Recovery (SSC-4 §8.3.5).
 *
 *     0 01h │ 1 0Ah │ 2 TB (bit 5) EER (3) PER (2) DTE (1) DCR (0) │ 3 READ RETRY COUNT │ 8 WRITE RETRY COUNT
 *
 * Nothing here is recovered by retrying, so the bits stay zero; the counts are the model's, and a host may set its own.
 */
import { flag, layout, uint } from '../../foundation/layout.ts';
import { defineModePage } from '../../scsi/mode-pages.ts';
import type { DriveModel } from '../model.ts';

export const readWriteErrorRecoveryPage = (model: DriveModel) =>
  defineModePage({
    pageCode: 0x01,
    name: 'Read-Write Error Recovery',
    reference: 'SSC-4 §8.3.5',
    layout: layout(12, {
      transferBlock: flag(2, 5),
      enableEarlyRecovery: flag(2, 3),
      postError: flag(2, 2),
      disableTransferOnError: flag(2, 1),
      disableCorrection: flag(2, 0),
      readRetryCount: uint(3),
      writeRetryCount: uint(8),
    }),
    defaults: { readRetryCount: model.retries.read, writeRetryCount: model.retries.write },
    changeable: ['readRetryCount', 'writeRetryCount'],
  });
