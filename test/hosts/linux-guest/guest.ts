/**
 * A real Linux host: a stock Debian kernel under QEMU's software emulation (no KVM, no privileges), booted from a cached image whose disk
 * forgets all writes. The guest reaches this machine's 127.0.0.1 as 192.0.2.2, and nothing else.
 *
 * QEMU's stdin and stdout are the guest's second serial port, where `guest-init.sh` takes scripts and answers with exit code and output;
 * the kernel's console goes to a file. Every step and the boot have a deadline, and QEMU is ended by its own process id.
 */
import { type ChildProcessWithoutNullStreams, spawn } from 'node:child_process';
import { mkdtemp, readFile, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { createInterface } from 'node:readline';
import { fileURLToPath } from 'node:url';
import { cached } from '../cache.ts';
import { runOrThrow } from '../command.ts';

export interface Step {
  readonly exitCode: number;
  /** stdout and stderr as they came, the last 200 000 bytes. */
  readonly output: string;
}

/** Where the guest finds this machine's loopback. */
export const hostAddress = '192.0.2.2';

const bootSeconds = 120;
const here = dirname(fileURLToPath(import.meta.url));
const builder = join(here, 'build.sh');
const recipe = [builder, join(here, 'guest-init.sh'), join(here, 'bacula-sd.conf')];

function linuxGuestImage(): Promise<string> {
  return cached('linux-guest', recipe, async (directory) => {
    await runOrThrow('bash', [builder, directory], { timeoutMs: 600_000 });
  });
}

export class LinuxGuest {
  readonly #qemu: ChildProcessWithoutNullStreams;
  readonly #directory: string;
  readonly #ended: Promise<void>;
  readonly #waiting = new Map<number, (step: Step) => void>();
  #steps = 0;
  #complaint = '';

  private constructor(image: string, directory: string) {
    this.#directory = directory;
    this.#qemu = spawn('qemu-system-x86_64', qemuArguments(image, directory), {
      stdio: ['pipe', 'pipe', 'pipe'],
      env: { ...process.env, TMPDIR: directory },
    });
    this.#qemu.stderr.setEncoding('utf8').on('data', (text: string) => {
      this.#complaint += text;
    });
    this.#qemu.stdin.on('error', () => {}); // said better by the step that gets no answer
    this.#ended = new Promise((resolve) => {
      this.#qemu.once('close', () => resolve());
      this.#qemu.once('error', (error) => {
        this.#complaint += error.message;
        resolve();
      });
    });
    createInterface({ input: this.#qemu.stdout }).on('line', (line) => this.#answer(line));
  }

  static async boot(): Promise<LinuxGuest> {
    const guest = new LinuxGuest(await linuxGuestImage(), await mkdtemp(join(tmpdir(), 'tapelab-guest-')));
    try {
      await guest.#expect(0, bootSeconds, 'the boot');
      return guest;
    } catch (error) {
      await guest.powerOff();
      throw error;
    }
  }

  /** Runs a bash script in the guest. An exit code of 124 is a script that did not end in time. */
  async attempt(script: string, seconds = 120): Promise<Step> {
    this.#steps += 1;
    const step = this.#expect(this.#steps, seconds + 30, script);
    this.#qemu.stdin.write(`${this.#steps} ${seconds} ${Buffer.from(script).toString('base64')}\n`);
    return step;
  }

  /** Runs a bash script that has to succeed in every command, and gives its output. */
  async run(script: string, seconds = 120): Promise<string> {
    const { exitCode, output } = await this.attempt(`set -euo pipefail\n${script}`, seconds);
    if (exitCode !== 0) throw new Error(`the guest exited ${exitCode} from\n${script}\n\nand said\n${output}`);
    return output.trimEnd();
  }

  async powerOff(): Promise<void> {
    this.#qemu.kill('SIGKILL'); // the disk is a throw-away overlay: there is nothing to save
    await this.#ended;
    await rm(this.#directory, { recursive: true, force: true });
  }

  async #expect(number: number, seconds: number, what: string): Promise<Step> {
    let deadline: NodeJS.Timeout | undefined;
    const answer = new Promise<Step>((resolve) => this.#waiting.set(number, resolve));
    const late = new Promise<string>((resolve) => {
      deadline = setTimeout(() => resolve(`did not answer in ${seconds} s`), seconds * 1000);
    });
    const outcome = await Promise.race([answer, late, this.#ended.then(() => 'ended')]);
    clearTimeout(deadline);
    this.#waiting.delete(number);
    if (typeof outcome !== 'string') return outcome;
    const console = await readFile(join(this.#directory, 'console'), 'utf8').catch(() => '');
    throw new Error(`the guest ${outcome} during ${what}\n${this.#complaint}\n${console.slice(-4000)}`);
  }

  #answer(line: string): void {
    const [number, exitCode, output = ''] = line.trim().split(' ');
    this.#waiting.get(Number(number))?.({ exitCode: Number(exitCode), output: Buffer.from(output, 'base64').toString('utf8') });
  }
}

const qemuArguments = (image: string, directory: string): string[] => [
  ...['-accel', 'tcg,thread=multi', '-cpu', 'max', '-m', '1024', '-no-reboot', '-nodefaults', '-display', 'none'],
  ...['-kernel', join(image, 'vmlinuz'), '-initrd', join(image, 'initramfs.gz')],
  ...['-append', 'console=ttyS0 panic=-1 quiet mitigations=off nokaslr random.trust_cpu=on'],
  ...['-drive', `file=${join(image, 'root.img')},if=virtio,format=raw,snapshot=on`],
  ...['-netdev', `user,id=n0,net=192.0.2.0/24,host=${hostAddress}`, '-device', 'virtio-net-pci,netdev=n0'],
  ...['-serial', `file:${join(directory, 'console')}`],
  ...['-chardev', 'stdio,id=steps,signal=off', '-serial', 'chardev:steps'],
];
