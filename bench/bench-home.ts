/**
 * A home for the bench: stand-alone LTO-8 drives, each behind a target of its own with a cartridge in it. It is laid down by the program's own code, so
 * that tapes of millions of blocks are written in seconds; what is measured then is the built command that serves it.
 */
import { mkdir, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { CartridgeRoom, cartridgesName } from '../src/cartridge/cartridge-room.ts';
import { toBlockNumber } from '../src/cartridge/volume.ts';
import { systemClock } from '../src/foundation/clock.ts';
import { dialTcp } from '../src/host/dial.ts';
import { Initiator } from '../src/host/initiator/initiator.ts';
import { initiatorProfiles } from '../src/host/initiator/profiles.ts';
import type { Session } from '../src/host/initiator/session.ts';
import { TapeDevice } from '../src/host/tape-device.ts';

export interface BenchHome {
  readonly path: string;
  readonly room: CartridgeRoom;
  /** Of each drive. */
  readonly targets: readonly string[];
  readonly barcodes: readonly string[];
}

interface HomeOptions {
  readonly drives?: number;
  readonly discardsData?: boolean;
  /** More of the configuration, as YAML. */
  readonly configuration?: string;
}

export async function makeHome(
  path: string,
  { drives = 1, discardsData = false, configuration = '' }: HomeOptions = {},
): Promise<BenchHome> {
  const numbers = Array.from({ length: drives }, (_, number) => number);
  const targets = numbers.map((number) => `iqn.2026-11.local.tapelab:drive${number}`);
  const barcodes = numbers.map((number) => `LAB${String(number + 1).padStart(3, '0')}L8`);
  const lines = [
    'drives:',
    ...numbers.map((number) => `  drive${number}: { model: lto-8, serial: BENCH${1000 + number}, cartridge: ${barcodes[number]} }`),
    'targets:',
    ...numbers.map((number) => `  "${targets[number]}": { luns: { 0: drive${number} } }`),
    configuration,
  ];
  await mkdir(path);
  await writeFile(join(path, 'tapelab.yaml'), `${lines.join('\n')}\n`, { mode: 0o600 });
  const room = new CartridgeRoom({ folder: join(path, cartridgesName) });
  await room.createAll(barcodes.map((barcode) => ({ barcode, discardsData })));
  return { path, room, targets, barcodes };
}

export interface Tape {
  readonly device: TapeDevice;
  readonly session: Session;
}

/** A session of its own with the drive behind a target, which is ready. */
export async function openTape(port: number, target: string): Promise<Tape> {
  const clock = systemClock;
  const options = { profile: initiatorProfiles.tapelab, initiatorName: 'iqn.2026-11.local.tapelab:bench', dial: dialTcp(clock), clock };
  const session = await new Initiator(options).logIn({ address: '127.0.0.1', port }, target);
  const device = new TapeDevice({ path: session, lun: 0, clock });
  const { notReady } = await device.unit.attend();
  if (notReady !== undefined) throw new Error(`${target} is not ready: ${notReady.problem}`);
  return { device, session };
}

export const beginning = toBlockNumber(0);
