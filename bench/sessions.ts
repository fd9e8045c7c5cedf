/**
 * Many hosts at once. 1, 8 and 64 sessions, each with a drive of its own, move the same data in all, one block at a time: what they reach together beside
 * what one reaches, and whether any of them comes off badly while all of them run. And what 500 sessions hold that have nothing to do, each of which has
 * written a block and read it before: the memory of the process, its garbage collected.
 */
import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { join } from 'node:path';
import { createInterface } from 'node:readline';
import { fileURLToPath } from 'node:url';
import { TapelabServer } from '../test/hosts/tapelab.ts';
import { makeHome, openTape, type Tape } from './bench-home.ts';
import { type Extent, type Figure, goalAtLeast, type Measurement } from './figure.ts';
import { median } from './median.ts';
import { alternate, medianRatio } from './pairs.ts';
import { residentBytesAtRest } from './resident-memory.ts';
import { compileTapeLoad, type LoadStep, tapeLoad } from './tape-load.ts';

const blockBytes = 256 * 1024;
const counts = [1, 8, 64] as const;
const idleSessions = 500;
const limits = 'limits: { connections: 2000, connectionsPerAddress: 2000, sessionsPerTarget: 2000 }';

export const sessions: Measurement = {
  title: 'Sessions',
  async *measure(extent, folder): AsyncGenerator<Figure> {
    yield* together(extent, folder);
    yield* idle(extent, folder);
  },
};

/** What sessions reached together in one direction. */
interface Reached {
  readonly megabytesPerSecond: number;
  /** Of the slowest to its fair share, while all of them ran. */
  readonly leastShare: number;
}
type Sample = Readonly<Record<'write' | 'read', Reached>>;

async function* together({ form, pairs, bytes }: Extent, folder: string): AsyncGenerator<Figure> {
  const most = Math.max(...counts);
  const { path, targets } = await makeHome(join(folder, 'together'), { drives: most, configuration: limits });
  const program = await compileTapeLoad();
  const server = await TapelabServer.start({ home: path });
  try {
    const totalBytes = Math.max(form === 'whole' ? 4 * bytes : bytes, most * 16 * blockBytes);
    const samples = await alternate(
      pairs,
      counts.map((count) => async (): Promise<Sample> => {
        const urls = targets.slice(0, count).map((target) => `iscsi://${server.portal}/${target}/0`);
        const blocks = Math.floor(totalBytes / count / blockBytes);
        // The first block of a tape that is overwritten waits until the disk has given up the rest, which is not what is to be shared out here.
        const write = ['rewind', `write:${blockBytes}:1:1`, `write:${blockBytes}:${blocks}:1`, 'filemark'];
        const all = await tapeLoad(program, urls, ...write, 'rewind', `read:${blockBytes}:${blocks}:1`);
        const steps = all.filter((step) => step.count === blocks);
        return { write: reached(steps, 'write'), read: reached(steps, 'read') };
      }),
    );
    const [one, ...several] = samples as [Sample[], ...Sample[][]];
    const speeds = (of: readonly Sample[], direction: keyof Sample) => of.map((sample) => sample[direction].megabytesPerSecond);
    const y = (of: readonly Sample[]) => ({ 'tapelab, write': median(speeds(of, 'write')), 'tapelab, read': median(speeds(of, 'read')) });
    for (const [at, of] of several.entries())
      for (const direction of ['write', 'read'] as const) {
        const count = counts[at + 1]!;
        const name = `${direction.toUpperCase()} 256 KiB by ${count} sessions`;
        yield {
          name: `${name}, all together`,
          against: 'one session',
          unit: '×',
          value: medianRatio(speeds(of, direction), speeds(one, direction)),
          parts: { together: median(speeds(of, direction)), 'one session': median(speeds(one, direction)) },
          partsUnit: 'MB/s',
          goal: goalAtLeast(0.8),
          ...(direction === 'write' && { point: { chart: 'sessions' as const, x: count, y: y(of) } }),
        };
        yield {
          name: `${name}, the slowest of them`,
          against: 'its fair share',
          unit: '×',
          value: median(of.map((sample) => sample[direction].leastShare)),
          goal: goalAtLeast(0.5),
        };
      }
    yield {
      name: 'WRITE 256 KiB by one session',
      unit: 'MB/s',
      value: median(speeds(one, 'write')),
      point: { chart: 'sessions', x: 1, y: y(one) },
    };
  } finally {
    await server.stop();
  }
}

