/** The presets of medium, drive and store: what a host meets while each is played, and what is left behind. */
import { afterAll, afterEach, beforeAll, expect, it, vi } from 'vitest';
import * as cdb from '../cdb.ts';
import type { Initiator } from '../initiator.ts';
import { taskManagement } from '../initiator.ts';
import { acknowledgeAttentions, expectGood, positionOf } from '../lab-under-test.ts';
import { parametersOf } from '../log-parameters.ts';
import {
  blockLength,
  blocksOn,
  isBlock,
  type Play,
  play,
  type Rig,
  read,
  ready,
  senseOf,
  startRig,
  stepsDone,
  until,
  write,
} from './rig.ts';

const good = [0, undefined, undefined];
const flagUp = async (host: Initiator, flag: number): Promise<boolean> =>
  (await parametersOf(host, 0x2e)).some(({ code, value }) => code === flag && (value[0]! & 1) === 1);
const inquiry = async (host: Initiator, page?: number): Promise<string> =>
  Buffer.from((await host.command(cdb.inquiry(255, page), { read: 255 })).data).toString('latin1');

const plays: Readonly<Record<string, Play>> = {
  'bad-spot': {
    parameters: { block: '3' },
    scene: async ({ host, verdicts }) => {
      for (const number of [0, 1, 2, 3]) expect(senseOf(await write(host, number))).toEqual(good);
      const { status, sense } = await host.command(cdb.writeFilemarks(1));
      expect({ status, sense }).toMatchObject({ status: 2, sense: { key: 3, code: 0x0c00, deferred: true } });
      expect(await positionOf(host)).toMatchObject({ object: 3 });
      expect(await verdicts()).toMatchObject({ 'seen fault spot': 'met' });
    },
  },
  'damaged-archive': {
    parameters: { blocks: '1..2' },
    recorded: 5,
    scene: async ({ host }) => {
      const seen = [];
      for (let count = 0; count < 5; count++) seen.push(senseOf(await read(host)));
      expect(seen).toEqual([good, [2, 3, 0x1100], [2, 3, 0x1100], good, good]);
    },
  },
  'half-a-block': {
    parameters: { block: '1' },
    recorded: 3,
    scene: async ({ host }) => {
      expect((await read(host)).status).toBe(0);
      const half = await read(host);
      expect([senseOf(half), half.data.length]).toEqual([[2, 3, 0x1100], blockLength / 2]);
      const { data } = await read(host);
      expect(isBlock(data, 2)).toBe(true);
    },
  },
  'full-early': {
    parameters: { after: '8KiB' },
    scene: async ({ host, lab, preset }) => {
      for (const number of [0, 1]) expect(senseOf(await write(host, number))).toEqual(good);
      const warned = await write(host, 2);
      expect(warned).toMatchObject({ status: 2, residual: 0, sense: { key: 0, code: 0x0002, endOfMedium: true } });
      expect(senseOf(await host.command(cdb.writeFilemarks(1)))).toEqual([2, 0, 0x0002]);
      expect(await blocksOn(lab, preset)).toBe(3);
    },
  },
  'full-at-once': {
    parameters: { after: '8KiB' },
    scene: async ({ host, lab, preset }) => {
      for (const number of [0, 1]) expect(senseOf(await write(host, number))).toEqual(good);
      expect(await write(host, 2)).toMatchObject({ status: 2, sense: { key: 0xd, code: 0x0002, endOfMedium: true } });
      expect(await blocksOn(lab, preset)).toBe(2);
    },
  },
  'no-room-at-end': {
    parameters: { after: '8KiB', room: '8KiB' },
    scene: async ({ host, lab, preset }) => {
      const keys = [];
      for (let number = 0; number < 5; number++) keys.push((await write(host, number)).sense?.key);
      expect(keys.slice(0, 3)).toEqual([undefined, undefined, 0]);
      expect(keys).toContain(0xd);
      expect(await blocksOn(lab, preset)).toBe(keys.indexOf(0xd));
    },
  },
  'protected-tape': {
    parameters: { nth: '2' },
    scene: async ({ host, lab, preset }) => {
      expect(senseOf(await write(host, 0))).toEqual(good);
      expect(senseOf(await write(host, 1))).toEqual([2, 7, 0x2700]);
      const { data } = await host.command(cdb.modeSense6(0x3f, { noDescriptor: true }), { read: 255 });
      expect(data[2]! & 0x80).toBe(0x80);
      expect(await blocksOn(lab, preset)).toBe(1);
    },
  },
  'unreadable-memory': {
    scene: async ({ host }) => {
      expect(senseOf(await host.command(cdb.readAttribute(0, { first: 0x400 }), { read: 255 }))).toEqual([2, 3, 0x1112]);
      expect(senseOf(await write(host))).toEqual(good);
    },
  },
  'dirty-drive': {
    parameters: { nth: '2' },
    scene: async ({ host }) => {
      await write(host, 0);
      expect(await flagUp(host, 20)).toBe(false);
      expect(senseOf(await write(host, 1))).toEqual(good);
      expect(await flagUp(host, 20)).toBe(true);
    },
  },
  'power-failure': {
    parameters: { nth: '2', off: '10s' },
    scene: async ({ host, clock }) => {
      expect(senseOf(await write(host, 0))).toEqual(good);
      host.start(cdb.write6(blockLength), { write: new Uint8Array(blockLength) });
      // Off: the unit is not connected, until it is back.
      await vi.waitFor(async () => expect(senseOf(await ready(host))).toEqual([2, 5, 0x2500]), { interval: 1 });
      let told: unknown;
      await vi.waitFor(
        async () => {
          clock.advance(10_000);
          told = senseOf(await ready(host));
          expect(told).not.toEqual([2, 5, 0x2500]);
        },
        { interval: 1 },
      );
      expect(told).toEqual([2, 6, 0x2900]);
      await acknowledgeAttentions(host);
      expect(await positionOf(host)).toMatchObject({ object: 0, beginning: true });
    },
  },
  'becoming-ready': {
    parameters: { away: '10s' },
    scene: async ({ host, clock }) => {
      for (const number of [0, 1]) expect(senseOf(await write(host, number))).toEqual(good);
      expect(senseOf(await write(host, 2))).toEqual([2, 2, 0x0401]);
      expect(senseOf(await ready(host))).toEqual([2, 2, 0x0401]);
      clock.advance(10_000);
      expect(senseOf(await ready(host))).toEqual([2, 6, 0x2800]);
      expect(senseOf(await write(host, 2))).toEqual(good);
    },
  },
  'updated-firmware': {
    scene: async ({ host, ...rig }) => {
      await stepsDone(rig, 1);
      expect(senseOf(await ready(host))).toEqual([2, 6, 0x3f01]);
      expect((await inquiry(host)).slice(32, 36)).toBe('NEW1');
    },
    parameters: { drive: 'updated-firmware' },
  },
  'exchanged-drive': {
    parameters: { drive: 'exchanged-drive' },
    scene: async ({ host, ...rig }) => {
      const before = await inquiry(host, 0x80);
      await stepsDone(rig, 1);
      expect(senseOf(await ready(host))).toEqual(good);
      const after = await inquiry(host, 0x80);
      expect([after === before, after.length]).toEqual([false, before.length]);
    },
  },
  'failing-load': {
    scene: async ({ host }) => {
      await expectGood(host, [cdb.loadUnload(false)]);
      expect(senseOf(await host.command(cdb.loadUnload(true)))).toEqual([2, 3, 0x5300]);
      expect(senseOf(await ready(host))).toEqual([2, 2, 0x3a00]);
      expect(senseOf(await host.command(cdb.loadUnload(true)))).toEqual(good);
    },
  },
  'stuck-tape': {
    scene: async ({ host }) => {
      expect(senseOf(await host.command(cdb.loadUnload(false)))).toEqual([2, 4, 0x5301]);
      expect(senseOf(await ready(host))).toEqual(good);
    },
  },
  'hung-drive': {
    parameters: { nth: '1' },
    scene: async ({ host, lab, preset }) => {
      const hung = host.start(cdb.write6(blockLength), { write: new Uint8Array(blockLength) });
      await lab.happening('fault.fired');
      await host.ping();
      expect(hung.ended).toBe(false);
      expect(await host.manage(taskManagement.abortTask, { of: hung })).toBe(0);
      expect(await blocksOn(lab, preset)).toBe(0);
    },
  },
  'slow-drive': {
    parameters: { by: '10s' },
    scene: async ({ host, lab, clock }) => {
      const slow = host.start(cdb.testUnitReady());
      await lab.happening('fault.fired');
      clock.advance(9999);
      await host.ping();
      expect(slow.ended).toBe(false);
      clock.advance(1);
      expect(await slow.completion).toMatchObject({ status: 0 });
    },
  },
  'busy-drive': {
    parameters: { every: '2' },
    scene: async ({ host, lab, preset }) => {
      const statuses = [];
      for (let number = 0; number < 4; number++) statuses.push((await write(host, number)).status);
      expect(statuses).toEqual([0, 8, 0, 8]);
      await lab.operator['scenario.stop']({});
      expect(await blocksOn(lab, preset)).toBe(2);
    },
  },
  'reserved-drive': {
    parameters: { away: '10s' },
    scene: async ({ host, lab, clock }) => {
      await ready(host);
      await lab.happening('fault.fired');
      expect(senseOf(await write(host))).toEqual([0x18, undefined, undefined]);
      expect((await host.command(cdb.inquiry(36), { read: 36 })).status).toBe(0);
      clock.advance(10_000);
      await acknowledgeAttentions(host);
      expect(senseOf(await write(host))).toEqual(good);
    },
  },
  'broken-drive': {
    parameters: { nth: '2' },
    scene: async ({ host }) => {
      expect(senseOf(await host.command(cdb.rewind()))).toEqual(good);
      for (let count = 0; count < 3; count++) expect(senseOf(await host.command(cdb.rewind()))).toEqual([2, 4, 0x4400]);
      expect(await flagUp(host, 30)).toBe(true);
    },
  },
  'full-disk': {
    scene: async ({ host, lab, preset }) => {
      expect(senseOf(await write(host))).toEqual(good);
      expect(await host.command(cdb.writeFilemarks(1))).toMatchObject({ status: 2, sense: { key: 3, code: 0x0c00, deferred: true } });
      await lab.operator['scenario.stop']({});
      expect(await blocksOn(lab, preset)).toBe(0);
    },
  },
  'slow-disk': {
    parameters: { by: '10s' },
    scene: async ({ host, ...rig }) => {
      expect(senseOf(await write(host))).toEqual(good);
      const mark = host.start(cdb.writeFilemarks(1));
      await rig.lab.happening('fault.fired');
      await host.ping();
      expect(mark.ended).toBe(false);
      await until(rig, mark.completion);
      expect(await mark.completion).toMatchObject({ status: 0 });
      await rig.lab.operator['scenario.stop']({});
      expect(await blocksOn(rig.lab, rig.preset)).toBe(1);
    },
  },
  'failing-disk': {
    scene: async ({ host, lab, preset }) => {
      expect(senseOf(await write(host))).toEqual(good);
      expect(senseOf(await host.command(cdb.writeFilemarks(1)))).toEqual([2, 4, 0x0300]);
      expect((await host.command(cdb.writeFilemarks(1))).status).toBe(2);
      await lab.operator['scenario.stop']({});
      await lab.operator['drive.eject']({ drive: preset, force: true });
    },
  },
  'bit-rot': {
    parameters: { block: '1' },
    recorded: 3,
    scene: async ({ host, ...rig }) => {
      await stepsDone(rig, 1);
      const seen = [];
      for (let count = 0; count < 3; count++) seen.push(senseOf(await read(host)));
      expect(seen).toEqual([good, [2, 3, 0x1100], good]);
    },
  },
};

let rig: Rig;
beforeAll(async () => {
  rig = await startRig(Object.keys(plays));
});
afterEach(() => rig.lab.hangUp());
afterAll(() => rig.lab.stop());

it.each(Object.entries(plays))('%s', async (preset, one) => {
  await play(rig, preset, { ...one, parameters: { drive: preset, ...one.parameters } });
});
