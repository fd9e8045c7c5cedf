import { beforeAll, expect, test } from 'vitest';
import type { Medium } from '../../../src/mtf/media.ts';
import { decodeSetMap, type SetMap } from '../../../src/mtf/set-map.ts';
import { compareSetMap } from '../../../src/mtf/set-map-comparison.ts';
import { type Survey, surveyMedia } from '../../../src/mtf/survey.ts';
import { file, folder, pattern } from './memory-tape.ts';
import { readBack, TapeRow, writeTo } from './round-trip.ts';

let survey: Survey;
let map: SetMap;
beforeAll(async () => {
  const row = new TapeRow(() => ({ blockBytes: 16_384 }));
  await writeTo(row, [folder(), file(['a'], [pattern(100)]), folder('b'), file(['b', 'c'], [pattern(200)])]);
  survey = await surveyMedia(
    (() => {
      const readers = row.tapes.map((tape) => tape.reader());
      return async () => readers.shift();
    })(),
    { entries: false },
  );
  map = (await readBack(row.tapes)).setMaps.at(-1)!;
});

const differences = (change: Partial<SetMap>, media: readonly Medium[] = survey.media, sets = survey.sets): string[] =>
  compareSetMap({ ...map, ...change }, media, sets);
const entryWith = (change: object): Partial<SetMap> => ({ entries: [{ ...map.entries[0]!, ...change }] });

test('a set map that has what is there', () => {
  expect([survey.hasSetMap, survey.problems, differences({})]).toEqual([true, [], []]);
});

test.each([
  ['volumes', { volumes: 2 }, 'The set map gives 2 volumes for set 1, and 1 is right.'],
  ['folders', { directories: 5 }, 'The set map gives 5 folders for set 1, and 2 is right.'],
  ['files', { files: 3 }, 'The set map gives 3 files for set 1, and 2 is right.'],
  ['bytes', { displayableSize: 299n }, 'The set map gives 299 bytes for set 1, and 300 is right.'],
  ['medium', { mediaSequenceNumber: 2 }, 'The set map gives 2 as the number of the medium that it begins on for set 1, and 1 is right.'],
])('a set map with other %s', (_, change, said) => {
  expect(differences(entryWith(change))).toEqual([said]);
});

test('a set map of other sets, or of another family', () => {
  expect(differences(entryWith({ dataSetNumber: 2 }))).toEqual([
    'The set map tells of set 2, which is not on these media.',
    'The set map does not tell of set 1.',
  ]);
  expect(differences({ mediaFamilyId: 1 })).toEqual(['The set map is of another media family.']);
});

test('a set map that makes no sense is understood as far as it does', () => {
  expect(decodeSetMap(Uint8Array.of(1, 2)).problem).toBe('is shorter than its header');
  expect(decodeSetMap(Uint8Array.of(1, 0, 0, 0, 3, 0, 0, 0)).problem).toBe('makes no sense from its entry 1 on');
  expect(differences({ problem: 'makes no sense from its entry 2 on' })).toEqual(['The set map makes no sense from its entry 2 on.']);
});
