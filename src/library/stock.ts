/**
 * What a library has read of its cartridges' labels, and remembers until it takes stock again: thousands of elements are reported from memory. A
 * label is read when its cartridge is put in, and whenever the robot is sent to look. A reading can be wrong: it is believed until a better one.
 */
import type { CartridgeLabel } from '../cartridge/cartridge-label.ts';
import type { CartridgeRoom } from '../cartridge/cartridge-room.ts';
import { UserError } from '../foundation/user-error.ts';
import { type EndOfCondition, isOver } from './element-conditions.ts';

const readTogether = 64;

/** What the scanner made of a label that says something else: another text, or nothing. */
export type Misreading = { readonly volumeTag: string } | 'unreadable';

export class Stock {
  readonly #room: Pick<CartridgeRoom, 'label'>;
  readonly #labels = new Map<string, CartridgeLabel>();
  readonly #misreadings = new Map<string, { readonly misreading: Misreading; readonly until: EndOfCondition }>();

  constructor(room: Pick<CartridgeRoom, 'label'>) {
    this.#room = room;
  }

  /** Undefined: it has not been looked at yet. */
  label(barcode: string): CartridgeLabel | undefined {
    const misreading = this.#misreadings.get(barcode)?.misreading;
    if (misreading === undefined) return this.#labels.get(barcode);
    return misreading === 'unreadable' ? 'unreadable' : 'readable';
  }

  /** What was read of it; undefined: it bears none, or an unreadable one, or has not been looked at. */
  volumeTag(barcode: string): string | undefined {
    const misreading = this.#misreadings.get(barcode)?.misreading;
    if (misreading !== undefined) return misreading === 'unreadable' ? undefined : misreading.volumeTag;
    return this.#labels.get(barcode) === 'readable' ? barcode : undefined;
  }

  /** As long as a condition of an element lasts; beyond the next reading, when the label itself is dirty or wrong. The result ends it. */
  misread(barcode: string, misreading: Misreading, until: EndOfCondition): () => void {
    const made = { misreading, until };
    this.#misreadings.set(barcode, made);
    return () => {
      if (this.#misreadings.get(barcode) === made) this.#misreadings.delete(barcode);
    };
  }

  /** The scanner reads the label as it is, from now on. */
  readRight(barcode: string): void {
    this.#misreadings.delete(barcode);
  }

  /** Reads the label of a cartridge that is to be put in. @throws UserError when there is no such cartridge */
  async read(barcode: string, { doorOpened = false } = {}): Promise<void> {
    if (isOver(this.#misreadings.get(barcode)?.until ?? 'mended', doorOpened)) this.#misreadings.delete(barcode);
    this.#labels.set(barcode, await this.#room.label(barcode));
  }

  /** Looks at these cartridges. What is wrong with the files of one does not make its label any worse. */
  async take(barcodes: Iterable<string>, options: { readonly doorOpened?: boolean } = {}): Promise<void> {
    const left = barcodes[Symbol.iterator]();
    const readOnes = async (): Promise<void> => {
      for (let next = left.next(); next.done !== true; next = left.next()) {
        const barcode = next.value;
        await this.read(barcode, options).catch((error: unknown) => {
          if (!(error instanceof UserError)) throw error;
          this.#labels.set(barcode, 'readable');
        });
      }
    };
    await Promise.all(Array.from({ length: readTogether }, readOnes));
  }

  /** It was taken out. */
  forget(barcode: string): void {
    this.#labels.delete(barcode);
  }
}
