import { expect, test } from 'vitest';
import { flag, layout } from '../../../src/foundation/layout.ts';
import { defineCommand, serve } from '../../../src/scsi/command.ts';
import { CommandTable, cdbUsageData, reservedBitSet } from '../../../src/scsi/command-table.ts';
import { good } from '../../../src/scsi/outcome.ts';
import { cdb, FakeDevice } from './fake-device.ts';

const table = new FakeDevice().logicalUnit.commands;
const name = (hex: string): string => {
  const row = table.find(cdb(hex));
  return typeof row === 'string' ? row : row.name;
};

test.each([
  ['12 00', 'INQUIRY'],
  ['e2 00', 'SHORT'],
  ['e2 06', 'LONG'],
  ['e2 86', 'LONG'],
  ['e2 01', 'service action'],
  ['ff 00', 'operation code'],
])('%s is %s', (hex, expected) => {
  expect(name(hex)).toBe(expected);
});

test('a device replaces a shared row by one of the same code', () => {
  const row = (words: string) =>
    defineCommand({ name: words, operationCode: 0, reference: '', cdb: layout(6, {}), dataDirection: 'none', execute: () => good });
  const replaced = new CommandTable(serve({}, [row('shared'), row('own')]));
  expect(replaced.rows.map((other) => other.name)).toEqual(['own']);
});

test('only what is named is served, and the four commands of every unit', () => {
  const rows = (...served: string[]) => new FakeDevice({ served: new Set(served) }).logicalUnit.commands;
  const always = ['TEST UNIT READY', 'REQUEST SENSE', 'INQUIRY', 'REPORT LUNS'];
  expect(rows().rows.map((row) => row.name)).toEqual(always);
  expect(rows('GIVE', 'LONG', 'no command').rows.map((row) => row.name)).toEqual([
    ...always.slice(0, 2),
    'GIVE',
    ...always.slice(2),
    'LONG',
  ]);
  expect(rows('LONG').find(cdb('e2 00'))).toBe('service action');
  expect(rows('GIVE').find(cdb('e2 00'))).toBe('operation code');
});

test('rows are in ascending order', () => {
  const keys = table.rows.map((row) => row.operationCode * 256 + (row.serviceAction ?? 0));
  expect(keys).toEqual([...keys].sort((a, b) => a - b));
});

test.each([
  ['12 01 83 00 ff 00', 'INQUIRY enableVitalProductData pageCode=131 allocationLength=255'],
  ['00', 'TEST UNIT READY'],
  ['e2 86 00 00 00 00 00 00 05', 'LONG option length=5'],
  ['c0 01', 'unsupported CDB c0010000000000000000000000000000'],
])('%s reads %s', (hex, words) => {
  expect(table.describe(cdb(hex))).toBe(words);
});

test('a CDB that ends too soon still has a name', () => {
  expect(table.describe(Uint8Array.of(0x12, 0))).toBe('INQUIRY cut short');
});

test('usage data is the operation code, the service action, and a one for each bit in use', () => {
  const usage = (hex: string) => {
    const row = table.find(cdb(hex));
    return typeof row === 'string' ? row : Buffer.from(cdbUsageData(row)).toString('hex');
  };
  expect(usage('12')).toBe('1201ffffff00');
  expect(usage('e2 06')).toBe('e2860000000000ffff00');
});

test('the first bit out of use is found, the service action is none', () => {
  const row = serve({}, [
    defineCommand({
      name: '',
      operationCode: 0xe2,
      serviceAction: 6,
      reference: '',
      cdb: layout(6, { option: flag(1, 7) }),
      dataDirection: 'none',
      execute: () => good,
    }),
  ])[0]!;
  expect(reservedBitSet(row, cdb('e2 86'))).toBeUndefined();
  expect(reservedBitSet(row, cdb('e2 c6 01'))).toEqual({ byte: 1, bit: 6 });
  expect(reservedBitSet(row, cdb('e2 06 00 00 00 04'))).toEqual({ byte: 5, bit: 2 });
  expect(reservedBitSet(row, cdb('e2 06 00 00 00 00 ff'))).toBeUndefined();
});
