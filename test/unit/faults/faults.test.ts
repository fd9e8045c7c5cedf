/** Rules in force: what passes them, in which order, and how they are counted. */
import { describe, expect, it } from 'vitest';
import { Status } from '../../../src/scsi/status.ts';
import { bench, done, firedBy, held, leadingTo, ruleOf } from './rules.ts';

const settled = () => new Promise((resolve) => setImmediate(resolve));

describe('a seam', () => {
  it('has a rule in wait only while one is in force there', () => {
    const { faults } = bench();
    expect(faults.at('command')).toBe(false);
    const id = faults.add(ruleOf({ do: 'busy' }));
    expect([faults.at('command'), faults.at('pdu')]).toEqual([true, false]);
    faults.remove(id);
    expect(faults.at('command')).toBe(false);
  });
});

describe('rules that stack', () => {
  it('are passed in the order in which they were added, each around the next', async () => {
    const { faults, command } = bench();
    for (const as of ['outer', 'inner']) faults.add(ruleOf({ do: { note: { as } } }));
    expect(await command()).toBe(Status.good);
    expect(done).toEqual(['outer in', 'inner in', 'inner out', 'outer out']);
  });

  it('are not asked behind one that lets nothing proceed', async () => {
    const { faults, command, events } = bench();
    faults.add(ruleOf({ id: 'first', do: 'busy', fire: 'always' }));
    faults.add(ruleOf({ id: 'second', do: 'note' }));
    expect(await command()).toBe(Status.busy);
    expect(firedBy(events)).toEqual(['first']);
    expect(faults.record('second').considered).toBe(0);
  });

  it('hand on what they have changed, each time that it goes on', () => {
    const { faults, pdu } = bench();
    faults.add(ruleOf({ do: { rename: { to: 'b' } } }));
    faults.add(ruleOf({ do: 'twice' }));
    faults.add(ruleOf({ do: { rename: { to: 'c' } } }));
    expect(pdu('a')).toEqual(['a>b>c', 'a>b']);
  });
});

describe('after a command', () => {
  it('a rule does not fire on one that failed, unless it says so', async () => {
    const { faults, command } = bench();
    faults.add(ruleOf({ id: 'polite', when: 'after', do: 'busy', fire: 'always' }));
    expect(await command({}, Status.reservationConflict)).toBe(Status.reservationConflict);
    expect(faults.record('polite').misses).toEqual([{ condition: 'failed', count: 1 }]);
    faults.add(ruleOf({ id: 'rude', when: 'after', do: 'busy', evenIfFailed: true }));
    expect(await command({}, Status.reservationConflict)).toBe(Status.busy);
  });

  it('a failure that another rule made is a failure as any other', async () => {
    const { faults, command, events } = bench();
    faults.add(ruleOf({ id: 'first', when: 'after', do: 'busy' }));
    faults.add(ruleOf({ id: 'second', when: 'after', do: 'note' }));
    await command();
    expect(firedBy(events)).toEqual(['first']);
  });
});

describe('states', () => {
  it('lead from one rule to the next', async () => {
    const { faults, command, events } = bench();
    faults.add(ruleOf({ id: 'second', match: { state: 'broken' }, do: 'busy' }));
    faults.add(ruleOf({ id: 'first', match: { command: 'REWIND' }, do: 'note', ...leadingTo('broken') }));
    expect(faults.state).toBe('start');
    await command();
    await command({ command: 'REWIND' });
    expect(faults.state).toBe('broken');
    expect(await command()).toBe(Status.busy);
    expect(firedBy(events)).toEqual(['first', 'second']);
    expect(events).toContainEqual({ event: 'fault.state-entered', state: 'broken', rule: 'first' });
  });

  it('begin anew with all rules when these are reset', async () => {
    const { faults, command } = bench();
    faults.add(ruleOf({ id: 'once', do: 'busy', ...leadingTo('over') }));
    await command();
    expect(faults.record('once')).toMatchObject({ firings: 1, spent: true });
    faults.reset();
    expect(faults.state).toBe('start');
    expect(faults.record('once')).toMatchObject({ firings: 0, considered: 0, spent: false, misses: [], nearest: undefined });
    expect(await command()).toBe(Status.busy);
  });

  it('stay as they are when one rule is reset', async () => {
    const { faults, command } = bench();
    faults.add(ruleOf({ id: 'once', do: 'busy', ...leadingTo('over') }));
    await command();
    faults.reset('once');
    expect([faults.state, faults.record('once').firings]).toEqual(['over', 0]);
  });
});

describe('a deed', () => {
  it('is done while what occasioned it goes on', async () => {
    const { faults, command } = bench();
    faults.add(ruleOf({ do: 'ring' }));
    expect(await command()).toBe(Status.good);
    expect(done).toEqual(['bell at dds']);
  });

  it('that cannot be done is told', async () => {
    const { faults, command, events } = bench();
    faults.add(ruleOf({ id: 'bell', do: { ring: { broken: true } } }));
    expect(await command()).toBe(Status.good);
    await settled();
    expect(events.at(-1)).toEqual({ event: 'fault.failed', rule: 'bell', action: 'ring', message: 'the bell is broken' });
  });

  it('that fails later is told, too', async () => {
    const { faults, command, events, clock } = bench();
    faults.add(ruleOf({ id: 'bell', do: { ring: { broken: true, in: 1000 } } }));
    await command();
    clock.advance(999);
    expect(firedBy(events)).toHaveLength(events.length);
    clock.advance(1);
    await settled();
    expect(events.at(-1)).toEqual({ event: 'fault.failed', rule: 'bell', action: 'ring', message: 'the bell is broken' });
  });

  it('stands in a timeline; what alters does not', async () => {
    const { faults } = bench();
    await faults.perform(ruleOf({ do: { ring: { bell: 'gong' } } }).do, { device: 'lto' });
    expect(done).toEqual(['gong at lto']);
    await expect(faults.perform(ruleOf({ do: 'busy' }).do, {})).rejects.toMatchObject({ code: 'action-needs-rule' });
  });
});

