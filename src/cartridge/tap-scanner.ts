/**
 * Walks a SIMH file from one object to the next, as far as its lengths lead. What is found is told object by object; what ends the walk is
 * told at the end: the end of the file, the end-of-medium marker, or the first place that makes no sense, with its byte offset and why.
 */
import { crc32c } from '../foundation/crc32c.ts';
import { decodeEnvelope } from './envelope.ts';
import { ObjectKind } from './record-index.ts';
import { decodeWord, hex, maximumRecordLength, RecordClass, readWord, recordSpan, wordBytes } from './simh.ts';
import type { StoreFile } from './store.ts';

export interface ScannedObject {
  readonly kind: ObjectKind;
  /** Where its first word stands. */
  readonly offset: number;
  /** Bytes of data; 0 for marks. */
  readonly recordLength: number;
  /** Bytes before the data; 0 unless a block has an envelope. */
  readonly envelopeLength: number;
  readonly enciphered: boolean;
  /** CRC32C of a block's data and envelope, if it was asked for. */
  readonly checksum: number | undefined;
}

/** Why a walk has ended, and where. */
export interface ScanEnd {
  /** `torn`: in a record, or in a word, that goes on behind the end of the file, as an interrupted write leaves it. */
  readonly at: 'end-of-file' | 'end-of-medium' | 'torn' | 'malformed';
  /** The end of the last object, or the place that makes no sense. */
  readonly offset: number;
  /** For `torn` and `malformed`: a sentence without subject. */
  readonly why: string;
}

/** Whether the walk came to an end that a whole file has. */
export const isWhole = ({ at }: ScanEnd): boolean => at === 'end-of-file' || at === 'end-of-medium';

const unenveloped = { envelopeLength: 0, enciphered: false };
/** Read at once: what lies across its end is read again with what follows. */
const windowBytes = 2 * 1024 * 1024;

interface ScanOptions {
  readonly from: number;
  readonly sizeBytes: number;
  readonly checksums: boolean;
}

/**
 * Walks from `from` to `sizeBytes`, calling `visit` for each object. With `checksums` every block's data is read and summed up.
 * @throws StoreError
 */
export async function scanTap(file: StoreFile, options: ScanOptions, visit: (object: ScannedObject) => void): Promise<ScanEnd> {
  let { from, sizeBytes } = options;
  let buffer = new Uint8Array(Buffer.allocUnsafeSlow(Math.min(windowBytes, Math.max(0, sizeBytes - from))).buffer);
  for (;;) {
    const wanted = Math.min(buffer.length, sizeBytes - from);
    const found = wanted > 0 ? await file.read(buffer.subarray(0, wanted), from) : 0;
    // It has become shorter since somebody asked.
    if (found < wanted) sizeBytes = from + found;
    const walked = walk(buffer.subarray(0, found), { ...options, from, sizeBytes }, visit);
    if ('at' in walked) return walked;
    from = walked.offset;
    if (walked.wantedBytes > buffer.length) buffer = new Uint8Array(walked.wantedBytes);
  }
}

/** Walks the whole objects in `window`, which begins at `from` of the file: to the end of the walk, or to where more bytes have to be read. */
function walk(
  window: Uint8Array,
  { from, sizeBytes, checksums }: ScanOptions,
  visit: (object: ScannedObject) => void,
): ScanEnd | { readonly offset: number; readonly wantedBytes: number } {
  let at = 0;
  const ended = (how: ScanEnd['at'], why = ''): ScanEnd => ({ at: how, offset: from + at, why });
  for (;;) {
    const offset = from + at;
    const left = sizeBytes - offset;
    if (left <= 0) return ended('end-of-file');
    if (left < wordBytes) return ended('torn', `${plural(left, 'byte')} at the end of the file, too few for a record or a mark`);
    if (at + wordBytes > window.length) return { offset, wantedBytes: wordBytes };
    const first = readWord(window, at);
    const word = decodeWord(first);
    if (word.is === 'record') {
      const span = recordSpan(word.length);
      if (span > left) {
        // Records of the other classes are rare enough for such a word to be no length at all.
        const how = word.class === RecordClass.good ? 'torn' : 'malformed';
        return ended(how, `a record of ${plural(word.length, 'byte')}, and the file ends ${plural(left, 'byte')} after its beginning`);
      }
      if (at + span > window.length) return { offset, wantedBytes: span };
      const trailer = readWord(window, at + span - wordBytes);
      const data = at + wordBytes;
      if (trailer !== first) return ended('malformed', whyDifferent(first, trailer, window.subarray(data, data + word.length + wordBytes)));
      // Class E speaks to people about the tape; there is nothing of it on the tape itself.
      if (word.class !== RecordClass.description) visit(recordOf(word.class, window.subarray(data, data + word.length), offset, checksums));
      at += span;
    } else if (word.is === 'gap') {
      at += word.spanBytes;
    } else if (word.is === 'end-of-medium') {
      return ended('end-of-medium');
    } else if (word.is === 'malformed') {
      return ended('malformed', word.why);
    } else {
      visit({ kind: ObjectKind[word.is], offset, recordLength: 0, ...unenveloped, checksum: undefined });
      at += wordBytes;
    }
  }
}

/** `behind`: the data, and a word's worth of what follows them. */
function whyDifferent(first: number, trailer: number, behind: Uint8Array): string {
  const length = behind.length - wordBytes;
  const unpadded = (length & 1) === 1 && readWord(behind, length) === first;
  return unpadded
    ? `a record of ${plural(length, 'byte')} that is not padded to an even length: this is the E11 format, not SIMH`
    : `a record of ${plural(length, 'byte')} whose length after the data is ${hex(trailer)} instead of ${hex(first)}`;
}

/** What a record is by its class and what is stored in it: a block, in an envelope or not, or no good data. */
function recordOf(recordClass: number, stored: Uint8Array, offset: number, checksums: boolean): ScannedObject {
  const decoded = recordClass === RecordClass.enveloped ? decodeEnvelope(stored) : undefined;
  const envelopeLength = decoded?.lengthBytes ?? 0;
  const recordLength = stored.length - envelopeLength;
  const isGood = recordClass === RecordClass.good || decoded !== undefined;
  if (!isGood || recordLength === 0 || recordLength > maximumRecordLength)
    return { kind: ObjectKind.damaged, offset, recordLength: stored.length, ...unenveloped, checksum: undefined };
  const enciphered = decoded?.envelope.encryption !== undefined;
  return { kind: ObjectKind.block, offset, recordLength, envelopeLength, enciphered, checksum: checksums ? crc32c(stored) : undefined };
}

const plural = (count: number, noun: string): string => `${count} ${noun}${count === 1 ? '' : 's'}`;
