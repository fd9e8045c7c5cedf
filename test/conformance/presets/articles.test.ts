/**
 * The presets of the two articles, each with a host that does what it should: KB 889330 with a host that waits and comes back, KB 839591 with one that
 * closes the tape, ejects it and goes on with the next, and one that gives up.
 */
import { afterEach, describe, expect, it, vi } from 'vitest';
import { ManualClock } from '../../../src/foundation/clock.ts';
import { checkScenario } from '../../../src/lab-scenarios.ts';
import { presets } from '../../../src/presets/index.ts';
import { scenarioOf } from '../../../src/presets/preset.ts';
import * as cdb from '../cdb.ts';
import { elementStatus } from '../elements.ts';
import type { Initiator } from '../initiator.ts';
import { acknowledgeAttentions, LabUnderTest } from '../lab-under-test.ts';
import { driveName, LibraryHost, startLibraries, targetOf } from '../libraries.ts';
import { logIn } from '../login.ts';
import { senseOf, until } from './rig.ts';

let lab: LabUnderTest;
afterEach(async () => {
  await lab.hangUp();
  await lab.stop();
});

const good = [0, undefined, undefined];
const length = 16_384;
const write = (host: Initiator, lun = 0) => host.command(cdb.write6(length), { write: new Uint8Array(length), lun });
const verdicts = () => lab.scenarios.latest!.result.expectations.map(({ verdict }) => verdict);
const state = () => lab.scenarios.latest!.result.state;
const steps = () => lab.scenarios.latest!.result.steps.map(({ failed }) => failed);

describe('kb889330', () => {
  const library = 'library';
  const parameters = { library, drive: driveName(library, 1), away: '90s' };

  /** A backup is running, and is cut off at its third write. */
  async function cut(identity: 'same' | 'other'): Promise<{ clock: ManualClock; serials: readonly string[] }> {
    const clock = new ManualClock();
    lab = await startLibraries({ [library]: { storage: 4, cartridges: { 1: 'KBA001L8' } } }, { clock });
    const host = await LibraryHost.attach(lab, library);
    const { initiator } = host;
    await lab.operator['scenario.run']({ preset: 'kb889330', parameters: { ...parameters, identity } });
    const serials = await serialsOf(initiator);
    await host.moved(host.slot(1), host.drive(1));
    await host.loaded(1);
    await vi.waitFor(() => expect(state()).toBe('changer-used'), { interval: 1 });
    for (let count = 0; count < 2; count++) expect(senseOf(await write(initiator, 1))).toEqual(good);
    initiator.start(cdb.write6(length), { write: new Uint8Array(length), lun: 1 });
    await initiator.connection.closed();
    expect(state()).toBe('cut');
    return { clock, serials };
  }
  const serialsOf = async (host: Initiator): Promise<readonly string[]> => {
    const pages = [];
    for (const lun of [0, 1]) pages.push(await host.command(cdb.inquiry(255, 0x80), { read: 255, lun }));
    return pages.map(({ data }) => Buffer.from(data).toString('latin1', 4));
  };

  it.each(['same', 'other'] as const)('cuts both off, refuses logins for 90 s, and returns with the %s identity', async (identity) => {
    const { clock, serials } = await cut(identity);
    for (const _ of [1, 2]) {
      clock.advance(30_000);
      expect(await logIn(await lab.connect(), { targetName: targetOf(library) })).toMatchObject({ statusClass: 3, statusDetail: 1 });
    }
    clock.advance(30_000);
    await vi.waitFor(() => expect(state()).toBe('returned'), { interval: 1 });
    expect(steps().filter((failed) => failed !== undefined)).toEqual([]);

    const again = await lab.logIn({ targetName: targetOf(library) });
    // Of what has changed while it was away a new nexus is not told (SAM-5, unit attention conditions): it looks for itself.
    for (const lun of [0, 1]) await acknowledgeAttentions(again, lun);
    const now = await serialsOf(again);
    expect(now.map((serial, at) => serial === serials[at])).toEqual(Array(2).fill(identity === 'same'));
    await elementStatus(again);
    expect((await write(again, 1)).status).toBe(0);
    await vi.waitFor(() => expect(verdicts()).toEqual(['met', 'met', 'met', 'met', 'met']), { interval: 1 });
    expect(await lab.operator['scenario.state']({})).toMatchObject({ phase: 'ended', passed: true });
    const { text } = await lab.operator['scenario.report']({ format: 'text' });
    for (const word of ['cut', 'returned', 'WRITE(6)', 'READ ELEMENT STATUS']) expect(text).toContain(word);
  });

  it('says of a host that does not come back what it did not do', async () => {
    const { clock } = await cut('same');
    clock.advance(90_000);
    await vi.waitFor(() => expect(state()).toBe('returned'), { interval: 1 });
    clock.advance(600_000);
    await vi.waitFor(() => expect(lab.scenarios.latest!.result.phase).toBe('ended'), { interval: 1 });
    expect(verdicts()).toEqual(['met', 'met', 'broken', 'broken', 'broken']);
  });
});

