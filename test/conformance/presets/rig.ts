/** A host before a drive while a preset is played: each preset has a drive of its own that bears its name, so that what one leaves behind concerns no other. */
import { expect, vi } from 'vitest';
import { ManualClock } from '../../../src/foundation/clock.ts';
import * as cdb from '../cdb.ts';
import { blankDrive, startDrives, targetOf } from '../drives.ts';
import type { Initiator } from '../initiator.ts';
import { acknowledgeAttentions, expectGood, type LabUnderTest } from '../lab-under-test.ts';
import { pattern } from '../pattern.ts';
import type { Completion } from '../task.ts';

export const blockLength = 4096;

export interface Rig {
  readonly lab: LabUnderTest;
  readonly clock: ManualClock;
}

export async function startRig(presets: readonly string[]): Promise<Rig> {
  const clock = new ManualClock();
  const drive = (_: string, at: number) => ({ cartridge: { barcode: `PR${String(at).padStart(4, '0')}L8`, capacityBytes: 2 ** 22 } });
  const lab = await startDrives(Object.fromEntries(presets.map((name, at) => [name, drive(name, at)])), { clock });
  return { lab, clock };
}

/** What a preset's test has in its hands. */
export interface Scene extends Rig {
  readonly preset: string;
  /** With a session, at the beginning of the tape. */
  readonly host: Initiator;
  /** Verdicts so far by their sentences. */
  verdicts(): Promise<Readonly<Record<string, string>>>;
}

export interface Play {
  readonly parameters?: Readonly<Record<string, string>>;
  /** So many blocks are on the tape before it begins. */
  readonly recorded?: number;
  readonly login?: Parameters<LabUnderTest['attach']>[0];
  readonly scene: (scene: Scene) => Promise<void>;
}

export async function play({ lab, clock }: Rig, preset: string, { parameters = {}, recorded = 0, login, scene }: Play): Promise<void> {
  const blank = await blankDrive(lab, preset);
  for (let number = 0; number < recorded; number++) expect(await write(blank, number)).toMatchObject({ status: 0 });
  await expectGood(blank, [cdb.writeFilemarks(recorded === 0 ? 0 : 1)], [cdb.rewind()]);
  const host = login === undefined ? blank : await lab.attach({ targetName: targetOf(preset), ...login });
  await lab.operator['scenario.run']({ preset, parameters });
  try {
    const verdicts = async () =>
      Object.fromEntries((await lab.operator['scenario.state']({})).expectations.map(({ text, verdict }) => [text, verdict]));
    await scene({ lab, clock, preset, host, verdicts });
  } finally {
    await lab.operator['scenario.stop']({});
  }
}

export const block = (number: number): Uint8Array => pattern(blockLength, number);
export const write = (host: Initiator, number = 0): Promise<Completion> => host.command(cdb.write6(blockLength), { write: block(number) });
export const read = (host: Initiator): Promise<Completion> => host.command(cdb.read6(blockLength), { read: blockLength });
export const ready = (host: Initiator): Promise<Completion> => host.command(cdb.testUnitReady());
export const isBlock = (data: Uint8Array, number: number): boolean => Buffer.compare(data, block(number)) === 0;
export const senseOf = ({ status, sense }: Completion) => [status, sense?.key, sense?.code];

/** Everything on the tape from its beginning, told by a host that has just come. */
export async function blocksOn(lab: LabUnderTest, preset: string): Promise<number> {
  const host = await lab.attach({ targetName: targetOf(preset) });
  await acknowledgeAttentions(host);
  await expectGood(host, [cdb.rewind()]);
  for (let count = 0; ; count++) if ((await read(host)).status !== 0) return count;
}

/** The steps of the timeline that are due are done. */
export async function stepsDone({ lab, clock }: Rig, count: number): Promise<void> {
  clock.advance(1);
  await vi.waitFor(() => expect(lab.scenarios.latest!.result.steps).toHaveLength(count), { interval: 1 });
  expect(lab.scenarios.latest!.result.steps.flatMap(({ failed }) => failed ?? [])).toEqual([]);
}

/** Time goes on until it is so. */
export async function until({ clock }: Rig, promise: Promise<unknown>, stepMs = 1000): Promise<void> {
  let over = false;
  const done = promise.finally(() => {
    over = true;
  });
  while (!over) {
    clock.advance(stepMs);
    await new Promise((resolve) => setImmediate(resolve));
  }
  await done;
}
