/** The small parts that streams are laid out with (MTF 1.00a, "alignment"): zeros up to a boundary, the padding stream, and streams whose data are at hand. */
import { encodeStreamHeader, STREAM_ALIGNMENT, STREAM_HEADER_BYTES, type StreamHeader, StreamId } from './stream-header.ts';

/** How many bytes there are from `offset` to the next multiple of `boundary`. */
export const bytesTo = (boundary: number, offset: number): number => ((-offset % boundary) + boundary) % boundary;

export const joined = (parts: readonly Uint8Array[]): Uint8Array => {
  const bytes = new Uint8Array(parts.reduce((sum, { length }) => sum + length, 0));
  let at = 0;
  for (const part of parts) {
    bytes.set(part, at);
    at += part.length;
  }
  return bytes;
};

/** A stream that begins at `offset`, with the zeros that lead there. */
export const wholeStream = (offset: number, data: Uint8Array, header: Partial<StreamHeader> & Pick<StreamHeader, 'id'>): Uint8Array =>
  joined([new Uint8Array(bytesTo(STREAM_ALIGNMENT, offset)), encodeStreamHeader({ ...header, length: BigInt(data.length) }), data]);

/** The padding stream that stands at `offset` and ends with the next multiple of `boundary` at which it can. */
export const padding = (offset: number, boundary: number): Uint8Array => {
  const begin = offset + bytesTo(STREAM_ALIGNMENT, offset);
  return wholeStream(offset, new Uint8Array(bytesTo(boundary, begin + STREAM_HEADER_BYTES)), { id: StreamId.padding });
};

/** A block that stands at a boundary, and its padding to the next. */
export const padded = (block: Uint8Array, boundary: number): Uint8Array => joined([block, padding(block.length, boundary)]);
