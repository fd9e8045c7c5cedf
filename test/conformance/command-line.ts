/**
 * The built command as a process: a verb that runs to its end, or a server that runs until it is told to stop.
 */
import { type ChildProcess, spawn } from 'node:child_process';
import { once } from 'node:events';
import { fileURLToPath } from 'node:url';

const main = fileURLToPath(new URL('../../dist/main.js', import.meta.url));

export interface Ended {
  readonly code: number | null;
  readonly signal: NodeJS.Signals | null;
  readonly stdout: string;
  readonly stderr: string;
}

/** A process of `tapelab` and what it has said so far. */
export class TapelabProcess {
  readonly child: ChildProcess;
  readonly ended: Promise<Ended>;
  stdout = '';
  stderr = '';

  constructor(words: readonly string[], folder?: string) {
    this.child = spawn(process.execPath, [main, ...words], {
      stdio: ['ignore', 'pipe', 'pipe'],
      ...(folder !== undefined && { cwd: folder }),
    });
    this.child.stdout!.setEncoding('utf8').on('data', (text: string) => {
      this.stdout += text;
    });
    this.child.stderr!.setEncoding('utf8').on('data', (text: string) => {
      this.stderr += text;
    });
    this.ended = once(this.child, 'close').then(([code, signal]) => ({ code, signal, stdout: this.stdout, stderr: this.stderr }) as Ended);
  }

  /** Resolves when it has said `words` on one of its streams. */
  async says(words: string, stream: 'stdout' | 'stderr' = 'stdout'): Promise<void> {
    while (!this[stream].includes(words)) {
      const more = await Promise.race([once(this.child[stream]!, 'data'), this.ended.then(() => undefined)]);
      if (more === undefined && !this[stream].includes(words))
        throw new Error(`it ended without saying '${words}': ${this.stdout}${this.stderr}`);
    }
  }

  stop(signal: NodeJS.Signals = 'SIGTERM'): Promise<Ended> {
    this.child.kill(signal);
    return this.ended;
  }
}

/** What `serve --json` says when initiators are accepted. */
export interface Ready {
  readonly address: string;
  readonly port: number;
  readonly listen: string;
  readonly advertise: string;
  readonly home: string;
  readonly pid: number;
}

/** A verb, run to its end. */
export const tapelab = (...words: string[]): Promise<Ended> => new TapelabProcess(words).ended;
