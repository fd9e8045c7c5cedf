/**
 * Tape Usage (30h), the page LTO drives share though no standard has it: the life of the loaded volume, as its memory chip tells it. Without a volume
 * everything is 0. Nothing is ever retried or suspended here.
 *
 *     1 threads: 4 bytes │ 2 data sets written: 8 │ 3 write retries: 4 │ 4 unrecovered write errors │ 5 suspended │ 6 fatally suspended writes: 2 each
 *     7 data sets read: 8 │ 8 read retries: 4 │ 9 unrecovered read errors: 2
 */
import { counter, type LogPage } from '../../scsi/log-pages.ts';
import type { Mechanism } from '../mechanism.ts';

/** What a data set of LTO-5 to LTO-8 holds; those of other generations differ. */
const dataSetBytes = 2_472_960;
const dataSets = (bytes: number): number => Math.ceil(bytes / dataSetBytes);

export const tapeUsagePage = (drive: Pick<Mechanism, 'counters' | 'loadedHead' | 'memory'>): LogPage => ({
  pageCode: 0x30,
  name: 'Tape Usage',
  reference: 'LTO',
  parameters: () => {
    const state = drive.loadedHead?.volume.state;
    const { written, read } = state === undefined ? { written: 0, read: 0 } : drive.memory.traffic;
    const { writeErrors, readErrors } = drive.counters.mount;
    return [
      counter(1, state?.loads ?? 0, 4),
      counter(2, dataSets(written), 8),
      counter(3, 0, 4),
      counter(4, state === undefined ? 0 : writeErrors, 2),
      counter(5, 0, 2),
      counter(6, 0, 2),
      counter(7, dataSets(read), 8),
      counter(8, 0, 4),
      counter(9, state === undefined ? 0 : readErrors, 2),
    ];
  },
});
