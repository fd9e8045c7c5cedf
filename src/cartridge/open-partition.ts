/**
 * Finds out what a partition on disk holds, and brings it in order. `examinePartition` only looks, so that a check changes nothing;
 * `openPartition` does what the examination proposes.
 *
 * The index tells the positions; the tape file is walked only behind what the index covers. Whether it was left in order, and how long its files
 * were then, stands in `cartridge.json`: so an index that is older than the tape file is recognised, and a tail that another program has added is
 * told from one that a crash has left.
 *
 * - Behind the synchronised length of a partition that was not left in order, a record is kept only if the journal lists it, it is whole, and its
 *   checksum matches; the rest is cut. Nothing that was synchronised is ever cut: damage there is found when it is read.
 * - Behind a partition that was left in order, another tool has appended: its whole records count, a torn one at the end is cut, and what makes
 *   no sense at all is damage and is left as it is. Zeros are filemarks there only if something follows them.
 * - Without a usable index the tape file is walked from the beginning and left as it is: nobody knows which part of it was synchronised. A
 *   partition that discards its data has no tape file, and what was synchronised is what its journal says.
 */
import type { PartitionEvent } from './cartridge-event.ts';
import { compactJournal, isBloated, Journal, type Replay, replayJournal, rewriteJournal, type Unreadable } from './journal.ts';
import { encodeMark, FrameType, type MarkFrame } from './journal-frames.ts';
import type { FilesLeft, Partition, PartitionParts } from './partition.ts';
import { ObjectKind, RecordIndex } from './record-index.ts';
import { readObjects } from './record-reader.ts';
import { isStoreError, type Store, type StoreFile } from './store.ts';
import { StructurePartition } from './structure-partition.ts';
import { TapPartition } from './tap-partition.ts';
import { isWhole, type ScanEnd, type ScannedObject, scanTap } from './tap-scanner.ts';
import { identify } from './tape-identity.ts';

export interface PartitionFiles {
  readonly tapPath: string;
  readonly journalPath: string;
}

/** What a look at the files has shown. */
export interface Examination {
  readonly tapLength: number;
  /** The objects that opening keeps. */
  readonly index: RecordIndex;
  /** The tail that opening cuts. */
  readonly cut: { readonly bytes: number; readonly objects: number } | undefined;
  /** Why the index was made anew from the tape file. */
  readonly rebuilt: string | undefined;
  /** Objects that somebody else has appended. */
  readonly foundObjects: number;
  /** Where the walk over the tape file lost its way. */
  readonly malformed: ScanEnd | undefined;
  /** How the journal goes on; undefined: it is written anew. */
  readonly journal: Continued | undefined;
}

/** A journal that goes on behind its last frame, with what has to be added first so that it says what opening keeps. */
interface Continued {
  readonly sizeBytes: number;
  readonly frames: readonly Uint8Array[];
}

/** What `cartridge.json` says of how a partition is kept. */
export interface PartitionKeeping {
  readonly checksums: boolean;
  /** Structure alone: there is no tape file to speak of. */
  readonly discardsData: boolean;
  readonly left: FilesLeft | null;
}

/** Looks and changes nothing. @throws StoreError */
export async function examinePartition(store: Store, files: PartitionFiles, keeping: PartitionKeeping): Promise<Examination> {
  if (keeping.discardsData) return examineStructure(store, files, keeping.left);
  const tap = await store.openFile(files.tapPath, 'read');
  try {
    return await examineTap(store, tap, files, keeping);
  } finally {
    await tap.close();
  }
}

async function examineTap(store: Store, tap: StoreFile, files: PartitionFiles, keeping: PartitionKeeping): Promise<Examination> {
  const { checksums, left } = keeping;
  const tapLength = await tap.size();
  const replay = await replayAsLeft(store, files.journalPath, left);
  if ('problem' in replay) return rebuild(tap, tapLength, checksums, replay.problem, replay.index);
  const identity = await identify(tap, tapLength, replay, left);
  if (identity === 'another-tape') return rebuild(tap, tapLength, checksums, 'it belongs to another tape file');
  const examination =
    left === null ? await examineAfterCrash(tap, tapLength, replay) : await examineAfterClose(tap, tapLength, replay, left, checksums);
  // Where the synchronised part does not end as it should, nobody knows what lies behind it: it is left alone until something is written there.
  return identity === 'damaged-end' ? { ...examination, cut: undefined } : examination;
}

