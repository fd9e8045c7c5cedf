/** The tapes that `tapelab mtf` reads: cartridges of a home by their barcodes, and tape images by their paths, in the order in which they are named. */
import { stat } from 'node:fs/promises';
import { join } from 'node:path';
import { isBarcode } from '../cartridge/barcode.ts';
import { CartridgeRoom, cartridgesName } from '../cartridge/cartridge-room.ts';
import { diskStore } from '../cartridge/disk-store.ts';
import type { RecordedObject, RecordedTape } from '../cartridge/recorded-tape.ts';
import { StoreError } from '../cartridge/store.ts';
import { formatNamed, openTapeImage } from '../cartridge/tape-image.ts';
import { formatSize } from '../foundation/quantity.ts';
import { UserError } from '../foundation/user-error.ts';
import type { NextMedium } from '../mtf/joined-media.ts';
import type { Problem } from '../mtf/problem.ts';
import { type TapeReader, UnreadableBlock } from '../mtf/tape.ts';
import type { Composition } from './composition.ts';

/** How much is read between two lines of progress. */
const progressBytes = 32 * 1024 * 1024;

/** Tapes in a row, each opened when it is its turn. */
export class NamedTapes {
  readonly #composition: Composition;
  readonly #home: string;
  readonly #names: readonly string[];
  #given = 0;
  #open: RecordedTape | undefined;
  #readBytes = 0;

  constructor(composition: Composition, home: string, names: readonly string[]) {
    this.#composition = composition;
    this.#home = home;
    this.#names = names;
  }

  readonly next: NextMedium = async () => {
    await this.close();
    const name = this.#names[this.#given];
    if (name === undefined) return undefined;
    this.#given++;
    const tape = await this.#openNamed(name);
    this.#open = tape;
    return this.#reader(name, tape.objects());
  };

  /** Those that nobody has asked for. */
  get left(): readonly string[] {
    return this.#names.slice(this.#given);
  }

  /** Which tape a problem is of, and where on it. */
  inWords({ message, medium, place }: Problem): string {
    const name = this.#names[medium - 1];
    const where = [...(name === undefined ? [] : [name]), ...(place === undefined ? [] : [`object ${place.block}`])].join(', ');
    return where === '' ? message : `${where}: ${message}`;
  }

  nameOf(medium: number): string {
    return this.#names[medium - 1] ?? '';
  }

  async close(): Promise<void> {
    const open = this.#open;
    this.#open = undefined;
    await open?.close();
    this.#composition.progress(undefined);
  }

  async #openNamed(name: string): Promise<RecordedTape> {
    const found = await stat(name).catch(() => undefined);
    const isImage = formatNamed(name) !== undefined || !isBarcode(name);
    if (found?.isDirectory() && isImage)
      throw new UserError('not-a-tape-image', `${name} is a folder.`, {
        hint: 'name a cartridge by its barcode, or a .tap, .aws or .het file.',
      });
    if (found?.isFile() || isImage) {
      return openTapeImage(diskStore, name, { checksums: false }).catch((error: unknown) => {
        if (!(error instanceof StoreError)) throw error;
        throw new UserError('cartridge-unreadable', `A tape image cannot be read: ${error.message}.`, { cause: error });
      });
    }
    return new CartridgeRoom({ folder: join(this.#home, cartridgesName) }).read(name);
  }

  #reader(name: string, objects: AsyncGenerator<RecordedObject, void, undefined>): TapeReader {
    const inWords = (error: unknown): never => {
      if (!(error instanceof StoreError)) throw error;
      throw new UserError('cartridge-unreadable', `${name} cannot be read any further: ${error.message}.`, { cause: error });
    };
    return {
      read: async () => {
        let { value: object } = await objects.next().catch(inWords);
        // A setmark has no meaning in this format.
        while (object?.kind === 'setmark') ({ value: object } = await objects.next().catch(inWords));
        if (object === undefined) return 'end';
        if (object.kind === 'block') {
          this.#tellProgress(name, object.data.length);
          return object.data;
        }
        if (object.kind === 'unreadable') throw new UnreadableBlock(object.reason, object.lengthBytes);
        return 'filemark';
      },
    };
  }

  #tellProgress(name: string, bytes: number): void {
    const before = this.#readBytes;
    this.#readBytes += bytes;
    if (Math.floor(before / progressBytes) < Math.floor(this.#readBytes / progressBytes))
      this.#composition.progress(`${name}: ${formatSize(this.#readBytes)} read`);
  }
}

/** Does `work` with the tapes, and closes what is open of them. */
export async function withTapes<T>(
  composition: Composition,
  home: string,
  names: readonly string[],
  work: (tapes: NamedTapes) => Promise<T>,
): Promise<T> {
  const tapes = new NamedTapes(composition, home, names);
  try {
    return await work(tapes);
  } finally {
    await tapes.close();
  }
}
