/**
 * Whether memory stays flat while a tape is filled: 100 GB (the short form: 2 GB) go into a cartridge that keeps the structure of what is written and none
 * of its data, and the program's resident memory is looked at each second. Equal blocks are one run of the index, so it has nothing to grow by; what
 * does grow at first is the trace, which keeps the last 64 MiB of what it has heard and the last 40 000 commands: after 40 GB at most it is full.
 */
import { join } from 'node:path';
import { TapelabServer } from '../test/hosts/tapelab.ts';
import { makeHome } from './bench-home.ts';
import type { Figure, Measurement } from './figure.ts';
import { median } from './median.ts';
import { residentBytes } from './resident-memory.ts';
import { compileTapeLoad, tapeLoad } from './tape-load.ts';

const blockBytes = 256 * 1024;
const everyMs = 1000;

export const memory: Measurement = {
  title: 'Memory',
  async *measure({ form }, folder): AsyncGenerator<Figure> {
    const gigabytes = form === 'whole' ? 100 : 2;
    const { path } = await makeHome(join(folder, 'memory'), { discardsData: true });
    const program = await compileTapeLoad();
    const server = await TapelabServer.start({ home: path });
    const samples: number[] = [];
    const looking = setInterval(
      () =>
        residentBytes(server.processId).then(
          (bytes) => samples.push(bytes),
          () => {},
        ),
      form === 'whole' ? everyMs : everyMs / 10,
    );
    let seconds = 0;
    try {
      // Half a gigabyte at a time, or ten: a load that takes long must not look as if it were stuck.
      const pieceBytes = Math.min(gigabytes / 4, 10) * 1e9;
      for (let written = 0; written < gigabytes * 1e9; written += pieceBytes) {
        const steps = await tapeLoad(program, server.url, `write:${blockBytes}:${Math.round(pieceBytes / blockBytes)}:8`);
        seconds += steps[0]!.seconds;
      }
    } finally {
      clearInterval(looking);
      await server.stop();
    }
    const tenth = Math.ceil(samples.length / 10);
    const early = median(samples.slice(4 * tenth, 5 * tenth));
    const late = median(samples.slice(-tenth));
    yield {
      name: `growth of resident memory while ${gigabytes} GB are written`,
      unit: 'MiB',
      value: (late - early) / 2 ** 20,
      parts: { 'in the fifth tenth': early / 2 ** 20, 'in the last': late / 2 ** 20, most: Math.max(...samples) / 2 ** 20 },
      partsUnit: 'MiB',
      goal: { bound: 'at most', value: 32, short: 64 },
    };
    yield { name: 'WRITE 256 KiB, eight deep, into a cartridge that keeps no data', unit: 'MB/s', value: (gigabytes * 1e3) / seconds };
  },
};