/** Of a partition without data the journal is all there is: unless it is the one that was left, everything is lost. */
async function examineStructure(store: Store, { journalPath }: PartitionFiles, left: FilesLeft | null): Promise<Examination> {
  const replay = await replayAsLeft(store, journalPath, left);
  const found = { tapLength: 0, cut: undefined, rebuilt: undefined, foundObjects: 0, malformed: undefined };
  if ('problem' in replay) {
    const index = new RecordIndex();
    index.append(ObjectKind.lost, 1, 0);
    return { ...found, index, rebuilt: replay.problem, journal: undefined };
  }
  const { index, synchronised } = replay;
  const objects = index.count - synchronised.objects;
  index.truncate(synchronised.objects);
  const cut = objects > 0 ? { bytes: 0, objects } : undefined;
  return { ...found, index, cut, journal: left === null ? undefined : asItIs(replay) };
}

/** What the journal says, unless it cannot be the one of files that were left so; of files that were not left in order, any can. */
async function replayAsLeft(store: Store, journalPath: string, left: FilesLeft | null): Promise<Replay | Unreadable> {
  let replay: Replay | Unreadable;
  try {
    replay = await replayJournal(store, journalPath);
  } catch (error) {
    if (!isStoreError(error, 'not-found')) throw error;
    return { problem: 'it is missing', index: new RecordIndex() };
  }
  const isTheOne = 'problem' in replay || left === null || (!replay.torn && replay.sizeBytes === left.indexBytes);
  return isTheOne ? replay : { problem: 'it is not the one that was left with the tape file', index: replay.index };
}

interface PartitionOptions extends PartitionKeeping, Omit<PartitionParts, 'index' | 'journal' | 'journalPath'> {
  readonly files: PartitionFiles;
}

/** @throws StoreError */
export async function openPartition(options: PartitionOptions): Promise<Partition> {
  if (options.discardsData) {
    const examination = await examinePartition(options.store, options.files, options);
    return new StructurePartition({ ...options, ...(await bringInOrder(options, examination)) });
  }
  const tap = await options.store.openFile(options.files.tapPath, 'update');
  try {
    const examination = await examineTap(options.store, tap, options.files, options);
    const tapLength = examination.tapLength - (examination.cut?.bytes ?? 0);
    if (tapLength < examination.tapLength) await tap.truncate(tapLength);
    if (examination.journal?.frames.length !== 0) await tap.datasync();
    return new TapPartition({ ...options, ...(await bringInOrder(options, examination)), tap, tapLength });
  } catch (error) {
    await tap.close();
    throw error;
  }
}

/** Has the journal say what the examination has found, tells of it, and opens the journal. */
async function bringInOrder(
  { store, files, barcode, number: partition, publish }: PartitionOptions,
  { index, cut, rebuilt, foundObjects, journal: continued, tapLength }: Examination,
): Promise<Pick<PartitionParts, 'index' | 'journal' | 'journalPath'>> {
  const { journalPath } = files;
  const tell = (event: PartitionEvent): void => publish({ barcode, partition, ...event });
  if (continued === undefined) await rewriteJournal(store, journalPath, compactJournal(index, tapLength - (cut?.bytes ?? 0)));
  if (rebuilt !== undefined) tell({ event: 'cartridge.index-rebuilt', why: rebuilt, objects: index.count });
  if (foundObjects > 0) tell({ event: 'cartridge.objects-found', objects: foundObjects });
  if (cut !== undefined) tell({ event: 'cartridge.tail-cut', ...cut });
  const file = await store.openFile(journalPath, 'update');
  try {
    const journal = new Journal(file, continued?.sizeBytes ?? (await file.size()));
    await add(continued?.frames ?? [], journal);
    return { index, journal, journalPath };
  } catch (error) {
    await file.close();
    throw error;
  }
}

/** Adds frames to a journal, which is durable before they are and with them. */
async function add(frames: readonly Uint8Array[], journal: Journal): Promise<void> {
  if (frames.length === 0) return;
  await journal.datasync();
  for (const frame of frames) journal.append(frame);
  await journal.settle();
  await journal.datasync();
}

const asItIs = ({ sizeBytes }: Replay): Continued => ({ sizeBytes, frames: [] });

