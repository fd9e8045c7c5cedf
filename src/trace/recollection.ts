/**
 * What of the traffic is always in memory: for every connection its PDUs' headers, text, CDBs and sense, and the first 256 bytes of each data segment
 * (RFC 7143 §11), as they were on the wire, faults among them. They are copied, so that nothing is held back of the memory they arrived in. Of the rest
 * only its length is known. When there is no room left the oldest goes.
 *
 *     record   0–3    connection           8–15   monotonic milliseconds
 *              4      what happened        16–19  bytes until a PDU begins; FFFFFFFFh: none does
 *              5      digests in force     20–    runs: bytes kept, bytes left out, the bytes that were kept
 */
import { putUint32, uint32At } from '../foundation/big-endian.ts';
import type { Clock } from '../foundation/clock.ts';
import type { Endpoint } from '../foundation/endpoint.ts';
import { Opcode } from '../wire/opcode.ts';
import type { Portal } from '../wire/portal.ts';
import type { Side } from './conversation.ts';
import { LoginListener } from './login-listener.ts';
import { PduFollower, type PduPart } from './pdu-follower.ts';
import { recordsOf, type Slab, Slabs } from './slabs.ts';
import { type Eavesdropper, TappedPortal } from './tapped-portal.ts';
import { zeroes } from './zeroes.ts';

/** Keeps what memory has no room for. */
export interface SlabStore {
  append(slab: Slab): void;
  /** Oldest first. */
  slabs(): Iterable<Slab>;
  close(): void;
}

export interface RecollectionOptions {
  readonly clock: Clock;
  /** 64 MiB unless given. */
  readonly capacityBytes?: number;
  /** How much of a data segment is kept; 256 unless given. */
  readonly dataBytes?: number;
  readonly older?: SlabStore;
}

/** A connection that there has been. */
export interface Remembered {
  /** Counts from 1. */
  readonly number: number;
  readonly initiator: Endpoint;
  readonly target: Endpoint;
  /** Known when its login has said so. */
  initiatorName: string | undefined;
  targetName: string | undefined;
}

const happenings = ['opened', 'bytes', 'finished', 'reset'] as const;

/** Something that happened on a connection. */
export interface TrafficRecord {
  readonly number: number;
  readonly connection: Remembered;
  readonly what: (typeof happenings)[number];
  readonly from: Side;
  readonly elapsedMs: number;
  /** Until a PDU begins; undefined: none does. */
  readonly beginning: number | undefined;
  readonly headerDigest: boolean;
  readonly dataDigest: boolean;
  /** The bytes as they were on the wire, with zeros for what was not kept. */
  pieces(): readonly Uint8Array[];
}

const HEADER_BYTES = 20;
const RUN_BYTES = 8;
const NONE = 0xffff_ffff;
const MiB = 1024 * 1024;

/** Of these, data segments are a host's data; of all others they are kept whole. */
const carriesData: ReadonlySet<number> = new Set([Opcode.scsiCommand, Opcode.dataOut, Opcode.dataIn, Opcode.nopOut, Opcode.nopIn]);

export class Recollection {
  readonly #clock: Clock;
  readonly #dataBytes: number;
  readonly #slabs: Slabs;
  readonly #older: SlabStore | undefined;
  readonly #connections = new Map<number, Remembered>();
  /** Which connections may be forgotten once the records up to this one are gone. */
  #over: { readonly connection: number; readonly last: number }[] = [];
  #count = 0;
  readonly #listeners = new Set<() => void>();

  constructor({ clock, capacityBytes = 64 * MiB, dataBytes = 256, older }: RecollectionOptions) {
    this.#clock = clock;
    this.#dataBytes = dataBytes;
    this.#older = older;
    this.#slabs = new Slabs({ capacityBytes, spilt: (slab) => (older === undefined ? this.#forget() : older.append(slab)) });
  }

  /** How many records there have been. */
  get count(): number {
    return this.#slabs.count;
  }

  /** Calls `action` once when there is another record, unless the result has been called before. */
  onNext(action: () => void): () => void {
    this.#listeners.add(action);
    return () => void this.#listeners.delete(action);
  }

