import { expect, test } from 'vitest';
import { alice, bob, nexus, run, settledDevice } from '../fake-device.ts';
import { out } from './persistent-reserve.ts';

test('reserves for its nexus, again as often as it likes, and against others', async () => {
  const { logicalUnit } = await settledDevice();
  expect((await run(logicalUnit, '16')).outcome).toBe('GOOD');
  expect((await run(logicalUnit, '16')).outcome).toBe('GOOD');
  expect((await run(logicalUnit, '16', { nexus: bob })).outcome).toBe('RESERVATION CONFLICT');
  expect((await run(logicalUnit, '00', { nexus: bob })).outcome).toBe('RESERVATION CONFLICT');
  expect((await run(logicalUnit, '00', { nexus: alice })).outcome).toBe('GOOD');
});

test.each(['16 10', '16 01'])('third parties and extents are refused: %s', async (hex) => {
  expect((await run((await settledDevice()).logicalUnit, hex)).outcome).toMatch(/^CHECK CONDITION 5 24\/00 in cdb 1\./);
});

test.each([
  ['16', 1, ['GOOD', 'RESERVATION CONFLICT', 'RESERVATION CONFLICT']],
  ['17', 1, ['GOOD', 'RESERVATION CONFLICT', 'RESERVATION CONFLICT']],
  ['16', 5, ['GOOD', 'GOOD', 'RESERVATION CONFLICT']],
  ['17', 8, ['GOOD', 'GOOD', 'RESERVATION CONFLICT']],
])(
  '%s of the holder, one registered and one not under a persistent reservation of type %i, without effect',
  async (cdb, type, outcomes) => {
    const { logicalUnit } = await settledDevice();
    const carol = nexus('carol');
    await run(logicalUnit, '030000001200', { nexus: carol });
    await out(logicalUnit, alice, 'register', { action: 1n });
    await out(logicalUnit, bob, 'register', { action: 2n });
    for (const host of [alice, bob]) expect((await run(logicalUnit, cdb, { nexus: host })).outcome).toBe('RESERVATION CONFLICT');
    await out(logicalUnit, alice, 'reserve', { key: 1n, type });
    const { state } = logicalUnit.persistentReservations;
    const met = [];
    for (const host of [alice, bob, carol]) met.push((await run(logicalUnit, cdb, { nexus: host })).outcome);
    expect(met).toEqual(outcomes);
    expect(logicalUnit.reservation.held).toBe(false);
    expect(logicalUnit.persistentReservations.state).toBe(state);
  },
);
