/**
 * Kills a target at full load again and again, and looks each time at what its tapes hold: all that was synchronised, and of the rest a beginning. The
 * hosts then go on on the same tapes, so that damage gathers if there is any.
 *
 * What the hosts do follows from the seed, and so does after how many answers the target is killed; where that finds it, the machine decides.
 */

import { join } from 'node:path';
import { setImmediate as turn } from 'node:timers/promises';
import { Dice } from '../fuzz/dice.ts';
import { TapelabServer, temporaryDirectory } from '../hosts/tapelab.ts';
import { BlockStock } from './block-stock.ts';
import { TapeRecord } from './tape-record.ts';
import { WorkingHost } from './working-host.ts';

export interface CampaignOptions {
  readonly kills: number;
  readonly seed: number;
  readonly drives?: number;
  readonly progress?: (tally: Tally) => void;
}

export interface Tally {
  kills: number;
  /** Commands that were answered under load, and those of them that synchronised. */
  answers: number;
  synchronised: number;
  /** Objects that were read back after the kills. */
  objects: number;
}

export interface Verdict {
  readonly tally: Tally;
  readonly problem: string | undefined;
}

/** A drive, and what goes with it through all its sessions. */
interface Worked {
  readonly drive: string;
  readonly barcode: string;
  readonly targetName: string;
  readonly tape: TapeRecord;
  readonly stock: BlockStock;
}

const mostAnswers = 400;

export async function runCampaign({ kills, seed, drives = 3, progress = () => {} }: CampaignOptions): Promise<Verdict> {
  const tally: Tally = { kills: 0, answers: 0, synchronised: 0, objects: 0 };
  const worked = Array.from({ length: drives }, (_, index): Worked => {
    const [number, tape, stock] = [index + 1, new TapeRecord(), new BlockStock(seed, index + 1)];
    const drive = `drive${number}`;
    return { drive, barcode: `KIL00${number}L8`, targetName: `iqn.2026-11.local.durability:${drive}`, tape, stock };
  });
  const folder = await temporaryDirectory();
  const home = join(folder.path, 'home');
  let server = await TapelabServer.start({
    home,
    configuration: configurationOf(worked),
    barcodes: [`${worked[0]!.barcode}..${worked.at(-1)!.barcode} --capacity 1GiB`],
  });
  try {
    for (; tally.kills < kills; progress(tally)) {
      const problem = await killAtWork(server, worked, new Dice(seed, tally.kills), tally);
      tally.kills += 1;
      server = await TapelabServer.start({ home, port: server.port });
      const found = problem ?? (await lookAtTapes(server, worked, tally));
      if (found !== undefined) return { tally, problem: `after kill ${tally.kills} of seed ${seed}: ${found}` };
    }
    await server.stop();
    for (const { barcode } of worked) {
      const { exitCode, stdout, stderr } = await server.verb('cartridge', 'check', barcode);
      if (exitCode !== 0) return { tally, problem: `cartridge check ${barcode}: ${stdout}${stderr}` };
    }
    return { tally, problem: undefined };
  } finally {
    await server.stop('SIGKILL');
    await folder.remove();
  }
}

async function killAtWork(server: TapelabServer, worked: readonly Worked[], dice: Dice, tally: Tally): Promise<string | undefined> {
  let left = dice.between(1, mostAnswers);
  const turns = dice.below(4);
  let killed: Promise<unknown> | undefined;
  const kill = async (): Promise<void> => {
    for (let count = 0; count < turns; count++) await turn();
    await server.stop('SIGKILL');
  };
  const answered = (synchronising: boolean): void => {
    tally.answers += 1;
    if (synchronising) tally.synchronised += 1;
    left -= 1;
    if (left === 0) killed = kill();
  };
  const hosts = await Promise.all(
    worked.map(({ targetName, tape, stock }, index) =>
      WorkingHost.logIn({
        port: server.port,
        targetName,
        tape,
        stock,
        dice: new Dice(dice.next(), index),
        answered,
        killed: () => killed !== undefined,
      }),
    ),
  );
  const problems = await Promise.all(hosts.map((host) => host.work()));
  const index = problems.findIndex((problem) => problem !== undefined);
  if (killed === undefined) await server.stop('SIGKILL');
  await killed;
  return index < 0 ? undefined : `on ${worked[index]!.barcode}, under load: ${problems[index]}`;
}

/** Reads all tapes at once, and holds each against what its host may believe of it. */
async function lookAtTapes(server: TapelabServer, worked: readonly Worked[], tally: Tally): Promise<string | undefined> {
  const look = async ({ barcode, targetName, tape, stock }: Worked): Promise<string | undefined> => {
    const idle = { dice: new Dice(0), answered() {}, killed: () => false };
    const host = await WorkingHost.logIn({ port: server.port, targetName, tape, stock, ...idle });
    try {
      const found = await host.readAll();
      const problem = tape.problem(found);
      if (problem !== undefined) return `on ${barcode}: ${problem}`;
      tape.begin(found);
      tally.objects += found.length;
      return undefined;
    } catch (error) {
      return `on ${barcode}: ${(error as Error).message}`;
    } finally {
      host.hangUp();
    }
  };
  return (await Promise.all(worked.map(look))).find((problem) => problem !== undefined);
}

const configurationOf = (worked: readonly Worked[]): string => `
drives:
${worked.map(({ barcode, drive }) => `  ${drive}: { model: lto-8, serial: ${barcode}, cartridge: ${barcode} }`).join('\n')}
targets:
${worked.map(({ drive, targetName }) => `  ${targetName}: { luns: { 0: ${drive} } }`).join('\n')}
`;
