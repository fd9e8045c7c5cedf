/**
 * SIMH tape images as they are: any such file becomes a cartridge's data, and the data leaves as the SIMH file it is. Both directions copy; the
 * file that comes in is walked to its end first, so that garbage is refused before anything is made of it.
 */

import { ObjectKind, RecordIndex } from './record-index.ts';
import { recordedObjects } from './recorded-tape.ts';
import type { Store, StoreFile } from './store.ts';
import { isWhole, scanTap } from './tap-scanner.ts';
import { ImageFault, type WalkedImage } from './walked-image.ts';

const pieceBytes = 1024 * 1024;
/** What tells a tape image from bytes that happen to make sense. */
const meaningful: ReadonlySet<ObjectKind> = new Set([ObjectKind.block, ObjectKind.filemark, ObjectKind.setmark]);

/** @throws StoreError */
export async function walkTap(image: StoreFile, checksums: boolean): Promise<WalkedImage> {
  const tapLength = await image.size();
  const index = new RecordIndex();
  const end = await scanTap(image, { from: 0, sizeBytes: tapLength, checksums }, (object) => index.addScanned(object));
  return {
    format: 'tap',
    index,
    fault: isWhole(end) ? faultIn(index) : new ImageFault(end.offset, end.why),
    fill: async (tap) => {
      await copyBytes(image, tap, tapLength);
      return { index, tapLength };
    },
    objects: () => recordedObjects(image, index),
  };
}

function faultIn(index: RecordIndex): ImageFault | undefined {
  if (index.count === 0 || [...index.runsFrom(0)].some(({ kind }) => meaningful.has(kind))) return undefined;
  return new ImageFault(0, 'nothing but private markers and records', {
    hint: 'the file is no SIMH tape image, or one of a program that no other understands.',
  });
}

/** Copies a cartridge's tape file into the empty `target`; gives its size. @throws StoreError */
export async function copyTap(store: Store, tapPath: string, target: StoreFile): Promise<number> {
  const tap = await store.openFile(tapPath, 'read');
  try {
    const size = await tap.size();
    await copyBytes(tap, target, size);
    return size;
  } finally {
    await tap.close();
  }
}

async function copyBytes(from: StoreFile, to: StoreFile, length: number): Promise<void> {
  const piece = new Uint8Array(Math.min(pieceBytes, length));
  for (let at = 0; at < length; ) {
    const count = await from.read(piece.subarray(0, Math.min(piece.length, length - at)), at);
    if (count === 0) break;
    await to.write([piece.subarray(0, count)], at);
    at += count;
  }
}
