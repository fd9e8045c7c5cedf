/** When a rule that matches fires. */
import { describe, expect, it } from 'vitest';
import { Trigger, triggerSchema } from '../../../src/faults/trigger.ts';
import { ManualClock } from '../../../src/foundation/clock.ts';

const trigger = (fire: unknown, { clock = new ManualClock(), files = new Set<string>(), seed = 'seed' } = {}): Trigger =>
  new Trigger(triggerSchema.parse(fire), { elapsed: () => clock.elapsed(), fileExists: (path) => files.has(path), seed });

/** At which of so many matches it fires, counted from 1. */
const firings = (one: Trigger, matches = 10): readonly number[] =>
  Array.from({ length: matches }, (_, at) => at + 1).filter(() => one.pull() === undefined);

describe.each([
  [undefined, [1]],
  ['once', [1]],
  [{}, [1]],
  ['always', [1, 2, 3, 4, 5, 6, 7, 8, 9, 10]],
  [{ times: 3 }, [1, 2, 3]],
  [{ every: 3 }, [3, 6, 9]],
  [{ after: 7 }, [8, 9, 10]],
  [{ after: 4, every: 2 }, [6, 8, 10]],
  [{ after: 4, every: 2, times: 2 }, [6, 8]],
  [{ probability: 1 }, [1, 2, 3, 4, 5, 6, 7, 8, 9, 10]],
])('%j', (fire, expected) => {
  it(`fires at ${expected.join(', ')}`, () => expect(firings(trigger(fire))).toEqual(expected));
});

it('waits for its time', () => {
  const clock = new ManualClock(5000);
  const one = trigger({ afterTime: '90s' }, { clock });
  expect(one.pull()).toBe('afterTime');
  clock.advance(89_999);
  expect(one.pull()).toBe('afterTime');
  clock.advance(1);
  expect(one.pull()).toBeUndefined();
});

it('fires while a file exists', () => {
  const files = new Set<string>();
  const one = trigger({ whileFile: '/tmp/on' }, { files });
  expect(one.pull()).toBe('whileFile');
  files.add('/tmp/on');
  expect(one.pull()).toBeUndefined();
  files.clear();
  expect(one.pull()).toBe('whileFile');
});

it('says which word does not agree, and when it fires no more', () => {
  const one = trigger({ times: 1, after: 1 });
  expect([one.pull(), one.spent, one.pull(), one.spent, one.pull()]).toEqual(['after', false, undefined, true, 'times']);
});

describe('the dice', () => {
  it('fall the same for the same seed, and otherwise for another', () => {
    const throws = (seed: string) => firings(trigger({ probability: 0.3 }, { seed }), 200);
    expect(throws('a')).toEqual(throws('a'));
    expect(throws('a')).not.toEqual(throws('b'));
    expect(throws('a').length).toBeGreaterThan(30);
    expect(throws('a').length).toBeLessThan(90);
  });

  it('belong to the match, whatever else held it back', () => {
    const free = firings(trigger({ probability: 0.5 }), 40);
    const clock = new ManualClock();
    const held = trigger({ probability: 0.5, afterTime: '10s' }, { clock });
    const late = Array.from({ length: 40 }, (_, at) => at + 1).filter((at) => {
      if (at === 21) clock.advance(10_000);
      return held.pull() === undefined;
    });
    expect(late).toEqual(free.filter((at) => at > 20));
  });
});

it.each([{ times: 0 }, { every: 1.5 }, { probability: 2 }, { afterTime: 90 }, { whileFile: '' }, { time: 1 }, 'never'])(
  '%j is refused',
  (fire) => {
    expect(triggerSchema.safeParse(fire).success).toBe(false);
  },
);
