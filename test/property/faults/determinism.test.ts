/** The same seed and the same dialogue give the same firings, and a rule's luck is its own. */
import { fc, test } from '@fast-check/vitest';
import { expect } from 'vitest';
import { bench, firedBy, ruleOf } from '../../unit/faults/rules.ts';

const commandNames = ['READ(6)', 'WRITE(6)', 'REWIND'] as const;
const states = ['start', 'broken'] as const;

const fire = fc.oneof(
  fc.constantFrom('once', 'always'),
  fc.record(
    {
      times: fc.integer({ min: 1, max: 4 }),
      every: fc.integer({ min: 1, max: 4 }),
      after: fc.integer({ min: 1, max: 4 }),
      probability: fc.constantFrom(0.2, 0.5, 0.9),
    },
    { requiredKeys: [] },
  ),
);
const rule = fc.record(
  {
    match: fc.record(
      { command: fc.constantFrom('any', ...commandNames), device: fc.constantFrom('dds', 'lto'), state: fc.constantFrom(...states) },
      { requiredKeys: [] },
    ),
    when: fc.constantFrom('before', 'after'),
    fire,
    do: fc.constantFrom('note', 'busy'),
    // biome-ignore lint/suspicious/noThenProperty: the word of rules
    then: fc.constantFrom(...states),
    evenIfFailed: fc.boolean(),
  },
  { requiredKeys: ['do'] },
);
const rules = fc.array(rule, { minLength: 1, maxLength: 5 });
const dialogue = fc.array(fc.record({ command: fc.constantFrom(...commandNames), device: fc.constantFrom('dds', 'lto') }), {
  maxLength: 40,
});

const said = (event: object): unknown => ({ ...event, occurrence: undefined });

async function play(written: readonly object[], steps: readonly object[], seed: string) {
  const { faults, command, events } = bench({ seed });
  for (const one of written) faults.add(ruleOf(one));
  const statuses: number[] = [];
  for (const step of steps) statuses.push(await command(step));
  return { statuses, events: events.map(said), records: faults.records().map(({ rule: _, ...record }) => record), fired: firedBy(events) };
}

test.prop([rules, dialogue, fc.string()])('the same seed and dialogue, the same firings', async (written, steps, seed) => {
  expect(await play(written, steps, seed)).toEqual(await play(written, steps, seed));
});

test.prop([rules, dialogue])('a reset is a new beginning', async (written, steps) => {
  const { faults, command, events } = bench();
  for (const one of written) faults.add(ruleOf(one));
  const told = async (): Promise<unknown> => {
    events.length = 0;
    for (const step of steps) await command(step);
    return events.map(said);
  };
  const first = await told();
  faults.reset();
  expect(await told()).toEqual(first);
});

test.prop([rules, dialogue])('every occurrence that a rule considers fires it or misses by something', async (written, steps) => {
  const { records, fired } = await play(written, steps, 'seed');
  for (const { id, considered, firings, misses, nearest } of records) {
    expect(fired.filter((one) => one === id)).toHaveLength(firings);
    const missed = misses.reduce((sum, { count }) => sum + count, 0);
    expect(missed).toBeGreaterThanOrEqual(considered - firings);
    expect(misses.map(({ count }) => count)).toEqual(misses.map(({ count }) => count).sort((a, b) => b - a));
    expect(nearest === undefined).toBe(considered === firings);
    if (nearest !== undefined) expect(misses.map(({ condition }) => condition)).toEqual(expect.arrayContaining([...nearest.missing]));
  }
});

test.prop([dialogue, fc.integer({ min: 0, max: 3 })])(
  'a rule that lets all pass changes nothing of the luck of others',
  async (steps, at) => {
    const lucky = { id: 'lucky', match: { command: 'any' }, fire: { probability: 0.5 }, do: 'note' };
    const others = Array.from({ length: at }, (_, index) => ({ id: `other-${index}`, fire: { probability: 0.5 }, do: 'note' }));
    const alone = await play([lucky], steps, 'seed');
    const among = await play([...others, lucky], steps, 'seed');
    expect(among.records.at(-1)).toEqual(alone.records[0]);
  },
);
