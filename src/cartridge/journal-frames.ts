/**
 * The index on disk, `partition-N.idx`: a journal of frames, each of them written once and never changed. Little-endian, like the `.tap`:
 *
 *     0  magic "TLIX"                    8  payload length
 *     4  version (2)                    12  payload
 *     5  type                               CRC32C of bytes 4 to the end of the payload
 *     6  reserved
 *
 * `records` says what was appended, `truncate` what was given up, `synchronised` that the `.tap` is durable up to there. Their payloads:
 *
 *     records  0  number of runs        then for each run, 28 bytes                            then for each object of the checksummed
 *                                        0  offset in the `.tap`   20  kind                    runs, in order: its CRC32C
 *                                        8  count                  21  1 if checksummed, 2 if enciphered
 *                                       16  length of the data     22  length of the envelope
 *                                                                  24  footprint (version 2)
 *     others   0  number of objects      8  length of the `.tap`
 *
 * A frame of version 1 has runs of 24 bytes, whose blocks take of the capacity what they are long.
 */
import { crc32c } from '../foundation/crc32c.ts';
import { flagsOf, ObjectKind, plainFootprint, type RecordIndex, type Run, shapeOf } from './record-index.ts';
import { readWord, wordBytes, writeWord } from './simh.ts';

export const FrameType = { records: 1, synchronised: 2, truncate: 3 } as const;
export type FrameType = (typeof FrameType)[keyof typeof FrameType];

const magic = 0x5849_4c54;
const version = 2;
const headBytes = 12;
const tailBytes = 4;
export const runBytes = 28;
const runBytesOfVersion: Readonly<Record<number, number>> = { 1: 24, [version]: runBytes };
const lastKind = Math.max(...Object.values(ObjectKind));
/** Objects and runs of one frame stay below these, so that a frame fits in memory and a length beyond is no frame. */
const maximumFrameObjects = 65_536;
const maximumPayloadBytes = 16 + maximumFrameObjects * (runBytes + 4);

/** A run by itself: its objects follow those of the run before it. */
export type AppendedRun = Omit<Run, 'firstObject'>;

/** Objects appended together: the runs, and the CRC32C of each object of the checksummed ones, in order. */
export interface RecordsFrame {
  readonly type: typeof FrameType.records;
  readonly runs: readonly AppendedRun[];
  readonly checksums: Uint32Array;
}
/** A frame that speaks of a number of objects, and of the length of the `.tap` then. */
export interface MarkFrame {
  readonly type: Exclude<FrameType, typeof FrameType.records>;
  readonly objects: number;
  readonly tapLength: number;
}
export type Frame = RecordsFrame | MarkFrame;

export function encodeMark(type: MarkFrame['type'], objects: number, tapLength: number): Uint8Array {
  const frame = begin(type, 16);
  writeLong(frame, headBytes, objects);
  writeLong(frame, headBytes + 8, tapLength);
  return finish(frame);
}

export function encodeRecords(runs: readonly AppendedRun[], checksums: ArrayLike<number>): Uint8Array {
  const frame = begin(FrameType.records, 4 + runs.length * runBytes + checksums.length * 4);
  writeWord(frame, headBytes, runs.length);
  let at = headBytes + 4;
  for (const run of runs) {
    writeLong(frame, at, run.offset);
    writeLong(frame, at + 8, run.count);
    writeWord(frame, at + 16, run.recordLength);
    frame[at + 20] = run.kind;
    frame[at + 21] = flagsOf(run);
    frame[at + 22] = run.envelopeLength;
    frame[at + 23] = run.envelopeLength >>> 8;
    writeWord(frame, at + 24, run.footprintLength);
    at += runBytes;
  }
  for (let index = 0; index < checksums.length; index++, at += 4) writeWord(frame, at, checksums[index]!);
  return finish(frame);
}

/** The objects of `index` from `from` on as frames of bounded size. */
export function* encodeIndex(index: RecordIndex, from = 0): Generator<Uint8Array> {
  let runs: AppendedRun[] = [];
  let checksums: number[] = [];
  let objects = 0;
  for (const run of index.runsFrom(from)) {
    let firstObject = Math.max(run.firstObject, from);
    const end = run.firstObject + run.count;
    while (firstObject < end) {
      const count = Math.min(end - firstObject, run.checksummed ? maximumFrameObjects - objects : Number.POSITIVE_INFINITY);
      runs.push({ ...run, count, offset: index.offsetOf(firstObject) });
      if (run.checksummed) for (let object = firstObject; object < firstObject + count; object++) checksums.push(index.checksum(object));
      objects += run.checksummed ? count : 1;
      firstObject += count;
      if (objects >= maximumFrameObjects) {
        yield encodeRecords(runs, checksums);
        runs = [];
        checksums = [];
        objects = 0;
      }
    }
  }
  if (runs.length > 0) yield encodeRecords(runs, checksums);
}

