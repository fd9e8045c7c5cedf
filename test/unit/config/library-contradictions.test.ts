import { describe, expect, it } from 'vitest';
import { complaint, configurationOf } from './configuration.ts';

const whole = `drives:
  one: { model: lto-8, serial: ONE }
  two: { model: lto-8, serial: TWO }
  alone: { model: lto-8, serial: ALONE, cartridge: LAB001L8, stack: [LAB002L8] }
libraries:
  library: { model: generic-library, serial: LIB, drives: [one, two], cartridges: { 1: LAB003L8 } }
  other: { model: generic-library, serial: OTHER, drives: [more] }
targets:
  iqn.2026-11.x:library: { luns: { 3: library, 0: one, 7: two } }
  iqn.2026-11.x:other: { luns: { 0: other, 1: more } }
  iqn.2026-11.x:alone: { luns: { 0: alone } }
`.replace('  alone:', '  more: { model: lto-8, serial: MORE }\n  alone:');
const changed = (from: string, to: string): string => {
  expect(whole).toContain(from);
  return complaint(whole.replace(from, to));
};

describe('libraries that contradict', () => {
  it('none, in a sound configuration', () => expect(Object.keys(configurationOf(whole).libraries)).toEqual(['library', 'other']));

  it.each([
    [
      'a name that a drive has',
      '  other: {',
      '  alone: {',
      '8:10: A drive is called alone too. Hint: a library and a drive have different names.',
    ],
    ['a drive that there is not', '[one, two]', '[one, twoo]', "7:65: There is no drive 'twoo'. Hint: did you mean 'two'?"],
    [
      'a drive in two libraries',
      '[more]',
      '[more, two]',
      '8:66: two already stands in library. Hint: a drive stands in one place of one library.',
    ],
    [
      'a drive twice in one',
      '[one, two]',
      '[one, one, two]',
      '7:65: one already stands in library. Hint: a drive stands in one place of one library.',
    ],
    [
      'a cartridge in a drive of theirs',
      'serial: TWO }',
      'serial: TWO, cartridge: LAB009L8 }',
      "3:48: two stands in library, whose robot feeds it. Hint: put the cartridge into a slot, under the library's 'cartridges'.",
    ],
    [
      'a stack of a drive of its own',
      'serial: TWO }',
      'serial: TWO, stack: [LAB009L8] }',
      "3:44: two stands in library, whose robot feeds it. Hint: put the cartridge into a slot, under the library's 'cartridges'.",
    ],
    [
      'a serial number of a drive',
      'serial: OTHER',
      'serial: ONE',
      '8:44: other has the serial number of one. Hint: hosts tell drives and libraries apart by their serial numbers.',
    ],
    [
      'elements of two types at one address',
      'drives: [more]',
      'drives: [more], storage: { first: 10, count: 7 }',
      "8:76: The storage elements, at 000Ah to 0010h, and the import/export elements, at 0010h to 0013h, have addresses in common. Hint: give storage or importExport another 'first'.",
    ],
    [
      'a count that makes elements meet',
      'drives: [more]',
      'drives: [more], importExport: 241',
      "8:81: The data transfer elements, at 0100h, and the import/export elements, at 0010h to 0100h, have addresses in common. Hint: give dataTransfer or importExport another 'first'.",
    ],
    [
      'elements past the last address',
      'drives: [more]',
      'drives: [more], storage: { first: FFFFh, count: 2 }',
      "8:76: The storage elements would end at 10000h, and the last address there can be is FFFFh. Hint: give storage a lower 'first' or fewer elements.",
    ],
    [
      'more cartridges than slots',
      '{ 1: LAB003L8 }',
      '{ 24: LAB003L8..LAB004L8 }',
      "7:89: There is no slot 25 for LAB004L8: the library has 24. Hint: give it more with 'storage', or take cartridges away.",
    ],
    [
      'two cartridges in a slot',
      '{ 1: LAB003L8 }',
      '{ 1: LAB003L8..LAB004L8, 2: LAB005L8 }',
      '7:111: Slot 2 would hold LAB004L8 and LAB005L8. Hint: a slot holds one cartridge.',
    ],
    [
      'a cartridge that is in a drive',
      '{ 1: LAB003L8 }',
      '{ 1: LAB001L8 }',
      '7:88: Cartridge LAB001L8 is already in alone. Hint: a cartridge is in one place: leave the other empty, or create another cartridge.',
    ],
    [
      'a cartridge that is in a stack',
      '{ 1: LAB003L8 }',
      '[LAB002L8]',
      '7:84: Cartridge LAB002L8 is already in the stack of alone. Hint: a cartridge is in one place: leave the other empty, or create another cartridge.',
    ],
    [
      'a stack behind nothing',
      'cartridge: LAB001L8, ',
      '',
      "5:48: A stack follows the cartridge in the drive, and alone has none. Hint: name the first one as 'cartridge'.",
    ],
    ['no target', '3: library, ', '', "7:12: library is behind no target. Hint: give it a LUN under 'targets', or remove it."],
    ['two LUNs', '1: more', '1: more, 2: other', '11:56: other is already LUN 0 of iqn.2026-11.x:other.'],
  ])('%s', (_, from, to, expected) => expect(changed(from, to)).toBe(`tapelab.yaml:${expected}`));
});
