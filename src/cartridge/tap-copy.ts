/**
 * Tape images in and out: any SIMH file becomes a cartridge's data, and the data leaves as the SIMH file it is. Both directions copy; the file that
 * comes in is walked to its end first, so that garbage is refused before anything is made of it.
 */
import { UserError } from '../foundation/user-error.ts';
import type { FillTape } from './prepare-cartridge.ts';
import { ObjectKind, RecordIndex } from './record-index.ts';
import { isStoreError, type Store, type StoreFile } from './store.ts';
import { isWhole, scanTap } from './tap-scanner.ts';

const pieceBytes = 1024 * 1024;
/** What tells a tape image from bytes that happen to make sense. */
const meaningful: ReadonlySet<ObjectKind> = new Set([ObjectKind.block, ObjectKind.filemark, ObjectKind.setmark]);

/** A tape image that proved to be one. */
export interface TapImage {
  readonly index: RecordIndex;
  readonly fill: FillTape;
  close(): Promise<void>;
}

/** Opens the image and walks it. @throws UserError with the offset of the first place that is wrong */
export async function openTapImage(store: Store, path: string, checksums: boolean): Promise<TapImage> {
  let image: StoreFile;
  try {
    image = await store.openFile(path, 'read');
  } catch (error) {
    if (isStoreError(error, 'not-found'))
      throw new UserError('file-not-found', `There is no file ${path}.`, { hint: 'look whether the path is right.', cause: error });
    throw error;
  }
  try {
    const tapLength = await image.size();
    const index = new RecordIndex();
    const end = await scanTap(image, { from: 0, sizeBytes: tapLength, checksums }, (object) => index.addScanned(object));
    if (!isWhole(end))
      throw new UserError('tap-invalid', `${path}:${end.offset}: ${end.why}.`, {
        hint: `the file is no SIMH tape image from there on; ${index.count === 1 ? '1 object before it is' : `${index.count} objects before it are`} whole.`,
      });
    if (index.count > 0 && ![...index.runsFrom(0)].some(({ kind }) => meaningful.has(kind)))
      throw new UserError('tap-invalid', `${path}:0: nothing but private markers and records.`, {
        hint: 'the file is no SIMH tape image, or one of a program that no other understands.',
      });
    const fill: FillTape = async (tap) => {
      await copyBytes(image, tap, tapLength);
      return { index, tapLength };
    };
    return { index, fill, close: () => image.close() };
  } catch (error) {
    await image.close();
    throw error;
  }
}

/** Copies a cartridge's tape file to `path`, where nothing may be yet; gives its size. @throws UserError, StoreError */
export async function exportTap(store: Store, tapPath: string, path: string): Promise<number> {
  const tap = await store.openFile(tapPath, 'read');
  try {
    let target: StoreFile;
    try {
      target = await store.openFile(path, 'create');
    } catch (error) {
      if (isStoreError(error, 'exists'))
        throw new UserError('file-exists', `${path} exists already.`, {
          hint: 'choose another name: nothing is overwritten.',
          cause: error,
        });
      if (isStoreError(error, 'not-found')) throw new UserError('folder-not-found', `There is no folder for ${path}.`, { cause: error });
      throw error;
    }
    try {
      const size = await tap.size();
      await copyBytes(tap, target, size);
      await target.datasync();
      await target.close();
      return size;
    } catch (error) {
      await target.close().catch(() => {});
      await store.remove(path);
      throw error;
    }
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
