import { beforeEach, describe, expect, test } from 'vitest';
import { ManualClock } from '../../../src/foundation/clock.ts';
import { Capture, type CaptureEvent } from '../../../src/trace/capture.ts';
import type { Portal } from '../../../src/wire/portal.ts';
import { ManualPortal } from '../server/manual-portal.ts';
import { MemorySink } from './memory-sink.ts';
import { readPcap } from './pcap-reader.ts';

let sink: MemorySink;
let events: CaptureEvent[];
let capture: Capture;
let inner: ManualPortal;
let portal: Portal;
let heard: string[];

const listen = (to: Portal): void =>
  to.listen({
    received: (chunk) => heard.push(`received ${Buffer.from(chunk).toString('hex')}`),
    drained: () => heard.push('drained'),
    closed: (error) => heard.push(`closed ${error?.message ?? ''}`),
  });

beforeEach(() => {
  sink = new MemorySink();
  events = [];
  heard = [];
  capture = new Capture({ sink, clock: new ManualClock(), publish: (event) => events.push(event) });
  inner = new ManualPortal();
  portal = capture.tap(inner);
  listen(portal);
});

const shown = () =>
  readPcap(sink.bytes)
    .packets.slice(3)
    .map(({ from, flags, payload }) =>
      `${from.endsWith(' 3260') ? 'target' : 'initiator'} ${flags} ${Buffer.from(payload).toString('hex')}`.trim(),
    );

describe('a captured portal', () => {
  test('behaves as the one it wraps', () => {
    expect([portal.local, portal.remote]).toEqual([inner.local, inner.remote]);
    inner.queuedBytes = 5;
    expect(portal.queuedBytes).toBe(5);
    portal.write([Uint8Array.of(1), Uint8Array.of(2)]);
    expect(inner.written).toEqual([Uint8Array.of(1), Uint8Array.of(2)]);
    inner.listener.received(Uint8Array.of(3));
    inner.listener.drained();
    portal.pause();
    portal.resume();
    portal.end();
    portal.destroy();
    inner.listener.closed(new Error('why'));
    expect(inner.calls).toEqual(['pause', 'resume', 'end', 'destroy']);
    expect(heard).toEqual(['received 03', 'drained', 'closed why']);
  });

  test('is seen from its handshake to its end', () => {
    inner.listener.received(Uint8Array.of(1, 2));
    portal.write([Uint8Array.of(3), Uint8Array.of(4)]);
    portal.end();
    inner.listener.closed();
    expect(shown()).toEqual([
      'initiator PSH ACK 0102',
      'target PSH ACK 0304',
      'target FIN ACK',
      'initiator ACK',
      'initiator FIN ACK',
      'target ACK',
    ]);
  });

  test('that breaks or is cut off ends in a reset', () => {
    inner.listener.closed(new Error('read ECONNRESET'));
    const other = new ManualPortal();
    const cut = capture.tap(other);
    listen(cut);
    cut.destroy();
    other.listener.closed();
    expect(shown()).toEqual(['initiator RST ACK', 'initiator SYN', 'target SYN ACK', 'initiator ACK', 'target RST ACK']);
  });
});

describe('a capture that fails', () => {
  test('is told once, and the connections go on', () => {
    sink.room = sink.bytes.length + 50;
    portal.write([Uint8Array.of(1)]);
    portal.write([Uint8Array.of(2)]);
    inner.listener.received(Uint8Array.of(3));
    expect(inner.written).toHaveLength(2);
    expect(heard).toEqual(['received 03']);
    expect(events).toEqual([{ event: 'capture.failed', problem: 'no space left on device' }]);
    expect(sink.closes).toBe(1);
  });

  test('listens in on no further connection', () => {
    sink.room = 0;
    portal.write([Uint8Array.of(1)]);
    const next = new ManualPortal();
    expect(capture.tap(next)).toBe(next);
  });
});

test('a closed capture writes nothing more', () => {
  const { length } = sink.bytes;
  capture.close();
  capture.close();
  portal.write([Uint8Array.of(1)]);
  expect(sink.bytes.length).toBe(length);
  expect(sink.closes).toBe(1);
  expect(events).toEqual([]);
});
