/** How far a run is, in a file, so that it goes on after a break. Written aside and renamed: what is there is whole. */
import { renameSync, writeFileSync } from 'node:fs';
import { readFile } from 'node:fs/promises';
import { Tally } from './tally.ts';

export interface RunIdentity {
  readonly seed: number;
  readonly from: number;
  readonly to: number;
}

export class StateFile {
  /** Every PDU before this one has been thrown. */
  readonly done: number;
  readonly tally: Tally;
  readonly #file: string;
  readonly #run: RunIdentity;

  /** A file that is not there begins a run; one that tells of another run is an error. */
  static async open(file: string, run: RunIdentity): Promise<StateFile> {
    const text = await readFile(file, 'utf8').catch((error: NodeJS.ErrnoException) => {
      if (error.code === 'ENOENT') return undefined;
      throw error;
    });
    if (text === undefined) return new StateFile(file, run, run.from, new Tally());
    const { done, tally, ...of } = JSON.parse(text) as RunIdentity & { done: number; tally: object };
    if (of.seed !== run.seed || of.from !== run.from || of.to !== run.to)
      throw new Error(`${file} tells of another run: seed ${of.seed}, PDUs ${of.from} to ${of.to}`);
    return new StateFile(file, run, done, new Tally(tally));
  }

  private constructor(file: string, run: RunIdentity, done: number, tally: Tally) {
    this.#file = file;
    this.#run = run;
    this.done = done;
    this.tally = tally;
  }

  save(done: number, tally: Tally): void {
    const aside = `${this.#file}.new`;
    writeFileSync(aside, `${JSON.stringify({ ...this.#run, done, tally })}\n`);
    renameSync(aside, this.#file);
  }
}
