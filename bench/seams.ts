/**
 * `npm run bench:seams`: what a lab costs while no rule is in force, with the seams where faults can be, the trace and its events, beside the same drive
 * built without all of that, in alternating pairs under the load of `tape-load.c`. A ratio is the median of the pairs' ratios; the last column is what pairs of the same kind differ by.
 *
 *   --pairs N   (7)      --megabytes N   of data per measurement (256)
 */
import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { mkdir } from 'node:fs/promises';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { parseArgs } from 'node:util';
import { temporaryDirectory } from '../test/hosts/tapelab.ts';
import { median } from './median.ts';
import { compileTapeLoad, tapeLoad } from './tape-load.ts';

const { values } = parseArgs({ options: { pairs: { type: 'string', default: '7' }, megabytes: { type: 'string', default: '256' } } });
const pairs = Math.max(1, Number(values.pairs));
const bytes = Math.max(16, Number(values.megabytes)) * 2 ** 20;

interface Target {
  readonly url: string;
  stop(): Promise<void>;
}

async function start(folder: string, how: 'bare' | 'lab'): Promise<Target> {
  const home = join(folder, how);
  await mkdir(home);
  const program = fileURLToPath(new URL('seams-target.mjs', import.meta.url));
  const child = spawn(process.execPath, [program, home, how], { stdio: ['pipe', 'pipe', 'inherit'] });
  const ended = once(child, 'close');
  const [url] = (await once(child.stdout, 'data')) as [Buffer];
  return {
    url: String(url).trim(),
    stop: async () => {
      child.stdin.end();
      await ended;
    },
  };
}

const rows = [64, 256, 1024].flatMap((kibibytes) =>
  (['write', 'read'] as const).map((direction) => ({ direction, blockBytes: kibibytes * 1024, depth: kibibytes === 256 ? 8 : 1 })),
);

const program = await compileTapeLoad();
const directory = await temporaryDirectory();
const targets = [await start(directory.path, 'bare'), await start(directory.path, 'lab')] as const;
try {
  console.log(`median of ${pairs} pairs, ${bytes / 2 ** 20} MiB each, Node ${process.version}\n`);
  console.log('                  │ MB/s without, with all  │ ratio │ of two without');
  for (const { direction, blockBytes, depth } of rows) {
    const transfer = `${direction}:${blockBytes}:${Math.floor(bytes / blockBytes)}:${depth}`;
    const megabytesPerSecond = async ({ url }: Target): Promise<number> => {
      const steps = await tapeLoad(program, url, 'rewind', transfer, ...(direction === 'write' ? ['filemark'] : []));
      return bytes / steps.find(({ step }) => step === direction)!.seconds / 1e6;
    };
    const [bare, lab] = targets;
    for (const target of targets) await megabytesPerSecond(target);
    const samples: { readonly bare: number; readonly lab: number; readonly again: number }[] = [];
    for (let pair = 0; pair < pairs; pair += 1) {
      const first = await megabytesPerSecond(bare);
      const between = await megabytesPerSecond(lab);
      samples.push({ bare: first, lab: between, again: await megabytesPerSecond(bare) });
    }
    const ratio = median(samples.map((one) => (2 * one.lab) / (one.bare + one.again)));
    const noise = median(samples.map((one) => Math.min(one.bare, one.again) / Math.max(one.bare, one.again)));
    const figures = [median(samples.map((one) => one.bare)), median(samples.map((one) => one.lab))].map((one) =>
      one.toFixed(0).padStart(12),
    );
    const shape = `${direction.padEnd(5)} ${String(blockBytes / 1024).padStart(5)} KiB × ${depth}`;
    console.log(`${shape} │${figures.join('')} │ ${ratio.toFixed(2)}× │ ${noise.toFixed(2)}×`);
  }
} finally {
  for (const target of targets) await target.stop();
  await directory.remove();
}
