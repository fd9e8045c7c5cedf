/** Listens to one direction of a connection for what is to be remembered of it: all but the greater part of a host's data. */
import { Opcode } from '../wire/opcode.ts';
import type { Side } from './conversation.ts';
import type { LoginListener } from './login-listener.ts';
import type { PduFollower, PduListener, PduPart } from './pdu-follower.ts';
import type { Runs } from './runs.ts';

/** Of these, data segments are a host's data; of all others they are kept whole. */
const carriesData: ReadonlySet<number> = new Set([Opcode.scsiCommand, Opcode.dataOut, Opcode.dataIn, Opcode.nopOut, Opcode.nopIn]);

export class Hearer implements PduListener {
  /** Bytes until a PDU begins in what has been heard; undefined: none does. */
  beginning: number | undefined;
  readonly #side: Side;
  readonly #follower: PduFollower;
  readonly #login: LoginListener;
  readonly #runs: Runs;
  /** How much of a data segment is kept. */
  readonly #dataBytes: number;

  constructor(options: { side: Side; follower: PduFollower; login: LoginListener; runs: Runs; dataBytes: number }) {
    this.#side = options.side;
    this.#follower = options.follower;
    this.#login = options.login;
    this.#runs = options.runs;
    this.#dataBytes = options.dataBytes;
  }

  /** Those in force: 1 of headers, 2 of data. */
  get digests(): number {
    return (this.#follower.headerDigest ? 1 : 0) | (this.#follower.dataDigest ? 2 : 0);
  }

  /** Into its runs. */
  hear(pieces: readonly Uint8Array[]): void {
    this.beginning = this.#follower.between ? 0 : undefined;
    for (const piece of pieces) this.#follower.follow(piece, this);
  }

  part(part: PduPart, piece: Uint8Array, from: number, to: number): void {
    const { opcode, dataBytes } = this.#follower;
    const left = part === 'data' && carriesData.has(opcode) ? Math.max(0, this.#dataBytes - dataBytes) : to - from;
    this.#runs.add(piece, from, to, Math.min(to, from + left));
    if (part === 'data') this.#login.data(this.#side, piece, from, to);
  }

  ended(): void {
    this.beginning ??= this.#runs.length;
    this.#login.ended(this.#side);
  }
}
