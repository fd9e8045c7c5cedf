import { beforeEach, describe, expect, test } from 'vitest';
import { Lane } from '../../../src/faults/lane.ts';
import { ManualClock } from '../../../src/foundation/clock.ts';

let clock: ManualClock;
let lane: Lane;
let left: string[];
beforeEach(() => {
  clock = new ManualClock();
  lane = new Lane(clock);
  left = [];
});
const enter = (...names: string[]): void => {
  for (const name of names) lane.enter(() => left.push(name));
};

describe('Lane', () => {
  test('lets everything through at once', () => {
    enter('a', 'b');
    expect(left).toEqual(['a', 'b']);
  });

  test('holds up what enters, and what comes behind it waits for its turn', () => {
    lane.hold(100);
    enter('a');
    clock.advance(60);
    enter('b');
    expect(left).toEqual([]);
    clock.advance(40);
    expect(left).toEqual(['a', 'b']);
    enter('c');
    expect(left).toEqual(['a', 'b', 'c']);
  });

  test('is as long as the line when everything is held up', () => {
    for (const name of ['a', 'b']) {
      lane.hold(100);
      enter(name);
      clock.advance(50);
    }
    expect(left).toEqual(['a']);
    clock.advance(49);
    expect(left).toEqual(['a']);
    clock.advance(1);
    expect(left).toEqual(['a', 'b']);
  });

  test('holds up for good until it is released', () => {
    lane.hold(Number.POSITIVE_INFINITY);
    enter('a', 'b');
    clock.advance(1e9);
    expect(left).toEqual([]);
    lane.release();
    enter('c');
    expect(left).toEqual(['a', 'b', 'c']);
  });

  test('lets something in behind so many others, or when its time is over', () => {
    lane.callAfter(2, 1000, () => left.push('x'));
    lane.callAfter(5, 1000, () => left.push('y'));
    enter('a', 'b', 'c');
    expect(left).toEqual(['a', 'b', 'x', 'c']);
    clock.advance(1000);
    expect(left).toEqual(['a', 'b', 'x', 'c', 'y']);
    clock.advance(1000);
    expect(left).toHaveLength(5);
  });

  test('does not count what has waited beside it twice when that waits once more', () => {
    lane.callAfter(1, 1000, () => lane.callAfter(2, 1000, () => enter('x')));
    enter('a', 'b', 'c');
    expect(left).toEqual(['a', 'b', 'c', 'x']);
  });

  test('counts what has waited beside it once', () => {
    lane.callAfter(1, 1000, () => enter('x'));
    lane.callAfter(3, 1000, () => enter('y'));
    enter('a', 'b', 'c');
    expect(left).toEqual(['a', 'x', 'b', 'y', 'c']);
  });

  test('lets nothing wait beside it when it is released', () => {
    lane.callAfter(5, 1000, () => enter('x'));
    lane.release();
    expect(left).toEqual(['x']);
  });

  test('lets nothing out any more when it is closed', () => {
    lane.hold(100);
    enter('a');
    lane.callAfter(1, 100, () => left.push('x'));
    lane.close();
    clock.advance(1000);
    expect(left).toEqual([]);
  });
});
