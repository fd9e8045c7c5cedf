/**
 * Where SPACE and LOCATE end up (SSC-4 §6.6, §6.3; setmarks: SSC-2 §5.3.8), found in the volume's index alone: pure functions of index, position
 * and count, of much the same cost at block 10 and at block 10 million.
 *
 * Setmarks are reported, and then end every movement over something else, or they are passed as if they were not there.
 */
import { type BlockNumber, toBlockNumber, type VolumePartition } from '../cartridge/volume.ts';

export type Index = Pick<VolumePartition, 'endOfData' | 'filemark' | 'filemarksBefore' | 'setmark' | 'setmarksBefore'>;

/** `residue` is how many of the objects asked for were not passed. */
export interface Spaced {
  readonly position: BlockNumber;
  readonly residue: number;
  /** What ended the movement before its count; undefined: nothing did. */
  readonly stoppedBy?: 'filemark' | 'setmark' | 'beginning-of-partition' | 'end-of-data';
}

export type Movement = (index: Index, from: BlockNumber, count: number, reportSetmarks: boolean) => Spaced;

const beginning = toBlockNumber(0);

/** Filemarks or setmarks: where they stand. */
interface Marks {
  before(at: BlockNumber): number;
  /** The one with `ordinal` such marks before it. */
  at(ordinal: number): BlockNumber | undefined;
}

const filemarksOf = (index: Index): Marks => ({
  before: (at) => index.filemarksBefore(at),
  at: (ordinal) => (ordinal < 0 ? undefined : index.filemark(ordinal)),
});
const setmarksOf = (index: Index): Marks => ({
  before: (at) => index.setmarksBefore(at),
  at: (ordinal) => (ordinal < 0 ? undefined : index.setmark(ordinal)),
});

/** The first of the marks in the way of a movement that goes forwards or backwards from `from`. */
const first = (marks: Marks, from: BlockNumber, forwards: boolean): BlockNumber | undefined =>
  marks.at(forwards ? marks.before(from) : marks.before(from) - 1);

/** Behind `object`, seen in the direction of the movement. */
const beyond = (object: number, forwards: boolean): BlockNumber => toBlockNumber(forwards ? object + 1 : object);

/** Over `count` blocks, towards the beginning if negative. A mark in the way is passed and ends the movement. */
export const spaceBlocks: Movement = (index, from, count, reportSetmarks) => {
  const forwards = count >= 0;
  const wanted = Math.abs(count);
  const setmarks = setmarksOf(index);
  const filemark = first(filemarksOf(index), from, forwards);
  const setmark = reportSetmarks ? first(setmarks, from, forwards) : undefined;
  const edge = forwards ? index.endOfData : beginning;
  const stop = nearest(filemark, setmark, forwards);
  /** Setmarks that are passed unseen on the way to `to`. */
  const unseen = (to: BlockNumber): number => (reportSetmarks ? 0 : Math.abs(setmarks.before(to) - setmarks.before(from)));
  const blocksTo = (to: BlockNumber): number => Math.abs(to - from) - unseen(to);

  const open = stop === undefined ? edge : toBlockNumber(forwards ? stop : stop + 1);
  const blocks = blocksTo(open);
  if (wanted <= blocks) return { position: afterBlocks(setmarks, from, count, reportSetmarks), residue: 0 };
  const residue = wanted - blocks;
  if (stop !== undefined) return { position: beyond(stop, forwards), residue, stoppedBy: stop === filemark ? 'filemark' : 'setmark' };
  return { position: edge, residue, stoppedBy: forwards ? 'end-of-data' : 'beginning-of-partition' };
};

const nearest = (one: BlockNumber | undefined, other: BlockNumber | undefined, forwards: boolean): BlockNumber | undefined => {
  if (one === undefined || other === undefined) return one ?? other;
  return one < other === forwards ? one : other;
};

