/**
 * Text that does not fit into one PDU (RFC 7143 §6.2, the C bit of §11.10 to §11.13): the pieces of an incoming request are joined before
 * anything is parsed, up to a bound, and an outgoing text leaves in pieces of what the other side takes. A key=value pair may be cut anywhere.
 */
import { ByteList } from '../foundation/byte-list.ts';

/** More than any sensible negotiation says. */
const maximumTextBytes = 64 * 1024;

/** Joins the pieces of one request. */
export class IncomingText {
  #pieces: ByteList[] = [];
  #length = 0;

  /** The whole text once its last piece is there; `too-long` ends the negotiation. */
  add(piece: ByteList, continues: boolean): ByteList | 'incomplete' | 'too-long' {
    this.#length += piece.length;
    if (this.#length > maximumTextBytes) return 'too-long';
    this.#pieces.push(piece);
    if (continues) return 'incomplete';
    const whole = ByteList.concat(this.#pieces);
    this.#pieces = [];
    this.#length = 0;
    return whole;
  }

  /** Whether pieces wait for their continuation. */
  get incomplete(): boolean {
    return this.#pieces.length > 0;
  }
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
