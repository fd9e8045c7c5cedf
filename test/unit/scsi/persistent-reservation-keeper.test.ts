import { expect, test } from 'vitest';
import { type Json, volatileMemory } from '../../../src/scsi/nonvolatile-memory.ts';
import type { PersistentReservations } from '../../../src/scsi/persistent-reservation.ts';
import { clear, register, reserve } from '../../../src/scsi/persistent-reservation-actions.ts';
import { PersistentReservationKeeper } from '../../../src/scsi/persistent-reservation-keeper.ts';
import type { Nexus } from '../../../src/scsi/target.ts';
import { alice, bob } from './fake-device.ts';

const portsOf = ({ initiatorPort, targetPort }: Nexus) => ({ initiatorPort, targetPort });
const registered =
  (persist: boolean, by = alice) =>
  (state: PersistentReservations) =>
    register(state, { by: by.id, own: [portsOf(by)], others: [], key: undefined, serviceActionKey: 0xffff_ffff_ffff_ffffn, persist });

test('after a loss of power all is there that was persisted, but for the generation', async () => {
  const memory = volatileMemory();
  const keeper = new PersistentReservationKeeper(memory);
  await keeper.change(registered(true, bob));
  await keeper.change(registered(true));
  await keeper.change((state) => reserve(state, alice.id, 3));
  const again = new PersistentReservationKeeper(memory);
  expect(again.state).toEqual({ ...keeper.state, generation: 0 });
  expect([...again.state.registrations.keys()]).toEqual([bob.id, alice.id]);
  keeper.powerOn();
  expect(keeper.state).toEqual(again.state);
});

test('the last APTPL decides for all, and zero leaves nothing', async () => {
  const memory = volatileMemory();
  const keeper = new PersistentReservationKeeper(memory);
  await keeper.change(registered(true));
  await keeper.change(registered(false, bob));
  expect(new PersistentReservationKeeper(memory).state).toMatchObject({ persist: false, registrations: new Map() });
  keeper.powerOn();
  expect(keeper.state.registrations.size).toBe(0);
});

test('that it is to persist is persisted too', async () => {
  const memory = volatileMemory();
  const keeper = new PersistentReservationKeeper(memory);
  await keeper.change(registered(true));
  await keeper.change((state) => clear(state, alice.id));
  expect(new PersistentReservationKeeper(memory).state).toMatchObject({ persist: true, registrations: new Map() });
});

test('a change waits for the one before it, and writes only what is new', async () => {
  const written: Json[] = [];
  const gate: (() => void)[] = [];
  const memory = {
    read: () => undefined,
    write: (_name: string, value: Json | undefined) => {
      written.push(value ?? 'nothing');
      return new Promise<void>((resolve) => gate.push(resolve));
    },
  };
  const keeper = new PersistentReservationKeeper(memory);
  const first = keeper.change(registered(true));
  const seen: number[] = [];
  const second = keeper.change((state) => {
    seen.push(state.registrations.size);
    return registered(true)(state);
  });
  await Promise.resolve().then(() => {});
  await new Promise((resolve) => setImmediate(resolve));
  expect([seen, keeper.state.registrations.size]).toEqual([[], 0]);
  gate[0]!();
  await Promise.all([first, second]);
  expect([seen, written.length, keeper.state.generation]).toEqual([[1], 1, 2]);
});

test.each<[string, Json]>([
  ['a holder that is not registered', { registrations: [], reservation: { type: 1, holder: alice.id } }],
  ['something else', { registrations: [], reservation: null, more: 1 }],
])('what was never written is a bug: %s', async (_what, kept) => {
  const memory = volatileMemory();
  await memory.write('persistentReservations', kept);
  expect(() => new PersistentReservationKeeper(memory)).toThrow();
});