describe('kb839591', () => {
  const target = 'iqn.2026-11.local.tapelab:dds';
  /** As `scenario run` starts it: a lab of its own. */
  async function started(parameters: Readonly<Record<string, string>>): Promise<{ clock: ManualClock; host: Initiator }> {
    const clock = new ManualClock();
    const text = scenarioOf(presets.get('kb839591')!, { capacity: '1MiB', earlyWarning: '256KiB', ...parameters });
    const scenario = checkScenario({ text, file: 'kb839591' });
    lab = await LabUnderTest.start({ configuration: scenario.labText!, clock });
    await lab.scenarios.play(scenario);
    const host = await lab.attach({ targetName: target });
    return { clock, host };
  }

  /** What Windows 2000 does when the tape is full: filemark, a block that says that it goes on, filemark, and out with it. */
  async function fill(host: Initiator): Promise<void> {
    let written = 0;
    let last = await write(host);
    for (; last.status === 0; last = await write(host)) written += 1;
    expect(last).toMatchObject({ status: 2, residual: 0, sense: { key: 0, code: 0x0002, endOfMedium: true } });
    expect(written * length).toBeGreaterThan(700_000);
    await host.command(cdb.writeFilemarks(1));
    await write(host);
    await host.command(cdb.writeFilemarks(1));
    expect((await host.command(cdb.loadUnload(false))).status).toBe(0);
  }

  /** The host asks every second whether there is a tape. */
  async function nextTape(host: Initiator, clock: ManualClock): Promise<void> {
    const asked = (async () => {
      for (;;) {
        const [status, key] = senseOf(await host.command(cdb.testUnitReady()));
        if (status === 0 || key === 6) return;
      }
    })();
    await until({ lab, clock }, asked);
    await acknowledgeAttentions(host);
  }

  it.each(['operator', 'stack', 'library'])(
    'tells that the tape is full as DDS does, and goes on with the tape of the %s',
    async (next) => {
      const { clock, host } = await started({ next });
      await fill(host);
      if (next === 'library') {
        await acknowledgeAttentions(host, 1);
        const [drive] = (await elementStatus(host, { type: 4, volumeTags: false }, 1)).elements;
        const slots = (await elementStatus(host, { type: 2, volumeTags: false }, 1)).elements;
        const free = slots.find(({ full }) => !full)!;
        const tape = slots.find(({ full }) => full)!;
        for (const [from, to] of [
          [drive!.address, free.address],
          [tape.address, drive!.address],
        ] as const)
          expect((await host.command(moveMedium(from, to), { lun: 1 })).status).toBe(0);
      }
      await nextTape(host, clock);
      expect(senseOf(await write(host))).toEqual(good);
      await vi.waitFor(() => expect(verdicts().at(-1)).toBe('met'), { interval: 1 });
      // The host has the time to finish.
      expect(lab.scenarios.latest!.result.phase).toBe('running');
      clock.advance(300_000);
      await vi.waitFor(() => expect(lab.scenarios.latest!.result.phase).toBe('ended'), { interval: 1 });
      expect(verdicts()).toEqual(Array(5).fill('met'));
    },
  );

  it('says of a host that gives up what it did not do', async () => {
    const { clock, host } = await started({ next: 'operator' });
    let last = await write(host);
    while (last.status === 0) last = await write(host);
    await vi.waitFor(() => expect(state()).toBe('full'), { interval: 1 });
    clock.advance(900_000);
    await vi.waitFor(() => expect(lab.scenarios.latest!.result.phase).toBe('ended'), { interval: 1 });
    // There never was a next tape, and so nothing to go on with: not met either.
    expect(verdicts()).toEqual(['met', 'met', 'broken', 'broken', 'open']);
    expect(lab.scenarios.latest!.result.passed).toBe(false);
  });
});

/** MOVE MEDIUM by the usual arm (SMC-3 §6.7). */
const moveMedium = (from: number, to: number): Uint8Array =>
  Uint8Array.of(0xa5, 0, 0, 0, from >> 8, from & 255, to >> 8, to & 255, 0, 0, 0, 0);
