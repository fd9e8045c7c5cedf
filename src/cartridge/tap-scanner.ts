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
const windowBytes = 1024 * 1024;

/**
 * Walks from `from` to `sizeBytes`, calling `visit` for each object. With `checksums` every block's data is read and summed up.
 * @throws StoreError
 */
export async function scanTap(
  file: StoreFile,
  options: { readonly from: number; readonly sizeBytes: number; readonly checksums: boolean },
  visit: (object: ScannedObject) => void,
): Promise<ScanEnd> {
  const { from, sizeBytes, checksums } = options;
  let window: Uint8Array = new Uint8Array(Math.min(windowBytes, Math.max(0, sizeBytes - from)));
  let windowStart = from;
  let windowEnd = from;
  let at = from;

  /** Makes the window hold the `span` bytes at `offset`, which the file has. */
  const reach = async (offset: number, span: number): Promise<void> => {
    if (span > window.length) window = new Uint8Array(span);
    windowStart = offset;
    windowEnd = offset + (await file.read(window.subarray(0, Math.min(window.length, sizeBytes - offset)), offset));
  };
  const torn = (why: string): ScanEnd => ({ at: 'torn', offset: at, why });
  const malformed = (why: string): ScanEnd => ({ at: 'malformed', offset: at, why });

  while (at < sizeBytes) {
    if (sizeBytes - at < wordBytes) return torn(`${plural(sizeBytes - at, 'byte')} at the end of the file, too few for a record or a mark`);
    if (at + wordBytes > windowEnd) await reach(at, wordBytes);
    const first = readWord(window, at - windowStart);
    const word = decodeWord(first);
    if (word.is === 'end-of-medium') return { at: 'end-of-medium', offset: at, why: '' };
    if (word.is === 'malformed') return malformed(word.why);
    if (word.is === 'gap') {
      at += word.spanBytes;
    } else if (word.is !== 'record') {
      visit({ kind: ObjectKind[word.is], offset: at, recordLength: 0, ...unenveloped, checksum: undefined });
      at += wordBytes;
    } else {
      const span = recordSpan(word.length);
      const length = plural(word.length, 'byte');
      if (at + span > sizeBytes) {
        // Records of the other classes are rare enough for such a word to be no length at all.
        const end = word.class === RecordClass.good ? torn : malformed;
        return end(`a record of ${length}, and the file ends ${plural(sizeBytes - at, 'byte')} after its beginning`);
      }
      if (at + span > windowEnd) await reach(at, span);
      const data = at - windowStart + wordBytes;
      const trailer = readWord(window, at - windowStart + span - wordBytes);
      if (trailer !== first) {
        const unpadded = (word.length & 1) === 1 && readWord(window, data + word.length) === first;
        return malformed(
          unpadded
            ? `a record of ${length} that is not padded to an even length: this is the E11 format, not SIMH`
            : `a record of ${length} whose length after the data is ${hex(trailer)} instead of ${hex(first)}`,
        );
      }
      // Class E speaks to people about the tape; there is nothing of it on the tape itself.
      if (word.class !== RecordClass.description) {
        const stored = window.subarray(data, data + word.length);
        const record = recordOf(word.class, stored);
        visit({ ...record, offset: at, checksum: record.kind === ObjectKind.block && checksums ? crc32c(stored) : undefined });
      }
      at += span;
    }
  }
  return { at: 'end-of-file', offset: at, why: '' };
}

/** What a record is by its class and what is stored in it: a block, in an envelope or not, or no good data. */
function recordOf(recordClass: number, stored: Uint8Array): Omit<ScannedObject, 'offset' | 'checksum'> {
  const decoded = recordClass === RecordClass.enveloped ? decodeEnvelope(stored) : undefined;
  const envelopeLength = decoded?.lengthBytes ?? 0;
  const recordLength = stored.length - envelopeLength;
  const isGood = recordClass === RecordClass.good || decoded !== undefined;
  if (!isGood || recordLength === 0 || recordLength > maximumRecordLength)
    return { kind: ObjectKind.damaged, recordLength: stored.length, ...unenveloped };
  return { kind: ObjectKind.block, recordLength, envelopeLength, enciphered: decoded?.envelope.encryption !== undefined };
}

const plural = (count: number, noun: string): string => `${count} ${noun}${count === 1 ? '' : 's'}`;
