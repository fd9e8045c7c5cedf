/** SEND VOLUME TAG: what is taken for a search and what is not. REQUEST VOLUME ELEMENT ADDRESS has the results. */
import { describe, expect, it } from 'vitest';
import { changerWithLibrary, ending, sendVolumeTag, volumeTagsFound } from '../host.ts';

const cartridges = {
  LAB001L8: 'storage/1',
  LAB002L8: 'storage/3',
  CLN001L1: 'storage/24',
  LAB003L8: { in: 'drive2', loaded: true },
} as const;

describe('SEND VOLUME TAG', () => {
  it.each([0, 1, 4, 5])('searches with action %i', async (action) => {
    const { host } = await changerWithLibrary({}, cartridges);
    expect(ending(await sendVolumeTag(host, 'LAB*', { action }))).toBe('good');
    expect(await volumeTagsFound(host)).toEqual(['LAB003L8', 'LAB001L8', 'LAB002L8']);
  });

  it.each([2, 6])('finds no alternate volume tag with action %i', async (action) => {
    const { host } = await changerWithLibrary({}, cartridges);
    expect(ending(await sendVolumeTag(host, '*', { action }))).toBe('good');
    expect(await volumeTagsFound(host)).toEqual([]);
  });

  it('refuses to look for alternate ones where there are none', async () => {
    const { host } = await changerWithLibrary({ elementStatus: { alternateVolumeTags: false } }, cartridges);
    expect(ending(await sendVolumeTag(host, '*', { action: 6 }))).toBe('5 24/00 cdb 5.4');
    expect(ending(await sendVolumeTag(host, '*', { action: 4 }))).toBe('good');
  });

  it.each([3, 7, 8, 9, 10, 11, 12, 13, 14, 31])('prints no labels: action %i', async (action) => {
    const { host } = await changerWithLibrary({}, cartridges);
    expect(ending(await sendVolumeTag(host, 'LAB*', { action }))).toBe('5 24/00 cdb 5.4');
    expect(ending(await host.execute([0xb5, 0, 0, 0, 0, 1, 0, 0, 0, 8, 0, 0], { room: 8 }))).toBe('5 2c/00');
  });

  it.each([
    [0, 'CLN*', ['CLN001L1']],
    [2, 'LAB*', ['LAB001L8', 'LAB002L8']],
    [4, 'LAB*', ['LAB003L8']],
    [3, 'LAB*', []],
    [0, 'LAB00?L8', ['LAB003L8', 'LAB001L8', 'LAB002L8']],
    [0, 'LAB002L8', ['LAB002L8']],
    [0, '', []],
  ])('looks among elements of type %i for %j', async (type, template, found) => {
    const { host } = await changerWithLibrary({}, cartridges);
    await sendVolumeTag(host, template, { type });
    expect(await volumeTagsFound(host)).toEqual(found);
  });

  it('looks from an address on', async () => {
    const { host } = await changerWithLibrary({}, cartridges);
    await sendVolumeTag(host, '*', { start: 0x1001 });
    expect(await volumeTagsFound(host)).toEqual(['LAB002L8', 'CLN001L1']);
  });

  it.each([
    [0, 0, true],
    [0, 0xffff, true],
    [1, 0xffff, false],
  ])('takes the volume sequence number of a barcode for 0: from %i to %i', async (least, most, fits) => {
    const { host } = await changerWithLibrary({}, cartridges);
    await sendVolumeTag(host, 'CLN*', { action: 1, least, most });
    expect(await volumeTagsFound(host)).toEqual(fits ? ['CLN001L1'] : []);
    await sendVolumeTag(host, 'CLN*', { action: 5, least, most });
    expect(await volumeTagsFound(host)).toEqual(['CLN001L1']);
  });

  it('ends a template at its first zero', async () => {
    const { host } = await changerWithLibrary({}, cartridges);
    await sendVolumeTag(host, 'LAB001L8\0garbage');
    expect(await volumeTagsFound(host)).toEqual(['LAB001L8']);
  });

  it.each([
    ['an unknown type', { type: 5 }, '5 24/00 cdb 1.3'],
    ['a list that is too short', { length: 39 }, '5 1a/00'],
    ['a list that is too long', { length: 41 }, '5 24/00 cdb 8.7'],
    ['a list that does not come whole', { sent: 39 }, '5 1a/00'],
    ['no list, which is no error', { length: 0 }, 'good'],
    ['a reserved byte', { reserved: 32 }, '5 26/00 parameters 32.7'],
    ['another reserved byte', { reserved: 37 }, '5 26/00 parameters 37.7'],
  ])('with %s', async (_, options, expected) => {
    const { host } = await changerWithLibrary({}, cartridges);
    await sendVolumeTag(host, 'CLN*');
    expect(ending(await sendVolumeTag(host, 'LAB*', options))).toBe(expected);
    expect(await volumeTagsFound(host), 'what was searched for before').toEqual(['CLN001L1']);
  });

  it('takes ASCII only', async () => {
    const { host } = await changerWithLibrary({}, cartridges);
    expect(ending(await sendVolumeTag(host, 'LAB\x7f'))).toBe('5 26/00 parameters 3.7');
    expect(ending(await sendVolumeTag(host, 'LÄB*'))).toBe('5 26/00 parameters 1.7');
  });
});
