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
import type { Portal } from '../wire/portal.ts';
import type { Side } from './conversation.ts';
import { Hearer } from './hearer.ts';
import { LoginListener } from './login-listener.ts';
import { PduFollower } from './pdu-follower.ts';
import { RUN_BYTES, Runs } from './runs.ts';
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
const NONE = 0xffff_ffff;
const MiB = 1024 * 1024;

export class Recollection {
  readonly #clock: Clock;
  readonly #dataBytes: number;
  readonly #slabs: Slabs;
  /** Of what is being heard. */
  readonly #runs = new Runs();
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
    this.#append(connection, 'opened', 'initiator');
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
    const hearer = (side: Side) => new Hearer({ side, follower: followers[side], login, runs: this.#runs, dataBytes: this.#dataBytes });
    const hearers = { initiator: hearer('initiator'), target: hearer('target') };
    let open = true;
    const finished = new Set<Side>();
    const over = (): void => {
      open = false;
      this.#over.push({ connection: connection.number, last: this.#slabs.count });
    };
    return {
      bytes: (from, pieces) => {
        if (!open) return;
        const hearer = hearers[from];
        const digests = hearer.digests;
        hearer.hear(pieces);
        this.#append(connection, 'bytes', from, digests, hearer.beginning);
      },
      finish: (by) => {
        if (!open || finished.has(by)) return;
        finished.add(by);
        this.#append(connection, 'finished', by);
        if (finished.size === 2) over();
      },
      reset: (by) => {
        if (!open) return;
        this.#append(connection, 'reset', by);
        over();
      },
    };
  }

  /** With the runs that have been heard. */
  #append(connection: Remembered, what: TrafficRecord['what'], from: Side, digests = 0, beginning = NONE): void {
    const runs = this.#runs;
    const room = this.#slabs.largestRecord - HEADER_BYTES;
    const elapsedMs = this.#clock.elapsed();
    // Where a PDU begins behind the first portion is not known; it is found in the next record.
    if (runs.recordBytes <= room) this.#put(runs, connection, what, from, elapsedMs, digests, beginning);
    else
      for (const [index, portion] of runs.inPortionsOf(room).entries())
        this.#put(portion, connection, what, from, elapsedMs, digests, index === 0 ? beginning : NONE);
    runs.clear();
    if (this.#listeners.size > 0) this.#tell();
  }

  #put(
    runs: Runs,
    { number }: Remembered,
    what: TrafficRecord['what'],
    from: Side,
    elapsedMs: number,
    digests: number,
    beginning: number,
  ): void {
    const slab = this.#slabs.append(HEADER_BYTES + runs.recordBytes);
    const { bytes } = slab;
    const at = slab.used - HEADER_BYTES - runs.recordBytes;
    putUint32(bytes, at, number);
    bytes[at + 4] = happenings.indexOf(what) * 2 + (from === 'target' ? 1 : 0);
    bytes[at + 5] = digests;
    slab.view.setFloat64(at + 8, elapsedMs);
    putUint32(bytes, at + 16, beginning);
    runs.copyTo(bytes, at + HEADER_BYTES);
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
