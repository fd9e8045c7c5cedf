/**
 * Reads a cartridge through and compares it with what its index says: every position, every mark, every checksum. Nothing is changed;
 * what the next mount would cut or make anew is told as well.
 */
import { type CartridgeDescription, type PartitionDescription, partitionFiles } from './cartridge-file.ts';
import { type Examination, examinePartition } from './open-partition.ts';
import { ObjectKind } from './record-index.ts';
import { readObjects } from './record-reader.ts';
import type { Store } from './store.ts';

export interface CheckFault {
  readonly partition: number;
  /** The object's number, from 0. */
  readonly position: number;
  /** Where it begins in the tape file. */
  readonly offset: number;
  /** `FILE:OFFSET: why`. */
  readonly message: string;
}

export interface CheckReport {
  readonly barcode: string;
  readonly objects: number;
  /** Blocks and marks, as far as they could be read. */
  readonly blocks: number;
  readonly filemarks: number;
  readonly setmarks: number;
  /** Data in the blocks that could be read. */
  readonly bytes: number;
  /** None: the cartridge is sound. */
  readonly faults: readonly CheckFault[];
  /** What is no damage but will be dealt with at the next mount, as sentences. */
  readonly notes: readonly string[];
}

type PartitionReport = Omit<CheckReport, 'barcode'>;

const readBytes = 4 * 1024 * 1024;
const empty: PartitionReport = { objects: 0, blocks: 0, filemarks: 0, setmarks: 0, bytes: 0, faults: [], notes: [] };

/** @throws StoreError */
export async function checkCartridge(store: Store, folder: string, description: CartridgeDescription): Promise<CheckReport> {
  let total = empty;
  for (const [number, { left }] of description.partitions.entries()) {
    // What a formatted partition's files still hold is void.
    if (left === 'blank') continue;
    const report = await checkPartition(store, folder, { description, number, left });
    const prefix = description.partitions.length > 1 ? `Partition ${number}: ` : '';
    total = {
      objects: total.objects + report.objects,
      blocks: total.blocks + report.blocks,
      filemarks: total.filemarks + report.filemarks,
      setmarks: total.setmarks + report.setmarks,
      bytes: total.bytes + report.bytes,
      faults: [...total.faults, ...report.faults],
      notes: [...total.notes, ...report.notes.map((note) => `${prefix}${note}`)],
    };
  }
  const notes = description.discardsData ? [...total.notes, 'It keeps no data: what its blocks hold could not be compared.'] : total.notes;
  return { barcode: description.barcode, ...total, notes };
}

interface Checked {
  readonly description: CartridgeDescription;
  readonly number: number;
  readonly left: Exclude<PartitionDescription['left'], 'blank'>;
}

async function checkPartition(store: Store, folder: string, { description, number, left }: Checked): Promise<PartitionReport> {
  const files = partitionFiles(folder, number);
  const { discardsData } = description;
  const examination = await examinePartition(store, files, { checksums: description.checksum === 'crc32c', discardsData, left });
  const found = discardsData
    ? countStructure(examination, number, files.journalPath)
    : await readThrough(store, files.tapPath, number, examination);
  return { ...found, objects: examination.index.count, notes: notesOf(examination, left === null) };
}

type Found = Omit<PartitionReport, 'objects' | 'notes'>;

async function readThrough(store: Store, path: string, partition: number, { index, malformed }: Examination): Promise<Found> {
  const counted = { block: 0, filemark: 0, setmark: 0 };
  const faults: CheckFault[] = [];
  let bytes = 0;
  const tap = await store.openFile(path, 'read');
  try {
    for (let position = 0; position < index.count; ) {
      for (const { object } of await readObjects(tap, index, position, readBytes)) {
        if (object.kind === 'damaged') {
          const offset = index.offsetOf(position);
          const why = index.runOf(position).kind === ObjectKind.lost && malformed !== undefined ? malformed.why : object.reason;
          faults.push({ partition, position, offset, message: `${path}:${offset}: ${why}` });
        } else {
          counted[object.kind]++;
          if (object.kind === 'block') bytes += object.data.length;
        }
        position++;
      }
    }
  } finally {
    await tap.close();
  }
  return { blocks: counted.block, filemarks: counted.filemark, setmarks: counted.setmark, bytes, faults };
}

/** Where no data is kept, the index is all that can be looked at. */
function countStructure({ index }: Examination, partition: number, path: string): Found {
  let blocks = 0;
  let bytes = 0;
  const faults: CheckFault[] = [];
  for (const { kind, count, recordLength, firstObject } of index.runsFrom(0)) {
    if (kind === ObjectKind.block) {
      blocks += count;
      bytes += count * recordLength;
    } else if (kind === ObjectKind.lost) {
      faults.push({ partition, position: firstObject, offset: 0, message: `${path}: what stood from object ${firstObject} on is lost` });
    }
  }
  return { blocks, filemarks: index.filemarksBefore(index.count), setmarks: index.setmarksBefore(index.count), bytes, faults };
}

function notesOf({ rebuilt, foundObjects, cut }: Examination, changing: boolean): string[] {
  const notes: string[] = [];
  if (rebuilt !== undefined) notes.push(`The index is of no use (${rebuilt}), so checksums could not be compared.`);
  if (foundObjects > 0) notes.push(`The last ${foundObjects} objects were added by another program.`);
  if (cut !== undefined) {
    const origin = changing ? 'were never synchronised' : 'were added by another program and are no whole record';
    notes.push(`${cut.bytes} bytes with ${cut.objects} objects behind the end ${origin}, and will be cut.`);
  }
  return notes;
}
