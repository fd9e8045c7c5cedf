/**
 * Write and read MB/s of tapelab beside tgt, under the load of `tape-load.c`, and what each target spends on it. The time of a WRITE row is that of
 * the WRITE commands but for the first, which waits until the disk has given up what the tape held before, on either target; the filemark that
 * synchronises follows, and its processor time counts. 1 MB is 10^6 bytes.
 */
import { type Extent, type Figure, type Goal, goalAtLeast, goalAtMost, type Measurement } from './figure.ts';
import { alternate, compare, mediansOf, type Rounds } from './pairs.ts';
import { compileTapeLoad, tapeLoad } from './tape-load.ts';
import { type BenchTarget, processorSeconds, withTargets } from './targets.ts';

interface Row {
  readonly direction: 'write' | 'read';
  readonly blockBytes: number;
  readonly depth: number;
  /** Fixed blocks of one command; undefined: one variable block. */
  readonly blocks?: number;
  /** Undefined: a point of the drawing that nothing is asked of. */
  readonly goal?: Goal;
}

interface Sample {
  readonly megabytesPerSecond: number;
  readonly processorSeconds: number;
}

const kibibytes = 1024;

/** A READ row reads what the row before it wrote. */
const rows: readonly Row[] = [
  { direction: 'write', blockBytes: 16 * kibibytes, depth: 1 },
  { direction: 'read', blockBytes: 16 * kibibytes, depth: 1 },
  { direction: 'write', blockBytes: 64 * kibibytes, depth: 1, goal: goalAtLeast(2.0, 1.7) },
  { direction: 'read', blockBytes: 64 * kibibytes, depth: 1, goal: goalAtLeast(1.2, 0.85) },
  { direction: 'write', blockBytes: 256 * kibibytes, depth: 1, goal: goalAtLeast(2.5, 1.8) },
  { direction: 'read', blockBytes: 256 * kibibytes, depth: 1, goal: goalAtLeast(1.2) },
  { direction: 'write', blockBytes: 1024 * kibibytes, depth: 1, goal: goalAtLeast(1.3) },
  { direction: 'read', blockBytes: 1024 * kibibytes, depth: 1, goal: goalAtLeast(1.2) },
  { direction: 'write', blockBytes: 4096 * kibibytes, depth: 1 },
  { direction: 'read', blockBytes: 4096 * kibibytes, depth: 1 },
  { direction: 'write', blockBytes: 256 * kibibytes, depth: 8, goal: goalAtLeast(1.2) },
  { direction: 'read', blockBytes: 256 * kibibytes, depth: 8, goal: goalAtLeast(1.1, 0.55) },
  { direction: 'write', blockBytes: 512, blocks: 128, depth: 1, goal: goalAtLeast(1.0) },
];

export const throughput: Measurement = {
  title: 'Throughput beside tgt',
  measure: async function* (extent, folder) {
    const program = await compileTapeLoad();
    yield* withTargets(folder, (targets) => measureRows(program, targets, extent));
  },
};

async function* measureRows(program: string, targets: readonly BenchTarget[], { pairs, bytes }: Extent): AsyncGenerator<Figure> {
  const spent = { write: emptySpending(targets), read: emptySpending(targets) };
  for (const row of rows) {
    const samples = await alternate(
      pairs,
      targets.map((target) => () => measure(program, target, row, bytes)),
    );
    yield figureOf(row, targets, samples);
    if (row.goal === undefined || row.blocks !== undefined) continue;
    for (const [target, rounds] of samples.entries()) spent[row.direction][target]!.push(rounds);
  }
  for (const direction of ['write', 'read'] as const) yield processorFigure(direction, targets, spent[direction], bytes);
}

const emptySpending = (targets: readonly BenchTarget[]): Sample[][][] => targets.map(() => []);

async function measure(program: string, target: BenchTarget, row: Row, bytes: number): Promise<Sample> {
  const { direction, blockBytes, depth, blocks = 0 } = row;
  const count = Math.floor(bytes / (blockBytes * Math.max(1, blocks)));
  const transfer = `${direction}:${blockBytes}:${count}:${depth}:${blocks}`;
  const before = await processorSeconds(target.processId);
  const steps = await tapeLoad(
    program,
    target.url,
    'rewind',
    ...(blocks > 0 ? [`blocklength:${blockBytes}`] : []),
    ...(direction === 'write' ? [`${direction}:${blockBytes}:1:1:${blocks}`] : []),
    transfer,
    ...(direction === 'write' ? ['filemark'] : []),
    ...(blocks > 0 ? ['blocklength:0'] : []),
  );
  const { seconds, bytes: commandBytes } = steps.findLast(({ step }) => step === direction)!;
  return {
    megabytesPerSecond: (commandBytes * count) / seconds / 1e6,
    processorSeconds: (await processorSeconds(target.processId)) - before,
  };
}

export function shapeOf({ direction, blockBytes, depth, blocks }: Omit<Row, 'goal'>): string {
  const size = blockBytes % kibibytes === 0 ? `${blockBytes / kibibytes} KiB` : `${blockBytes} B`;
  if (blocks !== undefined) return `${direction.toUpperCase()} ${size} fixed, ${blocks} blocks a command`;
  return `${direction.toUpperCase()} ${size}, ${depth === 1 ? 'one at a time' : `${depth} deep`}`;
}

function figureOf(row: Row, targets: readonly BenchTarget[], samples: readonly (readonly Sample[])[]): Figure {
  const { direction, blockBytes, depth, blocks, goal } = row;
  const subjects = byName(targets, (index) => samples[index]!.map(({ megabytesPerSecond }) => megabytesPerSecond));
  const y = Object.fromEntries(Object.entries(mediansOf(subjects)).map(([name, speed]) => [`${name}, ${direction}`, speed]));
  const isPoint = depth === 1 && blocks === undefined;
  return compare(
    { name: shapeOf(row), against: 'tgt', ...(goal && { goal }), ...(isPoint && { point: { chart: 'block-size', x: blockBytes, y } }) },
    subjects,
    'MB/s',
  );
}

/** Over the variable blocks that have a goal, each row with as many bytes as another. */
function processorFigure(
  direction: Row['direction'],
  targets: readonly BenchTarget[],
  spent: readonly (readonly (readonly Sample[])[])[],
  bytes: number,
): Figure {
  const perGigabyte = (ofRows: readonly (readonly Sample[])[]): number[] =>
    ofRows[0]!.map((_, round) => {
      const seconds = ofRows.reduce((sum, rounds) => sum + rounds[round]!.processorSeconds, 0);
      return seconds / ((bytes * ofRows.length) / 1e9);
    });
  const name = `processor time of a GB ${direction === 'write' ? 'written' : 'read'}`;
  return compare(
    { name, against: 'tgt', goal: goalAtMost(1.3) },
    byName(targets, (index) => perGigabyte(spent[index]!)),
    's',
  );
}

const byName = (targets: readonly BenchTarget[], rounds: (index: number) => readonly number[]): Rounds =>
  Object.fromEntries(targets.map(({ name }, index) => [name, rounds(index)]));
