/** What the property over a plain model does not reach: lists that are wrong, tasks that hang, and a memory that fails. */
import { beforeEach, describe, expect, test } from 'vitest';
import { volatileMemory } from '../../../../src/scsi/nonvolatile-memory.ts';
import { encodeTransportId } from '../../../../src/scsi/transport-id.ts';
import { alice, bob, type FakeDevice, nexus, run, settledDevice, summary, targetPorts, task } from '../fake-device.ts';
import { out, read } from './persistent-reserve.ts';

let device: FakeDevice;
const unit = () => device.logicalUnit;
beforeEach(async () => {
  device = await settledDevice({ nonvolatileMemory: volatileMemory() });
});

const id = (host: typeof alice): string => Buffer.from(encodeTransportId(host.initiatorPort)).toString('hex');
const carol = nexus('carol');
const registered = (host = alice, action = 1n) => out(unit(), host, 'register', { action });

describe('the list', () => {
  test.each([
    ['too short', { length: 16 }, 'CHECK CONDITION 5 1a/00'],
    ['nothing', { length: 0 }, 'CHECK CONDITION 5 1a/00'],
    ['longer than what comes', { length: 32 }, 'CHECK CONDITION 5 1a/00'],
    ['longer than could be', { length: 0x10001 }, 'CHECK CONDITION 5 1a/00'],
    ['longer than it says', { rest: '0000000000000000 00000000' }, 'CHECK CONDITION 5 1a/00'],
    ['a reserved bit', { rest: '0000000002000000' }, 'CHECK CONDITION 5 26/00 in list 20.1'],
    ['a reserved byte', { rest: '0000000000400000' }, 'CHECK CONDITION 5 26/00 in list 21.6'],
    ['obsolete bytes', { rest: 'ffffffff0000ffff' }, 'GOOD'],
    ['SPEC_I_PT without a length', { rest: '0000000008000000' }, 'CHECK CONDITION 5 1a/00'],
    ['SPEC_I_PT with more than its length', { rest: `0000000008000000 00000000 ${id(bob)}` }, 'CHECK CONDITION 5 1a/00'],
    ['a TransportID cut off', { rest: `0000000008000000 00000004 4500002c` }, 'CHECK CONDITION 5 26/00 in list 24.7'],
    ['a TransportID of another protocol', { rest: `0000000008000000 00000004 46000028` }, 'CHECK CONDITION 5 26/00 in list 28.3'],
    ['a second one that is wrong', { rest: `0000000008000000 00000030 ${id(bob)} 05000014` }, 'CHECK CONDITION 5 26/00 in list 72.7'],
    ['none', { rest: '0000000008000000 00000000' }, 'GOOD'],
    ['two, and its own', { rest: `0000000008000000 00000084 ${id(bob)}${id(carol)}${id(alice)}` }, 'GOOD'],
  ])('of REGISTER: %s', async (_what, options, outcome) => {
    expect(await out(unit(), alice, 'register', { action: 1n, ...options })).toBe(outcome);
    if (outcome !== 'GOOD') expect(await read(unit(), alice, 0)).toBe('0000000000000000');
  });

  test('SPEC_I_PT registers each with the same key, and no registered one, not even the sender', async () => {
    expect(await out(unit(), alice, 'register', { action: 5n, rest: `0000000008000000 0000002c ${id(bob)}` })).toBe('GOOD');
    expect(await read(unit(), alice, 0)).toBe(`0000000100000010${'0000000000000005'.repeat(2)}`);
    expect(await out(unit(), alice, 'register', { key: 5n, action: 6n, rest: '0000000008000000 00000000' })).toBe(
      'CHECK CONDITION 5 26/00 in list 20.3',
    );
    expect(await out(unit(), carol, 'register', { action: 6n, rest: `0000000008000000 0000002c ${id(bob)}` })).toMatch(/6 29\/00$/);
    expect(await out(unit(), carol, 'register', { action: 6n, rest: `0000000008000000 0000002c ${id(bob)}` })).toBe(
      'CHECK CONDITION 5 26/00 in list 28.7',
    );
  });

  test.each(['reserve', 'release', 'clear', 'preempt', 'preempt and abort'] as const)('of %s with SPEC_I_PT=1', async (action) => {
    await registered();
    const wrong = await out(unit(), alice, action, { key: 1n, action: 1n, type: 1, rest: '0000000008000000' });
    expect(wrong).toBe('CHECK CONDITION 5 26/00 in list 20.3');
    // Whoever has not the key is told nothing of the rest.
    expect(await out(unit(), alice, action, { key: 2n, rest: '0000000008000000' })).toBe('RESERVATION CONFLICT');
    expect(await out(unit(), alice, action, { key: 1n, rest: '000000000d000000' })).toMatch(/20\.3$/);
  });

  test.each([
    ['a reserved byte', `01 00 0001 0000002c ${id(carol)}`, 'CHECK CONDITION 5 26/00 in list 16.0'],
    ['a port that there is not', `00 00 0003 0000002c ${id(carol)}`, 'CHECK CONDITION 5 26/00 in list 18.7'],
    ['too short a TransportID', '00 00 0001 00000014 0000000000000000000000000000000000000000', 'CHECK CONDITION 5 26/00 in list 20.7'],
    ['a length that is not what comes', `00 00 0001 00000030 ${id(carol)}`, 'CHECK CONDITION 5 1a/00'],
    ['more than one TransportID', `00 00 0001 00000058 ${id(carol)}${id(carol)}`, 'CHECK CONDITION 5 26/00 in list 20.7'],
    ['a device', `00 00 0001 0000002c 05${id(carol).slice(2)}`, 'CHECK CONDITION 5 26/00 in list 24.7'],
    ['itself', `00 00 0002 0000002c ${id(alice)}`, 'CHECK CONDITION 5 26/00 in list 24.7'],
    ['another', `00 00 0002 0000002c ${id(carol)}`, 'GOOD'],
  ])('of REGISTER AND MOVE: %s', async (_what, rest, outcome) => {
    await registered();
    expect(await out(unit(), alice, 'move', { key: 1n, action: 2n, rest: rest.replaceAll(' ', '') })).toBe(
      'CHECK CONDITION 5 24/00 in cdb 1.4',
    );
    await out(unit(), alice, 'reserve', { key: 1n, type: 1 });
    expect(await out(unit(), alice, 'move', { key: 1n, action: 2n, rest: rest.replaceAll(' ', '') })).toBe(outcome);
    const holder = outcome === 'GOOD' ? nexus('carol', targetPorts[1]!).id : alice.id;
    expect(unit().persistentReservations.state.reservation).toEqual({ type: 1, holder });
  });

  test('a reserved bit of the CDB', async () => {
    expect((await run(unit(), '5f2000000000000018', { data: new Uint8Array(24) })).outcome).toBe('CHECK CONDITION 5 24/00 in cdb 1.5');
  });

  test('APTPL needs a memory', async () => {
    device = await settledDevice();
    expect(await out(unit(), alice, 'register', { action: 1n, rest: '0000000001000000' })).toBe('CHECK CONDITION 5 26/00 in list 20.0');
    expect(await read(unit(), alice, 2)).toBe('00081cb0ea010000');
  });
});

