/**
 * Where SPACE and LOCATE end up (SSC-4 §6.6, §6.3), found in the volume's index alone: a pure function of index, position and count, the
 * same cost at block 10 and at block 10 million.
 */
import { type BlockNumber, toBlockNumber, type VolumePartition } from '../cartridge/volume.ts';

type Index = Pick<VolumePartition, 'endOfData' | 'filemark' | 'filemarksBefore'>;

/** `residue` is how many of the objects asked for were not passed. */
export interface Spaced {
  readonly position: BlockNumber;
  readonly residue: number;
  /** What ended the movement before its count; undefined: nothing did. */
  readonly stoppedBy?: 'filemark' | 'beginning-of-partition' | 'end-of-data';
}

const beginning = toBlockNumber(0);

/** Over `count` blocks, towards the beginning if negative. A filemark in the way is passed and ends the movement. */
export function spaceBlocks(index: Index, from: BlockNumber, count: number): Spaced {
  const passed = index.filemarksBefore(from);
  if (count >= 0) {
    const mark = index.filemark(passed);
    if (mark !== undefined && mark < from + count)
      return { position: toBlockNumber(mark + 1), residue: count - (mark - from), stoppedBy: 'filemark' };
    if (from + count > index.endOfData)
      return { position: index.endOfData, residue: count - (index.endOfData - from), stoppedBy: 'end-of-data' };
    return { position: toBlockNumber(from + count), residue: 0 };
  }
  const wanted = -count;
  const mark = passed === 0 ? undefined : index.filemark(passed - 1);
  if (mark !== undefined && from - wanted <= mark) return { position: mark, residue: wanted - (from - mark - 1), stoppedBy: 'filemark' };
  if (from - wanted < 0) return { position: beginning, residue: wanted - from, stoppedBy: 'beginning-of-partition' };
  return { position: toBlockNumber(from - wanted), residue: 0 };
}

/** Over `count` filemarks, towards the beginning if negative; blocks between them are passed. */
export function spaceFilemarks(index: Index, from: BlockNumber, count: number): Spaced {
  const passed = index.filemarksBefore(from);
  if (count === 0) return { position: from, residue: 0 };
  if (count > 0) {
    const last = index.filemark(passed + count - 1);
    if (last !== undefined) return { position: toBlockNumber(last + 1), residue: 0 };
    return { position: index.endOfData, residue: count - (index.filemarksBefore(index.endOfData) - passed), stoppedBy: 'end-of-data' };
  }
  const last = passed + count >= 0 ? index.filemark(passed + count) : undefined;
  if (last !== undefined) return { position: last, residue: 0 };
  return { position: beginning, residue: -count - passed, stoppedBy: 'beginning-of-partition' };
}

/** Over the next `count` filemarks that stand side by side, and to their far side; towards the beginning if negative. */
export function spaceSequentialFilemarks(index: Index, from: BlockNumber, count: number): Spaced {
  if (count === 0) return { position: from, residue: 0 };
  const wanted = Math.abs(count);
  const step = Math.sign(count);
  let ordinal = step > 0 ? index.filemarksBefore(from) : index.filemarksBefore(from) - 1;
  let side = 0;
  let previous: number | undefined;
  for (let mark = markAt(index, ordinal); mark !== undefined; mark = markAt(index, ordinal)) {
    side = previous !== undefined && mark === previous + step ? side + 1 : 1;
    if (side === wanted) return { position: step > 0 ? toBlockNumber(mark + 1) : mark, residue: 0 };
    previous = mark;
    ordinal += step;
  }
  return step > 0
    ? { position: index.endOfData, residue: wanted, stoppedBy: 'end-of-data' }
    : { position: beginning, residue: wanted, stoppedBy: 'beginning-of-partition' };
}

const markAt = (index: Index, ordinal: number): BlockNumber | undefined => (ordinal < 0 ? undefined : index.filemark(ordinal));
