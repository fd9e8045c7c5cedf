/**
 * Writes a data set's pieces one behind the other over as many tapes as it takes (MTF 1.00a, "End Of Medium processing"). A tape ends with filemark, EOTM,
 * filemark, the first of which is left out where one stands already; the next begins with TAPE, a filemark and what the piece that goes on there needs to
 * be understood. Nothing but whole physical blocks goes to a tape, several at a time, and a piece is not forgotten before all of it is there: what a tape
 * has not taken is laid out anew on the next, where it falls elsewhere.
 */
import { invariant } from '../foundation/invariant.ts';
import { UserError } from '../foundation/user-error.ts';
import { endOfTapeMarker, type MediaFamily, type Medium, mediumHeader } from './media-family.ts';
import { bytesTo, joined } from './stream-pieces.ts';

/** Where a piece comes to stand. */
export interface Position {
  /** Of the medium, in its family. */
  readonly medium: number;
  /** In format logical blocks from the beginning of the set, over all its tapes. */
  readonly formatLogicalAddress: bigint;
  /** In blocks and filemarks from the beginning of the tape: of the physical block that it begins in. */
  readonly physicalBlockAddress: number;
  /** In bytes from the beginning of that block. */
  readonly offset: number;
}

/** How a piece goes on when the tape has ended within it, or before it. */
export interface Resumption {
  /** What comes first on the next tape, to tell what the rest belongs to. */
  readonly before: readonly Piece[];
  /** What of the piece is still to be written; the piece itself, when it begins again. */
  readonly rest: readonly Piece[];
}

/** A part of a set. */
export interface Piece {
  /** Its bytes at this place; asked again whenever the place changes. */
  render(at: Position): Uint8Array | 'filemark';
  /** `written`: how many of its bytes are on the tape that has ended. */
  resume(written: number): Resumption;
  /** Should the tape have no room for it: then it goes without. */
  readonly dispensable?: boolean;
  /** It has been laid out here; what was said before is no longer true. */
  placed?(at: Position): void;
  /** All of it is on the tape. */
  settled?(at: Position): void;
}

export const filemark = (resume: Piece['resume']): Piece => ({ render: () => 'filemark', resume });

/** How many bytes go out with one write unless it is said, as far as whole blocks allow. */
const WRITE_BYTES = 65_536;

/** Nobody gives a tape on which the set could go on. */
export class NoMoreMedia extends Error {
  override readonly name = 'NoMoreMedia';
}

export interface SpanningWriterOptions {
  readonly family: MediaFamily;
  readonly medium: Medium;
  /** Of `medium`, in the family. */
  readonly sequence: number;
  /** Where its tape stands: in blocks and filemarks behind its beginning. 0: it is new, and begins with its header. */
  readonly physicalBlockAddress: number;
  /** Of the last set that ends on it. */
  readonly lastEndOfSet?: number | undefined;
  /** How many bytes go out with one write. */
  readonly writeBytes?: number | undefined;
  /** The medium with this number; undefined: there is none. */
  readonly nextMedium: (sequence: number) => Promise<Medium | undefined>;
}

interface Placed {
  readonly piece: Piece;
  readonly at: Position;
  /** In bytes of this tape, as `#end` counts them. */
  readonly start: number;
  readonly end: number;
}

export class SpanningWriter {
  readonly #family: MediaFamily;
  readonly #nextMedium: SpanningWriterOptions['nextMedium'];
  readonly #writeBytes: number;
  #medium: Medium;
  #sequence: number;
  /** Of the next block that the tape takes. */
  #address: number;
  #lastEndOfSet: number | undefined;
  #nearEnd = false;
  #filemarkLast = false;
  /** What is to be laid out, what is laid out and not wholly on the tape, and its bytes. */
  #queue: Piece[] = [];
  #unsettled: Placed[] = [];
  #bytes: Uint8Array[] = [];
  /** Bytes laid out on this tape, and how many of them it has taken. */
  #end = 0;
  #written = 0;
  /** What the set's bytes before this tape were, less what is repeated on it: where it begins in the set. */
  #base = 0;
  /** How the set has gone on on this tape. */
  #resumption: Resumption = { before: [], rest: [] };

  constructor({
    family,
    medium,
    sequence,
    physicalBlockAddress,
    lastEndOfSet,
    writeBytes = WRITE_BYTES,
    nextMedium,
  }: SpanningWriterOptions) {
    this.#family = family;
    this.#nextMedium = nextMedium;
    this.#writeBytes = Math.max(family.physicalBlockBytes, writeBytes - (writeBytes % family.physicalBlockBytes));
    this.#medium = medium;
    this.#sequence = sequence;
    this.#address = physicalBlockAddress;
    this.#lastEndOfSet = lastEndOfSet;
  }

  /** Of the medium that is being written. */
  get sequence(): number {
    return this.#sequence;
  }

  /** In blocks and filemarks behind the beginning of the tape. */
  get physicalBlockAddress(): number {
    return this.#address;
  }

  /** Where the last set that ends on this medium has its (second) ESET. */
  get lastEndOfSet(): number | undefined {
    return this.#lastEndOfSet;
  }

  set lastEndOfSet(address: number) {
    this.#lastEndOfSet = address;
  }

