import { describe, expect, it } from 'vitest';
import type { Bays } from '../../src/bays.ts';
import { handsOnLibraries } from '../../src/hands-on-libraries.ts';
import { ElementConditions } from '../../src/library/element-conditions.ts';
import { layout } from './library/tape-room.ts';

const identification = { lun: 1, serialNumber: 'DRIVE1', designator: Buffer.from('TAPELAB LTO-8           DRIVE1') };

function libraryNamed(name: string) {
  const drive = { name: `${name}-drive`, identification };
  const conditions = new ElementConditions();
  const driveIn = ({ type, number }: { type: string; number: number }) => (type === 'dataTransfer' && number === 1 ? drive : undefined);
  const contents = { conditions, driveIn, cartridgeIn: () => undefined };
  return { name, drives: [drive.name], library: { name, layout, contents, driveIn, elementHolding: () => undefined } };
}

function handsOn(...names: readonly string[]) {
  const libraries = new Map(names.map((name) => [name, libraryNamed(name)]));
  const drives = new Map(['alone', ...names.map((name) => `${name}-drive`)].map((name) => [name, {}]));
  const { library } = handsOnLibraries({ libraries, drives } as unknown as Bays, (device) => `iqn.${device}`);
  const slot = { type: 'storage', address: layout.storage.first, number: 1 } as const;
  /** Which one it was done to. */
  return (where: Parameters<typeof library>[0]): readonly string[] => {
    library(where).afflict('slot 1', { inaccessible: true }, 'mended');
    return [...libraries.values()].flatMap(({ name, library: { contents } }) => (contents.conditions.of(slot).inaccessible ? name : []));
  };
}

describe('the library that is meant', () => {
  it('is the one that is named, by its name, its target or one of its drives', () => {
    for (const where of [{ device: 'right' }, { target: 'iqn.right' }, { device: 'right-drive', target: 'iqn.left' }])
      expect(handsOn('left', 'right')(where)).toEqual(['right']);
  });

  it('is the only one that there is', () => {
    expect(handsOn('left')({})).toEqual(['left']);
    expect(() => handsOn('left', 'right')({})).toThrow(/several libraries/);
    expect(() => handsOn()({})).toThrow('There is no library.');
  });

  it('is none that is not there', () => {
    expect(() => handsOn('left')({ device: 'lefft' })).toThrow("There is no library 'lefft'.");
    expect(() => handsOn('left')({ device: 'alone' })).toThrow('alone is in no library.');
    expect(() => handsOn('left')({ target: 'iqn.right' })).toThrow('There is no library.');
  });
});

it('tells the identification of a drive, and of one with another serial number', () => {
  const libraries = new Map([['left', libraryNamed('left')]]);
  const handle = handsOnLibraries({ libraries, drives: new Map() } as unknown as Bays, () => undefined).library({});
  expect(handle.identificationOf('left-drive')).toEqual(identification);
  expect(handle.identificationOf('drive 1', 'NOBODY').designator).toEqual(Buffer.from('TAPELAB LTO-8           NOBODY'));
  expect(() => handle.identificationOf('slot 1')).toThrow('There is no drive in slot 1 of left.');
  expect(() => handle.misread('slot 1', 'unreadable', 'scan')).toThrow(/no cartridge in slot 1/);
});
