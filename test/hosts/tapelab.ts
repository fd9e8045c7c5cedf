/**
 * The built command as its users have it: `tapelab serve` as a process of its own with a home of its own, and the other verbs beside it.
 * A server is ready when its ready file stands, is ended by its own process id, and everything it said is kept for the failure's report.
 */
import { type ChildProcessByStdio, spawn } from 'node:child_process';
import { existsSync } from 'node:fs';
import { mkdir, mkdtemp, readFile, rm, writeFile } from 'node:fs/promises';
import { createServer } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { Readable } from 'node:stream';
import { setTimeout as pause } from 'node:timers/promises';
import { fileURLToPath } from 'node:url';
import { type CommandResult, runCommand, runOrThrow } from './command.ts';

/** The built command. */
export const tapelabCommand = fileURLToPath(new URL('../../dist/main.js', import.meta.url));
const readySeconds = 30;

/** A home with one drive and the cartridge that is in it, for what is about drives alone. */
export const oneDrive = {
  target: 'iqn.2026-11.local.tapelab:drive0',
  lun: 0,
  barcode: 'LAB001L8',
  furniture: {
    configuration: `drives: { drive0: { model: lto-8, serial: ONEDRIVE01, cartridge: LAB001L8 } }
targets: { "iqn.2026-11.local.tapelab:drive0": { luns: { 0: drive0 } } }
`,
    barcodes: ['LAB001L8'],
  },
} as const;

export interface ServeOptions {
  readonly home: string;
  /** A free one unless given. */
  readonly port?: number;
  /** The host part of what SendTargets tells. */
  readonly advertise?: string;
  readonly pcap?: string;
  /** `tapelab.yaml` of a home that does not exist yet; the demo's unless given. */
  readonly configuration?: string;
  /** Cartridges to make in that home, as `cartridge create` takes them: `LAB002L8`, or `DDS001 --medium-type dds-4 --capacity 64MiB`. */
  readonly barcodes?: readonly string[];
}

export class TapelabServer {
  readonly home: string;
  readonly port: number;
  readonly #process: ChildProcessByStdio<null, Readable, Readable>;
  readonly #exited: Promise<number>;
  #output = '';

  private constructor(options: ServeOptions & { port: number; readyFile: string }) {
    const { home, port, advertise, pcap, readyFile } = options;
    this.home = home;
    this.port = port;
    const args = ['serve', '--home', home, '--listen', `127.0.0.1:${port}`, '--ready-file', readyFile];
    if (advertise) args.push('--advertise', `${advertise}:${port}`);
    if (pcap) args.push('--pcap', pcap);
    this.#process = spawn(process.execPath, [tapelabCommand, ...args], { stdio: ['ignore', 'pipe', 'pipe'] });
    for (const stream of [this.#process.stdout, this.#process.stderr]) {
      stream.setEncoding('utf8').on('data', (text: string) => {
        this.#output += text;
      });
    }
    this.#exited = new Promise((resolve) => this.#process.once('close', (code) => resolve(code ?? -1)));
  }

  static async start(options: ServeOptions): Promise<TapelabServer> {
    const aside = await mkdtemp(join(tmpdir(), 'tapelab-ready-'));
    const readyFile = join(aside, 'ready.json');
    await furnish(options);
    const server = new TapelabServer({ ...options, port: options.port ?? (await freePort()), readyFile });
    try {
      for (const deadline = Date.now() + readySeconds * 1000; !existsSync(readyFile); await pause(50)) {
        if (server.#process.exitCode === null && Date.now() < deadline) continue;
        await server.stop('SIGKILL');
        throw new Error(`tapelab serve did not become ready and said\n${server.output}`);
      }
      JSON.parse(await readFile(readyFile, 'utf8')); // written whole or not at all
      return server;
    } finally {
      await rm(aside, { recursive: true, force: true });
    }
  }

  get processId(): number {
    return this.#process.pid!;
  }

  /** Banner and log. */
  get output(): string {
    return this.#output;
  }

  get portal(): string {
    return `127.0.0.1:${this.port}`;
  }

  /** The one drive as libiscsi writes it. */
  get url(): string {
    return `iscsi://${this.portal}/${oneDrive.target}/${oneDrive.lun}`;
  }

  /** The exit code; -1 when a signal was the end. */
  async stop(signal: 'SIGTERM' | 'SIGINT' | 'SIGKILL' = 'SIGTERM'): Promise<number> {
    this.#process.kill(signal);
    const impatience = setTimeout(() => this.#process.kill('SIGKILL'), 30_000);
    const exitCode = await this.#exited;
    clearTimeout(impatience);
    return exitCode;
  }

  /** Any other verb, on this server's home. */
  verb(...args: string[]): Promise<CommandResult> {
    return runCommand(process.execPath, [tapelabCommand, ...args, '--home', this.home]);
  }
}

/** The home as it is to be found by its first server. */
async function furnish({ home, configuration, barcodes = [] }: ServeOptions): Promise<void> {
  if (configuration === undefined || existsSync(home)) return;
  await mkdir(home);
  await writeFile(join(home, 'tapelab.yaml'), configuration, { mode: 0o600 });
  for (const words of barcodes)
    await runOrThrow(process.execPath, [tapelabCommand, 'cartridge', 'create', ...words.split(' '), '--home', home]);
}

/** A port that nobody listens on now. It has to be known beforehand where it is advertised or taken again after a restart. */
export function freePort(): Promise<number> {
  return new Promise((resolve, reject) => {
    const probe = createServer().once('error', reject);
    probe.listen(0, '127.0.0.1', () => {
      const address = probe.address();
      const port = typeof address === 'object' && address ? address.port : 0;
      probe.close(() => resolve(port));
    });
  });
}

export interface TemporaryDirectory {
  readonly path: string;
  remove(): Promise<void>;
}

export async function temporaryDirectory(): Promise<TemporaryDirectory> {
  const path = await mkdtemp(join(tmpdir(), 'tapelab-test-'));
  return { path, remove: () => rm(path, { recursive: true, force: true }) };
}
