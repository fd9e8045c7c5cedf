/**
 * `npm run bench:seams`: what the seams where faults can be cost while no rule is in force: the same drive with and without them, in alternating
 * pairs under the load of `tape-load.c`. A ratio is the median of the pairs' ratios; the last column is what pairs of the same kind differ by.
 *
 *   --pairs N   (7)      --megabytes N   of data per measurement (256)
 */
import { spawn } from 'node:child_process';
import { once } from 'node:events';
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

async function start(folder: string, how: 'bare' | 'seams'): Promise<Target> {
  const program = fileURLToPath(new URL('seams-target.ts', import.meta.url));
  const child = spawn(process.execPath, ['--import', 'tsx', program, folder, how], { stdio: ['pipe', 'pipe', 'inherit'] });
  const ended = once(child, 'close');
  const [port] = (await once(child.stdout, 'data')) as [Buffer];
  return {
    url: `iscsi://127.0.0.1:${String(port).trim()}/iqn.2026-11.local.tapelab:seams/0`,
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
const targets = [await start(directory.path, 'bare'), await start(directory.path, 'seams')] as const;
try {
  console.log(`median of ${pairs} pairs, ${bytes / 2 ** 20} MiB each, Node ${process.version}\n`);
  console.log('                  │ MB/s without, with seams │ ratio │ of two without');
  for (const { direction, blockBytes, depth } of rows) {
    const transfer = `${direction}:${blockBytes}:${Math.floor(bytes / blockBytes)}:${depth}`;
    const megabytesPerSecond = async ({ url }: Target): Promise<number> => {
      const steps = await tapeLoad(program, url, 'rewind', transfer, ...(direction === 'write' ? ['filemark'] : []));
      return bytes / steps.find(({ step }) => step === direction)!.seconds / 1e6;
    };
    const [bare, seams] = targets;
    for (const target of targets) await megabytesPerSecond(target);
    const samples: { readonly bare: number; readonly seams: number; readonly again: number }[] = [];
    for (let pair = 0; pair < pairs; pair += 1) {
      const first = await megabytesPerSecond(bare);
      const between = await megabytesPerSecond(seams);
      samples.push({ bare: first, seams: between, again: await megabytesPerSecond(bare) });
    }
    const ratio = median(samples.map((one) => (2 * one.seams) / (one.bare + one.again)));
    const noise = median(samples.map((one) => Math.min(one.bare, one.again) / Math.max(one.bare, one.again)));
    const figures = [median(samples.map((one) => one.bare)), median(samples.map((one) => one.seams))].map((one) =>
      one.toFixed(0).padStart(12),
    );
    const shape = `${direction.padEnd(5)} ${String(blockBytes / 1024).padStart(5)} KiB × ${depth}`;
    console.log(`${shape} │${figures.join('')} │ ${ratio.toFixed(2)}× │ ${noise.toFixed(2)}×`);
  }
} finally {
  for (const target of targets) await target.stop();
  await directory.remove();
}
