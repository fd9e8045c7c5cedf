/**
 * Traffic that is remembered, as a capture file for tshark and its like: IP packets that could have carried it, zeros for what was not kept, and in a
 * `.pcapng` what happened meanwhile as comments of the packets that came before it. A connection whose beginning is forgotten starts with a whole PDU.
 */
import { setImmediate } from 'node:timers/promises';
import type { Clock } from '../foundation/clock.ts';
import { Conversation, type Side } from './conversation.ts';
import type { TraceEntry } from './entry.ts';
import type { Segment } from './internet-headers.ts';
import { type CaptureSink, PcapWriter } from './pcap.ts';
import { PcapngWriter } from './pcapng.ts';
import type { Recollection, Remembered, TrafficRecord } from './recollection.ts';

export interface SaveOptions {
  readonly recollection: Recollection;
  /** What may become comments, oldest first. */
  readonly entries: readonly TraceEntry[];
  readonly format: 'pcap' | 'pcapng';
  readonly sink: CaptureSink;
  readonly clock: Clock;
}

/** What the packets were about is in them; these are not. */
const commented: ReadonlySet<string> = new Set(['fault', 'state', 'operator']);
/** Records between two looks at what else there is to do. */
const RECORDS_AT_ONCE = 5_000;

/** Answers how many packets there are. Closes the sink, also when it fails. */
export async function saveTraffic({ recollection, entries, format, sink, clock }: SaveOptions): Promise<number> {
  try {
    const comments = commentsOf(recollection, entries);
    let packets = 0;
    let elapsedMs = 0;
    let told: string[] = [];
    const writer = format === 'pcap' ? new PcapWriter(sink, clock) : new PcapngWriter(sink, clock);
    const write = (segment: Segment): void => {
      writer.write(segment, elapsedMs, told);
      told = [];
      packets += 1;
    };
    const replays = new Map<Remembered, Replay>();
    let records = 0;
    for (const record of recollection.records()) {
      elapsedMs = record.elapsedMs;
      told.push(...(comments.get(record.number) ?? []));
      let replay = replays.get(record.connection);
      if (replay === undefined) {
        replay = new Replay(record, write);
        replays.set(record.connection, replay);
      }
      replay.add(record);
      records += 1;
      if (records % RECORDS_AT_ONCE === 0) await setImmediate();
    }
    return packets;
  } finally {
    sink.close();
  }
}

/** One connection as it is written. */
class Replay {
  readonly #conversation: Conversation;
  /** The sides whose bytes are known from the beginning of a PDU. */
  readonly #inStep = new Set<Side>();

  constructor({ connection, what }: TrafficRecord, write: (segment: Segment) => void) {
    const { initiator, target, number } = connection;
    this.#conversation = new Conversation({ initiator, target, number, write });
    if (what !== 'opened') return;
    this.#inStep.add('initiator');
    this.#inStep.add('target');
  }

  add({ what, from, beginning, pieces }: TrafficRecord): void {
    if (what === 'finished') this.#conversation.finish(from);
    else if (what === 'reset') this.#conversation.reset(from);
    else if (what === 'bytes' && this.#inStep.has(from)) this.#conversation.bytes(from, pieces());
    else if (what === 'bytes' && beginning !== undefined) {
      this.#inStep.add(from);
      this.#conversation.bytes(from, behind(beginning, pieces()));
    }
  }
}

/** What follows so many bytes. */
export function behind(bytes: number, pieces: readonly Uint8Array[]): readonly Uint8Array[] {
  let left = bytes;
  return pieces.flatMap((piece) => {
    const skipped = Math.min(left, piece.length);
    left -= skipped;
    return skipped === piece.length ? [] : [piece.subarray(skipped)];
  });
}

/** By the number of the record that each belongs to: the last before it of a connection with the target it is about. */
function commentsOf(recollection: Recollection, entries: readonly TraceEntry[]): ReadonlyMap<number, readonly string[]> {
  const waiting = entries.filter(({ kind }) => commented.has(kind));
  const comments = new Map<number, string[]>();
  const last = new Map<string | undefined, number>();
  let next = 0;
  const place = (before: number): void => {
    for (; next < waiting.length && waiting[next]!.elapsedMs < before; next++) {
      const { target, text } = waiting[next]!;
      const record = last.get(target) ?? last.get(undefined);
      if (record !== undefined) comments.set(record, [...(comments.get(record) ?? []), text]);
    }
  };
  if (waiting.length === 0) return comments;
  for (const { number, connection, elapsedMs } of recollection.records()) {
    place(elapsedMs);
    last.set(undefined, number);
    last.set(connection.targetName, number);
  }
  place(Number.POSITIVE_INFINITY);
  return comments;
}
