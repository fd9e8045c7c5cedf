/**
 * `npm run bench`: write and read MB/s of the built tapelab beside Debian's `tgt`, on loopback, under the load of `tape-load.c`.
 *
 * Both targets run throughout. For each row they are measured in alternating pairs after one warm-up each, so that a noisy machine is
 * noisy to both; a figure is the median of its pairs, a ratio is the median of the pairs' ratios. The time of a write row is that of the
 * WRITE commands; the filemark that synchronises stands in a column of its own. Then tapelab alone without and with both digests, under the
 * load of `digest-load.ts`. The last line is the ceiling: what a bare Node program
 * reaches that only appends a socket's bytes to a file. 1 MB is 10^6 bytes.
 *
 *   --json   the same as one JSON document      --pairs N   (5)      --megabytes N   of data per measurement (192)
 */
import { cpus } from 'node:os';
import { join } from 'node:path';
import { parseArgs } from 'node:util';
import { temporaryDirectory } from '../test/hosts/tapelab.ts';
import { measureBareLimit } from './bare-limit.ts';
import { type DigestRow, measureDigests } from './digests.ts';
import { median } from './median.ts';
import { compileTapeLoad, tapeLoad } from './tape-load.ts';
import { type BenchTarget, processorSeconds, startTapelab, startTgt } from './targets.ts';

interface Sample {
  readonly megabytesPerSecond: number;
  readonly processorSecondsPerGigabyte: number;
  readonly filemarkSeconds?: number;
}

interface Row {
  readonly direction: 'write' | 'read';
  readonly blockBytes: number;
  readonly depth: number;
}

const shapes = [
  { blockBytes: 64 * 1024, depth: 1 },
  { blockBytes: 256 * 1024, depth: 1 },
  { blockBytes: 1024 * 1024, depth: 1 },
  { blockBytes: 256 * 1024, depth: 8 },
];
const rows: Row[] = shapes.flatMap((shape) => [
  { direction: 'write', ...shape },
  { direction: 'read', ...shape }, // reads what the row before it wrote
]);

const { values: options } = parseArgs({
  options: {
    json: { type: 'boolean', default: false },
    pairs: { type: 'string', default: '5' },
    megabytes: { type: 'string', default: '192' },
  },
});
const pairs = Math.max(1, Number(options.pairs));
const bytes = Math.max(16, Number(options.megabytes)) * 1024 * 1024;

async function measure(program: string, target: BenchTarget, row: Row): Promise<Sample> {
  const before = await processorSeconds(target.processId);
  const transfer = `${row.direction}:${row.blockBytes}:${Math.floor(bytes / row.blockBytes)}:${row.depth}`;
  const steps = await tapeLoad(program, target.url, 'rewind', transfer, ...(row.direction === 'write' ? ['filemark'] : []));
  const used = (await processorSeconds(target.processId)) - before;
  const seconds = steps.find(({ step }) => step === row.direction)!.seconds;
  const filemark = steps.find(({ step }) => step === 'filemark');
  return {
    megabytesPerSecond: bytes / seconds / 1e6,
    processorSecondsPerGigabyte: used / (bytes / 1e9),
    ...(filemark && { filemarkSeconds: filemark.seconds }),
  };
}

async function measureRow(program: string, targets: readonly BenchTarget[], row: Row): Promise<Map<BenchTarget, Sample[]>> {
  const samples = new Map<BenchTarget, Sample[]>(targets.map((target) => [target, []]));
  for (const target of targets) await measure(program, target, row);
  for (let pair = 0; pair < pairs; pair += 1) {
    for (const target of pair % 2 === 0 ? targets : targets.toReversed()) {
      samples.get(target)!.push(await measure(program, target, row));
    }
  }
  return samples;
}