/** What stands at `at`: a frame and its size, `short` if it may need more bytes, or `invalid`. */
export function decodeFrame(bytes: Uint8Array, at = 0): { readonly frame: Frame; readonly sizeBytes: number } | 'short' | 'invalid' {
  if (bytes.length < at + headBytes) return 'short';
  const payloadBytes = readWord(bytes, at + 8);
  const itsRunBytes = runBytesOfVersion[bytes[at + 4]!];
  if (readWord(bytes, at) !== magic || itsRunBytes === undefined || payloadBytes > maximumPayloadBytes) return 'invalid';
  const begin = at + headBytes;
  const end = begin + payloadBytes;
  if (bytes.length < end + tailBytes) return 'short';
  if (readWord(bytes, end) !== crc32c(bytes.subarray(at + 4, end))) return 'invalid';
  const sizeBytes = headBytes + payloadBytes + tailBytes;
  const type = bytes[at + 5] as FrameType;
  if (type === FrameType.records) {
    const frame = decodeRecords(bytes, begin, end, itsRunBytes);
    return frame === undefined ? 'invalid' : { frame, sizeBytes };
  }
  if (type < FrameType.records || type > FrameType.truncate || payloadBytes !== 16) return 'invalid';
  return { frame: { type, objects: readLong(bytes, begin), tapLength: readLong(bytes, begin + 8) }, sizeBytes };
}

function decodeRecords(bytes: Uint8Array, begin: number, end: number, itsRunBytes: number): RecordsFrame | undefined {
  if (end - begin < 4) return undefined;
  const runs: AppendedRun[] = [];
  let at = begin + 4;
  let checksums = 0;
  for (let left = readWord(bytes, begin); left > 0; left--, at += itsRunBytes) {
    if (at + itsRunBytes > end || bytes[at + 20]! > lastKind) return undefined;
    const kind = bytes[at + 20] as ObjectKind;
    const recordLength = readWord(bytes, at + 16);
    const { checksummed, enciphered } = shapeOf(bytes[at + 21]!);
    const count = readLong(bytes, at + 8);
    if (checksummed) checksums += count;
    runs.push({
      offset: readLong(bytes, at),
      count,
      recordLength,
      kind,
      checksummed,
      enciphered,
      envelopeLength: bytes[at + 22]! | (bytes[at + 23]! << 8),
      footprintLength: itsRunBytes === runBytes ? readWord(bytes, at + 24) : plainFootprint(kind, recordLength),
    });
  }
  if (end !== at + checksums * 4) return undefined;
  return { type: FrameType.records, runs, checksums: wordsAt(bytes, at, checksums) };
}

/** So many words from `at` on; many of them are copied at once where the machine has its words as the file does. */
function wordsAt(bytes: Uint8Array, at: number, count: number): Uint32Array {
  const words = new Uint32Array(count);
  if (isLittleEndian && count >= copiedWords) new Uint8Array(words.buffer).set(bytes.subarray(at, at + count * wordBytes));
  else for (let index = 0; index < count; index++) words[index] = readWord(bytes, at + index * wordBytes);
  return words;
}

/** For fewer, a view of a small array's buffer costs more than a loop. */
const copiedWords = 64;
const isLittleEndian = new Uint8Array(Uint16Array.of(1).buffer)[0] === 1;

/** Where the next place is, from `from` on, at which a frame could begin. */
export function nextMagic(bytes: Uint8Array, from: number): number | undefined {
  for (let at = bytes.indexOf(magic & 0xff, from); at !== -1 && at + 4 <= bytes.length; at = bytes.indexOf(magic & 0xff, at + 1)) {
    if (readWord(bytes, at) === magic) return at;
  }
  return undefined;
}

function begin(type: FrameType, payloadBytes: number): Uint8Array {
  const frame = new Uint8Array(headBytes + payloadBytes + tailBytes);
  writeWord(frame, 0, magic);
  frame[4] = version;
  frame[5] = type;
  writeWord(frame, 8, payloadBytes);
  return frame;
}

function finish(frame: Uint8Array): Uint8Array {
  const end = frame.length - tailBytes;
  writeWord(frame, end, crc32c(frame.subarray(4, end)));
  return frame;
}

/** 64 bits, of which a number holds 53: more than any file has. */
function writeLong(bytes: Uint8Array, at: number, value: number): void {
  writeWord(bytes, at, value % 0x1_0000_0000);
  writeWord(bytes, at + 4, Math.floor(value / 0x1_0000_0000));
}

const readLong = (bytes: Uint8Array, at: number): number => readWord(bytes, at) + readWord(bytes, at + 4) * 0x1_0000_0000;
