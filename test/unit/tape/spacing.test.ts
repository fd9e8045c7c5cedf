import { describe, expect, it } from 'vitest';
import { type BlockNumber, toBlockNumber } from '../../../src/cartridge/volume.ts';
import {
  spaceBlocks,
  spaceFilemarks,
  spaceSequentialFilemarks,
  spaceSequentialSetmarks,
  spaceSetmarks,
} from '../../../src/tape/spacing.ts';

/** An index of a tape drawn as a string: `b` a block, `M` a filemark, `S` a setmark. */
const index = (tape: string) => {
  const those = (mark: string) => [...tape].flatMap((object, at) => (object === mark ? [toBlockNumber(at)] : []));
  const [filemarks, setmarks] = [those('M'), those('S')];
  const before = (marks: readonly BlockNumber[], at: BlockNumber): number => marks.filter((mark) => mark < at).length;
  return {
    endOfData: toBlockNumber(tape.length),
    filemark: (ordinal: number): BlockNumber | undefined => filemarks[ordinal],
    filemarksBefore: (at: BlockNumber): number => before(filemarks, at),
    setmark: (ordinal: number): BlockNumber | undefined => setmarks[ordinal],
    setmarksBefore: (at: BlockNumber): number => before(setmarks, at),
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
    expect(spaceBlocks(index('bbMbb'), from(at), count, true)).toEqual(spaced);
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
    expect(spaceFilemarks(index('bMbbMb'), from(at), count, true)).toEqual(spaced);
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
    expect(spaceSequentialFilemarks(index('MbMMbMMM'), from(at), count, true)).toEqual(spaced);
  });
});

describe('setmarks', () => {
  it.each([
    ['end a movement over blocks', spaceBlocks, 'bbSbb', 0, 3, { position: 3, residue: 1, stoppedBy: 'setmark' }],
    ['end it backwards', spaceBlocks, 'bbSbb', 5, -4, { position: 2, residue: 2, stoppedBy: 'setmark' }],
    ['end it when they are nearer than a filemark', spaceBlocks, 'bSMb', 0, 3, { position: 2, residue: 2, stoppedBy: 'setmark' }],
    ['do not when a filemark is nearer', spaceBlocks, 'bMSb', 0, 3, { position: 2, residue: 2, stoppedBy: 'filemark' }],
    ['end a movement over filemarks', spaceFilemarks, 'MbSMM', 0, 3, { position: 3, residue: 2, stoppedBy: 'setmark' }],
    ['end that backwards', spaceFilemarks, 'MSbMM', 5, -3, { position: 1, residue: 1, stoppedBy: 'setmark' }],
    ['end a search for filemarks side by side', spaceSequentialFilemarks, 'bMSMM', 0, 2, { position: 3, residue: 2, stoppedBy: 'setmark' }],
    ['are moved over', spaceSetmarks, 'bSMbSb', 0, 2, { position: 5, residue: 0 }],
    ['are moved over backwards', spaceSetmarks, 'bSMbSb', 6, -2, { position: 1, residue: 0 }],
    ['run out', spaceSetmarks, 'bSMb', 0, 2, { position: 4, residue: 1, stoppedBy: 'end-of-data' }],
    ['are found side by side', spaceSequentialSetmarks, 'SbSSb', 0, 2, { position: 4, residue: 0 }],
  ] as const)('%s', (_words, move, tape, at, count, spaced) => {
    expect(move(index(tape), from(at), count, true)).toEqual(spaced);
  });

  it.each([
    ['passed with blocks', spaceBlocks, 'bSbSSb', 0, 3, { position: 6, residue: 0 }],
    ['not passed when the last block stands before them', spaceBlocks, 'bSSb', 0, 1, { position: 1, residue: 0 }],
    ['passed backwards', spaceBlocks, 'bSbSSb', 6, -2, { position: 2, residue: 0 }],
    ['not counted at end of data', spaceBlocks, 'bSbS', 0, 4, { position: 4, residue: 2, stoppedBy: 'end-of-data' }],
    ['not counted before a filemark', spaceBlocks, 'SbSMb', 0, 4, { position: 4, residue: 3, stoppedBy: 'filemark' }],
    ['passed with filemarks', spaceFilemarks, 'MbSM', 0, 2, { position: 4, residue: 0 }],
  ] as const)('that are not reported are %s', (_words, move, tape, at, count, spaced) => {
    expect(move(index(tape), from(at), count, false)).toEqual(spaced);
  });
});
