import { beforeEach, describe, expect, it } from 'vitest';
import { afflict } from '../../../src/faults/affliction.ts';
import { ManualClock } from '../../../src/foundation/clock.ts';

let clock: ManualClock;
let happened: string[];
const begin = (_library: unknown, place: string, until: string) => {
  happened.push(`${place} until ${until}`);
  return () => void happened.push(`${place} is over`);
};
const later = (afterMs: number, more: () => void): void => void clock.schedule(afterMs, more);
const hands = () => ({ later, library: () => ({}) }) as never;
beforeEach(() => {
  clock = new ManualClock();
  happened = [];
});

describe('an element is afflicted', () => {
  it('that is named, else where the robot is going', () => {
    afflict({ to: 'slot 2' }, { element: 'slot 1', until: 'scan' }, hands(), begin);
    afflict({ to: 'slot 2' }, { until: 'door' }, hands(), begin);
    expect(happened).toEqual(['slot 1 until scan', 'slot 2 until door']);
    expect(() => afflict({}, { until: 'scan' }, hands(), begin)).toThrow(/No element is named/);
  });

  it('for a time, whatever would end it before', () => {
    afflict({}, { element: 'slot 1', until: 'scan', for: 5_000 }, hands(), begin);
    clock.advance(4_999);
    expect(happened).toEqual(['slot 1 until mended']);
    clock.advance(1);
    expect(happened.at(-1)).toBe('slot 1 is over');
  });
});