test('REPLACE LOST RESERVATION is not served: nothing is ever lost', async () => {
  await registered();
  expect(await out(unit(), alice, 'replace lost', { key: 0n, action: 1n, type: 1 })).toBe('CHECK CONDITION 5 24/00 in cdb 1.4');
});

test('ALL_TG_PT registers with every target port, as if each had been asked', async () => {
  await out(unit(), alice, 'register', { action: 1n, rest: '0000000004000000' });
  expect([...unit().persistentReservations.state.registrations.keys()]).toEqual(targetPorts.map((port) => nexus('alice', port).id));
  const other = nexus('alice', targetPorts[1]!);
  await run(unit(), '030000001200', { nexus: other });
  expect(await out(unit(), other, 'register', { key: 1n, action: 2n })).toBe('GOOD');
  expect(await out(unit(), alice, 'register', { key: 1n, action: 3n, rest: '0000000004000000' })).toBe('RESERVATION CONFLICT');
  expect(await out(unit(), alice, 'ignore', { action: 0n, rest: '0000000004000000' })).toBe('GOOD');
  expect(unit().persistentReservations.state.registrations.size).toBe(0);
});

test('an all registrants reservation ends with its last registration', async () => {
  await registered(alice, 1n);
  await registered(bob, 2n);
  await out(unit(), alice, 'reserve', { key: 1n, type: 7 });
  await out(unit(), alice, 'register', { key: 1n });
  expect(await read(unit(), bob, 1)).toBe('000000030000001000000000000000000000000000070000');
  await out(unit(), bob, 'register', { key: 2n });
  expect(await read(unit(), bob, 1)).toBe('0000000400000000');
});

