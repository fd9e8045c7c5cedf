import { expect, it } from 'vitest';
import * as z from 'zod';
import type { Hands } from '../../../src/faults/hands.ts';
import { disguiseOf, identityWords, notTwoSerialNumbers, successor } from '../../../src/faults/identity-words.ts';
import type { UnitHandle } from '../../../src/faults/unit-handle.ts';

const schema = z.strictObject(identityWords).superRefine(notTwoSerialNumbers);
const unit = (device: string, serialNumber: string) => ({ device, identity: { serialNumber } }) as UnitHandle;
const units = [unit('one', 'SER0008'), unit('two', 'SER0009')];
const hands = {
  units: ({ device }: { device?: string }) => units.filter((one) => device === undefined || one.device === device),
} as unknown as Hands;
const disguise = (words: z.input<typeof schema>) => disguiseOf(schema.parse(words), units[0]!, hands);

it.each([
  ['SER0008', 'SER0009'],
  ['SER0999', 'SER1000'],
  ['AZ9', 'BA0'],
  ['zz', 'aa0'],
  ['9-9', '0-00'],
  ['--', '--0'],
  ['12 ', '13 '],
])('%s is followed by %s', (serial, next) => {
  expect(successor(serial)).toBe(next);
});

it('makes a new serial number that no unit has', () => {
  expect(disguise({ serial: 'new' })).toEqual({ serialNumber: 'SER0010' });
});

it('takes that of another unit, or one of your choice', () => {
  expect(disguise({ serialOf: 'two' })).toEqual({ serialNumber: 'SER0009' });
  expect(disguise({ serial: 'MINE' })).toEqual({ serialNumber: 'MINE' });
});

it('takes the strings of INQUIRY, and leaves page 80h out', () => {
  expect(disguise({ vendor: 'ACME', product: 'TAPE', revision: '2', serialPage: false })).toEqual({
    vendorIdentification: 'ACME',
    productIdentification: 'TAPE',
    productRevisionLevel: '2',
    withoutPages: [0x80],
  });
  expect(disguise({ serialPage: true })).toEqual({});
});

it.each([{ vendor: 'NINECHARS' }, { product: 'é' }, { revision: '12345' }, { serial: '' }, { serial: 'A', serialOf: 'two' }])(
  'refuses %j',
  (words) => {
    expect(schema.safeParse(words).success).toBe(false);
  },
);
