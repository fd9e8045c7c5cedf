/**
 * The pieces that a data set is made of, and how each goes on when its tape ends (MTF 1.00a, "End Of Medium processing"): before whatever is cut stand
 * again, marked as continuations, the blocks that say what it belongs to. Of a file whose data are cut, the rest begins with a format logical block; of one
 * whose data are all there, nothing is repeated.
 */
import { BlockAttribute } from './descriptor-block.ts';
import type { MediaFamily } from './media-family.ts';
import type { SetObject } from './set-objects.ts';
import type { Piece, Position, Resumption } from './spanning-writer.ts';
import {
  encodeStreamHeader,
  STREAM_ALIGNMENT,
  STREAM_HEADER_BYTES,
  StreamChecksum,
  StreamId,
  StreamMediaAttribute,
} from './stream-header.ts';
import { bytesTo, joined, padding, wholeStream } from './stream-pieces.ts';

/** Called with a block as it stands on the tape. */
export type BlockSettled = (block: Uint8Array, at: Position) => void;

export const blockPiece = (object: SetObject, attributes: number, resume: Piece['resume'], settled?: BlockSettled): Piece => {
  const encoded = ({ formatLogicalAddress, physicalBlockAddress }: Position): Uint8Array =>
    object.encode({ attributes, formatLogicalAddress, physicalBlockAddress });
  return { render: encoded, resume, settled: (at) => settled?.(encoded(at), at) };
};

export const paddingPiece = (boundary: number, resume: Piece['resume']): Piece => ({
  render: ({ offset }) => padding(offset, boundary),
  resume,
});

/** What is repeated is never cut: the writer gives up before it repeats what repeats. */
export const notResumed = (): Resumption => ({ before: [], rest: [] });

/** Makes the pieces of one set. */
export class SetPieces {
  readonly #family: MediaFamily;
  readonly #settled: BlockSettled;

  constructor(family: MediaFamily, settled: BlockSettled) {
    this.#family = family;
    this.#settled = settled;
  }

  /** These blocks once more, each with its padding. */
  repeated(objects: readonly SetObject[], attributes: number = BlockAttribute.continuation): Piece[] {
    return objects.flatMap((object) => [
      blockPiece(object, attributes, notResumed, this.#settled),
      paddingPiece(this.#family.formatLogicalBlockBytes, notResumed),
    ]);
  }

  /** A block in the midst of `context`: the blocks that say what it belongs to. */
  block(object: SetObject, context: readonly SetObject[], attributes = 0): Piece {
    const piece: Piece = blockPiece(
      object,
      attributes,
      (written) => ({
        before: this.repeated(context),
        // Its own name, in the stream behind it, is cut: so the block is there twice.
        rest: [written === 0 ? piece : this.block(object, context, BlockAttribute.continuation)],
      }),
      this.#settled,
    );
    return piece;
  }

  /** The padding behind a block and its streams, all of which is on the tape then. */
  padding(context: readonly SetObject[]): Piece {
    return paddingPiece(this.#family.formatLogicalBlockBytes, () => ({ before: this.repeated(context), rest: [] }));
  }

  /** The data of the file that is the last of `context`. */
  fileData(bytes: number, context: readonly SetObject[]): FileDataPieces {
    const file = context.at(-1)!;
    return new FileDataPieces(this.#family, bytes, () => [
      ...this.repeated(context.slice(0, -1)),
      blockPiece(file, BlockAttribute.continuation, notResumed),
    ]);
  }
}

/** The standard stream of a file, and the checksum behind it, which is that of the whole stream, on however many tapes. */
export class FileDataPieces {
  readonly #family: MediaFamily;
  readonly #bytes: number;
  readonly #repeated: () => Piece[];
  readonly #checksum = new StreamChecksum();
  #at = 0;

  constructor(family: MediaFamily, bytes: number, repeated: () => Piece[]) {
    this.#family = family;
    this.#bytes = bytes;
    this.#repeated = repeated;
  }

  /** How many bytes have been made pieces of. */
  get length(): number {
    return this.#at;
  }

  start(): Piece {
    const piece: Piece = {
      render: ({ offset }) => joined([new Uint8Array(bytesTo(STREAM_ALIGNMENT, offset)), this.#header(this.#bytes)]),
      // Half a header is none: the stream begins on the next tape.
      resume: () => ({ before: this.#repeated(), rest: [piece] }),
    };
    return piece;
  }

  /** What comes next of the data. */
  data(bytes: Uint8Array): Piece {
    const at = this.#at;
    this.#at += bytes.length;
    this.#checksum.add(bytes);
    return this.#dataAt(at, bytes);
  }

  checksum(): Piece {
    const piece: Piece = {
      render: ({ offset }) => wholeStream(offset, this.#checksum.bytes, { id: StreamId.checksum }),
      resume: () => ({ before: this.#repeated(), rest: [piece] }),
    };
    return piece;
  }

  #dataAt(at: number, bytes: Uint8Array): Piece {
    const piece: Piece = {
      render: () => bytes,
      resume: (written) => ({
        before: this.#continued(at + written),
        rest: [written === 0 ? piece : this.#dataAt(at + written, bytes.subarray(written))],
      }),
    };
    return piece;
  }

  /** The block again, and the header of the stream's rest, whose data begin with a format logical block. */
  #continued(from: number): Piece[] {
    return [...this.#repeated(), continuedHeader(this.#family, this.#header(this.#bytes - from, StreamMediaAttribute.continued))];
  }

  #header(length: number, attributes = 0): Uint8Array {
    return encodeStreamHeader({
      id: StreamId.standard,
      mediaAttributes: StreamMediaAttribute.checksummed | attributes,
      length: BigInt(length),
    });
  }
}

/** A header, and zeros to the format logical block in which the rest of its stream begins. */
export const continuedHeader = (family: MediaFamily, header: Uint8Array): Piece => ({
  render: ({ offset }) => {
    const begin = offset + bytesTo(STREAM_ALIGNMENT, offset);
    const zeros = bytesTo(family.formatLogicalBlockBytes, begin + STREAM_HEADER_BYTES);
    return joined([new Uint8Array(begin - offset), header, new Uint8Array(zeros)]);
  },
  resume: notResumed,
});
