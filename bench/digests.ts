/** What both digests cost: the same load with and without them, in alternating pairs. */
import { DigestInitiator, type Load } from './digest-load.ts';
import { type Figure, goalAtLeast, type Measurement } from './figure.ts';
import { alternate, compare } from './pairs.ts';
import { startTapelab } from './targets.ts';
import { shapeOf } from './throughput.ts';

const blockBytes = 256 * 1024;

/** A read load reads what the write before it wrote. */
const loads = [1, 8].flatMap((depth) => (['write', 'read'] as const).map((direction) => ({ direction, blockBytes, depth })));

export const digests: Measurement = {
  title: 'Both digests (CRC32C) beside none',
  measure: async function* ({ pairs, bytes }, folder): AsyncGenerator<Figure> {
    const target = await startTapelab(folder);
    try {
      for (const load of loads) {
        const samples = await alternate(
          pairs,
          (['CRC32C', 'None'] as const).map(
            (digest) => () => measure(target.url, { ...load, count: Math.floor(bytes / blockBytes) }, digest),
          ),
        );
        const [withDigests, without] = samples as [number[], number[]];
        yield compare(
          { name: `${shapeOf(load)}, both digests`, against: 'without digests', goal: goalAtLeast(0.7) },
          { 'with digests': withDigests, 'without digests': without },
          'MB/s',
        );
      }
    } finally {
      await target.stop();
    }
  },
};

/** MB/s. */
async function measure(url: string, load: Load, digest: 'None' | 'CRC32C'): Promise<number> {
  const { port, pathname } = new URL(url);
  const initiator = await DigestInitiator.login({ port: Number(port), target: pathname.split('/')[1]! }, digest);
  const seconds = await initiator.run(load);
  initiator.end();
  return (load.blockBytes * load.count) / seconds / 1e6;
}
