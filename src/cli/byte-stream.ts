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

/** Where bytes go. */
export interface ByteSink {
  /** Resolves when more may come. @throws UserError */
  write(pieces: readonly Uint8Array[]): Promise<void>;
  /** @throws UserError when not all of it has arrived */
  close(): Promise<void>;
}

/** @throws UserError when there is a file of that name already and it is not to be overwritten */
export async function sinkInto(file: string, { overwrite }: { overwrite: boolean }): Promise<ByteSink> {
  const stream: WriteStream = isPiped(file) ? createWriteStream(file, { fd: 1, autoClose: false }) : await created(file, overwrite);
  let failure: Error | undefined;
  stream.on('error', (error) => {
    failure = error;
  });
  const check = (): void => {
    if (failure !== undefined) throw new UserError('file-unwritable', `${file} cannot be written: ${failure.message}.`, { cause: failure });
  };
  return {
    async write(pieces) {
      check();
      await Promise.all(pieces.map((piece) => new Promise<void>((resolve) => void stream.write(piece, () => resolve()))));
      check();
    },
    async close() {
      stream.end();
      await finished(stream).catch(() => {});
      check();
    },
  };
}

async function created(file: string, overwrite: boolean): Promise<WriteStream> {
  try {
    return (await open(file, overwrite ? 'w' : 'wx')).createWriteStream();
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code === 'EEXIST')
      throw new UserError('file-exists', `There is a file ${file} already.`, { hint: 'give another name, or --overwrite.' });
    throw new UserError('file-unwritable', `${file} cannot be written: ${(error as Error).message}.`, { cause: error });
  }
}
