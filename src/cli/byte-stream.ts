/**
 * A file, or what is piped in or out where a hyphen stands for it, as bytes one piece after the other. Pipes are the process's own streams: these wait for a
 * slow reader, where a write to their descriptor would fail, and let go of a writer that has nothing to say.
 */
import { createReadStream } from 'node:fs';
import { open, stat } from 'node:fs/promises';
import type { Readable, Writable } from 'node:stream';
import { finished } from 'node:stream/promises';
import { UserError } from '../foundation/user-error.ts';

export const isPiped = (file: string): boolean => file === '-';

/** How long a file is; undefined: nobody knows. @throws UserError when there is none */
export async function lengthOf(file: string): Promise<number | undefined> {
  if (isPiped(file)) return undefined;
  const found = await stat(file).catch((cause: NodeJS.ErrnoException) => {
    throw unreadable(file, cause);
  });
  if (found.isDirectory())
    throw new UserError('file-unreadable', `${file} is a folder.`, { hint: "'tar -cf - FOLDER | tapelab mt write -' writes one." });
  return found.isFile() ? found.size : undefined;
}

/** Pieces of exactly `length` bytes, but for the last. @throws UserError when it cannot be read */
export async function* piecesOf(file: string, length: number): AsyncGenerator<Uint8Array> {
  const source: Readable = isPiped(file) ? process.stdin : createReadStream(file, { highWaterMark: Math.max(length, 65_536) });
  let parts: Uint8Array[] = [];
  let held = 0;
  try {
    for await (const chunk of source) {
      for (let rest = chunk as Uint8Array; rest.length > 0; ) {
        const part = rest.subarray(0, length - held);
        parts.push(part);
        held += part.length;
        rest = rest.subarray(part.length);
        if (held < length) continue;
        yield joined(parts, held);
        parts = [];
        held = 0;
      }
    }
  } catch (error) {
    throw (error as NodeJS.ErrnoException).code === undefined ? error : unreadable(file, error as NodeJS.ErrnoException);
  }
  if (held > 0) yield joined(parts, held);
}

const joined = (parts: readonly Uint8Array[], length: number): Uint8Array =>
  parts.length === 1 ? parts[0]! : Buffer.concat(parts, length);

const unreadable = (file: string, cause: NodeJS.ErrnoException): UserError => {
  const name = isPiped(file) ? 'The standard input' : file;
  const problem = cause.code === 'ENOENT' ? `There is no file ${file}.` : `${name} cannot be read: ${cause.message}.`;
  return new UserError('file-unreadable', problem, { cause });
};

/** Where bytes go. A file comes about with the first of them, or at the end: what fails before leaves none behind. */
export class ByteSink {
  readonly #file: string;
  readonly #overwrite: boolean;
  #stream: Writable | undefined;

  /** @throws UserError when there is a file of that name already and it is not to be overwritten */
  static async into(file: string, { overwrite }: { overwrite: boolean }): Promise<ByteSink> {
    const isThere = !isPiped(file) && (await stat(file).then(Boolean, () => false));
    if (isThere && !overwrite) throw existing(file);
    return new ByteSink(file, overwrite);
  }

  private constructor(file: string, overwrite: boolean) {
    this.#file = file;
    this.#overwrite = overwrite;
  }

  /** Resolves when more may come. @throws UserError */
  async write(pieces: readonly Uint8Array[]): Promise<void> {
    this.#stream ??= await this.#open();
    const stream = this.#stream;
    const write = (piece: Uint8Array): Promise<void> =>
      new Promise((resolve, reject) => void stream.write(piece, (error) => (error ? reject(error) : resolve())));
    await Promise.all(pieces.map(write)).catch((error: Error) => {
      throw unwritable(this.#file, error);
    });
  }

  /** @throws UserError when not all of it has arrived */
  async end(): Promise<void> {
    this.#stream ??= await this.#open();
    await this.#close().catch((error: Error) => {
      throw unwritable(this.#file, error);
    });
  }

  /** Leaves what is there as it is. */
  async abandon(): Promise<void> {
    await this.#close().catch(() => {});
  }

  /** The standard output stays open: all that was written has arrived, and it is the process's to end. */
  async #close(): Promise<void> {
    if (this.#stream === undefined || isPiped(this.#file)) return;
    this.#stream.end();
    await finished(this.#stream);
  }

  async #open(): Promise<Writable> {
    const stream = isPiped(this.#file) ? process.stdout : await this.#create();
    // Whoever writes is told; nobody else has to be.
    stream.on('error', () => {});
    return stream;
  }

  async #create(): Promise<Writable> {
    try {
      return (await open(this.#file, this.#overwrite ? 'w' : 'wx')).createWriteStream();
    } catch (error) {
      throw (error as NodeJS.ErrnoException).code === 'EEXIST' ? existing(this.#file) : unwritable(this.#file, error as Error);
    }
  }
}

const existing = (file: string): UserError =>
  new UserError('file-exists', `There is a file ${file} already.`, { hint: 'give another name, or --overwrite.' });

const unwritable = (file: string, cause: Error): UserError =>
  new UserError('file-unwritable', `${isPiped(file) ? 'The standard output' : file} cannot be written: ${cause.message}.`, { cause });
