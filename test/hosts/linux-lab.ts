/**
 * The built command and a Linux guest that reaches it, with the hands of a backup operator: what `mt` says as values, another cartridge
 * in the drive, another start of the server, the kernel's complaints.
 */
import { readFile, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { hostAddress, LinuxGuest } from './linux-guest/guest.ts';
import { type ServeOptions, TapelabServer, type TemporaryDirectory, temporaryDirectory } from './tapelab.ts';

/** The kernel says this at warning level whenever a unit attention 29/00 reaches it: after login, after a reset, after a new start. */
const powerOn = /^st \d+:0:0:\d+: Power-on or device reset occurred$/;
/** Emulation on a busy machine is slow, and the kernel's timers say so. */
const slowMachine = /^(hrtimer: interrupt took|clocksource: |perf: interrupt took)/;

export interface TapeStatus {
  readonly file: number;
  readonly block: number;
  readonly flags: readonly string[];
  readonly text: string;
}

export interface RestartOptions extends Pick<ServeOptions, 'pcap'> {
  readonly sign?: string;
}

export class LinuxLab {
  readonly directory: TemporaryDirectory;
  readonly guest: LinuxGuest;
  readonly #servedWith: ServeOptions;
  #server: TapelabServer;

  private constructor(directory: TemporaryDirectory, server: TapelabServer, guest: LinuxGuest, servedWith: ServeOptions) {
    this.directory = directory;
    this.guest = guest;
    this.#server = server;
    this.#servedWith = servedWith;
  }

  static async start(furniture: Pick<ServeOptions, 'configuration' | 'barcodes'> = {}): Promise<LinuxLab> {
    const directory = await temporaryDirectory();
    const options = { home: `${directory.path}/home`, advertise: hostAddress, ...furniture };
    const server = await TapelabServer.start(options);
    try {
      const guest = await LinuxGuest.boot();
      return new LinuxLab(directory, server, guest, { ...options, port: server.port });
    } catch (error) {
      await server.stop();
      await directory.remove();
      throw error;
    }
  }

  async stop(): Promise<void> {
    await this.guest.powerOff();
    await this.#server.stop();
    await this.directory.remove();
  }

  get server(): TapelabServer {
    return this.#server;
  }

  /**
   * Ends the server, starts it again at the same port and waits until the guest's session has found it, which is when the `sign` succeeds in the
   * guest. Gives the exit code.
   */
  async restart(signal: 'SIGTERM' | 'SIGKILL', { sign = 'mt rewind', ...options }: RestartOptions = {}): Promise<number> {
    const exitCode = await this.#server.stop(signal);
    this.#server = await TapelabServer.start({ ...this.#servedWith, ...options });
    await this.guest.run(`until { ${sign}; } 2>/dev/null; do sleep 0.5; done`, 100);
    return exitCode;
  }

  /** Ends the server and starts it with other words in its configuration. */
  async reconfigure(change: (text: string) => string): Promise<void> {
    await this.#server.stop();
    const file = join(this.#server.home, 'tapelab.yaml');
    await writeFile(file, change(await readFile(file, 'utf8')));
    this.#server = await TapelabServer.start(this.#servedWith);
  }

  /** A verb that has to succeed without complaint, on the server's home. */
  async verb(...args: string[]): Promise<string> {
    const { exitCode, stdout, stderr } = await this.#server.verb(...args);
    if (exitCode !== 0 || stderr !== '') throw new Error(`'tapelab ${args.join(' ')}' exited ${exitCode}\n${stdout}${stderr}`);
    return stdout;
  }

  async changeCartridge(barcode: string): Promise<void> {
    await this.verb('drive', 'eject', 'drive0');
    await this.verb('drive', 'load', 'drive0', barcode);
  }

  async status(): Promise<TapeStatus> {
    const text = await this.guest.run('mt status');
    const [, file, block] = /^File number=(-?\d+), block number=(-?\d+), partition=0\.$/m.exec(text) ?? [];
    return { file: Number(file), block: Number(block), flags: text.split('\n').at(-1)?.trim().split(' ') ?? [], text };
  }

  async tell(): Promise<number> {
    return Number(/^At block (\d+)\.$/.exec(await this.guest.run('mt tell'))?.[1]);
  }

  /** The lines that the banner gives a Linux administrator to copy. */
  bannerLines(which: RegExp): string {
    const [, lines = ''] = /^Linux.*\n((?: +\S.*\n)+)/m.exec(this.#server.output) ?? [];
    return lines
      .split('\n')
      .map((line) => line.trim())
      .filter((line) => which.test(line))
      .join('\n');
  }

  /** What the guest's kernel complained of since the last call, beyond what is expected. */
  async complaints(expected: readonly RegExp[]): Promise<string[]> {
    const messages = await this.guest.run('dmesg --notime --level=emerg,alert,crit,err,warn; dmesg --clear');
    const harmless = [powerOn, slowMachine, ...expected];
    return messages.split('\n').filter((message) => message && !harmless.some((pattern) => pattern.test(message)));
  }
}