/** Where `count` blocks have been passed, with nothing but blocks and setmarks in the way. */
function afterBlocks(setmarks: Marks, from: BlockNumber, count: number, reportSetmarks: boolean): BlockNumber {
  if (reportSetmarks || count === 0) return toBlockNumber(from + count);
  const step = Math.sign(count);
  const passed = setmarks.before(from);
  /** Whether the nth setmark in the way, from 0, is met before the last block has been passed. */
  const inTheWay = (nth: number): boolean => {
    const mark = setmarks.at(step > 0 ? passed + nth : passed - 1 - nth);
    if (mark === undefined) return false;
    const blocksBefore = step > 0 ? mark - from - nth : from - mark - 1 - nth;
    return blocksBefore < Math.abs(count);
  };
  let low = 0;
  let high = 1;
  while (inTheWay(high - 1)) high *= 2;
  while (low < high) {
    const middle = (low + high) >> 1;
    if (inTheWay(middle)) low = middle + 1;
    else high = middle;
  }
  return toBlockNumber(from + count + step * low);
}

/** Over `count` filemarks, towards the beginning if negative; blocks between them are passed. */
export const spaceFilemarks: Movement = (index, from, count, reportSetmarks) =>
  spaceMarks(index, filemarksOf(index), from, count, reportSetmarks ? setmarksOf(index) : undefined);

/** The same of setmarks; blocks and filemarks between them are passed. */
export const spaceSetmarks: Movement = (index, from, count) => spaceMarks(index, setmarksOf(index), from, count, undefined);

function spaceMarks(index: Index, marks: Marks, from: BlockNumber, count: number, stoppers: Marks | undefined): Spaced {
  if (count === 0) return { position: from, residue: 0 };
  const forwards = count > 0;
  const passed = marks.before(from);
  const last = marks.at(forwards ? passed + count - 1 : passed + count);
  const stop = stoppers === undefined ? undefined : first(stoppers, from, forwards);
  if (stop !== undefined && (last === undefined || stop < last === forwards)) {
    const residue = Math.abs(count) - Math.abs(marks.before(stop) - passed);
    return { position: beyond(stop, forwards), residue, stoppedBy: 'setmark' };
  }
  if (last !== undefined) return { position: beyond(last, forwards), residue: 0 };
  return forwards
    ? { position: index.endOfData, residue: count - (marks.before(index.endOfData) - passed), stoppedBy: 'end-of-data' }
    : { position: beginning, residue: -count - passed, stoppedBy: 'beginning-of-partition' };
}

/** Over the next `count` filemarks that stand side by side, and to their far side; towards the beginning if negative. */
export const spaceSequentialFilemarks: Movement = (index, from, count, reportSetmarks) =>
  spaceSequentialMarks(index, filemarksOf(index), from, count, reportSetmarks ? setmarksOf(index) : undefined);

export const spaceSequentialSetmarks: Movement = (index, from, count) =>
  spaceSequentialMarks(index, setmarksOf(index), from, count, undefined);

function spaceSequentialMarks(index: Index, marks: Marks, from: BlockNumber, count: number, stoppers: Marks | undefined): Spaced {
  if (count === 0) return { position: from, residue: 0 };
  const wanted = Math.abs(count);
  const forwards = count > 0;
  const step = forwards ? 1 : -1;
  const stop = stoppers === undefined ? undefined : first(stoppers, from, forwards);
  let ordinal = forwards ? marks.before(from) : marks.before(from) - 1;
  let side = 0;
  let previous: number | undefined;
  for (let mark = marks.at(ordinal); mark !== undefined; mark = marks.at(ordinal)) {
    if (stop !== undefined && stop < mark === forwards) break;
    side = previous !== undefined && mark === previous + step ? side + 1 : 1;
    if (side === wanted) return { position: beyond(mark, forwards), residue: 0 };
    previous = mark;
    ordinal += step;
  }
  if (stop !== undefined) return { position: beyond(stop, forwards), residue: wanted, stoppedBy: 'setmark' };
  return forwards
    ? { position: index.endOfData, residue: wanted, stoppedBy: 'end-of-data' }
    : { position: beginning, residue: wanted, stoppedBy: 'beginning-of-partition' };
}
