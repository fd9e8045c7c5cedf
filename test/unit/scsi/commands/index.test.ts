import { expect, test } from 'vitest';
import { sharedCommands } from '../../../../src/scsi/commands/index.ts';
import { fakeIdentity } from '../fake-device.ts';

const names = (removableMedium: boolean) => sharedCommands({ identity: { ...fakeIdentity, removableMedium } }).map(({ name }) => name);

test('every row has a name and a reference of its own', () => {
  const rows = sharedCommands({ identity: fakeIdentity });
  expect(new Set(names(true)).size).toBe(rows.length);
  for (const { reference } of rows) expect(reference).toMatch(/^(SPC-2|SPC-3|SPC-4|SSC-5) §\d+(\.\d+)+$/);
});

test('only a removable medium can be kept in', () => {
  expect(names(true).filter((name) => !names(false).includes(name))).toEqual(['PREVENT ALLOW MEDIUM REMOVAL']);
});
