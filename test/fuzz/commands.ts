/**
 * SCSI commands (SPC-4, SSC-4, SMC-3): those that drive and changer know, with fields that may be right, and any other. Each says how much data goes which way,
 * if its sender told the truth.
 */
import type { Dice } from './dice.ts';
import type { Standing } from './standing.ts';
import { elements } from './target-home.ts';
import { lengthOf, numberOf } from './values.ts';

export interface Command {
  readonly cdb: Uint8Array;
  readonly read?: number;
  readonly write?: number;
  /** What is written, where that is more than any bytes. */
  readonly data?: Uint8Array;
}

type Draw = (dice: Dice, standing: Standing) => Command;

const be = (value: number, bytes: number): number[] =>
  Array.from({ length: bytes }, (_, at) => Math.floor(value / 256 ** (bytes - 1 - at)) % 256);
const cdb = (...bytes: number[]): Uint8Array => Uint8Array.from(bytes);
/** Blocks and their lengths, as a host uses them and a little beyond. */
const blockLength = (dice: Dice): number => dice.of([0, 1, 2, 4, 512, 1024, 4096, 32_768, 65_536, lengthOf(dice, 131_072)]);
const few = (dice: Dice): number => dice.of([0, 1, 1, 2, 3, 7]);

const transfer =
  (operationCode: number, direction: 'read' | 'write'): Draw =>
  (dice) => {
    const fixed = dice.chance(0.3);
    const count = fixed ? few(dice) : blockLength(dice);
    const length = fixed ? count * 512 : count;
    const flags = (fixed ? 1 : 0) | (dice.chance(0.2) ? 2 : 0);
    return { cdb: cdb(operationCode, flags, ...be(count, 3), 0), [direction]: length };
  };

const none =
  (make: (dice: Dice) => number[]): Draw =>
  (dice) => ({ cdb: cdb(...make(dice)) });

/** Commands that answer a page of at most 16 bits' length, which stands at byte 3 or so. */
const asking =
  (make: (dice: Dice, length: number) => number[], most = 0xffff): Draw =>
  (dice) => {
    const length = dice.of([0, 4, 8, 36, 96, 252, 255, most, lengthOf(dice, most)]) & most;
    return { cdb: cdb(...make(dice, length)), read: length };
  };

/** MODE SELECT of what MODE SENSE has told, as it was or changed a little, or of anything. */
const selecting =
  (ten: boolean): Draw =>
  (dice, { pages }) => {
    const data =
      pages.length > 0 && dice.chance(0.7) ? modeParameters(dice, dice.of(pages), ten) : dice.bytes(dice.of([0, 4, 8, 12, 20, 28, 64]));
    const flags = dice.of([0x10, 0x10, 0x10, 0x00, 0x11]);
    const { length } = data;
    return { cdb: ten ? cdb(0x55, flags, 0, 0, 0, 0, 0, ...be(length, 2), 0) : cdb(0x15, flags, 0, 0, length, 0), write: length, data };
  };

function modeParameters(dice: Dice, heard: Uint8Array, ten: boolean): Uint8Array {
  const data = Uint8Array.from(heard);
  // MODE DATA LENGTH is reserved here, and the write protection is no parameter (SPC-4 §7.5.5).
  data.fill(0, 0, ten ? 2 : 1);
  if (dice.chance(0.8)) data[ten ? 3 : 2]! &= 0x7f;
  for (let edits = dice.below(3); edits > 0; edits--) data[dice.below(data.length)]! ^= 1 << dice.below(8);
  return data;
}

interface Row {
  readonly weight: number;
  readonly draw: Draw;
}

