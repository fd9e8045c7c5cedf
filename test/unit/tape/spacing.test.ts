import { describe, expect, it } from 'vitest';
import { type BlockNumber, toBlockNumber } from '../../../src/cartridge/volume.ts';
import { spaceBlocks, spaceFilemarks, spaceSequentialFilemarks } from '../../../src/tape/spacing.ts';

/** An index of a tape drawn as a string: `b` a block, `M` a filemark. */
const index = (tape: string) => {
  const marks = [...tape].flatMap((object, at) => (object === 'M' ? [toBlockNumber(at)] : []));
  return {
    endOfData: toBlockNumber(tape.length),
    filemark: (ordinal: number): BlockNumber | undefined => marks[ordinal],
    filemarksBefore: (at: BlockNumber): number => marks.filter((mark) => mark < at).length,
  };
};

const from = toBlockNumber;

describe('spaceBlocks', () => {
  it.each([
    [0, 2, { position: 2, residue: 0 }],
    [0, 3, { position: 3, residue: 1, stoppedBy: 'filemark' }],
    [2, 1, { position: 3, residue: 1, stoppedBy: 'filemark' }],
    [3, 2, { position: 5, residue: 0 }],
    [3, 3, { position: 5, residue: 1, stoppedBy: 'end-of-data' }],
    [5, 0, { position: 5, residue: 0 }],
    [5, -2, { position: 3, residue: 0 }],
    [5, -3, { position: 2, residue: 1, stoppedBy: 'filemark' }],
    [3, -1, { position: 2, residue: 1, stoppedBy: 'filemark' }],
    [2, -2, { position: 0, residue: 0 }],
    [2, -3, { position: 0, residue: 1, stoppedBy: 'beginning-of-partition' }],
  ])('from %d by %d over bbMbb', (at, count, spaced) => {
    expect(spaceBlocks(index('bbMbb'), from(at), count)).toEqual(spaced);
  });
});

describe('spaceFilemarks', () => {
  it.each([
    [0, 1, { position: 2, residue: 0 }],
    [1, 1, { position: 2, residue: 0 }],
    [2, 2, { position: 6, residue: 1, stoppedBy: 'end-of-data' }],
    [6, -1, { position: 4, residue: 0 }],
    [5, -2, { position: 1, residue: 0 }],
    [1, -1, { position: 0, residue: 1, stoppedBy: 'beginning-of-partition' }],
  ])('from %d by %d over bMbbMb', (at, count, spaced) => {
    expect(spaceFilemarks(index('bMbbMb'), from(at), count)).toEqual(spaced);
  });
});

describe('spaceSequentialFilemarks', () => {
  it.each([
    [0, 1, { position: 1, residue: 0 }],
    [0, 2, { position: 4, residue: 0 }],
    [3, 2, { position: 7, residue: 0 }],
    [0, 3, { position: 8, residue: 0 }],
    [0, 4, { position: 8, residue: 4, stoppedBy: 'end-of-data' }],
    [8, -2, { position: 6, residue: 0 }],
    [8, -3, { position: 5, residue: 0 }],
    [5, -2, { position: 2, residue: 0 }],
    [4, -3, { position: 0, residue: 3, stoppedBy: 'beginning-of-partition' }],
  ])('from %d by %d over MbMMbMMM', (at, count, spaced) => {
    expect(spaceSequentialFilemarks(index('MbMMbMMM'), from(at), count)).toEqual(spaced);
  });
});
