/**
 * Finds out what a partition on disk holds, and brings it in order. `examinePartition` only looks, so that a check changes nothing;
 * `openPartition` does what the examination proposes.
 *
 * - The index tells the positions; the tape file is walked only behind what the index covers.
 * Whether it was left in order, and how long its files were then, stands in `cartridge.json`: so an index that is older than the tape file is
 * recognised, and a tail that another program has added is told from one that a crash has left.
 *
 * - Behind the synchronised length of a partition that was not left in order, a record is kept only if the journal lists it, it is whole, and its
 *   checksum matches; the rest is cut. Nothing that was synchronised is ever cut: damage there is found when it is read.
 * - Behind a partition that was left in order, another tool has appended: its whole records count, a torn one at the end is cut, and what makes
 *   no sense at all is damage and is left as it is. Zeros are filemarks there only if something follows them.
 * - Without a usable index the tape file is walked from the beginning and left as it is: nobody knows which part of it was synchronised.
 */
import type { PartitionEvent, PublishCartridge } from './cartridge-event.ts';
import { compactJournal, Journal, type Replay, replayJournal, rewriteJournal } from './journal.ts';
import { type FilesLeft, Partition } from './partition.ts';
import { ObjectKind, RecordIndex } from './record-index.ts';
import { readObjects } from './record-reader.ts';
import { isStoreError, type Store, type StoreFile } from './store.ts';
import { isWhole, type ScanEnd, scanTap } from './tap-scanner.ts';
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
  /** The size of the journal if it can be continued as it is. */
  readonly journalBytes: number | undefined;
}

/** What `cartridge.json` says of how a partition is kept. */
export interface PartitionKeeping {
  readonly checksums: boolean;
  /** Structure alone: there is no tape file to speak of. */
  readonly discardsData: boolean;
  readonly left: FilesLeft | null;
}

/** @throws StoreError */
export async function examinePartition(store: Store, files: PartitionFiles, keeping: PartitionKeeping): Promise<Examination> {
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
  let replay: Awaited<ReturnType<typeof replayJournal>>;
  try {
    replay = await replayJournal(store, files.journalPath);
  } catch (error) {
    if (!isStoreError(error, 'not-found')) throw error;
    replay = { problem: 'it is missing' };
  }
  if ('problem' in replay) return rebuild(tap, tapLength, checksums, replay.problem);
  if (left !== null && (replay.torn || replay.sizeBytes !== left.indexBytes))
    return rebuild(tap, tapLength, checksums, 'it is not the one that was left with the tape file');
  const identity = await identify(tap, tapLength, replay, left);
  if (identity === 'another-tape') return rebuild(tap, tapLength, checksums, 'it belongs to another tape file');
  const examination =
    left === null ? await examineAfterCrash(tap, tapLength, replay) : await examineAfterClose(tap, tapLength, replay, left, checksums);
  // Where the synchronised part does not end as it should, nobody knows what lies behind it: it is left alone until something is written there.
  return identity === 'damaged-end' ? { ...examination, cut: undefined } : examination;
}

/** @throws StoreError */
export async function openPartition(
  options: PartitionKeeping & {
    readonly store: Store;
    readonly files: PartitionFiles;
    readonly barcode: string;
    readonly number: number;
    readonly capacityBytes: number;
    readonly earlyWarningBytes: number;
    readonly declareChanging: () => Promise<void>;
    readonly publish: PublishCartridge;
  },
): Promise<Partition> {
  const { store, files, barcode, number: partition, publish } = options;
  const { tapPath, journalPath } = files;
  const tap = await store.openFile(tapPath, 'update');
  try {
    const examination = await examineTap(store, tap, files, options);
    const { index, cut, rebuilt, foundObjects, journalBytes } = examination;
    const tell = (event: PartitionEvent): void => publish({ barcode, partition, ...event });
    let { tapLength } = examination;
    if (cut !== undefined && cut.bytes > 0) {
      tapLength -= cut.bytes;
      await tap.truncate(tapLength);
    }
    if (journalBytes === undefined) {
      await tap.datasync();
      await rewriteJournal(store, journalPath, compactJournal(index, tapLength));
    }
    if (rebuilt !== undefined) tell({ event: 'cartridge.index-rebuilt', why: rebuilt, objects: index.count });
    if (foundObjects > 0) tell({ event: 'cartridge.objects-found', objects: foundObjects });
    if (cut !== undefined) tell({ event: 'cartridge.tail-cut', ...cut });
    const journalFile = await store.openFile(journalPath, 'update');
    const journal = new Journal(journalFile, journalBytes ?? (await journalFile.size()));
    return new Partition({ ...options, tap, tapLength, index, journal, journalPath });
  } catch (error) {
    await tap.close();
    throw error;
  }
}

/** Walks the whole tape file. */
async function rebuild(tap: StoreFile, tapLength: number, checksums: boolean, why: string): Promise<Examination> {
  const index = new RecordIndex();
  const end = await scanTap(tap, { from: 0, sizeBytes: tapLength, checksums }, (object) => index.addScanned(object));
  const malformed = isWhole(end) ? undefined : end;
  if (malformed !== undefined) index.append(ObjectKind.lost, 1, 0, { offset: malformed.offset });
  return { tapLength, index, cut: undefined, rebuilt: why, foundObjects: 0, malformed, journalBytes: undefined };
}

/** It was not left in order: keeps what was synchronised, and of the rest what can be proved. */
async function examineAfterCrash(tap: StoreFile, tapLength: number, replay: Replay): Promise<Examination> {
  const { index, synchronised } = replay;
  const listed = index.count;
  let proved = synchronised.objects;
  while (proved < listed) {
    const run = index.runOf(proved);
    // Data without a checksum cannot be told from what else a crash may leave in its place.
    if (run.kind !== ObjectKind.filemark && !run.checksummed) break;
    const found = (await readObjects(tap, index, proved, verificationBytes)).slice(0, run.firstObject + run.count - proved);
    const bad = found.findIndex(({ damage }) => damage !== undefined);
    proved += bad === -1 ? found.length : bad;
    if (bad !== -1) break;
  }
  index.truncate(proved);
  const bytes = Math.max(0, tapLength - index.endOffset);
  const cut = bytes > 0 || listed > proved ? { bytes, objects: listed - proved } : undefined;
  return { tapLength, index, cut, rebuilt: undefined, foundObjects: 0, malformed: undefined, journalBytes: undefined };
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
  if (tapLength <= left.tapBytes || index.lastKind === ObjectKind.lost) return { ...unchanged, journalBytes: replay.sizeBytes };
  const end = await scanTap(tap, { from: index.endOffset, sizeBytes: tapLength, checksums }, (object) => index.addScanned(object));
  if (end.at === 'malformed') {
    const foundObjects = index.count - before;
    index.append(ObjectKind.lost, 1, 0, { offset: end.offset });
    return { ...unchanged, foundObjects, malformed: end, journalBytes: undefined };
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
  return { ...unchanged, cut, foundObjects: index.count - before, journalBytes: undefined };
}

const verificationBytes = 4 * 1024 * 1024;
