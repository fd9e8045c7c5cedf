/**
 * The nonvolatile memory of a drive, as a small file in its home: what a host had it save, and the reservations that are to outlive its power. The
 * file is replaced in one step at every change, so it is whole at any moment and durable when a write resolves; its checksum tells it from one that
 * was cut, rotted or edited, for a reservation that quietly changes is worse than a drive that does not start.
 */
import { dirname } from 'node:path';
import * as z from 'zod';
import { isStoreError, readWhole, replaceWhole, type Store } from './cartridge/store.ts';
import { crc32c } from './foundation/crc32c.ts';
import { UserError } from './foundation/user-error.ts';
import type { Json, NonvolatileMemory } from './scsi/nonvolatile-memory.ts';

type Values = Readonly<Record<string, Json>>;

const schema = z.strictObject({
  format: z.literal(1),
  /** Of the values as JSON without white space, eight hexadecimal digits. */
  crc32c: z.string(),
  values: z.record(z.string(), z.json()),
});

const checksumOf = (values: Values): string =>
  crc32c(Buffer.from(JSON.stringify(values)))
    .toString(16)
    .padStart(8, '0');

export class NonvolatileFile implements NonvolatileMemory {
  readonly #store: Store;
  readonly #file: string;
  readonly #failed: (message: string) => void;
  #values: Values;
  /** The writes queue up behind each other; a failed one does not hold back the next. */
  #written: Promise<void> = Promise.resolve();

  private constructor(store: Store, file: string, values: Values, failed: (message: string) => void) {
    this.#store = store;
    this.#file = file;
    this.#values = values;
    this.#failed = failed;
  }

  /** What `file` says; nothing when there is none. `failed` hears why a write could not be done. @throws UserError when it is damaged or cannot be read */
  static async open(store: Store, file: string, failed: (message: string) => void = () => {}): Promise<NonvolatileFile> {
    let bytes: Uint8Array;
    try {
      bytes = await readWhole(store, file);
    } catch (error) {
      if (isStoreError(error, 'not-found')) return new NonvolatileFile(store, file, {}, failed);
      throw new UserError('nonvolatile-unreadable', `${(error as Error).message}.`, {
        hint: 'a drive keeps there what outlives its power: it must be a file that this program may read.',
        cause: error,
      });
    }
    return new NonvolatileFile(store, file, valuesIn(bytes, file), failed);
  }

  read(name: string): Json | undefined {
    return this.#values[name];
  }

  write(name: string, value: Json | undefined): Promise<void> {
    const write = async (): Promise<void> => {
      const { [name]: _, ...others } = this.#values;
      const values = value === undefined ? others : { ...others, [name]: value };
      await this.#replace(values);
      this.#values = values;
    };
    this.#written = this.#written.then(write, write);
    return this.#written;
  }

  /** Resolves when nothing is being written any more, whether or not all of it could be. */
  settled(): Promise<void> {
    return this.#written.catch(() => {});
  }

  async #replace(values: Values): Promise<void> {
    const text = `${JSON.stringify({ format: 1, crc32c: checksumOf(values), values }, undefined, 2)}\n`;
    try {
      await this.#store.makeFolder(dirname(this.#file));
      await replaceWhole(this.#store, this.#file, [Buffer.from(text)]);
    } catch (error) {
      this.#failed((error as Error).message);
      throw error;
    }
  }
}

function valuesIn(bytes: Uint8Array, file: string): Values {
  const damaged = (why: string): UserError =>
    new UserError('nonvolatile-damaged', `${file} is damaged: ${why}.`, {
      hint: 'put a copy of it back, or remove it: its drive then begins with nothing saved and no persistent reservation.',
    });
  let value: unknown;
  try {
    value = JSON.parse(Buffer.from(bytes).toString());
  } catch (error) {
    throw damaged((error as Error).message);
  }
  const parsed = schema.safeParse(value);
  if (!parsed.success) throw damaged(`${parsed.error.issues[0]!.path.join('.') || 'the file'}: ${parsed.error.issues[0]!.message}`);
  if (parsed.data.crc32c !== checksumOf(parsed.data.values)) throw damaged('its values are not those that its checksum was made of');
  return parsed.data.values;
}
