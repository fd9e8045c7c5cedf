import { beforeEach, describe, expect, test } from 'vitest';
import { Conversation } from '../../../src/trace/conversation.ts';
import { type Segment, TcpFlag } from '../../../src/trace/internet-headers.ts';

let segments: Segment[];
let conversation: Conversation;
beforeEach(() => {
  segments = [];
  conversation = new Conversation({
    initiator: { address: '10.0.0.1', port: 50_000 },
    target: { address: '10.0.0.2', port: 3260 },
    number: 0,
    write: (segment) => segments.push(segment),
  });
});

/** `> SYN 0 0 0`: direction, flags, sequence and acknowledgment relative to each end's first number, payload length. */
const shown = (from = 0): string[] => {
  const first = { initiator: 0, target: 0xffff_ffff };
  return segments.slice(from).map(({ source, sequence, acknowledgment, flags, payloadLength }) => {
    const [own, other] = source.port === 3260 ? [first.target, first.initiator] : [first.initiator, first.target];
    const names = (Object.keys(TcpFlag) as (keyof typeof TcpFlag)[]).filter((name) => flags & TcpFlag[name]);
    const relative = flags & TcpFlag.acknowledge ? (acknowledgment - other) >>> 0 : 0;
    return `${source.port === 3260 ? '<' : '>'} ${names.join('+')} ${(sequence - own) >>> 0} ${relative} ${payloadLength}`;
  });
};

describe('Conversation', () => {
  test('begins with a handshake', () => {
    expect(shown()).toEqual(['> syn 0 0 0', '< syn+acknowledge 0 1 0', '> acknowledge 1 1 0']);
  });

  test('numbers run on in both directions, around the end of their range', () => {
    conversation.bytes('initiator', [new Uint8Array(10)]);
    conversation.bytes('target', [new Uint8Array(3), new Uint8Array(4)]);
    conversation.bytes('initiator', [new Uint8Array(1)]);
    expect(shown(3)).toEqual(['> push+acknowledge 1 1 10', '< push+acknowledge 1 11 7', '> push+acknowledge 11 8 1']);
    for (const { sequence, acknowledgment } of segments) {
      expect(sequence).toBe(sequence >>> 0);
      expect(acknowledgment).toBe(acknowledgment >>> 0);
    }
  });

  test('long data lie in several segments, as views', () => {
    const data = new Uint8Array(100_000).map((_, at) => at);
    conversation.bytes('target', [new Uint8Array(48), data, new Uint8Array(2)]);
    expect(shown(3)).toEqual(['< acknowledge 1 1 60000', '< push+acknowledge 60001 1 40050']);
    expect(segments[4]!.payload[0]!.buffer).toBe(data.buffer);
    const payload = Buffer.concat(segments.slice(3).flatMap((segment) => segment.payload));
    expect(payload.subarray(48, -2).equals(data)).toBe(true);
  });

  test('exactly full segments leave no empty one behind', () => {
    conversation.bytes('target', [new Uint8Array(120_000)]);
    conversation.bytes('target', []);
    conversation.bytes('target', [new Uint8Array(0)]);
    expect(shown(3).map((line) => line.split(' ').at(-1))).toEqual(['60000', '60000']);
  });

  test('ends from both sides, each once', () => {
    conversation.finish('target');
    conversation.finish('target');
    conversation.bytes('initiator', [new Uint8Array(5)]);
    conversation.finish('initiator');
    conversation.bytes('initiator', [new Uint8Array(5)]);
    conversation.reset('target');
    expect(shown(3)).toEqual([
      '< fin+acknowledge 1 1 0',
      '> acknowledge 1 2 0',
      '> push+acknowledge 1 2 5',
      '> fin+acknowledge 6 2 0',
      '< acknowledge 2 7 0',
    ]);
  });

  test('nothing follows a reset', () => {
    conversation.reset('initiator');
    conversation.reset('target');
    conversation.finish('target');
    conversation.bytes('target', [new Uint8Array(5)]);
    expect(shown(3)).toEqual(['> reset+acknowledge 1 1 0']);
  });

  test('a later connection between the same ports begins with other numbers', () => {
    const later: Segment[] = [];
    const end = { address: '::1', port: 1 };
    new Conversation({ initiator: end, target: end, number: 1, write: (segment) => later.push(segment) });
    expect(later[0]!.sequence).not.toBe(segments[0]!.sequence);
    expect(later[1]!.sequence).not.toBe(segments[1]!.sequence);
  });
});