describe('a rule that is spent', () => {
  it('lies in wait no more, and counts nothing, until it is reset', async () => {
    const { faults, command } = bench();
    faults.add(ruleOf({ id: 'twice', fire: { times: 2 }, do: 'busy' }));
    for (let count = 0; count < 2; count++) {
      expect(faults.at('command')).toBe(true);
      expect(await command()).toBe(Status.busy);
    }
    expect(faults.at('command')).toBe(false);
    expect(await command()).toBe(Status.good);
    expect(faults.record('twice')).toMatchObject({ considered: 2, firings: 2, spent: true, misses: [] });
    faults.reset('twice');
    expect(faults.at('command')).toBe(true);
    expect(await command()).toBe(Status.busy);
    expect(faults.record('twice')).toMatchObject({ considered: 1, firings: 1, spent: false });
  });
});

describe('the end', () => {
  it('has no rule fire and nothing come later, and wakes what waits', async () => {
    const { faults, command, clock } = bench();
    for (const rule of [{ do: 'doze' }, { do: { ring: { in: 1000 } } }]) faults.add(ruleOf(rule));
    await command();
    faults.add(ruleOf({ do: 'busy', fire: 'always' }));
    faults.end();
    await faults.settled();
    expect(done).toEqual(['woken']);
    faults.add(ruleOf({ do: { ring: {} } }));
    expect(await command()).toBe(Status.good);
    await faults.perform(ruleOf({ do: 'ring' }).do, {});
    clock.advance(5000);
    expect({ done, records: faults.records().length }).toEqual({ done: ['woken'], records: 4 });
  });
});

describe('ids', () => {
  it('are made up, and free again when their rule is gone', () => {
    const { faults } = bench();
    expect([faults.add(ruleOf({ do: 'busy' })), faults.add(ruleOf({ do: 'busy' })), faults.add(ruleOf({ do: 'note' }))]).toEqual([
      'busy-1',
      'busy-2',
      'note-1',
    ]);
    faults.remove('busy-1');
    expect(faults.add(ruleOf({ do: 'busy' }))).toBe('busy-1');
  });

  it('that are there already, or are not there, are refused', () => {
    const { faults } = bench();
    expect(() => faults.remove('x')).toThrow(expect.objectContaining({ code: 'rule-unknown', hint: 'there are no rules.' }));
    faults.add(ruleOf({ id: 'full', do: 'busy' }));
    expect(() => faults.add(ruleOf({ id: 'full', do: 'busy' }))).toThrow(expect.objectContaining({ code: 'rule-exists' }));
    expect(() => faults.record('ful')).toThrow(expect.objectContaining({ hint: "did you mean 'full'?" }));
  });
});

describe('during some work', () => {
  it('a rule is in force and no longer, whatever becomes of the work', async () => {
    const { faults, command } = bench();
    await expect(
      faults.during(ruleOf({ do: 'busy' }), async (record) => {
        expect(await command()).toBe(Status.busy);
        expect(record().firings).toBe(1);
        throw new Error('enough');
      }),
    ).rejects.toThrow('enough');
    expect(faults.records()).toEqual([]);
  });

  it('what was held back passes no rule that has gone meanwhile', () => {
    const { faults, pdu, events } = bench();
    faults.add(ruleOf({ id: 'slow', do: 'hold' }));
    faults.add(ruleOf({ id: 'gone', do: { rename: { to: 'x' } } }));
    const went = pdu('a');
    expect(went).toEqual([]);
    faults.remove('gone');
    held.pop()?.();
    expect(went).toEqual(['a']);
    expect(firedBy(events)).toEqual(['slow']);
  });
});

describe('what kept a rule from firing', () => {
  it('is counted for each condition, and what came nearest is kept', async () => {
    const { faults, command } = bench();
    let block = 7;
    const whereabouts = () => ({ partition: 0, block, filemarks: 0, bytesWritten: 0, positions: [] });
    faults.add(ruleOf({ id: 'rule', match: { device: 'dds', command: 'write', block: '1000..' }, do: 'busy' }));
    await command({ whereabouts });
    await command({ whereabouts, device: 'lto' });
    block = 998;
    await command({ whereabouts });
    block = 1200;
    await command({ whereabouts, command: 'REWIND', device: 'lto' });
    const { misses, nearest, considered } = faults.record('rule');
    expect(considered).toBe(4);
    expect(misses).toEqual([
      { condition: 'block', count: 3 },
      { condition: 'device', count: 2 },
      { condition: 'command', count: 1 },
    ]);
    expect(nearest).toEqual({
      occurrence: { seam: 'command', command: 'WRITE(6)', device: 'dds', blocks: { first: 998, count: 1 } },
      missing: ['block'],
    });
  });

  it('is the count where all the rest holds', async () => {
    const { faults, command } = bench();
    faults.add(ruleOf({ id: 'third', match: { command: 'write', nth: 3 }, do: 'busy' }));
    const statuses = [];
    for (const name of ['WRITE(6)', 'REWIND', 'WRITE(6)', 'WRITE(6)', 'WRITE(6)']) statuses.push(await command({ command: name }));
    expect(statuses).toEqual([0, 0, 0, Status.busy, 0]);
    expect(faults.record('third').misses).toEqual([
      { condition: 'nth', count: 2 },
      { condition: 'command', count: 1 },
    ]);
  });
});
