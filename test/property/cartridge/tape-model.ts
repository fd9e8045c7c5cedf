/** A tape as an array, and random things to do to one: what the properties of the cartridge compare with. */
import fc from 'fast-check';
import { type MediumObject, type RecordRun, toBlockNumber, type Volume, type VolumePartition } from '../../../src/cartridge/volume.ts';
import { ByteList } from '../../../src/foundation/byte-list.ts';

/** A block's data as hexadecimal digits, or `filemark`. */
export type ModelObject = string;

export interface Recorded {
  readonly runs: readonly RecordRun[];
  readonly objects: readonly ModelObject[];
}

/** From 0 to below 1, evenly: of all doubles there most are next to nothing. */
export const fraction: fc.Arbitrary<number> = fc.nat(0xf_ffff).map((number) => number / 0x10_0000);

/** Runs that say on their face which ones they are, in pieces cut anywhere. */
export const recorded: fc.Arbitrary<Recorded> = fc
  .array(
    fc.record({
      filemarks: fc.boolean(),
      count: fc.integer({ min: 1, max: 4 }),
      recordLength: fc.oneof(
        fc.integer({ min: 1, max: 20 }),
        fc.integer({ min: 500, max: 530 }),
        fc.constant(512),
        fc.integer({ min: 1500, max: 2100 }),
      ),
      seed: fc.nat(0xffff),
      cut: fraction,
    }),
    { minLength: 1, maxLength: 4 },
  )
  .map((choices) => {
    const runs: RecordRun[] = [];
    const objects: ModelObject[] = [];
    for (const { filemarks, count, recordLength, seed, cut } of choices) {
      if (filemarks) {
        runs.push({ kind: 'filemark', count, recordLength: 0, data: ByteList.empty });
        for (let index = 0; index < count; index++) objects.push('filemark');
        continue;
      }
      const data = new Uint8Array(count * recordLength);
      let state = seed * 2 + 1;
      for (let at = 0; at < data.length; at++) {
        state = (Math.imul(state, 1_103_515_245) + 12_345) >>> 0;
        data[at] = state >>> 16;
      }
      const at = Math.floor(cut * data.length);
      runs.push({ kind: 'block', count, recordLength, data: ByteList.of(data.subarray(0, at), data.subarray(at)) });
      for (let index = 0; index < count; index++) objects.push(hexOf(data.subarray(index * recordLength, (index + 1) * recordLength)));
    }
    const words = objects.map((object) => (object === 'filemark' ? 'mark' : object.length / 2)).join(' ');
    return { runs, objects, [fc.toStringMethod]: () => words };
  });

const hexOf = (data: Uint8Array): string => Buffer.from(data).toString('hex');

export const modelOf = (object: MediumObject): ModelObject =>
  object.kind === 'block' ? hexOf(object.data) : object.kind === 'damaged' ? `damaged: ${object.reason}` : object.kind;

/** Everything on the partition, in reads of `readBytes`. */
export async function readAll(partition: VolumePartition, readBytes = 4096): Promise<ModelObject[]> {
  const objects: ModelObject[] = [];
  while (objects.length < partition.endOfData) {
    const read = await partition.read(toBlockNumber(objects.length), readBytes);
    for (const object of read) objects.push(modelOf(object));
  }
  return objects;
}

export const only = (volume: Volume): VolumePartition => volume.partitions[0]!;

export type Action =
  | { readonly kind: 'append'; readonly recorded: Recorded }
  | { readonly kind: 'truncate'; readonly share: number }
  | { readonly kind: 'sync' }
  | { readonly kind: 'reopen' }
  /** The process is killed; the machine goes on. */
  | { readonly kind: 'kill' };

export const action: fc.Arbitrary<Action> = fc.oneof(
  { weight: 6, arbitrary: recorded.map((value) => ({ kind: 'append' as const, recorded: value })) },
  { weight: 1, arbitrary: fraction.map((value) => ({ kind: 'truncate' as const, share: value })) },
  { weight: 2, arbitrary: fc.constant({ kind: 'sync' as const }) },
  { weight: 1, arbitrary: fc.constant({ kind: 'reopen' as const }) },
  { weight: 1, arbitrary: fc.constant({ kind: 'kill' as const }) },
);

export const footprint = (objects: readonly ModelObject[]): number =>
  objects.reduce((sum, object) => sum + (object === 'filemark' ? 4 : object.length / 2), 0);
