import { mkdtemp, readFile, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import type { Clock } from '../../../src/foundation/clock.ts';
import { Conversation } from '../../../src/trace/conversation.ts';
import { captureFile, PcapWriter } from '../../../src/trace/pcap.ts';
import { MemorySink } from './memory-sink.ts';
import { readPcap } from './pcap-reader.ts';

/** A wall clock that is set back while the monotonic one goes on. */
let wall = 0;
let elapsed = 0;
const clock: Clock = { now: () => wall, elapsed: () => elapsed, schedule: () => () => {} };
beforeEach(() => {
  wall = 1_795_312_800_123;
  elapsed = 5000.25;
});

const converse = (sink = new MemorySink(), address = '127.0.0.1') => {
  const writer = new PcapWriter(sink, clock);
  return new Conversation({
    initiator: { address, port: 50_000 },
    target: { address, port: 3260 },
    number: 1,
    write: (segment) => writer.write(segment),
  });
};

describe('PcapWriter', () => {
  test('writes the head of a capture of raw IP packets', () => {
    const sink = new MemorySink();
    new PcapWriter(sink, clock);
    expect(readPcap(sink.bytes)).toEqual({ version: '2.4', snapLength: 65536, linkType: 101, packets: [] });
  });

  test.each([
    ['127.0.0.1', '127.0.0.1'],
    ['::1', '00000000000000000000000000000001'],
  ])('writes packets of %s that another reader finds whole', (address, shown) => {
    const sink = new MemorySink();
    const conversation = converse(sink, address);
    const data = new Uint8Array(70_001).map((_, at) => at * 7);
    conversation.bytes('target', [data.subarray(0, 3), data.subarray(3)]);
    conversation.finish('target');
    conversation.finish('initiator');
    const { packets } = readPcap(sink.bytes);
    expect(packets.map(({ flags }) => flags)).toEqual(['SYN', 'SYN ACK', 'ACK', 'ACK', 'PSH ACK', 'FIN ACK', 'ACK', 'FIN ACK', 'ACK']);
    expect(packets.every(({ checksumsAreRight }) => checksumsAreRight)).toBe(true);
    expect(packets[3]).toMatchObject({ from: `${shown} 3260`, to: `${shown} 50000` });
    expect(Buffer.concat(packets.map(({ payload }) => payload)).equals(data)).toBe(true);
    expect(packets[0]!.options).toBe('0204ea600103030e');
  });

  test('times packets to the microsecond, and never back', () => {
    const sink = new MemorySink();
    const conversation = converse(sink);
    wall -= 3_600_000;
    elapsed += 1500.5;
    conversation.bytes('initiator', [Uint8Array.of(1)]);
    const { packets } = readPcap(sink.bytes);
    expect(packets.map(({ seconds, microseconds }) => [seconds, microseconds])).toEqual([
      [1_795_312_800, 123_000],
      [1_795_312_800, 123_000],
      [1_795_312_800, 123_000],
      [1_795_312_801, 623_500],
    ]);
  });
});

describe('captureFile', () => {
  let folder: string;
  beforeEach(async () => {
    folder = await mkdtemp(join(tmpdir(), 'tapelab-capture-'));
  });
  afterEach(() => rm(folder, { recursive: true }));

  test('is whole after every packet, before it is closed', async () => {
    const path = join(folder, 'a.pcap');
    const sink = captureFile(path);
    const writer = new PcapWriter(sink, clock);
    const [initiator, target] = [
      { address: '10.0.0.1', port: 1 },
      { address: '10.0.0.2', port: 2 },
    ];
    const conversation = new Conversation({ initiator, target, number: 1, write: (segment) => writer.write(segment) });
    conversation.bytes('initiator', [Uint8Array.of(1, 2), new Uint8Array(0), Uint8Array.of(3)]);
    const { packets } = readPcap(await readFile(path));
    expect(packets).toHaveLength(4);
    expect(Array.from(packets[3]!.payload)).toEqual([1, 2, 3]);
    sink.close();
  });

  test('that cannot be made is a sentence for the operator', () => {
    expect(() => captureFile(join(folder, 'missing', 'a.pcap'))).toThrow(
      expect.objectContaining({ code: 'capture-not-writable', hint: 'name a file in a folder that exists and that you may write to.' }),
    );
  });
});
