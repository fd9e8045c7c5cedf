/** Templates, and what a nexus has asked for. */
import { describe, expect, it } from 'vitest';
import { matchesTemplate, type VolumeTagSearch, VolumeTagSearches } from '../../../src/changer/volume-tag-search.ts';
import type { Nexus } from '../../../src/scsi/target.ts';

describe('a template', () => {
  it.each([
    ['LAB001L8', 'LAB001L8', true],
    ['LAB001L8'.padEnd(32), 'LAB001L8', true],
    ['LAB001', 'LAB001L8', false],
    ['LAB001L8', 'LAB001', false],
    ['*', 'ANYTHING', true],
    ['LAB*', 'LAB001L8', true],
    ['LAB*', 'LAB', true],
    ['LAB*', 'CLN001L1', false],
    ['LAB00?L8', 'LAB007L8', true],
    ['LAB00?L8', 'LAB017L8', false],
    ['??????L8', 'LAB001L8', true],
    ['??????L8', 'LAB001L9', false],
    // A label's blanks are characters too.
    ['LAB???', 'LAB1', true],
    ['', 'LAB001L8', false],
    // What stands behind a star is not looked at.
    ['123*5678', '12399999', true],
    ['123?5678', '12305678', true],
    ['123?5678', '12399999', false],
  ])('%j and %s', (template, label, matches) => {
    expect(matchesTemplate(template, label)).toBe(matches);
  });
});

describe('searches', () => {
  const alice = { id: 'alice' } as Nexus;
  const bob = { id: 'bob' } as Nexus;
  const search: VolumeTagSearch = { sendActionCode: 5, types: ['storage'], start: 0, template: 'LAB*' };

  it('belong to their nexus', () => {
    const searches = new VolumeTagSearches();
    searches.begin(alice, search);
    expect([searches.of(alice), searches.of(bob)]).toEqual([search, undefined]);
    searches.begin(bob, { ...search, template: 'CLN*' });
    searches.nexusLost(bob);
    expect([searches.of(alice), searches.of(bob)]).toEqual([search, undefined]);
  });

  it('go on behind what was told, and end at a reset', () => {
    const searches = new VolumeTagSearches();
    searches.begin(alice, search);
    searches.told(alice, 0x1003);
    expect(searches.of(alice)).toEqual({ ...search, start: 0x1004 });
    searches.told(bob, 0x1003);
    expect(searches.of(bob)).toBeUndefined();
    searches.reset();
    expect(searches.of(alice)).toBeUndefined();
  });
});