function reached(all: readonly LoadStep[], direction: keyof Sample): Reached {
  const steps = all.filter(({ step }) => step === direction);
  const bytes = steps.reduce((sum, step) => sum + step.bytes * step.count, 0);
  const finished = steps.map(({ whileAllRan }) => whileAllRan);
  const fairShare = finished.reduce((sum, count) => sum + count, 0) / finished.length;
  return {
    megabytesPerSecond: bytes / Math.max(...steps.map(({ seconds }) => seconds)) / 1e6,
    leastShare: Math.min(...finished) / fairShare,
  };
}

async function* idle({ form }: Extent, folder: string): AsyncGenerator<Figure> {
  const { path, targets } = await makeHome(join(folder, 'idle'), { configuration: limits });
  const lab = await startCollectingLab(path);
  const target = targets[0]!;
  const count = form === 'whole' ? idleSessions : idleSessions / 5;
  const come = async (): Promise<number> => {
    for (let more = count; more > 0; more--) there.push(await comeAndIdle(lab.port, target));
    return lab.residentBytes();
  };
  let there: Tape[] = [];
  try {
    // What so many logins take to be done, and leave behind for the next ones to use, is no session's own.
    for (let visits = count; visits > 0; visits--) await leave([await comeAndIdle(lab.port, target)]);
    const before = await lab.residentBytes();
    const first = await come();
    await leave(there);
    there = [];
    const after = await lab.residentBytes();
    const second = await come();
    await leave(there);
    yield {
      name: `${count} idle sessions, each`,
      unit: 'KiB',
      value: (first - before) / count / 1024,
      parts: {
        before: before / 2 ** 20,
        'with them': first / 2 ** 20,
        'after them': after / 2 ** 20,
        'with as many again': second / 2 ** 20,
      },
      partsUnit: 'MiB',
      goal: { bound: 'at most', value: 64 },
    };
    yield {
      name: `as many again, each beyond what the first have left`,
      unit: 'KiB',
      value: (second - first) / count / 1024,
      goal: { bound: 'at most', value: 16 },
    };
  } finally {
    await lab.stop();
  }
}

/** A lab in a process of its own; its memory is looked at when its garbage has been collected. */
async function startCollectingLab(home: string) {
  const program = fileURLToPath(new URL('collecting-lab.mjs', import.meta.url));
  const child = spawn(process.execPath, ['--expose-gc', program, home], { stdio: ['pipe', 'pipe', 'inherit'] });
  const ended = once(child, 'close');
  const lines = createInterface({ input: child.stdout })[Symbol.asyncIterator]();
  const port = Number((await lines.next()).value);
  return {
    port,
    residentBytes: async (): Promise<number> => {
      child.stdin.write('\n');
      await lines.next();
      return residentBytesAtRest(child.pid!);
    },
    stop: async (): Promise<void> => {
      child.stdin.end();
      await ended;
    },
  };
}

/** A session that has done everything once: written a block, read it, and asked whether the drive is ready. */
async function comeAndIdle(port: number, target: string): Promise<Tape> {
  const tape = await openTape(port, target);
  const { device } = tape;
  await device.write(new Uint8Array(blockBytes).fill(0x5a));
  await device.space('blocks', -1);
  const { failure } = await device.read(blockBytes);
  if (failure !== undefined) throw new Error(`${failure.command}: ${failure.problem}`);
  await device.unit.attend();
  return tape;
}

const leave = (tapes: readonly Tape[]): Promise<unknown> => Promise.all(tapes.map(({ session }) => session.logOut()));
