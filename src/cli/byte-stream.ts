/** A file, or what is piped in or out where a hyphen stands for it, as bytes one piece after the other. */
import { createReadStream, createWriteStream, type WriteStream } from 'node:fs';
import { open, stat } from 'node:fs/promises';
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
  let parts: Uint8Array[] = [];
  let held = 0;
  try {
    for await (const chunk of createReadStream(file, { ...(isPiped(file) && { fd: 0 }), highWaterMark: Math.max(length, 65_536) })) {
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

const unreadable = (file: string, cause: NodeJS.ErrnoException): UserError =>
  new UserError('file-unreadable', cause.code === 'ENOENT' ? `There is no file ${file}.` : `${file} cannot be read: ${cause.message}.`, {
    cause,
  });

/** Where bytes go. A file comes about with the first of them, or at the end: what fails before leaves none behind. */
export class ByteSink {
  readonly #file: string;
  readonly #overwrite: boolean;
  #stream: WriteStream | undefined;
  #failure: Error | undefined;

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
    await Promise.all(pieces.map((piece) => new Promise<void>((resolve) => void stream.write(piece, () => resolve()))));
    this.#check();
  }

  /** @throws UserError when not all of it has arrived */
  async end(): Promise<void> {
    this.#stream ??= await this.#open();
    await this.abandon();
    this.#check();
  }

  /** Leaves what is there as it is. */
  async abandon(): Promise<void> {
    this.#stream?.end();
    if (this.#stream !== undefined) await finished(this.#stream).catch(() => {});
  }

  async #open(): Promise<WriteStream> {
    const stream = isPiped(this.#file) ? createWriteStream(this.#file, { fd: 1, autoClose: false }) : await this.#create();
    stream.on('error', (error) => {
      this.#failure = error;
    });
    return stream;
  }

  async #create(): Promise<WriteStream> {
    try {
      return (await open(this.#file, this.#overwrite ? 'w' : 'wx')).createWriteStream();
    } catch (error) {
      throw (error as NodeJS.ErrnoException).code === 'EEXIST' ? existing(this.#file) : unwritable(this.#file, error as Error);
    }
  }

  #check(): void {
    if (this.#failure !== undefined) throw unwritable(this.#file, this.#failure);
  }
}

const existing = (file: string): UserError =>
  new UserError('file-exists', `There is a file ${file} already.`, { hint: 'give another name, or --overwrite.' });

const unwritable = (file: string, cause: Error): UserError =>
  new UserError('file-unwritable', `${file} cannot be written: ${cause.message}.`, { cause });
