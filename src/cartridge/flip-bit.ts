/**
 * What time does to a disk: one bit of a block's data becomes the other one in the tape file, behind the back of everybody who has it open. Nothing
 * else of the cartridge changes; its checksum is what finds it out.
 */
import { UserError } from '../foundation/user-error.ts';
import { partitionFiles } from './cartridge-file.ts';
import { ObjectKind } from './record-index.ts';
import { wordBytes } from './simh.ts';
import { isStoreError, type Store, type StoreFile } from './store.ts';
import { type ScannedObject, scanTap } from './tap-scanner.ts';

export interface BitAddress {
  readonly partition: number;
  readonly block: number;
  /** Of the block's data; the one in its middle unless given. */
  readonly byte?: number | undefined;
  /** 0 is the least significant. */
  readonly bit: number;
}

/** Flips the bit in the cartridge in `folder`. @throws UserError when there is none at that address; StoreError */
export async function flipBit(store: Store, folder: string, { partition, block, byte, bit }: BitAddress): Promise<void> {
  const file = await opened(store, partitionFiles(folder, partition).tapPath);
  try {
    const object = await objectIn(file, block);
    if (object?.kind !== ObjectKind.block)
      throw new UserError('block-missing', `There is no block ${block} on the cartridge.`, {
        hint: 'what waits in the buffer of a drive is not there yet, and marks and unreadable objects have no data.',
      });
    const at = byte ?? object.recordLength >> 1;
    if (at >= object.recordLength)
      throw new UserError('byte-missing', `Block ${block} has no byte ${at}, but ${object.recordLength} bytes.`, {
        hint: 'they are counted from 0.',
      });
    const position = object.offset + wordBytes + object.envelopeLength + at;
    const one = new Uint8Array(1);
    await file.read(one, position);
    one[0]! ^= 1 << bit;
    await file.write([one], position);
  } finally {
    await file.close();
  }
}

async function opened(store: Store, path: string): Promise<StoreFile> {
  try {
    return await store.openFile(path, 'update');
  } catch (error) {
    if (!isStoreError(error, 'not-found')) throw error;
    throw new UserError('data-missing', 'The cartridge keeps no data there.', {
      hint: 'partitions are counted from 0, and one that was made with --discard has no data at all.',
      cause: error,
    });
  }
}

async function objectIn(file: StoreFile, number: number): Promise<ScannedObject | undefined> {
  let found: ScannedObject | undefined;
  let count = 0;
  await scanTap(file, { from: 0, sizeBytes: await file.size(), checksums: false }, (object) => {
    if (count++ === number) found = object;
  });
  return found;
}
