/**
 * Which cartridge is in which drive, and whether it is loaded: what a power cut does not change about a tape room. Kept in one small file that
 * is replaced in one step at every change, so that it is whole at any moment.
 */
import { z } from 'zod';
import { isStoreError, readWhole, replaceWhole, type Store } from '../cartridge/store.ts';
import { UserError } from '../foundation/user-error.ts';

const driveContent = z.strictObject({
  /** None: the drive is empty. */
  cartridge: z.string().optional(),
  /** Mounted and ready; else it lies at the drive's mouth, ejected by a host or by the operator. */
  loaded: z.boolean(),
});
export type DriveContent = Readonly<z.infer<typeof driveContent>>;

const schema = z.strictObject({ format: z.literal(1), drives: z.record(z.string(), driveContent) });

export const emptyDrive: DriveContent = { loaded: false };

export class Inventory {
  readonly #store: Store;
  readonly #file: string;
  #drives: ReadonlyMap<string, DriveContent>;
  /** The writes queue up behind each other; a failed one does not hold back the next. */
  #written: Promise<void> = Promise.resolve();

  private constructor(store: Store, file: string, drives: ReadonlyMap<string, DriveContent>) {
    this.#store = store;
    this.#file = file;
    this.#drives = drives;
  }

  /** What `file` says; nothing is known of any drive when there is none. @throws UserError when it is damaged */
  static async open(store: Store, file: string): Promise<Inventory> {
    let text: string;
    try {
      text = Buffer.from(await readWhole(store, file)).toString();
    } catch (error) {
      if (isStoreError(error, 'not-found')) return new Inventory(store, file, new Map());
      throw error;
    }
    const damaged = (why: string): UserError =>
      new UserError('inventory-damaged', `${file} is damaged: ${why}.`, {
        hint: 'mend it, or remove it to begin with what the configuration says is in the drives.',
      });
    let value: unknown;
    try {
      value = JSON.parse(text);
    } catch (error) {
      throw damaged((error as Error).message);
    }
    const parsed = schema.safeParse(value);
    if (!parsed.success) throw damaged(`${parsed.error.issues[0]!.path.join('.')}: ${parsed.error.issues[0]!.message}`);
    return new Inventory(store, file, new Map(Object.entries(parsed.data.drives)));
  }

  /** Undefined for a drive that was never seen. */
  content(drive: string): DriveContent | undefined {
    return this.#drives.get(drive);
  }

  /** The drive that the cartridge is in. */
  driveOf(barcode: string): string | undefined {
    return [...this.#drives].find(([, { cartridge }]) => cartridge === barcode)?.[0];
  }

  /** Resolves when the file says so too. */
  record(drive: string, content: DriveContent): Promise<void> {
    const known = this.#drives.get(drive);
    if (known?.cartridge === content.cartridge && known?.loaded === content.loaded) return this.#written;
    return this.#replace(new Map(this.#drives).set(drive, content));
  }

  /** Forgets every drive but these. */
  retain(drives: Iterable<string>): Promise<void> {
    const kept = new Set(drives);
    const retained = new Map([...this.#drives].filter(([drive]) => kept.has(drive)));
    return retained.size === this.#drives.size ? this.#written : this.#replace(retained);
  }

  /** Resolves when nothing is being written any more, whether or not all of it could be. */
  settled(): Promise<void> {
    return this.#written.catch(() => {});
  }

  #replace(drives: ReadonlyMap<string, DriveContent>): Promise<void> {
    this.#drives = drives;
    const text = `${JSON.stringify({ format: 1, drives: Object.fromEntries(drives) }, undefined, 2)}\n`;
    const write = () => replaceWhole(this.#store, this.#file, [Buffer.from(text)]);
    this.#written = this.#written.then(write, write);
    return this.#written;
  }
}
