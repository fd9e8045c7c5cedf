import { beforeEach, describe, expect, test } from 'vitest';
import { ManualClock } from '../../../src/foundation/clock.ts';
import { Patience } from '../../../src/server/patience.ts';

let clock: ManualClock;
let progress: number | undefined;
let losses: number;
let looks: number;
let patience: Patience;

beforeEach(() => {
  clock = new ManualClock();
  progress = 0;
  losses = 0;
  looks = 0;
  patience = new Patience({
    clock,
    limitMs: 100,
    progress: () => {
      looks++;
      return progress;
    },
    lost: () => losses++,
  });
});

describe('Patience', () => {
  test('is lost with one who does not begin to get on, at the limit and once', () => {
    patience.begin();
    clock.advance(99);
    expect(losses).toBe(0);
    clock.advance(1);
    expect(losses).toBe(1);
    clock.advance(1000);
    expect(losses).toBe(1);
  });

  test('lasts as long as there is progress, and a quarter of the limit longer than it at most', () => {
    patience.begin();
    for (let step = 1; step <= 50; step++) {
      clock.advance(90);
      progress = step;
    }
    expect(losses).toBe(0);
    clock.advance(125);
    expect(losses).toBe(1);
  });

  test('expects nothing of one who has nothing to do', () => {
    progress = undefined;
    patience.begin();
    clock.advance(1000);
    progress = 1;
    patience.begin();
    progress = undefined;
    clock.advance(1000);
    expect(losses).toBe(0);
    progress = 2;
    clock.advance(1000);
    expect(losses).toBe(0);
    patience.begin();
    clock.advance(100);
    expect(losses).toBe(1);
  });

  test('costs nothing more while it waits', () => {
    patience.begin();
    for (let n = 0; n < 1000; n++) patience.begin();
    expect(looks).toBe(1);
  });

  test('ends when it is told to', () => {
    patience.begin();
    patience.end();
    clock.advance(1000);
    expect(losses).toBe(0);
  });

  test('a process that was held up hears what came meanwhile before it judges', () => {
    const late = new (class extends ManualClock {
      readonly due: (() => void)[] = [];
      override schedule(_delayMs: number, action: () => void): () => void {
        this.due.push(action);
        return () => {};
      }
    })();
    new Patience({ clock: late, limitMs: 100, progress: () => progress, lost: () => losses++ }).begin();
    late.due.shift()!(); // far behind time
    progress = 1;
    for (let n = 0; n < 4; n++) late.due.shift()!();
    expect(losses).toBe(0);
    late.due.shift()!();
    expect(losses).toBe(1);
  });
});
