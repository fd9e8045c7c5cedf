/**
 * The two targets that the bench puts side by side, each with one tape drive on loopback: the built tapelab in a fresh home, and Debian's
 * `tgt`, a target in C with a tape of its own, where it is installed.
 */
import { spawn } from 'node:child_process';
import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { setTimeout as pause } from 'node:timers/promises';
import { runCommand, runOrThrow } from '../test/hosts/command.ts';
import { freePort, TapelabServer } from '../test/hosts/tapelab.ts';

export interface BenchTarget {
  readonly name: string;
  readonly url: string;
  readonly processId: number;
  stop(): Promise<void>;
}

export async function startTapelab(directory: string): Promise<BenchTarget> {
  const server = await TapelabServer.start({ home: join(directory, 'home') });
  return {
    name: 'tapelab',
    url: server.url,
    processId: server.processId,
    stop: async () => {
      await server.stop();
    },
  };
}

/** Undefined where tgt is not installed. */
export async function startTgt(directory: string): Promise<BenchTarget | undefined> {
  const present = await runCommand('tgtd', ['--version']).catch(() => undefined);
  if (!present) return undefined;

  const port = await freePort();
  const channel = String(port % 30_000); // tgtadm finds its daemon by this number, so a tgtd of somebody else's is not met
  const daemon = spawn('tgtd', ['--foreground', '--control-port', channel, '--iscsi', `portal=127.0.0.1:${port}`], { stdio: 'ignore' });
  const ended = new Promise<void>((resolve) => daemon.once('close', () => resolve()));
  const stop = async () => {
    daemon.kill('SIGKILL');
    await ended;
  };
  const medium = join(directory, 'tgt.tape');
  const target = 'iqn.2026-11.local.tapelab:tgt';
  const administer = (...args: string[]) => runOrThrow('tgtadm', ['--control-port', channel, '--lld', 'iscsi', ...args]);
  try {
    await runOrThrow('tgtimg', `--op new --device-type tape --barcode BENCH1S2 --size 8000 --type data --file ${medium}`.split(' '));
    for (let attempts = 0; (await runCommand('tgtadm', ['--control-port', channel, '--op', 'show', '--mode', 'sys'])).exitCode !== 0; ) {
      attempts += 1;
      if (attempts === 50) throw new Error('tgtd is installed and does not start. Hint: it wants to be root');
      await pause(100);
    }
    await administer('--mode', 'target', '--op', 'new', '--tid', '1', '--targetname', target);
    await administer('--mode', 'logicalunit', '--op', 'new', '--tid', '1', '--lun', '1', '-b', medium, '--device-type=tape');
    await administer('--mode', 'target', '--op', 'bind', '--tid', '1', '-I', 'ALL');
  } catch (error) {
    await stop();
    throw error;
  }
  return { name: 'tgt', url: `iscsi://127.0.0.1:${port}/${target}/1`, processId: daemon.pid!, stop };
}

/** What the process with all its threads has used so far: fields 14 and 15 of proc(5) `stat`, in hundredths of a second. */
export async function processorSeconds(processId: number): Promise<number> {
  const stat = await readFile(`/proc/${processId}/stat`, 'utf8');
  const fields = stat.slice(stat.lastIndexOf(')') + 2).split(' ');
  return (Number(fields[11]) + Number(fields[12])) / 100;
}
