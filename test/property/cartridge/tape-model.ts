/** A tape as an array, and random things to do to one: what the properties of the cartridge compare with. */
import fc from 'fast-check';
import {
  type Envelope,
  type MediumObject,
  type RecordKind,
  type RecordRun,
  toBlockNumber,
  type Volume,
  type VolumePartition,
} from '../../../src/cartridge/volume.ts';
import { ByteList } from '../../../src/foundation/byte-list.ts';

/** A block's data as hexadecimal digits, and behind them what its envelope holds; `filemark`, `setmark`. */
export type ModelObject = string;

export interface Recorded {
  readonly runs: readonly RecordRun[];
  readonly objects: readonly ModelObject[];
  /** What each object takes of the capacity. */
  readonly footprints: readonly number[];
}

/** From 0 to below 1, evenly: of all doubles there most are next to nothing. */
export const fraction: fc.Arbitrary<number> = fc.nat(0xf_ffff).map((number) => number / 0x10_0000);

const exactly = (length: number): fc.Arbitrary<Uint8Array> => fc.uint8Array({ minLength: length, maxLength: length });

const envelope: fc.Arbitrary<Envelope> = fc.record(
  {
    encryption: fc
      .record({
        nonce: exactly(12),
        tag: exactly(16),
        keyCheck: exactly(4),
        authenticatedKeyData: fc.uint8Array({ maxLength: 64 }),
        unauthenticatedKeyData: fc.uint8Array({ maxLength: 64 }),
        marks: fc.nat(7),
      })
      .map(({ marks, ...encryption }) => (marks === 0 ? encryption : { ...encryption, marks })),
    protection: exactly(4),
  },
  { requiredKeys: [] },
);

/** Runs that say on their face which ones they are, in pieces cut anywhere. */
export const recorded: fc.Arbitrary<Recorded> = fc
  .array(
    fc.record({
      kind: fc.constantFrom(
        'block' as const,
        'block' as const,
        'block' as const,
        'filemark' as const,
        'filemark' as const,
        'setmark' as const,
      ),
      count: fc.integer({ min: 1, max: 4 }),
      recordLength: fc.oneof(
        fc.integer({ min: 1, max: 20 }),
        fc.integer({ min: 500, max: 530 }),
        fc.constant(512),
        fc.integer({ min: 1500, max: 2100 }),
      ),
      seed: fc.nat(0xffff),
      cut: fraction,
      /** How well the blocks are compressed. */
      ratio: fc.option(fc.constantFrom(1, 2, 3), { nil: undefined, freq: 2 }),
      envelope: fc.option(envelope, { nil: undefined, freq: 2 }),
    }),
    { minLength: 1, maxLength: 4 },
  )
  .map((choices) => {
    const all = choices.map(recordOne);
    const objects = all.flatMap((one) => one.objects);
    const words = objects.map((object) => (isMark(object) ? object : `${lengthOf(object)}${object.includes(' ') ? 'e' : ''}`)).join(' ');
    return { runs: all.map(({ run }) => run), objects, footprints: all.flatMap((one) => one.footprints), [fc.toStringMethod]: () => words };
  });

interface Choice {
  readonly kind: RecordKind;
  readonly count: number;
  readonly recordLength: number;
  readonly seed: number;
  readonly cut: number;
  readonly ratio: number | undefined;
  readonly envelope: Envelope | undefined;
}

function recordOne(choice: Choice): { run: RecordRun; objects: ModelObject[]; footprints: number[] } {
  const { kind, recordLength, seed, cut, ratio } = choice;
  if (kind !== 'block') {
    const { count } = choice;
    const run: RecordRun = { kind, count, recordLength: 0, data: ByteList.empty };
    return { run, objects: new Array(count).fill(kind), footprints: new Array(count).fill(4) };
  }
  const count = choice.envelope === undefined ? choice.count : 1;
  const data = new Uint8Array(count * recordLength);
  let state = seed * 2 + 1;
  for (let at = 0; at < data.length; at++) {
    state = (Math.imul(state, 1_103_515_245) + 12_345) >>> 0;
    data[at] = state >>> 16;
  }
  const at = Math.floor(cut * data.length);
  const footprintLength = Math.ceil(recordLength / (ratio ?? 1));
  const run: RecordRun = {
    kind,
    count,
    recordLength,
    data: ByteList.of(data.subarray(0, at), data.subarray(at)),
    ...(ratio !== undefined && { footprintLength }),
    ...(choice.envelope !== undefined && { envelope: choice.envelope }),
  };
  const blocks = Array.from({ length: count }, (_, index) => data.subarray(index * recordLength, (index + 1) * recordLength));
  return { run, objects: blocks.map((block) => blockOf(block, choice.envelope)), footprints: new Array(count).fill(footprintLength) };
}

const hexOf = (data: Uint8Array): string => Buffer.from(data).toString('hex');

function blockOf(data: Uint8Array, envelope: Envelope | undefined): ModelObject {
  if (envelope === undefined) return hexOf(data);
  const { encryption, protection } = envelope;
  const fields = Object.entries({ ...encryption, ...(protection !== undefined && { protection }) }).sort();
  const words = fields.map(([name, value]) => `${name}=${typeof value === 'number' ? value : hexOf(value)}`);
  return `${hexOf(data)} ${words.join(' ')}`;
}

export const isMark = (object: ModelObject): boolean => object === 'filemark' || object === 'setmark';
/** Bytes of data. */
export const lengthOf = (object: ModelObject): number => (isMark(object) ? 0 : object.split(' ')[0]!.length / 2);
/** Whether it is a block that was enciphered, or one that was not. */
export const isBlock = (object: ModelObject, enciphered: boolean): boolean => !isMark(object) && object.includes('nonce=') === enciphered;
/** The same object on a medium that keeps no data. */
export const discarded = (object: ModelObject): ModelObject => (isMark(object) ? object : '00'.repeat(lengthOf(object)));

export const modelOf = (object: MediumObject): ModelObject =>
  object.kind === 'block' ? blockOf(object.data, object.envelope) : object.kind === 'damaged' ? `damaged: ${object.reason}` : object.kind;

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
