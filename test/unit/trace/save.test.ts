/** Remembered traffic as a capture file. */
import { describe, expect, test } from 'vitest';
import { ManualClock } from '../../../src/foundation/clock.ts';
import type { TraceEntry } from '../../../src/trace/entry.ts';
import { Recollection } from '../../../src/trace/recollection.ts';
import { saveTraffic } from '../../../src/trace/save.ts';
import { ManualPortal } from '../server/manual-portal.ts';
import { MemorySink } from './memory-sink.ts';
import { type CommentedPacket, readPcapng } from './pcapng-reader.ts';

const command = (number: number): Buffer => {
  const header = Buffer.alloc(48);
  header[0] = 0x01;
  header.writeUInt32BE(number, 16);
  return header;
};

async function saved(
  recollection: Recollection,
  clock: ManualClock,
  entries: readonly TraceEntry[] = [],
): Promise<readonly CommentedPacket[]> {
  const sink = new MemorySink();
  const packets = await saveTraffic({ recollection, entries, format: 'pcapng', sink, clock });
  expect(sink.closes).toBe(1);
  const read = readPcapng(sink.bytes);
  expect(read).toHaveLength(packets);
  expect(read.every(({ checksumsAreRight }) => checksumsAreRight)).toBe(true);
  return read;
}

function connect(recollection: Recollection): ManualPortal {
  const portal = new ManualPortal();
  recollection.tap(portal).listen({ received: () => {}, drained: () => {}, closed: () => {} });
  return portal;
}

describe('what is saved', () => {
  test('is a conversation from its handshake to its end, at the times it had', async () => {
    const clock = new ManualClock(5_000);
    const recollection = new Recollection({ clock });
    const portal = connect(recollection);
    clock.advance(250);
    portal.listener.received(command(1));
    clock.advance(500);
    portal.listener.closed();
    const packets = await saved(recollection, clock);
    expect(packets.map(({ flags, seconds, microseconds }) => `${flags} ${seconds}.${microseconds}`)).toEqual([
      'SYN 5.0',
      'SYN ACK 5.0',
      'ACK 5.0',
      'PSH ACK 5.250000',
      'FIN ACK 5.750000',
      'ACK 5.750000',
    ]);
  });

  test('begins with a whole PDU where the beginning is forgotten', async () => {
    const clock = new ManualClock();
    const recollection = new Recollection({ clock, capacityBytes: 1024 });
    const portal = connect(recollection);
    // Each chunk ends in the middle of a PDU.
    const stream = Buffer.concat(Array.from({ length: 100 }, (_, number) => command(number)));
    for (let at = 0; at < stream.length; at += 52) portal.listener.received(stream.subarray(at, at + 52));
    expect([...recollection.records()][0]!.beginning).toBeGreaterThan(0);
    const packets = await saved(recollection, clock);
    const bytes = Buffer.concat(packets.map(({ payload }) => payload));
    expect(bytes.length).toBeGreaterThan(48);
    expect(bytes.length % 48).toBe(0);
    expect(stream.subarray(-bytes.length)).toEqual(bytes);
  });

  test('tells what happened meanwhile at the packet before it, of a connection with that target if there is one', async () => {
    const clock = new ManualClock();
    const recollection = new Recollection({ clock });
    const [one, two] = ['iqn.one', 'iqn.two'].map((name) => {
      const portal = connect(recollection);
      const text = Buffer.from(`TargetName=${name}\0`.padEnd(20, '\0'));
      const login = Buffer.concat([command(0), text]);
      login[0] = 0x03;
      login[7] = text.length;
      portal.listener.received(login);
      clock.advance(1);
      return portal;
    });
    one!.listener.received(command(0x1111));
    clock.advance(1);
    two!.listener.received(command(0x2222));
    clock.advance(1);
    const entry = (text: string, kind: TraceEntry['kind'], target?: string): TraceEntry => ({
      number: 1,
      at: 0,
      elapsedMs: 3,
      kind,
      event: 'x',
      text,
      ...(target !== undefined && { target }),
    });
    const packets = await saved(recollection, clock, [
      entry('of one', 'fault', 'iqn.one'),
      entry('of all', 'state'),
      entry('not told', 'task', 'iqn.one'),
    ]);
    const told = packets
      .filter(({ comments }) => comments.length > 0)
      .map(({ payload, comments }) => [Buffer.from(payload).readUInt32BE(16), comments]);
    expect(told).toEqual([
      [0x1111, ['of one']],
      [0x2222, ['of all']],
    ]);
  });
});
