import { expect, test } from 'vitest';
import { volatileMemory } from '../../../../src/scsi/nonvolatile-memory.ts';
import { alice, bob, run, settledDevice } from '../fake-device.ts';
import { out, read } from './persistent-reserve.ts';

test('capabilities: all types, CRH, SIP_C, ATP_C, PTPL_C, and PTPL_A once it is asked for', async () => {
  const { logicalUnit } = await settledDevice({ nonvolatileMemory: volatileMemory() });
  expect(await read(logicalUnit, alice, 2)).toBe('00081db0ea010000');
  await out(logicalUnit, alice, 'register', { action: 1n, rest: '0000000001000000' });
  expect(await read(logicalUnit, alice, 2)).toBe('00081db1ea010000');
});

test('an allocation length cuts, and the lengths in the data do not change', async () => {
  const { logicalUnit } = await settledDevice();
  await out(logicalUnit, alice, 'register', { action: 0x1122334455667788n });
  expect(await read(logicalUnit, alice, 0, 12)).toBe('000000010000000811223344');
  expect(await read(logicalUnit, bob, 3, 8)).toBe('0000000100000044');
});

test.each([
  ['5e20000000000000ff00', 'CHECK CONDITION 5 24/00 in cdb 1.5'],
  ['5e00010000000000ff00', 'CHECK CONDITION 5 24/00 in cdb 2.0'],
  ['5e04000000000000ff00', 'CHECK CONDITION 5 24/00 in cdb 1.4'],
])('%s is refused', async (cdb, outcome) => {
  expect((await run((await settledDevice()).logicalUnit, cdb)).outcome).toBe(outcome);
});