  /** To be called first. @throws UserError when there is no room for it */
  async begin(): Promise<void> {
    if (this.#address === 0) await this.#writeHeader();
  }

  /** @throws NoMoreMedia; and whatever the tapes throw */
  async place(piece: Piece): Promise<void> {
    this.#queue.push(piece);
    for (let next = this.#queue.shift(); next !== undefined; next = this.#queue.shift()) {
      const bytes = next.render(this.#position);
      // Near the end there is still room for the filemark that ends what is there.
      if (this.#nearEnd && !(bytes === 'filemark' && this.#unsettled.length === 0)) await this.#span(next);
      else if (bytes === 'filemark') await this.#placeFilemark(next);
      else await this.#placeBytes(next, bytes);
    }
  }

  get #position(): Position {
    const { physicalBlockBytes, formatLogicalBlockBytes } = this.#family;
    return {
      medium: this.#sequence,
      // What is repeated may be longer than what the tape before has taken: then it counts from below zero, in 64 bits.
      formatLogicalAddress: BigInt.asUintN(64, BigInt(Math.floor((this.#base + this.#end) / formatLogicalBlockBytes))),
      physicalBlockAddress: this.#address + Math.floor((this.#end - this.#written) / physicalBlockBytes),
      offset: this.#end % physicalBlockBytes,
    };
  }

  async #placeBytes(piece: Piece, bytes: Uint8Array): Promise<void> {
    const at = this.#position;
    if (bytes.length === 0 && this.#unsettled.length === 0) return;
    this.#unsettled.push({ piece, at, start: this.#end, end: this.#end + bytes.length });
    this.#bytes.push(bytes);
    this.#end += bytes.length;
    piece.placed?.(at);
    while (this.#end - this.#written >= this.#writeBytes && !this.#nearEnd) await this.#flush(this.#writeBytes);
  }

  async #placeFilemark(piece: Piece): Promise<void> {
    const at = this.#position;
    invariant(at.offset === 0, 'a filemark stands behind a whole physical block');
    while (this.#end > this.#written && !this.#nearEnd) await this.#flush(Math.min(this.#writeBytes, this.#end - this.#written));
    if (this.#unsettled.length > 0) {
      await this.#span(piece);
      return;
    }
    if ((await this.#writeFilemark()) === 'on-tape') piece.settled?.(at);
    else if (!piece.dispensable) await this.#span(piece);
  }

  async #flush(length: number): Promise<void> {
    const all = joined(this.#bytes);
    this.#bytes = [all];
    if (!(await this.#write(all.subarray(0, length)))) return;
    this.#bytes = all.length === length ? [] : [all.subarray(length)];
    this.#written += length;
    while (this.#unsettled[0] !== undefined && this.#unsettled[0].end <= this.#written) {
      const { piece, at } = this.#unsettled.shift()!;
      piece.settled?.(at);
    }
  }

  /** Whether they are on the tape. */
  async #write(blocks: Uint8Array): Promise<boolean> {
    const written = await this.#medium.tape.write(blocks);
    if (written !== 'room') this.#nearEnd = true;
    if (written === 'end') return false;
    this.#address += blocks.length / this.#family.physicalBlockBytes;
    this.#filemarkLast = false;
    return true;
  }

  async #writeFilemark(): Promise<'on-tape' | 'end'> {
    const written = await this.#medium.tape.writeFilemark();
    if (written !== 'room') this.#nearEnd = true;
    if (written === 'end') return 'end';
    this.#address++;
    this.#filemarkLast = true;
    return 'on-tape';
  }

  async #writeHeader(): Promise<void> {
    const header = mediumHeader(this.#family, this.#medium, this.#sequence);
    if (!(await this.#write(header)) || (await this.#writeFilemark()) === 'end') throw this.#tooShort();
  }

  /** Ends this tape, and has `next`, and whatever was laid out and is not on it, go on on another. */
  async #span(next: Piece): Promise<void> {
    const cut = this.#unsettled[0] ?? { piece: next, start: this.#end };
    const others = this.#unsettled.length === 0 ? [] : [...this.#unsettled.slice(1).map(({ piece }) => piece), next];
    const { before, rest } = this.#resumption;
    if (before.includes(cut.piece)) throw this.#tooShort();
    const resumption = cut.piece.resume(Math.max(0, this.#written - cut.start));
    if (rest[0] === cut.piece && resumption.rest[0] === cut.piece) throw this.#tooShort();

    // A tape that gives no room for these is left without them: its data are there.
    if (!this.#filemarkLast) await this.#writeFilemark();
    if (await this.#write(endOfTapeMarker(this.#family, this.#lastEndOfSet))) await this.#writeFilemark();

    const medium = await this.#nextMedium(this.#sequence + 1);
    if (medium === undefined) throw new NoMoreMedia();
    this.#medium = medium;
    this.#sequence++;
    this.#address = 0;
    this.#lastEndOfSet = undefined;
    this.#nearEnd = false;
    await this.#writeHeader();

    const inSet = this.#base + this.#written;
    this.#queue = [...resumption.before, ...resumption.rest, ...others, ...this.#queue];
    this.#resumption = resumption;
    this.#unsettled = [];
    this.#bytes = [];
    this.#end = this.#written = this.#base = 0;
    this.#base = inSet - this.#lengthOf(resumption.before);
    // A block that is repeated for what of its streams is left ends anywhere.
    this.#base -= bytesTo(this.#family.formatLogicalBlockBytes, inSet - this.#base);
  }

  /** How many bytes pieces take that begin with a physical block. */
  #lengthOf(pieces: readonly Piece[]): number {
    let length = 0;
    for (const piece of pieces) {
      const bytes = piece.render({ ...this.#position, offset: length % this.#family.physicalBlockBytes });
      if (bytes !== 'filemark') length += bytes.length;
    }
    return length;
  }

  #tooShort(): UserError {
    return new UserError('mtf-tape-too-short', `Tape ${this.#sequence} of the backup has no room for any of its data.`, {
      hint: 'Take a longer one.',
    });
  }
}