test('as many registrations as there is room for', async () => {
  const ids = Array.from({ length: 127 }, (_, index) => id(nexus(`h${String(index).padStart(4, '0')}`))).join('');
  const list = { action: 1n, rest: `0000000008000000${(ids.length / 2).toString(16).padStart(8, '0')}${ids}` };
  expect(await out(unit(), alice, 'register', list)).toBe('GOOD');
  expect(await registered(bob)).toBe('CHECK CONDITION 5 55/04');
  expect(await read(unit(), bob, 0, 8)).toBe('0000000100000400');
});

describe('PREEMPT AND ABORT', () => {
  const hang = (host = alice) => unit().execute(task('0a0000000100', { nexus: host, data: 'withheld' }));
  beforeEach(async () => {
    await registered(alice, 1n);
    await registered(bob, 2n);
    await out(unit(), alice, 'reserve', { key: 1n, type: 3 });
  });

  test('ends a task that hangs, those behind it and what its nexus prevents, and leaves others alone', async () => {
    await run(unit(), '1e0000000100');
    const hanging = hang();
    const waiting = unit().execute(task('0a0000000100', { data: 'withheld' }));
    const others = unit().execute(task('000000000000', { nexus: bob }));
    expect(await out(unit(), bob, 'preempt and abort', { key: 2n, action: 1n, type: 3 })).toBe('GOOD');
    expect([await hanging, await waiting]).toEqual(['aborted', 'aborted']);
    expect(summary(await others)).toBe('GOOD');
    expect(device.taken).toBeUndefined();
    expect(unit().mediumRemoval.prevented).toBe(false);
    expect((await run(unit(), '010000000000')).outcome).toBe('RESERVATION CONFLICT');
    expect((await run(unit(), '000000000000')).outcome).toBe('CHECK CONDITION 6 2a/05');
  });

  test('tells the status TASK ABORTED with TAS=1', async () => {
    const controlPage = Uint8Array.from([0, 0, 0, 0, 0x0a, 0x0a, 0x02, 0, 0, 0x40, 0, 0, 0, 0, 0, 0]);
    expect((await run(unit(), '151000001000', { data: controlPage })).outcome).toBe('GOOD');
    expect((await run(unit(), '000000000000', { nexus: bob })).outcome).toBe('CHECK CONDITION 6 2a/01');
    const hanging = hang();
    expect(await out(unit(), bob, 'preempt and abort', { key: 2n, action: 1n, type: 3 })).toBe('GOOD');
    expect(summary(await hanging)).toBe('TASK ABORTED');
  });

  test('of oneself spares the command itself', async () => {
    const hanging = hang();
    expect(await out(unit(), alice, 'preempt and abort', { key: 1n, action: 1n, type: 1 })).toBe('GOOD');
    expect(await hanging).toBe('aborted');
    expect(unit().persistentReservations.state.reservation).toEqual({ type: 1, holder: alice.id });
  });

  test('PREEMPT lets tasks go on', async () => {
    const writing = unit().execute(task('0a0000000100', { data: Uint8Array.of(7) }));
    expect(await out(unit(), bob, 'preempt', { key: 2n, action: 1n, type: 3 })).toBe('GOOD');
    expect(summary(await writing)).toBe('GOOD');
  });
});

test('what the memory cannot take has not happened', async () => {
  const memory = { ...volatileMemory(), write: () => Promise.reject(new Error('no space')) };
  device = await settledDevice({ nonvolatileMemory: memory });
  expect(await out(unit(), alice, 'register', { action: 1n, rest: '0000000001000000' })).toBe('CHECK CONDITION 4 44/00');
  expect(await read(unit(), alice, 0)).toBe('0000000000000000');
  expect(await registered()).toBe('GOOD');
});

test('a deferred error waits for a command of the device', async () => {
  device.deferredError = { key: 3, additional: { asc: 0x0c, ascq: 0, name: 'WRITE ERROR' } };
  expect(await registered()).toBe('GOOD');
  expect((await run(unit(), '000000000000')).outcome).toBe('CHECK CONDITION deferred 3 0c/00');
});
