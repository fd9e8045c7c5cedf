/**
 * Text that does not fit into one PDU (RFC 7143 §6.2, the C bit of §11.10 to §11.13): the pieces of an incoming request are joined before
 * anything is parsed, up to a bound, and an outgoing text leaves in pieces of what the other side takes. A key=value pair may be cut anywhere.
 *
 * However a text is cut, it holds no more memory than twice its length.
 */
import { ByteList } from '../foundation/byte-list.ts';
import { decodeText, type TextPair } from '../wire/text.ts';
import type { IscsiLimits } from './limits.ts';

export type TextLimits = Pick<IscsiLimits, 'textBytes' | 'textKeys' | 'textValueBytes'>;

/** Joins the pieces of one request. */
export class IncomingText {
  readonly #maximumBytes: number;
  #bytes = new Uint8Array();
  #length = 0;
  #incomplete = false;

  constructor(maximumBytes: number) {
    this.#maximumBytes = maximumBytes;
  }

  /** The whole text once its last piece is there; `too-long` ends the negotiation. */
  add(piece: ByteList, continues: boolean): ByteList | 'incomplete' | 'too-long' {
    if (this.#length + piece.length > this.#maximumBytes) return 'too-long';
    this.#incomplete = continues;
    if (!continues && this.#length === 0) return piece;
    this.#append(piece);
    if (continues) return 'incomplete';
    const whole = ByteList.of(this.#bytes.subarray(0, this.#length));
    this.#bytes = new Uint8Array();
    this.#length = 0;
    return whole;
  }

  /** Whether pieces wait for their continuation. */
  get incomplete(): boolean {
    return this.#incomplete;
  }

  #append(piece: ByteList): void {
    const length = this.#length + piece.length;
    if (length > this.#bytes.length) {
      const longer = new Uint8Array(Math.min(this.#maximumBytes, 2 * length));
      longer.set(this.#bytes.subarray(0, this.#length));
      this.#bytes = longer;
    }
    piece.copyTo(this.#bytes, this.#length);
    this.#length = length;
  }
}

/** Why a whole text is not read: it is none, or it is more than is taken. One sentence each. */
export type TextRefusal = { readonly error: string } | { readonly excess: string };

/** The pairs of a whole text. */
export function readText(text: ByteList, limits: TextLimits): { readonly pairs: readonly TextPair[] } | TextRefusal {
  const decoded = decodeText(text.toBytes());
  if ('error' in decoded) return decoded;
  const { pairs } = decoded;
  if (pairs.length > limits.textKeys) return { excess: `the text has ${pairs.length} keys, and ${limits.textKeys} is the most` };
  const long = pairs.find(([, value]) => Buffer.byteLength(value) > limits.textValueBytes);
  if (long !== undefined) return { error: `a value is longer than ${limits.textValueBytes} bytes` };
  return { pairs };
}

/** Hands out a text in pieces. */
export class OutgoingText {
  #rest = ByteList.empty;

  queue(text: ByteList): void {
    this.#rest = ByteList.concat([this.#rest, text]);
  }

  get pending(): boolean {
    return this.#rest.length > 0;
  }

  /** The next piece; `continues` when it is not the last. */
  next(maximumLength: number): { readonly data: ByteList; readonly continues: boolean } {
    const data = this.#rest.slice(0, maximumLength);
    this.#rest = this.#rest.slice(maximumLength);
    return { data, continues: this.pending };
  }
}
