/** Elements by type, lowest address and number. */
import { describe, expect, it } from 'vitest';
import { chooseElements, elementsOfRun, typesOfCode } from '../../../src/changer/element-choice.ts';
import { elementTypeNames } from '../../../src/library/element.ts';

const layout = {
  mediumTransport: { first: 500, count: 1 },
  storage: { first: 100, count: 10 },
  importExport: { first: 10, count: 0 },
  dataTransfer: { first: 20, count: 2 },
};
const all = { types: elementTypeNames, start: 0, count: 0xffff };

describe('choosing elements', () => {
  it('takes all that there are, by their addresses', () => {
    expect(chooseElements(layout, all)).toEqual([
      { type: 'dataTransfer', first: 20, count: 2 },
      { type: 'storage', first: 100, count: 10 },
      { type: 'mediumTransport', first: 500, count: 1 },
    ]);
  });

  it.each([
    [20, ['dataTransfer 20 2', 'storage 100 10', 'mediumTransport 500 1']],
    [21, ['dataTransfer 21 1', 'storage 100 10', 'mediumTransport 500 1']],
    [22, ['storage 100 10', 'mediumTransport 500 1']],
    [109, ['storage 109 1', 'mediumTransport 500 1']],
    [110, ['mediumTransport 500 1']],
    [501, []],
    [0xffff, []],
  ])('begins at address %i or behind it', (start, expected) => {
    expect(chooseElements(layout, { ...all, start }).map(({ type, first, count }) => `${type} ${first} ${count}`)).toEqual(expected);
  });

  it.each([
    [0, []],
    [1, ['dataTransfer 20 1']],
    [2, ['dataTransfer 20 2']],
    [5, ['dataTransfer 20 2', 'storage 100 3']],
    [12, ['dataTransfer 20 2', 'storage 100 10']],
    [13, ['dataTransfer 20 2', 'storage 100 10', 'mediumTransport 500 1']],
  ])('takes the %i lowest addresses, whatever their types', (count, expected) => {
    expect(chooseElements(layout, { ...all, count }).map((run) => `${run.type} ${run.first} ${run.count}`)).toEqual(expected);
  });

  it('counts only those of the types that were asked for', () => {
    expect(chooseElements(layout, { types: ['storage'], start: 21, count: 3 })).toEqual([{ type: 'storage', first: 100, count: 3 }]);
    expect(chooseElements(layout, { types: ['importExport'], start: 0, count: 3 })).toEqual([]);
  });

  it('names the elements of a run by their numbers', () => {
    expect([...elementsOfRun(layout, { type: 'storage', first: 108, count: 2 })]).toEqual([
      { type: 'storage', address: 108, number: 9 },
      { type: 'storage', address: 109, number: 10 },
    ]);
  });
});

describe('ELEMENT TYPE CODE', () => {
  it('means one type, or all of them', () => {
    expect([0, 1, 2, 3, 4].map(typesOfCode)).toEqual([
      elementTypeNames,
      ['mediumTransport'],
      ['storage'],
      ['importExport'],
      ['dataTransfer'],
    ]);
  });

  it('means nothing from 5 on', () => {
    for (let code = 5; code < 16; code++) expect(typesOfCode(code)).toBeUndefined();
  });
});
