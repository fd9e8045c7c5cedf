/**
 * Commands that end before their motion does (IMMED, SSC-4 §4.2), and those that wait: what other commands are told meanwhile, how far it is,
 * and how it ends. Motions take their time of a clock that is held while a test looks.
 */
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import * as cdb from './cdb.ts';
import { placeOf, startDrives, targetOf } from './drives.ts';
import { HeldClock } from './held-clock.ts';
import type { Initiator } from './initiator.ts';
import { acknowledgeAttentions, expectGood, type LabUnderTest } from './lab-under-test.ts';
import { pattern } from './pattern.ts';

const MiB = 1024 * 1024;
let lab: LabUnderTest;
let host: Initiator;
const clock = new HeldClock(200);
beforeAll(async () => {
  const timing = 'timing: { load: 15s, unload: 15s, rewind: 30s, locate: 30s, erase: 30s, reposition: 15s }';
  lab = await startDrives({ drive: { cartridge: { barcode: 'IMM001L8', capacityBytes: 16 * MiB }, more: timing } }, { clock });
});
beforeEach(async () => {
  host = await lab.attach({ targetName: targetOf('drive') });
  await ready();
  await expectGood(host, [cdb.rewind()]);
});
afterEach(() => {
  clock.release();
  return lab.hangUp();
});
afterAll(async () => {
  await lab.stop();
  clock.hold();
});

/** Asks until the drive is ready. */
async function ready(): Promise<void> {
  while ((await host.command(cdb.testUnitReady())).status !== 0);
}
/** KEY, code and PROGRESS INDICATION of REQUEST SENSE. */
async function requestSense(): Promise<{ key: number; code: number; progress: number | undefined }> {
  const { data } = await host.command(cdb.requestSense(), { read: 252 });
  const bytes = Buffer.from(data);
  return { key: bytes[2]! & 0x0f, code: bytes.readUInt16BE(12), progress: (bytes[15]! & 0x80) === 0 ? undefined : bytes.readUInt16BE(16) };
}
const record = async (blocks: number) => {
  for (let count = 0; count < blocks; count++) await expectGood(host, [cdb.write6(MiB), { write: pattern(MiB, count) }]);
  await expectGood(host, [cdb.writeFilemarks(1)]);
};

describe('IMMED=1', () => {
  it.each<[string, () => Promise<void>, Uint8Array, number, number, number]>([
    ['REWIND', () => record(8), cdb.rewind({ immediate: true }), 0x0407, 0x001a, 0],
    ['LOCATE(10)', () => record(8), Uint8Array.of(0x2b, 1, 0, 0, 0, 0, 2, 0, 0, 0), 0x0407, 0x0019, 2],
    ['LOCATE(16)', () => record(8), cdb.locate16(0, 3, { immediate: true }), 0x0407, 0x0019, 3],
    ['ERASE(6) with LONG', async () => {}, Uint8Array.of(0x19, 3, 0, 0, 0, 0), 0x0407, 0x0018, 0],
    ['FORMAT MEDIUM', async () => {}, cdb.formatMedium(0, { immediate: true }), 0x0404, 0x0404, 0],
    ['SET CAPACITY', async () => {}, cdb.setCapacity(0xffff, { immediate: true }), 0x0407, 0x001b, 0],
  ])('%s ends at once, and the drive tells what it is at', async (_, prepare, command, notReady, underWay, object) => {
    await prepare();
    clock.hold();
    expect(await host.command(command)).toMatchObject({ status: 0 });
    expect(await host.command(cdb.read6(512), { read: 512 })).toMatchObject({ status: 2, sense: { key: 2, code: notReady } });
    const told = await requestSense();
    expect(told.code).toBe(underWay);
    expect(told.progress).toBeTypeOf('number');
    // What needs no medium is served meanwhile.
    expect((await host.command(cdb.inquiry(), { read: 255 })).status).toBe(0);
    expect((await host.command(cdb.testUnitReady())).sense).toMatchObject({ key: 2, code: notReady });
    clock.release();
    await ready();
    expect(await placeOf(host)).toMatchObject({ object });
    expect(await requestSense()).toMatchObject({ key: 0, code: 0 });
  });

  it('PROGRESS INDICATION grows with the time', async () => {
    await record(12);
    clock.hold();
    expect((await host.command(cdb.rewind({ immediate: true }))).status).toBe(0);
    const seen: number[] = [];
    for (let step = 0; step < 4; step++) {
      seen.push((await requestSense()).progress!);
      clock.advance(5_000);
    }
    expect(seen[0]).toBe(0);
    expect(seen).toEqual([...new Set(seen)].sort((a, b) => a - b));
    clock.release();
    await ready();
  });

  it('a failure behind GOOD is told as a deferred error', async () => {
    await record(4);
    await expectGood(host, [cdb.rewind()]);
    expect(await host.command(cdb.locate16(0, 500, { immediate: true }))).toMatchObject({ status: 0 });
    for (;;) {
      const { status, sense } = await host.command(cdb.testUnitReady());
      if (sense?.key === 2) continue;
      expect({ status, sense }).toMatchObject({ status: 2, sense: { key: 8, code: 0x0005, deferred: true } });
      break;
    }
    expect((await placeOf(host)).object).toBe(5);
  });

  it('LOAD UNLOAD: becoming ready (04/01) until the tape is loaded', async () => {
    await expectGood(host, [cdb.loadUnload(false)]);
    const load = cdb.loadUnload(true);
    load[1] = 1;
    clock.hold();
    expect(await host.command(load)).toMatchObject({ status: 0 });
    expect(await host.command(cdb.testUnitReady())).toMatchObject({ status: 2, sense: { key: 2, code: 0x0401 } });
    clock.release();
    await ready();
    await acknowledgeAttentions(host);
    expect(await placeOf(host)).toMatchObject({ object: 0, beginning: true });
  });
});

describe('IMMED=0', () => {
  it('ends when the motion has', async () => {
    await record(4);
    await expectGood(host, [cdb.rewind()]);
    expect((await host.command(cdb.testUnitReady())).status).toBe(0);
    await expectGood(host, [cdb.locate10(3)]);
    expect(await placeOf(host)).toMatchObject({ object: 3 });
  });

  it('LOCATE that fails says so itself', async () => {
    await record(2);
    expect(await host.command(cdb.locate10(100))).toMatchObject({ status: 2, sense: { key: 8, code: 0x0005, deferred: false } });
  });

  it('another host’s command waits for its turn (SAM-5, task set)', async () => {
    await record(8);
    const other = await lab.attach({ targetName: targetOf('drive') });
    clock.hold();
    const rewinding = host.start(cdb.rewind());
    await host.ping();
    const waiting = other.start(cdb.readPosition(), { read: 20 });
    await other.ping();
    expect([rewinding.ended, waiting.ended]).toEqual([false, false]);
    clock.release();
    expect((await rewinding.completion).status).toBe(0);
    const { status, data } = await waiting.completion;
    expect({ status, object: Buffer.from(data).readUInt32BE(4) }).toEqual({ status: 0, object: 0 });
  });
});
