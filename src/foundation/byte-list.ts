/**
 * Bytes that lie in several pieces and are treated as one run: a data segment is a list of views on the socket chunks it arrived in, and
 * goes to the file as it is. Nothing here copies except `toBytes` and `copyTo`, which say so.
 *
 * A list is immutable, and whoever holds one holds its backing chunks: `retainedBytes` is what a bounded buffer must count.
 */
export class ByteList {
  static readonly empty = new ByteList([], 0);

  readonly pieces: readonly Uint8Array[];
  /** Bytes in all pieces together. */
  readonly length: number;

  private constructor(pieces: readonly Uint8Array[], length: number) {
    this.pieces = pieces;
    this.length = length;
  }

  /** A list of these pieces, empty ones left out. */
  static of(...pieces: Uint8Array[]): ByteList {
    return ByteList.from(pieces);
  }

  /** The same for pieces in an array, which may be longer than a call has room for arguments; it must not change any more. */
  static from(pieces: readonly Uint8Array[]): ByteList {
    let length = 0;
    let empties = 0;
    for (const piece of pieces) {
      length += piece.length;
      if (piece.length === 0) empties++;
    }
    if (length === 0) return ByteList.empty;
    return new ByteList(empties === 0 ? pieces : pieces.filter((piece) => piece.length > 0), length);
  }

  /** The lists' pieces one after the other. */
  static concat(lists: readonly ByteList[]): ByteList {
    if (lists.length === 1) return lists[0]!;
    const pieces: Uint8Array[] = [];
    let length = 0;
    for (const list of lists) {
      for (const piece of list.pieces) pieces.push(piece);
      length += list.length;
    }
    return length === 0 ? ByteList.empty : new ByteList(pieces, length);
  }

  /** Bytes `start` to `end` (exclusive), as views; both are clamped to the list. */
  slice(start: number, end: number = this.length): ByteList {
    const from = Math.max(0, start);
    const to = Math.min(end, this.length);
    if (from >= to) return ByteList.empty;
    if (from === 0 && to === this.length) return this;
    const pieces: Uint8Array[] = [];
    let offset = 0;
    for (const piece of this.pieces) {
      const next = offset + piece.length;
      if (next > from && offset < to) pieces.push(piece.subarray(Math.max(0, from - offset), Math.min(piece.length, to - offset)));
      if (next >= to) break;
      offset = next;
    }
    return new ByteList(pieces, to - from);
  }

  /** The bytes in one piece: the piece itself if there is only one, else a copy. */
  toBytes(): Uint8Array {
    if (this.pieces.length === 1) return this.pieces[0]!;
    const bytes = new Uint8Array(this.length);
    this.copyTo(bytes);
    return bytes;
  }

  /** Copies the whole list into `target` at `offset`. */
  copyTo(target: Uint8Array, offset = 0): void {
    let at = offset;
    for (const piece of this.pieces) {
      target.set(piece, at);
      at += piece.length;
    }
  }

  /** What the list keeps alive: the sizes of the distinct chunks behind its views. */
  get retainedBytes(): number {
    const chunks = new Set<ArrayBufferLike>();
    let bytes = 0;
    for (const { buffer } of this.pieces) {
      if (chunks.has(buffer)) continue;
      chunks.add(buffer);
      bytes += buffer.byteLength;
    }
    return bytes;
  }
}