const rows: readonly Row[] = [
  { weight: 6, draw: none(() => [0x00, 0, 0, 0, 0, 0]) },
  { weight: 3, draw: none((dice) => [0x01, dice.below(2), 0, 0, 0, 0]) },
  { weight: 3, draw: asking((_, length) => [0x03, 0, 0, 0, length, 0], 0xff) },
  { weight: 2, draw: () => ({ cdb: cdb(0x05, 0, 0, 0, 0, 0), read: 6 }) },
  { weight: 10, draw: transfer(0x08, 'read') },
  { weight: 14, draw: transfer(0x0a, 'write') },
  { weight: 4, draw: none((dice) => [0x10, dice.below(4), ...be(few(dice), 3), 0]) },
  { weight: 4, draw: none((dice) => [0x11, dice.below(5), ...be(dice.chance(0.5) ? few(dice) : numberOf(dice, 24), 3), 0]) },
  {
    weight: 4,
    draw: asking((dice, length) => [0x12, dice.below(3), dice.of([0, 0x80, 0x83, 0xb0, 0xb1, dice.below(256)]), ...be(length, 2), 0]),
  },
  { weight: 4, draw: selecting(false) },
  { weight: 2, draw: selecting(true) },
  { weight: 1, draw: none(() => [0x16, 0, 0, 0, 0, 0]) },
  { weight: 2, draw: none(() => [0x17, 0, 0, 0, 0, 0]) },
  { weight: 1, draw: none((dice) => [0x19, dice.below(4), 0, 0, 0, 0]) },
  {
    weight: 3,
    draw: asking(
      (dice, length) => [0x1a, dice.below(2) * 8, (dice.below(4) << 6) | dice.below(64), dice.of([0, 0, 1, 0xff]), length, 0],
      0xff,
    ),
  },
  {
    weight: 2,
    draw: asking((dice, length) => [0x5a, dice.below(2) * 8, (dice.below(4) << 6) | dice.below(64), 0, 0, 0, 0, ...be(length, 2), 0]),
  },
  { weight: 1, draw: none((dice) => [0x1b, dice.below(2), 0, 0, dice.below(16), 0]) },
  // A drive that was unloaded is of little use to those who come later.
  { weight: 3, draw: none(() => [0x1b, 0, 0, 0, 1, 0]) },
  { weight: 1, draw: none((dice) => [0x1d, dice.of([0x04, 0x00, dice.below(256)]), 0, ...be(dice.below(4), 2), 0]) },
  { weight: 1, draw: none((dice) => [0x1e, 0, 0, 0, dice.below(4), 0]) },
  { weight: 3, draw: none((dice) => [0x2b, dice.of([0, 2, 4]), 0, ...be(dice.chance(0.5) ? few(dice) : numberOf(dice, 32), 4), 0, 0, 0]) },
  {
    weight: 3,
    draw: (dice) => ({ cdb: cdb(0x34, dice.of([0, 6, 8, 1]), 0, 0, 0, 0, 0, ...be(dice.of([0, 32]), 2), 0), read: dice.of([20, 32]) }),
  },
  { weight: 2, draw: asking((dice, length) => [0x44, dice.below(2), 0, 0, 0, 0, 0, ...be(length, 2), 0]) },
  {
    weight: 3,
    draw: asking((dice, length) => [
      0x4d,
      dice.below(2),
      (dice.below(4) << 6) | dice.below(64),
      0,
      0,
      ...be(dice.below(8), 2),
      ...be(length, 2),
      0,
    ]),
  },
  { weight: 1, draw: (dice) => ({ cdb: cdb(0x5e, dice.below(8), 0, 0, 0, 0, 0, ...be(8 * dice.below(64), 2), 0), read: 512 }) },
  { weight: 1, draw: (dice) => ({ cdb: cdb(0x5f, dice.below(8), dice.below(16), 0, 0, ...be(24, 4), 0), write: 24 }) },
  { weight: 2, draw: none((dice) => [0x92, dice.of([0, 2, 8, 16]), 0, 0, ...be(numberOf(dice, 32), 4), ...be(few(dice), 4), 0, 0, 0, 0]) },
  { weight: 2, draw: asking((_, length) => [0xa0, 0, 0, 0, 0, 0, ...be(length, 4), 0, 0]) },
  {
    weight: 2,
    draw: asking((dice, length) => [0xa3, dice.of([0x0c, 0x05, 0x0f]), dice.below(4), dice.below(256), 0, 0, ...be(length, 4), 0, 0]),
  },
  { weight: 12, draw: anything },
];

const element = (dice: Dice): number[] => {
  const { first, count } = dice.of(Object.values(elements));
  return be(dice.chance(0.9) ? first + dice.below(count) : numberOf(dice, 16, [first, first + count]), 2);
};
const arm = (dice: Dice): number[] => (dice.chance(0.9) ? be(dice.of([0, elements.mediumTransport.first]), 2) : element(dice));
const typeCode = (dice: Dice): number => dice.of([0, 0, 1, 2, 3, 4, 5]);
/** A host's room for element status: for the header alone, for some, for all. */
const room = (dice: Dice): number => dice.of([0, 4, 8, 16, 100, 512, 0xffff, lengthOf(dice, 4096)]);
const elementCount = (dice: Dice): number => dice.of([0, 1, 2, 8, 0xffff]);