  /** `portal`, listened in on: its local end is the target's. */
  readonly tap = (portal: Portal): Portal => {
    const connection: Remembered = {
      number: ++this.#count,
      initiator: portal.remote,
      target: portal.local,
      initiatorName: undefined,
      targetName: undefined,
    };
    this.#connections.set(connection.number, connection);
    this.#append(connection, 'opened', 'initiator', undefined);
    return new TappedPortal(portal, this.#eavesdropper(connection));
  };

  /** What there is now, oldest first: from the record of this number on. */
  *records(from = 0): Generator<TrafficRecord> {
    const slabs = this.#slabs.snapshot();
    if (from < (slabs[0]?.first ?? 0)) for (const slab of this.#older?.slabs() ?? []) yield* this.#recordsIn(slab, from);
    for (const slab of slabs) yield* this.#recordsIn(slab, from);
  }

  close(): void {
    this.#older?.close();
  }

  *#recordsIn(slab: Slab, from: number): Generator<TrafficRecord> {
    for (const { number, bytes } of recordsOf(slab)) {
      const connection = this.#connections.get(uint32At(bytes, 0));
      if (number >= from && connection !== undefined) yield decode(number, connection, bytes);
    }
  }

  #eavesdropper(connection: Remembered): Eavesdropper {
    const followers = { initiator: new PduFollower(), target: new PduFollower() };
    const login = new LoginListener(connection, followers);
    let open = true;
    const finished = new Set<Side>();
    const over = (): void => {
      open = false;
      this.#over.push({ connection: connection.number, last: this.#slabs.count });
    };
    return {
      bytes: (from, pieces) => {
        if (open) this.#bytes(connection, from, followers[from], login, pieces);
      },
      finish: (by) => {
        if (!open || finished.has(by)) return;
        finished.add(by);
        this.#append(connection, 'finished', by, undefined);
        if (finished.size === 2) over();
      },
      reset: (by) => {
        if (!open) return;
        this.#append(connection, 'reset', by, undefined);
        over();
      },
    };
  }

  #bytes(connection: Remembered, from: Side, follower: PduFollower, login: LoginListener, pieces: readonly Uint8Array[]): void {
    const runs = new Runs();
    const digests = (follower.headerDigest ? 1 : 0) | (follower.dataDigest ? 2 : 0);
    let beginning = follower.between ? 0 : undefined;
    const part = (what: PduPart, piece: Uint8Array, start: number, end: number): void => {
      const kept = what === 'data' && carriesData.has(follower.opcode) ? Math.max(0, this.#dataBytes - follower.dataBytes) : end - start;
      runs.add(piece, start, end, Math.min(end, start + kept));
      if (what === 'data') login.data(from, piece, start, end);
    };
    const ended = (): void => {
      beginning ??= runs.length;
      login.ended(from);
    };
    for (const piece of pieces) follower.follow(piece, { part, ended });
    this.#append(connection, 'bytes', from, { runs, digests, beginning });
  }

  #append(
    { number }: Remembered,
    what: TrafficRecord['what'],
    from: Side,
    bytes: { readonly runs: Runs; readonly digests: number; readonly beginning: number | undefined } | undefined,
  ): void {
    let beginning = bytes?.beginning;
    const elapsedMs = this.#clock.elapsed();
    for (const { kept, gaps, length } of bytes?.runs.inPortionsOf(this.#slabs.largestRecord - HEADER_BYTES) ?? [nothing]) {
      const record = this.#slabs.append(HEADER_BYTES + length);
      putUint32(record, 0, number);
      record[4] = happenings.indexOf(what) * 2 + (from === 'target' ? 1 : 0);
      record[5] = bytes?.digests ?? 0;
      new DataView(record.buffer, record.byteOffset, HEADER_BYTES).setFloat64(8, elapsedMs);
      putUint32(record, 16, beginning ?? NONE);
      // Where a PDU begins in what follows is not known; it is found in the next record.
      beginning = undefined;
      let at = HEADER_BYTES;
      for (const [index, piece] of kept.entries()) {
        putUint32(record, at, piece.length);
        putUint32(record, at + 4, gaps[index]!);
        record.set(piece, at + RUN_BYTES);
        at += RUN_BYTES + piece.length;
      }
    }
    if (this.#listeners.size > 0) this.#tell();
  }

  #tell(): void {
    const listeners = [...this.#listeners];
    this.#listeners.clear();
    for (const listener of listeners) listener();
  }

  #forget(): void {
    const { oldest } = this.#slabs;
    const gone = this.#over.filter(({ last }) => last <= oldest);
    for (const { connection } of gone) this.#connections.delete(connection);
    this.#over = this.#over.filter(({ last }) => last > oldest);
  }
}

