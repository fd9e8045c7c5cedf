/**
 * What a library has read of its cartridges' labels, and remembers until it takes stock again: thousands of elements are reported from memory. A
 * label is read when its cartridge is put in, and whenever the robot is sent to look.
 */
import type { CartridgeLabel } from '../cartridge/cartridge-label.ts';
import type { CartridgeRoom } from '../cartridge/cartridge-room.ts';
import { UserError } from '../foundation/user-error.ts';

const readTogether = 64;

export class Stock {
  readonly #room: Pick<CartridgeRoom, 'label'>;
  readonly #labels = new Map<string, CartridgeLabel>();

  constructor(room: Pick<CartridgeRoom, 'label'>) {
    this.#room = room;
  }

  /** Undefined: it has not been looked at yet. */
  label(barcode: string): CartridgeLabel | undefined {
    return this.#labels.get(barcode);
  }

  /** Reads the label of a cartridge that is to be put in. @throws UserError when there is no such cartridge */
  async read(barcode: string): Promise<void> {
    this.#labels.set(barcode, await this.#room.label(barcode));
  }

  /** Looks at these cartridges. What is wrong with the files of one does not make its label any worse. */
  async take(barcodes: Iterable<string>): Promise<void> {
    const left = barcodes[Symbol.iterator]();
    const readOnes = async (): Promise<void> => {
      for (let next = left.next(); next.done !== true; next = left.next()) {
        const barcode = next.value;
        await this.read(barcode).catch((error: unknown) => {
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
