import { expect, test } from 'vitest';
import { ManualClock } from '../../../src/foundation/clock.ts';
import { Chronicle } from '../../../src/trace/chronicle.ts';

test('entries are numbered, timed, told to whoever subscribes, and found again after any of them', () => {
  const clock = new ManualClock(70);
  const chronicle = new Chronicle(clock, 3);
  const heard: string[] = [];
  const end = chronicle.subscribe(({ number, text }) => heard.push(`${number} ${text}`));
  expect(chronicle.last).toBe(0);
  for (const text of ['a', 'b', 'c', 'd', 'e', 'f', 'g', 'h']) {
    clock.advance(1);
    chronicle.note({ kind: 'device', event: 'x', text });
    if (text === 'c') end();
  }
  expect(heard).toEqual(['1 a', '2 b', '3 c']);
  expect(chronicle.last).toBe(8);
  expect(chronicle.after(5).map(({ number, at, elapsedMs, text }) => [number, at, elapsedMs, text])).toEqual([
    [6, 76, 76, 'f'],
    [7, 77, 77, 'g'],
    [8, 78, 78, 'h'],
  ]);
  expect(chronicle.after(5, 1).map(({ text }) => text)).toEqual(['h']);
  expect(chronicle.after(8)).toEqual([]);
  // Older ones are gone, and are not taken for others.
  expect(chronicle.after(0).map(({ text }) => text)).toEqual(['f', 'g', 'h']);
});
