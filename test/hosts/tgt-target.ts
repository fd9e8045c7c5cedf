/**
 * Debian's `tgt`: a target in C with a tape library of its own (tgt's README.vtl), served on loopback by a daemon that is ours alone. What our initiator
 * is held against that has not been made by those who made it, and what the bench puts beside our target.
 */
import { spawn } from 'node:child_process';
import { writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { setTimeout as pause } from 'node:timers/promises';
import { runCommand, runOrThrow } from './command.ts';
import { freePort } from './tapelab.ts';

export const tgtTarget = 'iqn.2026-11.local.tapelab:tgt';

export interface TgtOptions {
  /** Where its cartridges lie. */
  readonly directory: string;
  /** Barcodes, one for each cartridge. */
  readonly barcodes: readonly string[];
  readonly cartridgeMegabytes: number;
  /** A changer at LUN 2, with the cartridges in its slots; without it the first cartridge is in the drive. */
  readonly changer?: boolean;
  /** One way; tgt takes it for the account's secret. */
  readonly chap?: { readonly name: string; readonly secret: string };
}

export interface TgtTarget {
  /** `127.0.0.1:3260`. */
  readonly portal: string;
  /** Of its drive. */
  readonly url: string;
  readonly processId: number;
  /** tgtadm, as the daemon's administrator. */
  administer(...args: string[]): Promise<string>;
  stop(): Promise<void>;
}

/** Undefined where tgt is not installed. The drive is LUN 1. */
export async function startTgt({
  directory,
  barcodes,
  cartridgeMegabytes,
  changer = false,
  chap,
}: TgtOptions): Promise<TgtTarget | undefined> {
  const present = await runCommand('tgtd', ['--version']).catch(() => undefined);
  if (!present) return undefined;

  const port = await freePort();
  const channel = String(port % 30_000); // tgtadm finds its daemon by this number, so a tgtd of somebody else's is not met
  const daemon = spawn('tgtd', ['--foreground', '--control-port', channel, '--iscsi', `portal=127.0.0.1:${port}`], { stdio: 'ignore' });
  const ended = new Promise<void>((resolve) => daemon.once('close', () => resolve()));
  const stop = async (): Promise<void> => {
    daemon.kill('SIGKILL');
    await ended;
  };
  const administer = (...args: string[]) => runOrThrow('tgtadm', ['--control-port', channel, '--lld', 'iscsi', ...args]);
  const unit = (operation: 'new' | 'update', lun: number, ...args: string[]) =>
    administer('--mode', 'logicalunit', '--op', operation, '--tid', '1', '--lun', String(lun), ...args);
  const fileOf = (barcode: string): string => join(directory, barcode);
  try {
    for (const barcode of barcodes)
      await runOrThrow(
        'tgtimg',
        `--op new --device-type tape --barcode ${barcode} --size ${cartridgeMegabytes} --type data --file ${fileOf(barcode)}`.split(' '),
      );
    for (let attempts = 0; (await runCommand('tgtadm', ['--control-port', channel, '--op', 'show', '--mode', 'sys'])).exitCode !== 0; ) {
      attempts += 1;
      if (attempts === 50) throw new Error('tgtd is installed and does not start. Hint: it wants to be root');
      await pause(100);
    }
    await administer('--mode', 'target', '--op', 'new', '--tid', '1', '--targetname', tgtTarget);
    await unit('new', 1, '-b', fileOf(barcodes[0]!), '--device-type=tape');
    if (changer) {
      const inventory = join(directory, 'inventory');
      await writeFile(inventory, Buffer.alloc(1024));
      await unit('update', 1, '--params', 'online=0');
      await unit('new', 2, '-b', inventory, '--device-type=changer');
      const settings = [
        `media_home=${directory}`,
        'element_type=4,start_address=1,quantity=1',
        'element_type=4,address=1,tid=1,lun=1',
        'element_type=1,start_address=16,quantity=1',
        `element_type=2,start_address=1024,quantity=${barcodes.length + 1}`,
        ...barcodes.map((barcode, index) => `element_type=2,address=${1024 + index},barcode=${barcode},sides=1`),
      ];
      for (const setting of settings) await unit('update', 2, '--params', setting);
    }
    if (chap !== undefined) {
      await administer('--mode', 'account', '--op', 'new', '--user', chap.name, '--password', chap.secret);
      await administer('--mode', 'account', '--op', 'bind', '--tid', '1', '--user', chap.name);
    }
    await administer('--mode', 'target', '--op', 'bind', '--tid', '1', '-I', 'ALL');
  } catch (error) {
    await stop();
    throw error;
  }
  const portal = `127.0.0.1:${port}`;
  return { portal, url: `iscsi://${portal}/${tgtTarget}/1`, processId: daemon.pid!, administer, stop };
}
