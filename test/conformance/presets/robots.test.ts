/** The presets of the robot: what a host meets while each is played in a library of its own, and what is in its elements after it. */
import { afterAll, afterEach, beforeAll, expect, it, vi } from 'vitest';
import { ManualClock } from '../../../src/foundation/clock.ts';
import * as cdb from '../cdb.ts';
import type { LabUnderTest } from '../lab-under-test.ts';
import { LibraryHost, startLibraries } from '../libraries.ts';
import { senseOf } from './rig.ts';

const good = [0, undefined, undefined];

interface Scene {
  readonly lab: LabUnderTest;
  readonly clock: ManualClock;
  readonly host: LibraryHost;
  /** The cartridges in slots 1 and 2. */
  readonly barcodes: readonly [string, string];
}
interface Play {
  readonly parameters?: Readonly<Record<string, string>>;
  readonly scene: (scene: Scene) => Promise<void>;
}

/** The steps of the timeline that are due are done. */
async function stepDone({ lab, clock }: Scene): Promise<void> {
  clock.advance(1);
  await vi.waitFor(() => expect(lab.scenarios.latest!.result.steps).toMatchObject([{ words: expect.any(String) }]), { interval: 1 });
  expect(lab.scenarios.latest!.result.steps[0]!.failed).toBeUndefined();
}

const plays: Readonly<Record<string, Play>> = {
  'jammed-robot': {
    parameters: { cartridge: 'arm' },
    scene: async ({ lab, host, barcodes }) => {
      const library = 'jammed-robot';
      expect(senseOf(await host.move(host.slot(1), host.slot(3)))).toEqual([2, 4, 0x3b16]);
      expect(senseOf(await host.move(host.slot(2), host.slot(3)))).toEqual([2, 2, 0x0403]);
      for (const open of [true, false]) await lab.operator['library.door']({ library, open });
      expect(senseOf(await host.command(cdb.testUnitReady()))).toEqual([2, 6, 0x2800]);
      expect(await host.inventory()).toEqual({ [host.arm()]: barcodes[0], [host.slot(2)]: barcodes[1] });
      await host.moved(host.arm(), host.slot(1));
    },
  },
  'missed-grip': {
    parameters: { every: '2' },
    scene: async ({ host, barcodes }) => {
      await host.moved(host.slot(1), host.slot(3));
      expect(senseOf(await host.move(host.slot(3), host.slot(1)))).toEqual([2, 4, 0x1501]);
      expect(await host.inventory()).toEqual({ [host.slot(3)]: barcodes[0], [host.slot(2)]: barcodes[1] });
      await host.moved(host.slot(3), host.slot(1));
    },
  },
  'dropped-cartridge': {
    scene: async ({ lab, host, barcodes }) => {
      expect(senseOf(await host.move(host.slot(1), host.slot(3)))).toEqual([2, 4, 0x3b16]);
      expect(await host.inventory()).toEqual({ [host.slot(2)]: barcodes[1] });
      const found = (await lab.operator['cartridge.list']({})).find(({ barcode }) => barcode === barcodes[0]);
      expect(found).toBeDefined();
    },
  },
  'empty-slot': {
    parameters: { from: 'slot 1' },
    scene: async ({ host, barcodes }) => {
      expect(senseOf(await host.move(host.slot(1), host.slot(3)))).toEqual([2, 5, 0x3b0e]);
      expect(await host.inventory()).toEqual({ [host.slot(2)]: barcodes[1] });
    },
  },
  'occupied-slot': {
    scene: async ({ host }) => {
      expect(senseOf(await host.move(host.slot(1), host.slot(3)))).toEqual([2, 5, 0x3b0d]);
      expect(await host.element(host.slot(3))).toMatchObject({ full: true });
      await host.moved(host.slot(1), host.slot(4));
    },
  },
  'opened-door': {
    parameters: { open: '10s' },
    scene: async ({ host, clock, barcodes }) => {
      expect(senseOf(await host.move(host.slot(1), host.slot(3)))).toEqual([2, 2, 0x0418]);
      expect(senseOf(await host.command(cdb.testUnitReady()))).toEqual([2, 2, 0x0418]);
      clock.advance(10_000);
      await vi.waitFor(async () => expect((await host.command(cdb.testUnitReady())).status).toBe(0), { interval: 1 });
      expect(Object.values(await host.inventory()).sort()).toEqual([...barcodes].sort());
    },
  },
  'unreadable-label': {
    scene: async (scene) => {
      const { host, barcodes } = scene;
      await stepDone(scene);
      const { full, tag } = await host.element(host.slot(1));
      expect([full, tag?.identifier ?? '']).toEqual([true, '']);
      await host.moved(host.slot(1), host.slot(3));
      expect(Object.values(await host.inventory())).toContain(barcodes[1]);
    },
  },
  'confused-labels': {
    scene: async (scene) => {
      const { host } = scene;
      await stepDone(scene);
      expect((await host.element(host.slot(1))).tag?.identifier).toBe('LAB099L8');
    },
  },
  'exchanged-drives': {
    scene: async (scene) => {
      const { host } = scene;
      const told = async () => Buffer.from((await host.command(readDriveIdentifiers, { read: 4096 })).data).toString('latin1');
      expect(await told()).not.toContain('ELSEWHERE1');
      await stepDone(scene);
      expect(await told()).toContain('ELSEWHERE1');
    },
  },
  'lazy-robot': {
    parameters: { by: '10s' },
    scene: async ({ lab, host, clock, barcodes }) => {
      const move = host.move(host.slot(1), host.slot(3));
      await lab.happening('fault.fired');
      await host.initiator.ping();
      expect(await lab.operator['scenario.state']({})).toMatchObject({ phase: 'running' });
      clock.advance(10_000);
      expect(senseOf(await move)).toEqual(good);
      expect(await host.inventory()).toEqual({ [host.slot(3)]: barcodes[0], [host.slot(2)]: barcodes[1] });
    },
  },
  'magazine-out': {
    scene: async (scene) => {
      const { host } = scene;
      await stepDone(scene);
      expect(senseOf(await host.move(host.slot(1), host.slot(3)))).toEqual([2, 5, 0x3b11]);
      await host.moved(host.slot(2), host.slot(3));
    },
  },
};
/** READ ELEMENT STATUS of the drives with their identifiers (DVCID). */
const readDriveIdentifiers = Uint8Array.of(0xb8, 0x14, 0, 0, 0xff, 0xff, 1, 0, 0x10, 0, 0, 0);

let lab: LabUnderTest;
const clock = new ManualClock();
const names = Object.keys(plays);
const barcodesOf = (at: number): readonly [string, string] => [
  `RB${String(at).padStart(3, '0')}AL8`,
  `RB${String(at).padStart(3, '0')}BL8`,
];
beforeAll(async () => {
  const library = (at: number) => ({ drives: ['lto-8'], storage: 6, cartridges: { 1: barcodesOf(at)[0], 2: barcodesOf(at)[1] } });
  lab = await startLibraries(Object.fromEntries(names.map((name, at) => [name, library(at)])), { clock });
});
afterEach(() => lab.hangUp());
afterAll(() => lab.stop());

it.each(Object.entries(plays))('%s', async (preset, { parameters = {}, scene }) => {
  const host = await LibraryHost.attach(lab, preset);
  await lab.operator['scenario.run']({ preset, parameters: { library: preset, ...parameters } });
  try {
    await scene({ lab, clock, host, barcodes: barcodesOf(names.indexOf(preset)) });
  } finally {
    await lab.operator['scenario.stop']({});
  }
});
