import { describe, expect, test } from 'vitest';
import { ManualClock } from '../../../src/foundation/clock.ts';
import { EventRing } from '../../../src/trace/ring.ts';

describe('EventRing', () => {
  const clock = new ManualClock(100);
  const ring = new EventRing({ clock, capacity: 3 });
  const names = (sequence?: number) => ring.since(sequence).map((entry) => `${entry.sequence} ${entry.event.event}`);

  test('is empty before anything has happened', () => {
    expect(ring.since()).toEqual([]);
  });

  test('keeps what happened and when', () => {
    const event = { event: 'a' };
    ring.publish(event);
    clock.advance(5);
    ring.publish({ event: 'b' });
    expect(ring.since()).toEqual([
      { sequence: 1, at: 100, event },
      { sequence: 2, at: 105, event: { event: 'b' } },
    ]);
  });

  test('lets the oldest fall out', () => {
    for (const event of ['c', 'd', 'e']) ring.publish({ event });
    expect(names()).toEqual(['3 c', '4 d', '5 e']);
  });

  test('tells what came after what has been seen', () => {
    expect(names(4)).toEqual(['5 e']);
    expect(names(1)).toEqual(['3 c', '4 d', '5 e']);
    expect(names(5)).toEqual([]);
    expect(names(99)).toEqual([]);
  });
});
