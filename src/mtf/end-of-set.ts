/**
 * The end of a data set (MTF 1.00a, "data sets" and "type 1 MBC"): its last physical block is filled, and behind a filemark stands an ESET; with a media
 * based catalog behind it the file/directory detail, the set map and a second ESET, each beginning with a physical block; a filemark ends it.
 *
 * When the tape ends here, the next one tells that all data are on those before: SSET marked as continuation and with the end of the set, a filemark, and
 * ESET once more where it was written. The detail may go on from tape to tape. The set map and the ESET behind it stand together on the last one, whole.
 */
import { BlockAttribute } from './descriptor-block.ts';
import type { MediaFamily } from './media-family.ts';
import { END_OF_DETAIL_BYTES, endOfDetail, type SetCatalog, type SetTotals, setMap } from './set-catalog.ts';
import type { CatalogAddresses, SetObject, SetObjects } from './set-objects.ts';
import { blockPiece, continuedHeader, notResumed, paddingPiece, type SetPieces } from './set-pieces.ts';
import { filemark, type Piece, type SpanningWriter } from './spanning-writer.ts';
import { encodeStreamHeader, STREAM_HEADER_BYTES, StreamId, StreamMediaAttribute } from './stream-header.ts';
import { bytesTo, joined, padded, padding, wholeStream } from './stream-pieces.ts';

/** In how long pieces the detail goes to the tape. */
const PIECE_BYTES = 65_536;

const CONTINUED = BlockAttribute.continuation | BlockAttribute.endOfSetAtEndOfMedium;

export interface EndOfSetOptions {
  readonly writer: SpanningWriter;
  readonly family: MediaFamily;
  readonly objects: SetObjects;
  readonly pieces: SetPieces;
  readonly start: SetObject;
  readonly catalog: SetCatalog;
  readonly totals: SetTotals;
  /** Of the sets before, for the set map. */
  readonly earlierEntries: readonly Uint8Array[];
}

/** Writes it. The answer is the set map's entries, for the next set of the family. */
export async function writeEndOfSet(options: EndOfSetOptions): Promise<readonly Uint8Array[]> {
  const end = new EndOfSet(options);
  await end.write();
  return end.setMapEntries;
}

class EndOfSet {
  readonly #options: EndOfSetOptions;
  readonly #pad: SetObject;
  readonly #block: ReturnType<SetObjects['endOfSet']>;
  readonly #boundary: number;
  setMapEntries: readonly Uint8Array[];
  #detail: CatalogAddresses['detail'];

  constructor(options: EndOfSetOptions) {
    this.#options = options;
    this.#pad = options.objects.endOfSetPad();
    this.#block = options.objects.endOfSet();
    this.#boundary = options.family.physicalBlockBytes;
    this.setMapEntries = options.earlierEntries;
  }