interface Portion {
  readonly kept: Uint8Array[];
  /** What is left out behind each. */
  readonly gaps: number[];
  length: number;
}
const nothing: Portion = { kept: [], gaps: [], length: 0 };

/** Bytes that are kept and bytes that are not, in turn. */
class Runs {
  length = 0;
  readonly #kept: Uint8Array[] = [];
  readonly #gaps: number[] = [];
  /** The piece of the last run, while it may still grow, and where it lies in it. */
  #piece: Uint8Array | undefined;
  #from = 0;
  #to = 0;

  /** From `from` to `to`; what lies before `keptTo` is kept. */
  add(piece: Uint8Array, from: number, to: number, keptTo: number): void {
    this.length += to - from;
    if (keptTo > from) {
      if (this.#piece === piece && this.#to === from) this.#to = keptTo;
      else {
        this.#settle();
        this.#piece = piece;
        this.#from = from;
        this.#to = keptTo;
      }
    }
    if (to === keptTo) return;
    this.#settle();
    if (this.#kept.length === 0) this.#push(emptyPiece);
    this.#gaps[this.#gaps.length - 1]! += to - keptTo;
  }

  /** As records of at most so many bytes. */
  inPortionsOf(most: number): readonly Portion[] {
    this.#settle();
    const portions: Portion[] = [{ kept: [], gaps: [], length: 0 }];
    for (const [index, piece] of this.#kept.entries()) {
      for (let rest = piece; ; ) {
        const last = portions.at(-1)!;
        const room = most - last.length - RUN_BYTES;
        const head = rest.length <= room ? rest : rest.subarray(0, Math.max(0, room));
        rest = rest.subarray(head.length);
        if (room >= 0) {
          last.kept.push(head);
          last.gaps.push(rest.length === 0 ? this.#gaps[index]! : 0);
          last.length += RUN_BYTES + head.length;
          if (rest.length === 0) break;
        }
        portions.push({ kept: [], gaps: [], length: 0 });
      }
    }
    return portions;
  }

  #settle(): void {
    if (this.#piece === undefined) return;
    this.#push(this.#piece.subarray(this.#from, this.#to));
    this.#piece = undefined;
  }

  #push(piece: Uint8Array): void {
    this.#kept.push(piece);
    this.#gaps.push(0);
  }
}
const emptyPiece = new Uint8Array(0);

function decode(number: number, connection: Remembered, bytes: Uint8Array): TrafficRecord {
  const beginning = uint32At(bytes, 16);
  return {
    number,
    connection,
    what: happenings[bytes[4]! >> 1]!,
    from: (bytes[4]! & 1) === 0 ? 'initiator' : 'target',
    elapsedMs: new DataView(bytes.buffer, bytes.byteOffset, HEADER_BYTES).getFloat64(8),
    beginning: beginning === NONE ? undefined : beginning,
    headerDigest: (bytes[5]! & 1) !== 0,
    dataDigest: (bytes[5]! & 2) !== 0,
    pieces: () => {
      const pieces: Uint8Array[] = [];
      for (let at = HEADER_BYTES; at < bytes.length; ) {
        const kept = uint32At(bytes, at);
        const from = at + RUN_BYTES;
        at = from + kept;
        if (kept > 0) pieces.push(bytes.subarray(from, at));
        pieces.push(...zeroes(uint32At(bytes, from - 4)));
      }
      return pieces;
    },
  };
}
