/** What can be seen of a process from outside: its resident memory, and how many sockets and files it holds. */
import { execFile } from 'node:child_process';
import { readdir, readFile, readlink } from 'node:fs/promises';
import { promisify } from 'node:util';

/** What `/proc/PID/statm` counts in, on every machine that Node runs on by default. */
const pageBytes = 4096;

/** Undefined when there is no such process any more. */
export async function residentBytes(pid: number): Promise<number | undefined> {
  try {
    if (process.platform === 'linux') return Number((await readFile(`/proc/${pid}/statm`, 'latin1')).split(' ')[1]) * pageBytes;
    const { stdout } = await promisify(execFile)('ps', ['-o', 'rss=', '-p', String(pid)]);
    return Number(stdout) * 1024;
  } catch {
    return undefined;
  }
}

export interface Descriptors {
  readonly sockets: number;
  readonly others: number;
}

/** Undefined where a system does not tell. */
export async function openDescriptors(pid: number): Promise<Descriptors | undefined> {
  if (process.platform !== 'linux') return undefined;
  try {
    const folder = `/proc/${pid}/fd`;
    const links = await Promise.all((await readdir(folder)).map((name) => readlink(`${folder}/${name}`).catch(() => '')));
    const sockets = links.filter((link) => link.startsWith('socket:')).length;
    return { sockets, others: links.filter((link) => link !== '').length - sockets };
  } catch {
    return undefined;
  }
}

/** Whether memory stays within its bounds over a run: never far above where it was when all was warm, and not always a little more. */
export class MemoryWatch {
  readonly #boundBytes: number;
  readonly #trendBytes: number;
  readonly #samples: number[] = [];
  #baselineBytes: number | undefined;

  constructor({ boundBytes, trendBytes }: { readonly boundBytes: number; readonly trendBytes: number }) {
    this.#boundBytes = boundBytes;
    this.#trendBytes = trendBytes;
  }

  get baselineBytes(): number | undefined {
    return this.#baselineBytes;
  }

  /** What has been measured until now was the warming up. */
  warm(): void {
    this.#baselineBytes = this.#samples.at(-1);
    this.#samples.length = 0;
  }

  /** Gives what is wrong, as a sentence. */
  sample(bytes: number): string | undefined {
    this.#samples.push(bytes);
    if (this.#baselineBytes === undefined || bytes <= this.#baselineBytes + this.#boundBytes) return undefined;
    return `it holds ${mebibytes(bytes)}, and held ${mebibytes(this.#baselineBytes)} when it was warm`;
  }

  /** Compares the least of the last quarter with the least of the second: what garbage collection gives back is no trend. */
  trend(): string | undefined {
    const quarter = Math.floor(this.#samples.length / 4);
    if (quarter < 20) return undefined;
    const least = (from: number): number =>
      this.#samples.slice(from, from + quarter).reduce((low, bytes) => Math.min(low, bytes), Infinity);
    const [early, late] = [least(quarter), least(3 * quarter)];
    if (late - early <= this.#trendBytes) return undefined;
    return `it never holds less than ${mebibytes(late)} in the end, and held ${mebibytes(early)} earlier in the run`;
  }
}

export const mebibytes = (bytes: number): string => `${Math.round(bytes / 2 ** 20)} MiB`;