const volumeTag: Draw = (dice) => {
  const data = new Uint8Array(40).fill(0x20, 0, 32);
  data.set(Buffer.from(dice.of(['*', 'FUZ01*', 'FUZ01?L8', 'FUZ011L8', ''])));
  data.fill(0xff, 38);
  if (dice.chance(0.2)) data[dice.below(data.length)] = numberOf(dice, 8);
  const length = dice.chance(0.9) ? data.length : dice.below(48);
  const cdbOfSearch = cdb(0xb6, typeCode(dice), ...element(dice), 0, dice.of([0, 1, 2, 4, 5, 6, 8]), 0, 0, ...be(length, 2), 0, 0);
  return { cdb: cdbOfSearch, write: length, data: data.subarray(0, length) };
};

/** Those of a changer, which a drive refuses, but for LOCATE(10) and LOAD UNLOAD, whose operation codes mean something to both. */
const ofChangers: readonly Row[] = [
  { weight: 5, draw: none((dice) => [0xa5, 0, ...arm(dice), ...element(dice), ...element(dice), 0, 0, dice.below(2), 0]) },
  {
    weight: 2,
    draw: none((dice) => [0xa6, 0, ...arm(dice), ...element(dice), ...element(dice), ...element(dice), dice.below(4), 0]),
  },
  {
    weight: 5,
    draw: (dice) => {
      const read = room(dice);
      const flags = (dice.below(2) << 4) | typeCode(dice);
      return { cdb: cdb(0xb8, flags, ...element(dice), ...be(elementCount(dice), 2), dice.below(4), ...be(read, 3), 0, 0), read };
    },
  },
  { weight: 2, draw: volumeTag },
  {
    weight: 2,
    draw: (dice) => {
      const read = room(dice);
      return { cdb: cdb(0xb5, dice.of([0, 0x10]), ...element(dice), ...be(elementCount(dice), 2), 0, ...be(read, 3), 0, 0), read };
    },
  },
  {
    weight: 2,
    draw: (dice) => {
      const read = room(dice);
      const asked = [dice.of([0, 2, 3, 0x7f]), (dice.below(4) << 4) | typeCode(dice), 0, 0];
      return { cdb: cdb(0x9e, 0x10, ...asked, 0, 0, ...element(dice), ...be(read, 4), dice.below(9), 0), read };
    },
  },
  { weight: 1, draw: none((dice) => [0x2b, 0, ...arm(dice), ...element(dice), 0, 0, dice.below(2), 0]) },
  { weight: 1, draw: none((dice) => [0x1b, 0, ...element(dice), dice.below(2), 0]) },
  { weight: 1, draw: none((dice) => [0x07, 0, 0, 0, 0, dice.of([0, 0x80])]) },
  { weight: 1, draw: none((dice) => [dice.of([0x37, 0xe7]), dice.below(2), ...element(dice), 0, 0, ...be(elementCount(dice), 2), 0, 0]) },
];

const all = [...rows, ...ofChangers];

export const drawCommand = (dice: Dice, standing: Standing): Command => {
  const select = standing.pages.length > 0 && dice.chance(0.15);
  const command = select ? selecting(dice.chance(0.2))(dice, standing) : dice.weighted(all).draw(dice, standing);
  if (dice.chance(0.85)) return command;
  const bytes = Uint8Array.from(command.cdb);
  for (let edits = dice.between(1, 3); edits > 0; edits--) bytes[dice.between(1, bytes.length - 1)] = numberOf(dice, 8);
  return { ...command, cdb: bytes };
};

/** Any operation code, any bytes behind it. */
function anything(dice: Dice): Command {
  const length = dice.of([0, 0, 4, 512, lengthOf(dice, 8192)]);
  const bytes = dice.bytes(16);
  return dice.chance(0.5) ? { cdb: bytes, read: length } : { cdb: bytes, ...(dice.chance(0.5) && { write: length }) };
}
