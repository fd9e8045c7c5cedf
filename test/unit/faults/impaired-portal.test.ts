import { beforeEach, describe, expect, test } from 'vitest';
import { ImpairedPortal } from '../../../src/faults/impaired-portal.ts';
import { ManualClock } from '../../../src/foundation/clock.ts';
import { ManualPortal } from '../server/manual-portal.ts';

let clock: ManualClock;
let inner: ManualPortal;
let portal: ImpairedPortal;
let drained: number;
beforeEach(() => {
  clock = new ManualClock();
  inner = new ManualPortal();
  portal = new ImpairedPortal(inner, clock);
  drained = 0;
  portal.listen({ received: () => {}, drained: () => drained++, closed: () => {} });
});

const bytes = (length: number): Uint8Array => new Uint8Array(length);
const written = (): number => inner.written.reduce((sum, piece) => sum + piece.length, 0);

describe('ImpairedPortal', () => {
  test('writes what it is given, piece for piece, while nothing impairs it', () => {
    const pieces = [bytes(48), bytes(1000)];
    portal.write(pieces);
    expect(inner.written).toEqual(pieces);
    expect(inner.written[0]).toBe(pieces[0]);
    expect({ queued: portal.queuedBytes, blocked: portal.blocks('to-host') }).toEqual({ queued: 0, blocked: false });
  });

  test('keeps what it writes while nothing gets through, and tells when it has left', () => {
    portal.narrow('to-host', 0);
    portal.write([bytes(10), bytes(20)]);
    inner.queuedBytes = 5;
    expect({ written: written(), queued: portal.queuedBytes, blocked: portal.blocks('to-host') }).toEqual({
      written: 0,
      queued: 35,
      blocked: true,
    });
    portal.narrow('to-host', Number.POSITIVE_INFINITY);
    expect({ written: written(), queued: portal.queuedBytes, drained }).toEqual({ written: 30, queued: 5, drained: 1 });
  });

  test('writes so many bytes a second, however they come', () => {
    portal.narrow('to-host', 1000);
    for (let n = 0; n < 20; n++) portal.write([bytes(100)]);
    for (let second = 1; second <= 2; second++) {
      clock.advance(1000);
      expect(Math.abs(written() - second * 1000)).toBeLessThanOrEqual(50);
    }
    clock.advance(100);
    expect({ written: written(), drained: drained > 0 }).toEqual({ written: 2000, drained: true });
  });

  test('lets one byte through at a time where a second is long', () => {
    portal.narrow('to-host', 0.5);
    portal.write([bytes(3)]);
    expect(written()).toBe(1);
    clock.advance(1999);
    expect(written()).toBe(1);
    clock.advance(1);
    expect(written()).toBe(2);
  });

  test('keeps the order of what waits and what comes behind it', () => {
    portal.narrow('to-host', 0);
    portal.write([Uint8Array.of(1)]);
    portal.narrow('to-host', 40);
    portal.write([Uint8Array.of(2, 3)]);
    portal.narrow('to-host', Number.POSITIVE_INFINITY);
    portal.write([Uint8Array.of(4)]);
    expect(inner.written.flatMap((piece) => [...piece])).toEqual([1, 2, 3, 4]);
  });

  test('reads nothing while it is blocked or the house has paused it', () => {
    portal.narrow('from-host', 0);
    portal.resume();
    expect(inner.calls.at(-1)).toBe('pause');
    portal.narrow('from-host', Number.POSITIVE_INFINITY);
    expect(inner.calls.at(-1)).toBe('resume');
    portal.pause();
    portal.narrow('from-host', 0);
    portal.narrow('from-host', Number.POSITIVE_INFINITY);
    expect(inner.calls.at(-1)).toBe('pause');
    portal.resume();
    expect(inner.calls.at(-1)).toBe('resume');
  });

  test('rests after what it has read for as long as that takes', () => {
    portal.narrow('from-host', 1000);
    inner.listener.received(bytes(500));
    expect(inner.calls.at(-1)).toBe('pause');
    clock.advance(499);
    expect(inner.calls.at(-1)).toBe('pause');
    clock.advance(1);
    expect(inner.calls.at(-1)).toBe('resume');
  });

  test('ends with what is on a narrow way, and without what never leaves', () => {
    portal.narrow('to-host', 100);
    portal.write([bytes(1000)]);
    portal.end();
    expect({ written: written(), calls: inner.calls }).toEqual({ written: 1000, calls: ['end'] });
    const other = new ManualPortal();
    const blocked = new ImpairedPortal(other, clock);
    blocked.narrow('to-host', 0);
    blocked.write([bytes(10)]);
    blocked.end();
    expect({ written: other.written, calls: other.calls, queued: blocked.queuedBytes }).toEqual({ written: [], calls: ['end'], queued: 0 });
  });

  test.each(['destroy', 'reset'] as const)('%s: nothing leaves any more', (how) => {
    portal.narrow('to-host', 100);
    portal.write([bytes(1000)]);
    const before = written();
    portal[how]();
    clock.advance(100_000);
    expect({ written: written(), last: inner.calls.at(-1) }).toEqual({ written: before, last: how });
  });
});
