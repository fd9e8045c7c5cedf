/**
 * What feeds a stand-alone drive from its stack: it opens the next cartridge and writes down, in one step with where the one before goes, that it is
 * in the drive. The drive's bay calls it while nothing else changes what is in the drive, and takes in what comes.
 */
import type { CartridgeRoom } from './cartridge/cartridge-room.ts';
import type { Volume } from './cartridge/volume.ts';
import type { Happening, Publish } from './foundation/event.ts';
import { UserError } from './foundation/user-error.ts';
import { nextInStack, puttingAway, restacking, type Stacked, stackOf } from './library/drive-stack.ts';
import type { Change, Inventory } from './library/inventory.ts';

/** The next cartridge of a stack could not come into the drive. */
export type StackFailed = Happening & { readonly event: 'stack.failed'; readonly drive: string; readonly message: string };

interface StackFeederOptions {
  /** The name of the drive. */
  readonly drive: string;
  /** A library feeds the drive: it has no stack. */
  readonly inLibrary: boolean;
  readonly room: Pick<CartridgeRoom, 'mount' | 'label'>;
  readonly inventory: Pick<Inventory, 'entries' | 'occupant' | 'placement'>;
  /** @throws UserError, and nothing has changed then */
  readonly record: (changes: readonly Change[]) => Promise<void>;
  readonly publish: Publish;
}

export class StackFeeder {
  readonly #options: StackFeederOptions;

  constructor(options: StackFeederOptions) {
    this.#options = options;
  }

  /** In its order, with the one that is in the drive. */
  get stack(): readonly Stacked[] {
    const { inLibrary, inventory, drive } = this.#options;
    return inLibrary ? [] : stackOf(inventory, drive);
  }

  /** Undefined: it is not of the stack. */
  stacked(barcode: string): Stacked | undefined {
    return this.stack.find((one) => one.barcode === barcode);
  }

  /** The stack shall be these, from its first place on. @throws UserError */
  async restack(barcodes: readonly string[]): Promise<void> {
    const { drive, inLibrary, room, inventory, record } = this.#options;
    if (inLibrary)
      throw new UserError('drive-in-library', `The drive ${drive} is in a library, which feeds it.`, {
        hint: `'tapelab move BARCODE ${drive}' brings it a cartridge.`,
      });
    for (const [index, barcode] of barcodes.entries()) {
      await room.label(barcode);
      if (barcodes.indexOf(barcode) < index)
        throw new UserError('cartridge-twice', `${barcode} cannot have two places in a stack.`, { hint: 'name it once.', exitCode: 2 });
    }
    await record(restacking(inventory, drive, barcodes));
  }

  /** The first of the stack, for the empty drive. @throws UserError */
  first(): Promise<Volume | undefined> {
    return this.#feed([], this.stack[0]);
  }

  /** This one goes back to its place in the stack, or onto the shelf, and the next comes unless the stack is `held`. @throws UserError, and it is in the drive then */
  after(barcode: string, { held }: { readonly held: boolean }): Promise<Volume | undefined> {
    const { stack } = this;
    return this.#feed([puttingAway(stack, this.#options.drive, barcode)], held ? undefined : nextInStack(stack, barcode));
  }

  /** In one step with these changes. One that cannot be opened stays where it is. */
  async #feed(changes: readonly Change[], next: Stacked | undefined): Promise<Volume | undefined> {
    const { drive, room, record, publish } = this.#options;
    const failed = ({ message }: Error): undefined => {
      publish({ event: 'stack.failed', drive, message } as StackFailed);
    };
    const volume = next && (await room.mount(next.barcode).catch(failed));
    const fed: readonly Change[] =
      volume && next ? [[next.barcode, { place: { drive }, from: { stack: drive, number: next.number } }]] : [];
    try {
      await record([...changes, ...fed]);
    } catch (error) {
      await volume?.close();
      throw error;
    }
    return volume;
  }
}
