/**
 * Tape images: files that hold a whole tape, in the formats that other programs write. What a file is, its content says; its name decides only
 * what it is taken for where it is nothing at all.
 */
import { extname } from 'node:path';
import { UserError } from '../foundation/user-error.ts';
import { walkAwstape } from './awstape-import.ts';
import type { FillTape } from './prepare-cartridge.ts';
import { isStoreError, type Store, type StoreFile } from './store.ts';
import { walkTap } from './tap-copy.ts';
import { ImageFault, type ImageFormat, imageFormats, imageInWords, type WalkedImage } from './walked-image.ts';

/** A tape image that proved to be one. */
export interface TapeImage extends Omit<WalkedImage, 'fault'> {
  close(): Promise<void>;
}

type Walk = (image: StoreFile, checksums: boolean) => Promise<WalkedImage>;

const walks: Readonly<Record<ImageFormat, Walk>> = { tap: walkTap, aws: walkAwstape, het: walkAwstape };

/** What a file with this name is meant to be; undefined where its ending says nothing. */
export function formatNamed(path: string): ImageFormat | undefined {
  const ending = extname(path).slice(1).toLowerCase();
  return imageFormats.find((format) => format === ending);
}

/**
 * Opens the image and walks it, as what `format` says or as all that it may be. @throws UserError with the offset of the first place that is wrong
 */
export async function openTapeImage(
  store: Store,
  path: string,
  { checksums, format }: { readonly checksums: boolean; readonly format?: ImageFormat | undefined },
): Promise<TapeImage> {
  const file = await openImage(store, path);
  try {
    const likely = format ?? formatNamed(path) ?? 'tap';
    const candidates = new Set([walks[likely], ...(format === undefined ? Object.values(walks) : [])]);
    let best: WalkedImage | undefined;
    for (const walk of candidates) {
      const walked = await walk(file, checksums);
      if (walked.fault === undefined) {
        const fill: FillTape = (tap) =>
          walked.fill(tap).catch((error: unknown) => {
            throw error instanceof ImageFault ? invalid(path, walked, error) : error;
          });
        return { ...walked, fill, close: () => file.close() };
      }
      // Whoever got further knows better what is wrong.
      if (best === undefined || understood(walked) > understood(best)) best = walked;
    }
    throw invalid(path, best!, best!.fault!);
  } catch (error) {
    await file.close();
    throw error;
  }
}

/** How many blocks made sense: zeros are filemarks in any format. */
const understood = ({ index, fault }: WalkedImage): number =>
  index.count - index.filemarksBefore(index.count) + (fault?.kind === 'unsupported' ? 1 : 0);

async function openImage(store: Store, path: string): Promise<StoreFile> {
  try {
    return await store.openFile(path, 'read');
  } catch (error) {
    if (isStoreError(error, 'not-found')) throw fileMissing(path, error);
    throw error;
  }
}

/** What is said of an image that is not there. */
export const fileMissing = (path: string, cause: unknown): UserError =>
  new UserError('file-not-found', `There is no file ${path}.`, { hint: 'look whether the path is right.', cause });

function invalid(path: string, { format, index }: WalkedImage, { offset, message, kind, hint }: ImageFault): UserError {
  const code = kind === 'unsupported' ? 'compression-unsupported' : format === 'tap' ? 'tap-invalid' : 'aws-invalid';
  const whole = index.count === 1 ? '1 object before it is' : `${index.count} objects before it are`;
  return new UserError(code, `${path}:${offset}: ${message}.`, {
    hint: hint ?? `the file is no ${imageInWords[format]} from there on; ${whole} whole.`,
  });
}
