/**
 * What happens to a PDU's bytes on the way. After a mutation that is `sound` the target still finds the PDUs behind this one; the others take the
 * stream's boundaries away, and what follows is read wherever it falls.
 */

import type { Dice } from './dice.ts';
import { headerLength } from './digests.ts';
import { lengthOf, numberOf } from './values.ts';

export interface Mutation {
  readonly name: string;
  readonly weight: number;
  readonly sound: boolean;
  /** May write into `bytes`. `other` is another PDU, for those that need two. */
  readonly apply: (bytes: Uint8Array, dice: Dice, other: () => Uint8Array) => Uint8Array;
}

const words = [16, 20, 24, 28, 32, 36, 40, 44] as const;
const wordAt = (bytes: Uint8Array, at: number): number => Buffer.from(bytes.buffer, bytes.byteOffset, bytes.length).readUInt32BE(at);

function write(bytes: Uint8Array, at: number, width: number, value: number): Uint8Array {
  for (let index = 0; index < width; index++) bytes[at + index] = Math.floor(value / 256 ** (width - 1 - index)) % 256;
  return bytes;
}

/** Everything of the header but the lengths that cut the stream. */
const harmless = (at: number): boolean => at < 4 || at >= 8;

export const mutations: readonly Mutation[] = [
  {
    name: 'word',
    weight: 20,
    sound: true,
    apply: (bytes, dice) => {
      const at = dice.of(words);
      return write(bytes, at, 4, numberOf(dice, 32, [wordAt(bytes, at), wordAt(bytes, dice.of(words))]));
    },
  },
  { name: 'flags', weight: 12, sound: true, apply: (bytes, dice) => write(bytes, dice.between(1, 3), 1, numberOf(dice, 8)) },
  {
    name: 'lun',
    weight: 6,
    sound: true,
    apply: (bytes, dice) => write(bytes, 8, 8, dice.chance(0.5) ? numberOf(dice, 52) : dice.next() * 2 ** 32),
  },
  { name: 'opcode', weight: 6, sound: true, apply: (bytes, dice) => write(bytes, 0, 1, dice.below(256)) },
  {
    name: 'header-bits',
    weight: 12,
    sound: true,
    apply: (bytes, dice) => {
      for (let flips = dice.between(1, 6); flips > 0; flips--) {
        const at = dice.below(48);
        if (harmless(at)) bytes[at]! ^= 1 << dice.below(8);
      }
      return bytes;
    },
  },
  {
    name: 'data-bits',
    weight: 12,
    sound: true,
    apply: (bytes, dice) => {
      const end = headerLength(bytes);
      for (let flips = dice.between(1, 8); flips > 0 && bytes.length > end; flips--) {
        const at = dice.between(end, bytes.length - 1);
        bytes[at] = dice.chance(0.5) ? numberOf(dice, 8) : bytes[at]! ^ (1 << dice.below(8));
      }
      return bytes;
    },
  },
  {
    name: 'swapped-words',
    weight: 4,
    sound: true,
    apply: (bytes, dice) => {
      const [one, two] = [dice.of(words), dice.of(words)];
      const first = wordAt(bytes, one);
      write(bytes, one, 4, wordAt(bytes, two));
      return write(bytes, two, 4, first);
    },
  },
  {
    name: 'additional-header',
    weight: 5,
    sound: true,
    apply: (bytes, dice) => {
      if (bytes[4] !== 0) return bytes;
      const count = dice.of([1, 1, 2, 5, 63, 255, dice.between(1, 255)]);
      const segments = dice.bytes(count * 4);
      // A first segment that may be one: its length, its type (§11.2.2).
      if (dice.chance(0.7)) write(segments, 0, 3, dice.of([1, 5, 13, count * 4 - 3]) * 256 + dice.of([1, 2, 3]));
      bytes[4] = count;
      return Buffer.concat([bytes.subarray(0, 48), segments, bytes.subarray(48)]);
    },
  },
  {
    name: 'other-data',
    weight: 5,
    sound: true,
    apply: (bytes, dice, other) => {
      const second = other();
      const data = second.subarray(headerLength(second));
      const joined = Buffer.concat([bytes.subarray(0, headerLength(bytes)), data]);
      return write(joined, 5, 3, Math.max(0, data.length - dice.below(4)));
    },
  },
  { name: 'data-length', weight: 3, sound: false, apply: (bytes, dice) => write(bytes, 5, 3, numberOf(dice, 24, [bytes.length - 48])) },
  { name: 'additional-header-length', weight: 2, sound: false, apply: (bytes, dice) => write(bytes, 4, 1, numberOf(dice, 8)) },
  { name: 'cut', weight: 3, sound: false, apply: (bytes, dice) => bytes.subarray(0, dice.between(1, bytes.length - 1)) },
  {
    name: 'swollen',
    weight: 2,
    sound: false,
    apply: (bytes, dice) => {
      const at = dice.below(bytes.length);
      return Buffer.concat([bytes.subarray(0, at), dice.bytes(lengthOf(dice, 64) + 1), bytes.subarray(at)]);
    },
  },
  {
    name: 'spliced',
    weight: 2,
    sound: false,
    apply: (bytes, dice, other) => {
      const second = other();
      return Buffer.concat([bytes.subarray(0, dice.below(bytes.length)), second.subarray(dice.below(second.length))]);
    },
  },
  { name: 'noise', weight: 2, sound: false, apply: (_, dice) => dice.bytes(lengthOf(dice, 600) + 1) },
];

export const soundMutations = mutations.filter(({ sound }) => sound);
