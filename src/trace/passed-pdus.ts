/** The PDUs among the traffic that is remembered: of the data segments as much as was kept. */
import type { Side } from './conversation.ts';
import { PduFollower } from './pdu-follower.ts';
import type { Recollection, Remembered } from './recollection.ts';
import { behind } from './save.ts';
import { isZeroes } from './zeroes.ts';

export interface PassedPdu {
  readonly connection: Remembered;
  readonly from: Side;
  /** When its header was complete. */
  readonly elapsedMs: number;
  /** The basic header segment. */
  readonly header: Uint8Array;
  /** Its data segment, so far as it was kept and has passed. */
  readonly data: readonly Uint8Array[];
}

/** Records before the first that is asked for: a header may have begun in them. */
const LOOK_BACK = 16;

/** Those whose header was complete with the record of this number or a later one, in order. */
export function passedPdus(recollection: Recollection, from: number): readonly PassedPdu[] {
  const pdus: PassedPdu[] = [];
  const streams = new Map<string, { readonly follower: PduFollower; data: Uint8Array[] }>();
  for (const record of recollection.records(Math.max(0, from - LOOK_BACK))) {
    if (record.what !== 'bytes') continue;
    const { number, connection, elapsedMs, beginning, headerDigest, dataDigest } = record;
    const key = `${connection.number} ${record.from}`;
    const known = streams.get(key);
    if (known === undefined && beginning === undefined) continue;
    const stream = known ?? { follower: new PduFollower(), data: [] };
    streams.set(key, stream);
    const { follower } = stream;
    follower.headerDigest = headerDigest;
    follower.dataDigest = dataDigest;
    const listener = {
      headed: () => {
        stream.data = [];
        if (number >= from) pdus.push({ connection, from: record.from, elapsedMs, header: follower.header.slice(), data: stream.data });
      },
      part: (part: string, piece: Uint8Array, start: number, end: number) => {
        if (part === 'data' && !isZeroes(piece)) stream.data.push(piece.subarray(start, end));
      },
    };
    for (const piece of behind(known === undefined ? beginning! : 0, record.pieces())) follower.follow(piece, listener);
  }
  return pdus;
}
