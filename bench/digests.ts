/** What both digests cost: the same load with and without them, in alternating pairs, as a ratio. */
import { DigestInitiator, type Load } from './digest-load.ts';
import { median } from './median.ts';
import { type BenchTarget, processorSeconds } from './targets.ts';

export interface DigestRow extends Omit<Load, 'count'> {
  readonly megabytesPerSecond: { readonly without: number; readonly with: number };
  readonly processorSecondsPerGigabyte: { readonly without: number; readonly with: number };
  /** Of the throughput with to that without. */
  readonly ratio: number;
}

const shapes = [
  { blockBytes: 64 * 1024, depth: 1 },
  { blockBytes: 256 * 1024, depth: 8 },
];
const loads = shapes.flatMap((shape) => [
  { direction: 'write' as const, ...shape },
  { direction: 'read' as const, ...shape }, // reads what the load before it wrote
]);

export async function* measureDigests(target: BenchTarget, { pairs, bytes }: { pairs: number; bytes: number }): AsyncGenerator<DigestRow> {
  for (const load of loads) {
    const sample = (digest: 'None' | 'CRC32C') => measure(target, { ...load, count: Math.floor(bytes / load.blockBytes) }, digest);
    await sample('None');
    await sample('CRC32C');
    const samples: { readonly without: Sample; readonly with: Sample }[] = [];
    for (let pair = 0; pair < pairs; pair += 1) {
      if (pair % 2 === 0) samples.push({ without: await sample('None'), with: await sample('CRC32C') });
      else samples.push({ with: await sample('CRC32C'), without: await sample('None') });
    }
    const of = (figure: keyof Sample) => ({
      without: median(samples.map((pair) => pair.without[figure])),
      with: median(samples.map((pair) => pair.with[figure])),
    });
    yield {
      ...load,
      megabytesPerSecond: of('megabytesPerSecond'),
      processorSecondsPerGigabyte: of('processorSecondsPerGigabyte'),
      ratio: median(samples.map((pair) => pair.with.megabytesPerSecond / pair.without.megabytesPerSecond)),
    };
  }
}

interface Sample {
  readonly megabytesPerSecond: number;
  readonly processorSecondsPerGigabyte: number;
}

async function measure(target: BenchTarget, load: Load, digest: 'None' | 'CRC32C'): Promise<Sample> {
  const { port, pathname } = new URL(target.url);
  const initiator = await DigestInitiator.login({ port: Number(port), target: pathname.split('/')[1]! }, digest);
  const before = await processorSeconds(target.processId);
  const seconds = await initiator.run(load);
  const used = (await processorSeconds(target.processId)) - before;
  initiator.end();
  const bytes = load.blockBytes * load.count;
  return { megabytesPerSecond: bytes / seconds / 1e6, processorSecondsPerGigabyte: used / (bytes / 1e9) };
}
