/**
 * Reads a cartridge through and compares it with what its index says: every position, every filemark, every checksum. Nothing is changed;
 * what the next mount would cut or make anew is told as well.
 */

import { partitionFiles } from './cartridge.ts';
import type { CartridgeDescription } from './cartridge-file.ts';
import { examinePartition } from './open-partition.ts';
import { ObjectKind } from './record-index.ts';
import { readObjects } from './record-reader.ts';
import type { Store } from './store.ts';

export interface CheckFault {
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
  /** Blocks and filemarks, as far as they could be read. */
  readonly blocks: number;
  readonly filemarks: number;
  /** Data in the blocks that could be read. */
  readonly bytes: number;
  /** None: the cartridge is sound. */
  readonly faults: readonly CheckFault[];
  /** What is no damage but will be dealt with at the next mount, as sentences. */
  readonly notes: readonly string[];
}

const readBytes = 4 * 1024 * 1024;

/** @throws StoreError */
export async function checkCartridge(store: Store, folder: string, description: CartridgeDescription): Promise<CheckReport> {
  const files = partitionFiles(folder);
  const tap = await store.openFile(files.tapPath, 'read');
  try {
    const { index, cut, rebuilt, foundObjects, malformed } = await examinePartition(store, files, {
      checksums: description.checksum === 'crc32c',
      discardsData: false,
      left: description.left,
    });
    const faults: CheckFault[] = [];
    let blocks = 0;
    let filemarks = 0;
    let bytes = 0;
    for (let position = 0; position < index.count; ) {
      for (const { object } of await readObjects(tap, index, position, readBytes)) {
        if (object.kind === 'block') {
          blocks++;
          bytes += object.data.length;
        } else if (object.kind === 'filemark') {
          filemarks++;
        } else if (object.kind === 'damaged') {
          const offset = index.offsetOf(position);
          const why = index.runOf(position).kind === ObjectKind.lost && malformed !== undefined ? malformed.why : object.reason;
          faults.push({ position, offset, message: `${files.tapPath}:${offset}: ${why}` });
        }
        position++;
      }
    }
    const notes: string[] = [];
    if (rebuilt !== undefined) notes.push(`The index is of no use (${rebuilt}), so checksums could not be compared.`);
    if (foundObjects > 0) notes.push(`The last ${foundObjects} objects were added by another program.`);
    if (cut !== undefined) {
      const origin = description.left === null ? 'were never synchronised' : 'were added by another program and are no whole record';
      notes.push(`${cut.bytes} bytes with ${cut.objects} objects behind the end ${origin}, and will be cut.`);
    }
    return { barcode: description.barcode, objects: index.count, blocks, filemarks, bytes, faults, notes };
  } finally {
    await tap.close();
  }
}