/** Walks the whole tape file. What its objects take of the capacity is taken from `remembered`, where these are the same ones. */
async function rebuild(
  tap: StoreFile,
  tapLength: number,
  checksums: boolean,
  why: string,
  remembered = new RecordIndex(),
): Promise<Examination> {
  const index = new RecordIndex();
  const end = await scanTap(tap, { from: 0, sizeBytes: tapLength, checksums }, (object) => {
    index.addScanned(object, footprintIn(remembered, index.count, object));
  });
  const malformed = isWhole(end) ? undefined : end;
  if (malformed !== undefined) index.append(ObjectKind.lost, 1, 0, { offset: malformed.offset });
  return { tapLength, index, cut: undefined, rebuilt: why, foundObjects: 0, malformed, journal: undefined };
}

function footprintIn(remembered: RecordIndex, number: number, object: ScannedObject): number | undefined {
  if (number >= remembered.count || remembered.offsetOf(number) !== object.offset) return undefined;
  const run = remembered.runOf(number);
  const hasShape = run.kind === object.kind && run.recordLength === object.recordLength && run.envelopeLength === object.envelopeLength;
  const hasData = !run.checksummed || object.checksum === undefined || remembered.checksum(number) === object.checksum;
  return hasShape && hasData ? run.footprintLength : undefined;
}

/** It was not left in order: keeps what was synchronised, and of the rest what can be proved. */
async function examineAfterCrash(tap: StoreFile, tapLength: number, replay: Replay): Promise<Examination> {
  const { index, synchronised } = replay;
  const listed = index.count;
  let proved = synchronised.objects;
  while (proved < listed) {
    const run = index.runOf(proved);
    // Data without a checksum cannot be told from what else a crash may leave in its place.
    if (run.kind === ObjectKind.block && !run.checksummed) break;
    const found = (await readObjects(tap, index, proved, verificationBytes)).slice(0, run.firstObject + run.count - proved);
    const bad = found.findIndex(({ damage }) => damage !== undefined);
    proved += bad === -1 ? found.length : bad;
    if (bad !== -1) break;
  }
  index.truncate(proved);
  const bytes = Math.max(0, tapLength - index.endOffset);
  const cut = bytes > 0 || listed > proved ? { bytes, objects: listed - proved } : undefined;
  const journal = replay.torn || isBloated(index, replay.sizeBytes) ? undefined : upTo(index, listed, replay);
  return { tapLength, index, cut, rebuilt: undefined, foundObjects: 0, malformed: undefined, journal };
}

/** The journal's word for it that the first objects of those that it lists are there, and durable, and the others are not. */
function upTo(index: RecordIndex, listed: number, { sizeBytes }: Replay): Continued {
  const mark = (type: MarkFrame['type']): Uint8Array => encodeMark(type, index.count, index.endOffset);
  return { sizeBytes, frames: [...(index.count < listed ? [mark(FrameType.truncate)] : []), mark(FrameType.synchronised)] };
}

/** It was left in order: whatever lies behind its end was put there by another tool. */
async function examineAfterClose(
  tap: StoreFile,
  tapLength: number,
  replay: Replay,
  left: FilesLeft,
  checksums: boolean,
): Promise<Examination> {
  const { index } = replay;
  const before = index.count;
  const unchanged = { tapLength, index, cut: undefined, rebuilt: undefined, foundObjects: 0, malformed: undefined };
  if (tapLength <= left.tapBytes || index.lastKind === ObjectKind.lost) return { ...unchanged, journal: asItIs(replay) };
  const end = await scanTap(tap, { from: index.endOffset, sizeBytes: tapLength, checksums }, (object) => index.addScanned(object));
  if (end.at === 'malformed') {
    const foundObjects = index.count - before;
    index.append(ObjectKind.lost, 1, 0, { offset: end.offset });
    return { ...unchanged, foundObjects, malformed: end, journal: undefined };
  }
  let keptLength = end.at === 'torn' ? end.offset : tapLength;
  if (end.at !== 'end-of-medium') {
    // Zeros that nothing follows are what a file looks like that was made longer, not filemarks that somebody wrote.
    const last = index.count === before ? undefined : index.runOf(index.count - 1);
    if (last?.kind === ObjectKind.filemark) {
      index.truncate(Math.max(before, last.firstObject));
      keptLength = index.endOffset;
    }
  }
  const cut = keptLength < tapLength ? { bytes: tapLength - keptLength, objects: 0 } : undefined;
  return { ...unchanged, cut, foundObjects: index.count - before, journal: undefined };
}

const verificationBytes = 4 * 1024 * 1024;