function summarise(row: Row, targets: readonly BenchTarget[], samples: Map<BenchTarget, Sample[]>) {
  const of = (target: BenchTarget, figure: keyof Sample) => median(samples.get(target)!.map((sample) => sample[figure] ?? 0));
  const [subject, peer] = targets;
  const figures = targets.map((target) => ({
    target: target.name,
    megabytesPerSecond: of(target, 'megabytesPerSecond'),
    processorSecondsPerGigabyte: of(target, 'processorSecondsPerGigabyte'),
    ...(row.direction === 'write' && { filemarkSeconds: of(target, 'filemarkSeconds') }),
  }));
  const ratio =
    subject &&
    peer &&
    median(samples.get(subject)!.map((sample, i) => sample.megabytesPerSecond / samples.get(peer)![i]!.megabytesPerSecond));
  return { ...row, figures, ...(ratio !== undefined && { ratio }) };
}

type Summary = ReturnType<typeof summarise>;

const shapeOf = ({ direction, blockBytes, depth }: Row): string =>
  `${direction.padEnd(5)} ${String(blockBytes / 1024).padStart(5)} KiB × ${depth}`;

function line({ figures, ratio, ...row }: Summary): string {
  const column = (figure: (of: Summary['figures'][number]) => number | undefined, digits: number) =>
    figures.map((of) => (figure(of)?.toFixed(digits) ?? '–').padStart(9)).join('');
  return [
    shapeOf(row),
    column((of) => of.megabytesPerSecond, 0),
    (ratio === undefined ? '' : `${ratio.toFixed(2)}×`).padStart(8),
    column((of) => of.processorSecondsPerGigabyte, 2),
    column((of) => of.filemarkSeconds, 3),
  ].join(' │');
}

function digestLine({ direction, blockBytes, depth, megabytesPerSecond, processorSecondsPerGigabyte, ratio }: DigestRow): string {
  const columns = [megabytesPerSecond.without.toFixed(0), megabytesPerSecond.with.toFixed(0), `${ratio.toFixed(2)}×`];
  const processor = [processorSecondsPerGigabyte.without, processorSecondsPerGigabyte.with].map((seconds) =>
    seconds.toFixed(2).padStart(9),
  );
  return `${shapeOf({ direction, blockBytes, depth })} │${columns.map((column) => column.padStart(9)).join('')} │${processor.join('')}`;
}

function heading(targets: readonly BenchTarget[]): string {
  const names = targets.map(({ name }) => name.padStart(9)).join('');
  const over = (title: string) => title.padEnd(names.length);
  return [
    `${''.padEnd(17)} │${over(' MB/s')} │   ratio │${over(' CPU s/GB')} │${over(' filemark s')}`,
    [''.padEnd(17), names, ''.padStart(8), names, names].join(' │'),
  ].join('\n');
}

async function main(): Promise<void> {
  const program = await compileTapeLoad();
  const directory = await temporaryDirectory();
  const targets: BenchTarget[] = [];
  const say = (text: string) => (options.json ? undefined : console.log(text));
  try {
    targets.push(await startTapelab(directory.path));
    const peer = await startTgt(directory.path);
    if (peer) targets.push(peer);
    else console.error('tgt is not installed, so tapelab is measured alone. Hint: apt-get install tgt');

    say(
      `median of ${pairs} pairs, ${bytes / 1024 / 1024} MiB each, ${cpus().length} processors, Node ${process.version}\n\n${heading(targets)}`,
    );
    const summaries: Summary[] = [];
    for (const row of rows) {
      const summary = summarise(row, targets, await measureRow(program, targets, row));
      summaries.push(summary);
      say(line(summary));
    }
    say('\nboth digests (CRC32C)  MB/s without, with, ratio │ CPU s/GB without, with');
    const digests: DigestRow[] = [];
    for await (const row of measureDigests(targets[0]!, { pairs, bytes })) {
      digests.push(row);
      say(digestLine(row));
    }
    const bareLimit = await measureBareLimit(join(directory.path, 'bare'), 4 * bytes);
    say(`\na bare Node program that appends a socket's bytes to a file: ${bareLimit.toFixed(0)} MB/s`);
    if (options.json)
      console.log(JSON.stringify({ pairs, bytes, rows: summaries, digests, bareLimitMegabytesPerSecond: bareLimit }, null, 2));
  } finally {
    for (const target of targets) await target.stop();
    await directory.remove();
  }
}

main().catch((error: Error) => {
  console.error(`bench: ${error.message}`);
  process.exitCode = 1;
});
