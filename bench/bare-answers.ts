/**
 * READ and TEST UNIT READY beside what this machine gives a Node program that answers them from memory and does nothing else (`bare-target.mjs`): the
 * most that any target on Node could reach, and how far that is from tgt.
 */
import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { fileURLToPath } from 'node:url';
import type { Extent, Figure, Measurement } from './figure.ts';
import { alternate, compare } from './pairs.ts';
import { compileTapeLoad, tapeLoad } from './tape-load.ts';
import { type BenchTarget, withTargets } from './targets.ts';

interface Row {
  readonly name: string;
  readonly unit: string;
  /** What is to be on the tape, and what is measured. */
  readonly prepared: (extent: Extent) => readonly string[];
  readonly step: (extent: Extent) => string;
  readonly speed: (step: { readonly bytes: number; readonly count: number; readonly seconds: number }) => number;
}

const reading = (kibibytes: number, depth: number): Row => {
  const transfer = ({ bytes }: Extent): string => `${kibibytes * 1024}:${Math.floor(bytes / kibibytes / 1024)}:${depth}`;
  return {
    name: `READ ${kibibytes} KiB, ${depth === 1 ? 'one at a time' : `${depth} deep`}`,
    unit: 'MB/s',
    prepared: (extent) => ['rewind', `write:${transfer(extent)}`, 'filemark'],
    step: (extent) => `read:${transfer(extent)}`,
    speed: ({ bytes, count, seconds }) => (bytes * count) / seconds / 1e6,
  };
};

const rows: readonly Row[] = [
  reading(64, 1),
  reading(256, 1),
  reading(1024, 1),
  reading(256, 8),
  {
    name: 'TEST UNIT READY',
    unit: '/s',
    prepared: () => [],
    step: ({ form }) => `tur:${form === 'whole' ? 20_000 : 4000}`,
    speed: ({ count, seconds }) => count / seconds,
  },
];

export const bareAnswers: Measurement = {
  title: 'READ and round trips beside a bare target',
  measure: async function* (extent, folder): AsyncGenerator<Figure> {
    const program = await compileTapeLoad();
    const bare = await startBareTarget();
    try {
      yield* withTargets(folder, async function* (targets): AsyncGenerator<Figure> {
        for (const row of rows) yield* figuresOf(program, row, bare, targets, extent);
      });
    } finally {
      await bare.stop();
    }
  },
};

async function* figuresOf(
  program: string,
  { name, unit, prepared, step, speed }: Row,
  bare: BenchTarget,
  targets: readonly BenchTarget[],
  extent: Extent,
): AsyncGenerator<Figure> {
  const preparation = prepared(extent);
  if (preparation.length > 0) for (const { url } of targets) await tapeLoad(program, url, ...preparation);
  const [ofBare, ...ofTargets] = await alternate(
    extent.pairs,
    [bare, ...targets].map(
      ({ url }) =>
        async () =>
          speed((await tapeLoad(program, url, 'rewind', step(extent))).at(-1)!),
    ),
  );
  const [tapelab, tgt] = ofTargets;
  yield compare({ name, against: 'a bare target' }, { tapelab: tapelab!, 'a bare target': ofBare! }, unit);
  if (tgt !== undefined) yield compare({ name: `${name}: the bare target`, against: 'tgt' }, { 'the bare target': ofBare!, tgt }, unit);
}

async function startBareTarget(): Promise<BenchTarget> {
  const program = fileURLToPath(new URL('bare-target.mjs', import.meta.url));
  const child = spawn(process.execPath, [program], { stdio: ['pipe', 'pipe', 'inherit'] });
  const ended = once(child, 'close');
  const [port] = (await once(child.stdout, 'data')) as [Buffer];
  return {
    name: 'a bare target',
    url: `iscsi://127.0.0.1:${String(port).trim()}/iqn.2026-11.local.tapelab:bare/0`,
    processId: child.pid!,
    stop: async () => {
      child.stdin.end();
      await ended;
    },
  };
}
