/**
 * Write Error Counters (02h) and Read Error Counters (03h) (SPC-4 §7.3): what was transferred and what was lost. Nothing in between is ever
 * corrected here, so those counters stay zero.
 *
 *     0000h–0004h corrected, rewritten, processed │ 0005h total bytes processed │ 0006h total uncorrected errors
 */
import { counter, type LogPage } from '../../scsi/log-pages.ts';
import type { Counters } from '../counters.ts';

const neverHappened = [0x0000, 0x0001, 0x0002, 0x0003, 0x0004].map((code) => counter(code, 0, 4));

const page = (pageCode: number, name: string, totals: () => { bytes: number; errors: number }): LogPage => ({
  pageCode,
  name,
  reference: 'SPC-4 §7.3',
  selectable: true,
  parameters: () => {
    const { bytes, errors } = totals();
    return [...neverHappened, counter(0x0005, bytes, 8), counter(0x0006, errors, 4)];
  },
});

export const writeErrorCountersPage = ({ lifetime }: Counters): LogPage =>
  page(0x02, 'Write Error Counters', () => ({ bytes: lifetime.bytesToMedium, errors: lifetime.writeErrors }));

export const readErrorCountersPage = ({ lifetime }: Counters): LogPage =>
  page(0x03, 'Read Error Counters', () => ({ bytes: lifetime.bytesFromMedium, errors: lifetime.readErrors }));