  async write(): Promise<void> {
    const { writer, family } = this.#options;
    await writer.place(this.#lastPadding());
    await writer.place(this.#filemark());
    if (family.catalog !== 'none') {
      await writer.place(this.#first());
      if (family.catalog === 'detail') for (const piece of this.#detailPieces()) await writer.place(piece);
    }
    await writer.place(this.#closing());
    await writer.place({ ...filemark(notResumed), dispensable: true });
  }

  /** What a tape begins with on which only the end of the set is. */
  #startAgain(): Piece[] {
    return [
      blockPiece(this.#options.start, CONTINUED, notResumed, (block, at) => this.#options.catalog.add(block, at)),
      paddingPiece(this.#boundary, notResumed),
    ];
  }

  #endAgain(): Piece[] {
    return [...this.#startAgain(), filemark(notResumed), { ...this.#first(CONTINUED), resume: notResumed }];
  }

  /** ESPB with its padding, unless the physical block is full without. */
  #lastPadding(): Piece {
    return {
      render: ({ offset, ...at }) => {
        if (offset === 0) return new Uint8Array(0);
        const block = this.#pad.encode({ ...at, attributes: 0 });
        return joined([block, padding(offset + block.length, this.#boundary)]);
      },
      resume: () => ({ before: this.#startAgain(), rest: [] }),
    };
  }

  #filemark(): Piece {
    const piece: Piece = filemark(() => ({ before: this.#startAgain(), rest: [piece] }));
    return piece;
  }

  /** The first of two ESETs. Its streams begin with the next physical block. */
  #first(attributes = 0): Piece {
    const piece: Piece = {
      render: () => {
        const bytes = new Uint8Array(this.#boundary);
        bytes.set(this.#block({ attributes, offsetToFirstEvent: this.#boundary }, this.#options.totals.corruptFiles));
        return bytes;
      },
      resume: () => ({ before: [...this.#startAgain(), filemark(notResumed)], rest: [piece] }),
    };
    return piece;
  }

  /** The file/directory detail: a header, the entries, and what fills the physical block. */
  #detailPieces(): Piece[] {
    const entries = this.#options.catalog.detail;
    const ended = (offset: number): number => END_OF_DETAIL_BYTES + bytesTo(this.#boundary, offset + END_OF_DETAIL_BYTES);
    const header = (offset: number, left: number, mediaAttributes = 0): Uint8Array =>
      encodeStreamHeader({ id: StreamId.fileDirectoryDetail, mediaAttributes, length: BigInt(left + ended(offset + left)) });
    const { family } = this.#options;
    const continued = (from: number): Piece[] => [
      ...this.#endAgain(),
      // Behind the ESET it begins with a physical block, and its data with the next logical one.
      continuedHeader(family, header(family.formatLogicalBlockBytes, entries.length - from, StreamMediaAttribute.continued)),
    ];
    const dataAt = (from: number, to: number): Piece => {
      const piece: Piece = {
        render: () => entries.subarray(from, to),
        resume: (written) => ({ before: continued(from + written), rest: [written === 0 ? piece : dataAt(from + written, to)] }),
      };
      return piece;
    };
    const start: Piece = {
      render: ({ offset }) => header(offset + STREAM_HEADER_BYTES, entries.length),
      placed: ({ medium, physicalBlockAddress }) => {
        this.#detail = { medium, address: physicalBlockAddress };
      },
      resume: () => ({ before: this.#endAgain(), rest: [start] }),
    };
    const data: Piece[] = [];
    for (let at = 0; at < entries.length; at += PIECE_BYTES) data.push(dataAt(at, Math.min(at + PIECE_BYTES, entries.length)));
    const last: Piece = {
      render: ({ offset }) => endOfDetail(ended(offset)),
      // Half an entry cannot go on elsewhere: then all of the detail is written again.
      resume: (written) =>
        written === 0 ? { before: continued(entries.length), rest: [last] } : { before: this.#endAgain(), rest: [start, ...data, last] },
    };
    return [start, ...data, last];
  }

  /** The set map and the ESET that tells where the catalog is; without a catalog, the ESET alone. */
  #closing(): Piece {
    const { family, writer, catalog, totals, earlierEntries } = this.#options;
    const withCatalog = family.catalog !== 'none';
    const endOfSet = (addresses: CatalogAddresses): Uint8Array =>
      padded(this.#block({ attributes: 0 }, totals.corruptFiles, addresses), this.#boundary);
    let map: Uint8Array = new Uint8Array(0);
    const piece: Piece = {
      render: (at) => {
        if (!withCatalog) return endOfSet({});
        const addresses = { detail: this.#detail, setMap: at.physicalBlockAddress };
        this.setMapEntries = [...earlierEntries, ...catalog.setMapEntries(totals, addresses)];
        const stream = wholeStream(0, setMap(family.id, this.setMapEntries), { id: StreamId.setMap });
        map = joined([stream, padding(stream.length, this.#boundary)]);
        return joined([map, endOfSet(addresses)]);
      },
      settled: ({ physicalBlockAddress }) => {
        writer.lastEndOfSet = physicalBlockAddress + map.length / this.#boundary;
      },
      resume: () => ({ before: withCatalog ? this.#endAgain() : [...this.#startAgain(), filemark(notResumed)], rest: [piece] }),
    };
    return piece;
  }
}
