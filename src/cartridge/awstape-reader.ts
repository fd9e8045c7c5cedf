/**
 * Reads an AWSTAPE or HET file from its beginning to its end, some blocks at a time, so that its size does not matter. Lengths are believed only
 * where header and file agree; the first byte that is wrong ends the reading, behind everything that stands before it.
 */
import { promisify } from 'node:util';
import { inflate } from 'node:zlib';
import { ByteList } from '../foundation/byte-list.ts';
import { type ChunkHeader, type Compression, decodeHeader, HeaderOffset, headerBytes } from './awstape.ts';
import { maximumRecordLength } from './simh.ts';
import type { StoreFile } from './store.ts';
import { ImageFault } from './walked-image.ts';

/** The data of a block are views that hold until the next objects are asked for. */
export type ImageObject = { readonly kind: 'block'; readonly data: ByteList; readonly compressed: boolean } | { readonly kind: 'filemark' };

/** An object as it lies in the file, and where what follows begins. */
interface StoredObject {
  readonly offset: number;
  readonly chunks: readonly Uint8Array[];
  /** Undefined for a tape mark. */
  readonly compression: Compression | undefined;
  readonly end: number;
  readonly lastLength: number;
}

const windowBytes = 1024 * 1024;
/** So many objects at once: each that is unpacked may become as long as a block can be. */
const objectsAtOnce = 16;

/** @throws ImageFault, StoreError */
export async function* readAwstape(file: StoreFile): AsyncGenerator<readonly ImageObject[], void, undefined> {
  const sizeBytes = await file.size();
  let window = new Uint8Array(Math.min(windowBytes, sizeBytes));
  let previousLength = 0;
  for (let at = 0; at < sizeBytes; ) {
    const wanted = Math.min(window.length, sizeBytes - at);
    const bytes = window.subarray(0, await file.read(window.subarray(0, wanted), at));
    if (bytes.length < wanted) throw new ImageFault(at + bytes.length, 'the file has become shorter while it was read');
    const stored: StoredObject[] = [];
    let next: StoredObject | ImageFault | 'more' = 'more';
    for (let position = 0; position < bytes.length; position = next.end - at) {
      next = storedObject(bytes, position, { windowOffset: at, sizeBytes, previousLength });
      if (next === 'more' || next instanceof ImageFault) break;
      stored.push(next);
      previousLength = next.lastLength;
    }
    for (let first = 0; first < stored.length; first += objectsAtOnce) {
      const objects = await Promise.all(stored.slice(first, first + objectsAtOnce).map(unpacked));
      const faulty = objects.findIndex((object) => object instanceof ImageFault);
      yield objects.slice(0, faulty === -1 ? undefined : faulty) as ImageObject[];
      if (faulty !== -1) throw objects[faulty];
    }
    if (next instanceof ImageFault) throw next;
    if (stored.length === 0) window = new Uint8Array(Math.min(2 * window.length, sizeBytes - at));
    at = stored.at(-1)?.end ?? at;
  }
}

/** The object at `start` of the window; `more`: it goes on behind the window. */
function storedObject(
  bytes: Uint8Array,
  start: number,
  file: { readonly windowOffset: number; readonly sizeBytes: number; readonly previousLength: number },
): StoredObject | ImageFault | 'more' {
  const chunks: Uint8Array[] = [];
  let first: ChunkHeader | undefined;
  let { previousLength } = file;
  let storedLength = 0;
  for (let position = start; ; ) {
    const offset = file.windowOffset + position;
    const left = file.sizeBytes - offset;
    if (left < headerBytes)
      return first !== undefined && left === 0
        ? new ImageFault(offset, 'the file ends within a block')
        : new ImageFault(offset, `${plural(left, 'byte')} at the end of the file, too few for the header of a chunk`);
    if (position + headerBytes > bytes.length) return 'more';
    const header = decodeHeader(bytes, position);
    const fault = faultIn(header, offset, first, previousLength);
    if (fault !== undefined) return fault;
    const { length, isTapeMark, endsBlock, compression } = header;
    const data = position + headerBytes;
    const end = file.windowOffset + data + length;
    if (isTapeMark) return { offset, chunks, compression: undefined, end, lastLength: 0 };
    storedLength += length;
    if (storedLength > maximumRecordLength) return new ImageFault(offset, tooLong);
    if (end > file.sizeBytes)
      return new ImageFault(offset, `a chunk of ${plural(length, 'byte')}, and the file ends ${plural(left, 'byte')} after its beginning`);
    if (data + length > bytes.length) return 'more';
    chunks.push(bytes.subarray(data, data + length));
    first ??= header;
    if (endsBlock) return { offset: file.windowOffset + start, chunks, compression, end, lastLength: length };
    previousLength = length;
    position = data + length;
  }
}

/** What is wrong with a chunk by its header; `first` is that of the block which it goes on with. */
function faultIn(header: ChunkHeader, offset: number, first: ChunkHeader | undefined, previousLength: number): ImageFault | undefined {
  const { length, isTapeMark, beginsBlock, compression, unknownFlagAt } = header;
  const fault = (at: number, why: string): ImageFault => new ImageFault(offset + at, why);
  // Images that were put together from several begin anew in the middle.
  if (header.previousLength !== previousLength && header.previousLength !== 0)
    return fault(
      HeaderOffset.previousLength,
      `the chunk before it is said to have ${plural(header.previousLength, 'byte')}, and has ${previousLength}`,
    );
  if (unknownFlagAt !== undefined) return fault(unknownFlagAt, 'a flag that the format does not have');
  if (isTapeMark) {
    if (first !== undefined) return fault(HeaderOffset.flags, 'a tape mark within a block');
    return length === 0 ? undefined : fault(0, `a tape mark of ${plural(length, 'byte')}`);
  }
  if (beginsBlock !== (first === undefined))
    return fault(HeaderOffset.flags, beginsBlock ? 'a block begins within another one' : 'a chunk that goes on with no block');
  if (length === 0) return fault(0, 'a chunk without data');
  if (compression === 'contradictory') return fault(HeaderOffset.flags, 'a chunk that is compressed in two ways');
  if (first !== undefined && first.compression !== compression)
    return fault(HeaderOffset.flags, 'a chunk that is compressed in another way than the one before it');
  if (compression === 'bzip2')
    return new ImageFault(offset + HeaderOffset.flags, 'a block that is compressed with bzip2, which nobody here unpacks', {
      kind: 'unsupported',
      hint: 'write the image anew with zlib, or without compression.',
    });
  return undefined;
}

async function unpacked({ offset, chunks, compression }: StoredObject): Promise<ImageObject | ImageFault> {
  if (compression === undefined) return { kind: 'filemark' };
  if (compression !== 'zlib') return { kind: 'block', data: ByteList.from(chunks), compressed: false };
  try {
    const data = await inflated(chunks.length === 1 ? chunks[0]! : Buffer.concat(chunks), { maxOutputLength: maximumRecordLength });
    if (data.length === 0) return new ImageFault(offset, 'a compressed block without data');
    return { kind: 'block', data: ByteList.of(data), compressed: true };
  } catch (error) {
    const { code, message } = error as NodeJS.ErrnoException;
    return new ImageFault(offset, code === 'ERR_BUFFER_TOO_LARGE' ? tooLong : `a compressed block that does not unpack (${message})`);
  }
}

const inflated = promisify<Uint8Array, { maxOutputLength: number }, Buffer>(inflate);
const tooLong = `a block of more than ${maximumRecordLength} bytes`;
const plural = (count: number, noun: string): string => `${count} ${noun}${count === 1 ? '' : 's'}`;
