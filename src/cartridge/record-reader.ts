/**
 * Reads objects by what the index says of them, and believes the file only where both agree: the length before and after the data, and the
 * data's CRC32C. Whatever differs is a `damaged` object with the reason, never other data.
 */
import { crc32c } from '../foundation/crc32c.ts';
import { nextTurn } from '../foundation/next-turn.ts';
import { giveBackAll, shareAll } from '../foundation/slab.ts';
import { decodeEnvelope } from './envelope.ts';
import { ObjectKind, type RecordIndex, type Run, spanOf } from './record-index.ts';
import { blockWord, decodeWord, filemarkWord, hex, RecordClass, readWord, setmarkWord, wordBytes } from './simh.ts';
import type { StoreFile } from './store.ts';
import type { MediumObject } from './volume.ts';

/**
 * What is wrong with an object: the file ends in it, zeros or other lengths stand where its own should, its data is not its own, or it was
 * no good when it was indexed.
 */
export type DamageKind = 'cut-off' | 'wiped' | 'framing' | 'checksum' | 'recorded';

/** An object as it was found, and for a damaged one what kind of damage. */
export interface FoundObject {
  readonly object: MediumObject;
  readonly damage?: DamageKind;
}

/** So much is inspected in one go: a host's commands come between. */
const sliceBytes = 128 * 1024;
/** So many objects at most come from one read: a tape of filemarks alone must not be read whole. */
const maximumObjects = 4096;

/**
 * The objects from `at` on, as many whole ones as fit into `maximumBytes` of data and lie together in the file, at least one; none at end of data.
 * Their data are views on memory that `room` gives; what lies between them is given back.
 * @throws StoreError
 */
export async function readObjects(
  file: StoreFile,
  index: RecordIndex,
  at: number,
  maximumBytes: number,
  room: (length: number) => Uint8Array = unfilled,
): Promise<FoundObject[]> {
  const { count, spanBytes } = extent(index, at, maximumBytes);
  if (count === 0) return [];
  const start = index.offsetOf(at);
  const bytes = room(spanBytes);
  let read = 0;
  try {
    read = await file.read(bytes, start);
  } catch (error) {
    giveBackAll([bytes]);
    throw error;
  }
  const found = bytes.subarray(0, read);
  const objects: FoundObject[] = [];
  let offset = 0;
  let inspectedBytes = 0;
  for (const run of index.runsFrom(at)) {
    const span = spanOfOne(run);
    const end = Math.min(run.firstObject + run.count, at + count);
    for (let object = Math.max(run.firstObject, at); object < end; object++, offset += span) {
      const one = inspect(found.subarray(offset, offset + span), run, run.checksummed ? index.checksum(object) : undefined);
      if (one.object.kind === 'block') shareAll([one.object.data]);
      objects.push(one);
      inspectedBytes += span;
      if (inspectedBytes < sliceBytes) continue;
      inspectedBytes = 0;
      await nextTurn();
    }
    if (end === at + count) break;
  }
  giveBackAll([bytes]);
  return objects;
}

const unfilled = (length: number): Uint8Array => new Uint8Array(Buffer.allocUnsafeSlow(length).buffer);

/** What one read from `at` on covers: so many objects, their bytes in the file, and the data among these. */
export function extent(
  index: RecordIndex,
  at: number,
  maximumBytes: number,
): { readonly count: number; readonly spanBytes: number; readonly dataBytes: number } {
  let count = 0;
  let spanBytes = 0;
  let dataBytes = 0;
  const start = index.offsetOf(at);
  for (const run of index.runsFrom(at)) {
    const first = Math.max(run.firstObject, at);
    if (count > 0 && index.offsetOf(first) !== start + spanBytes) break;
    const there = run.firstObject + run.count - first;
    const room = run.recordLength === 0 ? there : Math.floor((maximumBytes - dataBytes) / run.recordLength);
    const taken = Math.min(there, maximumObjects - count, Math.max(room, count === 0 ? 1 : 0));
    count += taken;
    dataBytes += taken * run.recordLength;
    spanBytes += taken * spanOfOne(run);
    if (taken < there) break;
  }
  return { count, spanBytes, dataBytes };
}

const spanOfOne = ({ kind, recordLength, envelopeLength }: Run): number => spanOf(kind, recordLength + envelopeLength);

/** Compares an object's bytes with what the index says of it. */
function inspect(bytes: Uint8Array, run: Run, checksum: number | undefined): FoundObject {
  const { kind, recordLength, envelopeLength } = run;
  if (kind === ObjectKind.lost) return damaged('recorded', 'from here on the tape file does not make sense');
  if (kind === ObjectKind.marker) return damaged('recorded', 'a private marker of another program');
  if (bytes.length < wordBytes) return cutOff;
  const first = readWord(bytes, 0);
  if (kind === ObjectKind.filemark) {
    if (first !== filemarkWord) return damaged('framing', `${hex(first)} stands where a filemark was written`);
    return { object: { kind: 'filemark' } };
  }
  if (kind === ObjectKind.setmark) {
    if (first !== setmarkWord) return damaged('framing', `${hex(first)} stands where a setmark was written`);
    return { object: { kind: 'setmark' } };
  }
  if (kind === ObjectKind.damaged) return damaged('recorded', whyUnreadable(first));
  const storedLength = recordLength + envelopeLength;
  const word = blockWord(storedLength, envelopeLength > 0);
  const wrongLength = (found: number): FoundObject =>
    damaged('framing', `${hex(found)} stands where the length of a record of ${storedLength} bytes was written`);
  if (first === 0) return damaged('wiped', `zeros stand where a record of ${storedLength} bytes was written`);
  if (first !== word) return wrongLength(first);
  const span = spanOfOne(run);
  if (bytes.length < span) return cutOff;
  const trailer = readWord(bytes, span - wordBytes);
  if (trailer !== word) return wrongLength(trailer);
  const stored = bytes.subarray(wordBytes, wordBytes + storedLength);
  if (checksum !== undefined && crc32c(stored) !== checksum) return damaged('checksum', 'its data does not match its checksum');
  if (envelopeLength === 0) return { object: { kind: 'block', data: stored } };
  // A copy: it is looked at when the memory it came in may be used again.
  const decoded = decodeEnvelope(stored.slice(0, envelopeLength));
  if (decoded?.lengthBytes !== envelopeLength) return damaged('checksum', 'its envelope does not make sense');
  return { object: { kind: 'block', data: stored.subarray(envelopeLength), envelope: decoded.envelope } };
}

function whyUnreadable(first: number): string {
  const word = decodeWord(first);
  if (word.is !== 'record') return 'it was no good data when the tape was indexed';
  if (word.class === RecordClass.bad) return 'it is marked as unreadable in the tape file';
  return word.length === 0 ? 'it is a record without data' : `it is a record of the private class ${word.class.toString(16).toUpperCase()}`;
}

const damaged = (damage: DamageKind, reason: string): FoundObject => ({ object: { kind: 'damaged', reason }, damage });
const cutOff = damaged('cut-off', 'the tape file ends before its end');
