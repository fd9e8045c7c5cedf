/**
 * The target under fire: the built command in a process of its own, on a free port of the loopback, with a home that is thrown away. A bug that
 * it tells of in its log, and its end, are findings.
 */
import { type ChildProcess, spawn } from 'node:child_process';
import { mkdtemp, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { setTimeout as pause } from 'node:timers/promises';
import { fileURLToPath } from 'node:url';
import { cartridges, configuration, patienceMs } from './target-home.ts';

export const ownRoot = fileURLToPath(new URL('../..', import.meta.url));

export interface SessionView {
  readonly initiatorName: string;
  readonly tsih: number;
  readonly target?: string;
  /** `failed`: it has no connection and waits to be taken up again. */
  readonly state?: string;
  readonly remote: { readonly address: string; readonly port: number };
}

export class TargetProcess {
  readonly port: number;
  readonly pid: number;
  /** What it did wrong as a process, as soon as it has. */
  finding: string | undefined;
  readonly #child: ChildProcess;
  readonly #main: string;
  readonly #home: string;
  readonly #gone: Promise<void>;
  #stopping = false;
  #complaints = '';

  /** `root`: the folder of a built tapelab. */
  static async start(root = ownRoot): Promise<TargetProcess> {
    const main = join(root, 'dist', 'main.js');
    const home = await mkdtemp(join(tmpdir(), 'tapelab-fuzz-'));
    try {
      for (const { barcodes, options } of cartridges) await succeed(main, ['cartridge', 'create', ...barcodes, '--home', home, ...options]);
      return await TargetProcess.#serve(main, home);
    } catch (error) {
      await rm(home, { recursive: true, force: true });
      throw error;
    }
  }

  static async #serve(main: string, home: string): Promise<TargetProcess> {
    await writeFile(join(home, 'tapelab.yaml'), configuration, { mode: 0o600 });
    const readyFile = join(home, 'ready.json');
    const words = ['serve', '--home', home, '--listen', '127.0.0.1:0', '--ready-file', readyFile, '--log-level', 'error'];
    const child = spawn(process.execPath, [main, ...words], { stdio: ['ignore', 'ignore', 'pipe'] });
    let complaints = '';
    child.stderr.setEncoding('utf8').on('data', (text: string) => {
      complaints += text;
    });
    for (const deadline = performance.now() + patienceMs; performance.now() < deadline; await pause(20)) {
      if (child.exitCode !== null) throw new Error(`the target does not start: ${complaints}`);
      const ready = await readFile(readyFile, 'utf8').catch(() => '');
      if (ready === '') continue;
      const { port, pid } = JSON.parse(ready) as { port: number; pid: number };
      child.stderr.removeAllListeners('data');
      return new TargetProcess(child, { main, home, port, pid });
    }
    child.kill('SIGKILL');
    throw new Error(`the target does not become ready: ${complaints}`);
  }

  private constructor(child: ChildProcess, options: { main: string; home: string; port: number; pid: number }) {
    this.#child = child;
    this.#main = options.main;
    this.#home = options.home;
    this.port = options.port;
    this.pid = options.pid;
    child.stderr!.setEncoding('utf8').on('data', (text: string) => this.#complains(text));
    this.#gone = new Promise((resolve) => {
      child.once('close', (code, signal) => {
        if (!this.#stopping) this.finding = `the process ended by itself (${signal ?? `exit ${code}`}): ${this.#complaints}`;
        resolve();
      });
    });
  }

  /** Everything it has written to its log: errors, for it is told to write nothing less. */
  get complaints(): string {
    return this.#complaints;
  }

  /** As `tapelab status --json` tells. */
  async sessions(): Promise<readonly SessionView[]> {
    const { sessions } = JSON.parse(await succeed(this.#main, ['status', '--json', '--home', this.#home])) as {
      sessions: readonly SessionView[];
    };
    return sessions;
  }

  /** What the operator says to it; a refusal is an answer too. @throws Error when there is none */
  async verb(words: readonly string[]): Promise<void> {
    const { code, said } = await run(this.#main, [...words, '--home', this.#home]);
    if (code !== 0 && code !== 1) throw new Error(`tapelab ${words.join(' ')} ended with ${code}: ${said}`);
  }

  /** Ends it in order; gives what was wrong about that. */
  async stop(): Promise<string | undefined> {
    this.#stopping = true;
    const { exitCode, signalCode } = this.#child;
    let problem: string | undefined;
    if (exitCode === null && signalCode === null) {
      this.#child.kill('SIGTERM');
      const timer = setTimeout(() => {
        problem = 'the target does not stop when it is told to';
        this.#child.kill('SIGKILL');
      }, patienceMs);
      await this.#gone;
      clearTimeout(timer);
      problem ??= this.#child.exitCode === 0 ? undefined : `the target stopped with exit code ${this.#child.exitCode}`;
    }
    await rm(this.#home, { recursive: true, force: true });
    return this.finding ?? problem;
  }

  /** Ends it, however it is. */
  async kill(): Promise<void> {
    this.#stopping = true;
    this.#child.kill('SIGKILL');
    await this.#gone;
    await rm(this.#home, { recursive: true, force: true });
  }

  #complains(text: string): void {
    if (this.#complaints.length < 65_536) this.#complaints += text;
    this.finding ??= `the log tells of a bug: ${this.#complaints}`;
  }
}

/** A verb, run to its end; one that takes too long has no code. */
async function run(main: string, words: readonly string[]): Promise<{ readonly code: number | null; readonly said: string }> {
  const child = spawn(process.execPath, [main, ...words], { stdio: ['ignore', 'pipe', 'pipe'] });
  let said = '';
  for (const stream of [child.stdout, child.stderr]) {
    stream.setEncoding('utf8').on('data', (text: string) => {
      said += text;
    });
  }
  const timer = setTimeout(() => child.kill('SIGKILL'), patienceMs);
  const code = await new Promise<number | null>((resolve) => child.once('close', resolve));
  clearTimeout(timer);
  return { code, said };
}

async function succeed(main: string, words: readonly string[]): Promise<string> {
  const { code, said } = await run(main, words);
  if (code !== 0) throw new Error(`tapelab ${words.join(' ')} ended with ${code}: ${said}`);
  return said;
}
