/** The presets of the path between host and drive: what a host meets while each is played, and what is on the tape after it. */
import { afterAll, afterEach, beforeAll, expect, it, vi } from 'vitest';
import * as cdb from '../cdb.ts';
import { targetOf } from '../drives.ts';
import { Initiator, taskManagement } from '../initiator.ts';
import { acknowledgeAttentions, positionOf } from '../lab-under-test.ts';
import { identification, logIn, loginStep, stage } from '../login.ts';
import { blockLength, blocksOn, isBlock, type Play, play, type Rig, read, ready, senseOf, startRig, until, write } from './rig.ts';

const good = [0, undefined, undefined];
const taskDoesNotExist = 1;
const startWrite = { write: new Uint8Array(blockLength) };

const plays: Readonly<Record<string, Play>> = {
  'cable-pulled': {
    parameters: { nth: '2' },
    scene: async ({ host, lab, preset, verdicts }) => {
      expect(senseOf(await write(host, 0))).toEqual(good);
      const lost = host.start(cdb.write6(blockLength), startWrite);
      await host.connection.closed();
      expect(lost.ended).toBe(false);
      expect(await blocksOn(lab, preset)).toBeLessThanOrEqual(2);
      expect(await verdicts()).toEqual({ 'seen fault pulled': 'met', 'within 2min seen LOGIN after fault pulled': 'met' });
    },
  },
  'restarted-server': {
    parameters: { nth: '1', away: '10s' },
    scene: async ({ host, lab, clock, preset, verdicts }) => {
      host.start(cdb.write6(blockLength), startWrite);
      await host.connection.closed();
      await vi.waitFor(() => expect(lab.connect()).rejects.toThrow('ECONNREFUSED'), { interval: 1 });
      clock.advance(10_000);
      await vi.waitFor(() => lab.connect(), { interval: 5 });
      const again = await lab.attach({ targetName: targetOf(preset) });
      expect(senseOf(await ready(again))).toEqual(good);
      await vi.waitFor(async () => expect(Object.values(await verdicts())).toEqual(['met', 'met', 'met']));
    },
  },
  'silent-hang': {
    parameters: { nth: '2', away: '10s' },
    scene: async ({ host, lab, clock, preset }) => {
      expect(senseOf(await write(host, 0))).toEqual(good);
      const task = host.start(cdb.write6(blockLength), startWrite);
      await lab.happening('fault.fired');
      const other = await lab.attach({ targetName: targetOf(preset) });
      expect(await positionOf(other)).toMatchObject({ object: 2 });
      expect(task.ended).toBe(false);
      clock.advance(10_000);
      expect(await task.completion).toMatchObject({ status: 0 });
    },
  },
  'flaky-network': {
    parameters: { chance: '0.5' },
    scene: async ({ host, lab, preset }) => {
      let answered = 0;
      const talk = async (): Promise<never> => {
        for (;;) {
          await ready(host);
          answered += 1;
        }
      };
      await expect(Promise.race([talk(), host.connection.closed().then(() => Promise.reject(new Error('over')))])).rejects.toThrow();
      expect(answered).toBeLessThan(20);
      await lab.operator['scenario.stop']({});
      expect(senseOf(await ready(await lab.attach({ targetName: targetOf(preset) })))).toEqual(good);
    },
  },
  'slow-line': {
    parameters: { speed: '1KiB' },
    scene: async ({ host, ...rig }) => {
      await ready(host).catch(() => {});
      const slow = host.start(cdb.write6(blockLength), startWrite);
      await new Promise((resolve) => setImmediate(resolve));
      expect(slow.ended).toBe(false);
      await until(rig, slow.completion);
      expect(await slow.completion).toMatchObject({ status: 0 });
    },
  },
  'refused-logins': {
    parameters: { target: targetOf('refused-logins'), away: '10s' },
    scene: async ({ lab, clock, preset }) => {
      const targetName = targetOf(preset);
      expect(await logIn(await lab.connect(), { targetName })).toMatchObject({ statusClass: 3, statusDetail: 1 });
      expect(await logIn(await lab.connect(), { targetName: targetOf('lost-answer') })).toMatchObject({ statusClass: 0 });
      clock.advance(10_000);
      await lab.attach({ targetName });
    },
  },
  'hidden-target': {
    parameters: { target: targetOf('hidden-target') },
    scene: async ({ lab, preset }) => {
      const discovery = await lab.logIn({ discovery: true });
      const names = (await discovery.text([['SendTargets', 'All']])).filter(([key]) => key === 'TargetName').map(([, value]) => value);
      expect(names).not.toContain(targetOf(preset));
      expect(names).toContain(targetOf('lost-answer'));
      await lab.attach({ targetName: targetOf(preset) });
    },
  },
  'dead-portal': {
    parameters: { away: '10s' },
    scene: async ({ lab, clock, preset }) => {
      const connection = await lab.connect();
      const fields = { currentStage: stage.security, nextStage: stage.operational, transit: true } as const;
      const answer = loginStep(connection, { ...fields, pairs: identification({ targetName: targetOf(preset) }) });
      await lab.happening('fault.fired');
      expect(connection.kept).toEqual([]);
      clock.advance(10_000);
      expect(await answer).toMatchObject({ statusClass: 0 });
      await lab.attach({ targetName: targetOf(preset) });
    },
  },
  'lost-answer': {
    parameters: { nth: '2' },
    scene: async ({ host, lab, preset }) => {
      expect(senseOf(await write(host, 0))).toEqual(good);
      const lost = host.start(cdb.write6(blockLength), startWrite);
      await host.ping();
      expect(await positionOf(host)).toMatchObject({ object: 2 });
      expect(await host.manage(taskManagement.abortTask, { of: lost })).toBe(taskDoesNotExist);
      expect(await blocksOn(lab, preset)).toBe(2);
    },
  },
  'lost-command': {
    parameters: { nth: '1' },
    scene: async ({ host, lab, preset }) => {
      const lost = host.start(cdb.write6(blockLength), startWrite);
      const behind = host.start(cdb.testUnitReady());
      await lab.happening('fault.fired');
      await host.ping();
      expect([lost.ended, behind.ended]).toEqual([false, false]);
      expect(await blocksOn(lab, preset)).toBe(0);
    },
  },
  'deaf-to-aborts': {
    parameters: { nth: '1' },
    scene: async ({ host, lab, preset }) => {
      const hung = host.start(cdb.write6(blockLength), startWrite);
      await lab.happening('fault.fired');
      const request = { kind: 'task-management-request', final: true, refCmdSn: 0 } as const;
      host.connection.send({ ...request, function: taskManagement.abortTask, referencedTaskTag: hung.tag, ...host.numbers(true) });
      await lab.happening('fault.fired', ({ rule }) => rule === 'deaf');
      await host.ping();
      expect([hung.ended, host.connection.kept]).toEqual([false, []]);
      expect(await blocksOn(lab, preset)).toBe(0);
    },
  },
  'vanished-device': {
    parameters: { nth: '1', away: '10s', returns: 'new-serial' },
    scene: async ({ host, clock, verdicts }) => {
      const serial = async () => Buffer.from((await host.command(cdb.inquiry(255, 0x80), { read: 255 })).data).toString('latin1');
      const before = await serial();
      host.start(cdb.write6(blockLength), startWrite);
      await vi.waitFor(async () => expect(senseOf(await ready(host))).toEqual([2, 5, 0x2500]), { interval: 1 });
      expect((await host.command(cdb.inquiry(36), { read: 36 })).data[0]).toBe(0x7f);
      clock.advance(10_000);
      await vi.waitFor(async () => expect((await ready(host)).sense?.key).not.toBe(5), { interval: 1 });
      await acknowledgeAttentions(host);
      expect(await serial()).not.toBe(before);
      await vi.waitFor(async () => expect(Object.values(await verdicts())).toEqual(['met', 'met']));
    },
  },
  'damaged-data': {
    parameters: { nth: '2' },
    recorded: 3,
    scene: async ({ host }) => {
      const blocks = [await read(host), await read(host), await read(host)];
      expect(blocks.map(({ status }) => status)).toEqual([0, 0, 0]);
      expect(blocks.map(({ data }, number) => isBlock(data, number))).toEqual([true, false, true]);
    },
  },
  'bad-sequence': {
    parameters: { nth: '1' },
    scene: async ({ lab, preset }) => {
      const host = await Initiator.logIn(lab.address, { targetName: targetOf(preset) });
      host.start(cdb.testUnitReady());
      await lab.happening('fault.fired');
      await host.connection.closed().catch(() => {});
      expect(host.connection.violation?.message).toMatch(/StatSN is \d+, not/);
    },
  },
};

const withoutDrive = ['refused-logins', 'hidden-target', 'dead-portal'];
let rig: Rig;
beforeAll(async () => {
  rig = await startRig(Object.keys(plays));
});
// What is throttled needs time to end, too.
afterEach(() => until(rig, rig.lab.hangUp()));
afterAll(() => rig.lab.stop());

it.each(Object.entries(plays))('%s', async (preset, one) => {
  await play(rig, preset, { ...one, parameters: { ...(!withoutDrive.includes(preset) && { drive: preset }), ...one.parameters } });
});
