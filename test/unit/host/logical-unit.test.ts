/** What comes of commands: status by status, with the clock in the test's hand. */
import { describe, expect, it } from 'vitest';
import { ManualClock } from '../../../src/foundation/clock.ts';
import { LogicalUnit } from '../../../src/host/logical-unit.ts';
import { check, good, ScriptedPath, status } from './scripted-path.ts';

const rewind = { name: 'REWIND', cdb: Uint8Array.of(1, 0, 0, 0, 0, 0), timeoutMs: 1000 };

function unit(path: ScriptedPath, patienceMs?: number): { unit: LogicalUnit; clock: ManualClock } {
  const clock = new ManualClock();
  return { unit: new LogicalUnit({ path, lun: 3, clock, patienceMs }), clock };
}

/** Lets time pass until `work` has settled; every turn that it waits costs half a second. */
async function patiently<T>(clock: ManualClock, work: Promise<T>): Promise<T> {
  let settled = false;
  const settle = (): void => {
    settled = true;
  };
  work.then(settle, settle);
  for (;;) {
    await new Promise((resolve) => setImmediate(resolve));
    if (settled) return work;
    clock.advance(500);
  }
}

describe('a command', () => {
  it('goes to its unit with its patience, or with the patience that all have', async () => {
    const path = new ScriptedPath(good());
    await unit(path).unit.execute(rewind);
    await unit(path, 20).unit.execute(rewind);
    expect(path.asked).toMatchObject([
      { lun: 3, timeoutMs: 1000 },
      { lun: 3, timeoutMs: 20 },
    ]);
  });

  it.each([
    ['an error overcome', check(0x01, 0x1701), undefined],
    [
      'an error overcome behind its back',
      check(0x01, 0x1701, { deferred: true }),
      'deferred recovered error, 17/01 recovered data with retries',
    ],
    [
      'an attention, which is not swallowed',
      check(0x06, 0x2800),
      'unit attention, 28/00 not ready to ready change, medium may have changed',
    ],
    ['a reservation', status(0x18), 'another host has reserved it'],
    ['an error without sense', status(0x02), 'an error without sense data'],
    ['an unknown status', status(0x22), 'status 34'],
    ['no answer', { kind: 'timed-out', problem: 'no answer within 1 s' } as const, 'no answer within 1 s'],
  ])('ends with %s', async (_, answer, problem) => {
    const { failure } = await unit(new ScriptedPath(answer)).unit.execute(rewind);
    expect(failure?.problem).toBe(problem);
    if (problem !== undefined) expect(failure?.command).toBe('REWIND');
  });

  it('is sent again while the unit is busy, but not for ever', async () => {
    const passing = new ScriptedPath(status(0x08), status(0x28), good());
    const { unit: patient, clock } = unit(passing);
    expect((await patiently(clock, patient.execute(rewind))).failure).toBeUndefined();
    expect(passing.asked).toHaveLength(3);

    const lasting = unit(new ScriptedPath(status(0x08)));
    expect((await patiently(lasting.clock, lasting.unit.execute(rewind))).failure).toMatchObject({ status: 8, problem: 'it is busy' });
    expect(lasting.clock.elapsed()).toBe(30_000);
  });
});

describe('who comes to a unit', () => {
  it('is told its attentions, and waits while it becomes ready', async () => {
    const path = new ScriptedPath(check(0x06, 0x2907), check(0x06, 0x2800), check(0x02, 0x0401), check(0x02, 0x0401), good());
    const { unit: ready, clock } = unit(path);
    const { attentions, notReady } = await patiently(clock, ready.attend());
    expect(attentions.map(({ asc }) => asc)).toEqual([0x29, 0x28]);
    expect(notReady).toBeUndefined();
    expect(clock.elapsed()).toBe(1000);
  });

  it('is told why it is not ready, at once or when patience is at its end', async () => {
    expect((await unit(new ScriptedPath(check(0x02, 0x3a00))).unit.attend()).notReady?.sense).toMatchObject({ asc: 0x3a });
    const slow = unit(new ScriptedPath(check(0x02, 0x0401)));
    expect((await patiently(slow.clock, slow.unit.attend())).notReady?.sense).toMatchObject({ asc: 0x04, ascq: 1 });
    expect(slow.clock.elapsed()).toBe(180_000);
  });

  it('does not believe in attentions without end', async () => {
    const { attentions, notReady } = await unit(new ScriptedPath(check(0x06, 0x2a01))).unit.attend();
    expect(attentions).toHaveLength(64);
    expect(notReady?.sense).toMatchObject({ key: 6 });
  });
});
