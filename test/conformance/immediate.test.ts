/**
 * Commands that end before their motion does (IMMED, SSC-4 §4.2), and those that wait: what other commands are told meanwhile, how far it is,
 * and how it ends. Motions take minutes of a clock that runs a thousand times as fast.
 */
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import * as cdb from './cdb.ts';
import { placeOf, startDrives, targetOf } from './drives.ts';
import { hastened } from './hastened-clock.ts';
import type { Initiator } from './initiator.ts';
import { acknowledgeAttentions, expectGood, type LabUnderTest } from './lab-under-test.ts';
import { pattern } from './pattern.ts';

const MiB = 1024 * 1024;
let lab: LabUnderTest;
let host: Initiator;
beforeAll(async () => {
  const timing = 'timing: { load: 150s, unload: 150s, rewind: 300s, locate: 300s, erase: 300s, reposition: 150s }';
  lab = await startDrives(
    { drive: { cartridge: { barcode: 'IMM001L8', capacityBytes: 16 * MiB }, more: timing } },
    { clock: hastened(1000) },
  );
});
beforeEach(async () => {
  host = await lab.attach({ targetName: targetOf('drive') });
  await ready();
  await expectGood(host, [cdb.rewind()]);
});
afterEach(() => lab.hangUp());
afterAll(() => lab.stop());

/** Asks until the drive is ready; gives what it said before. */
async function ready(): Promise<readonly number[]> {
  const codes = new Set<number>();
  for (;;) {
    const { status, sense } = await host.command(cdb.testUnitReady());
    if (status === 0) return [...codes];
    if (sense?.key !== 6) codes.add(sense!.code);
    expect(codes.size).toBeLessThan(4);
  }
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
    expect(await host.command(command)).toMatchObject({ status: 0 });
    expect(await host.command(cdb.read6(512), { read: 512 })).toMatchObject({ status: 2, sense: { key: 2, code: notReady } });
    const told = await requestSense();
    expect(told.code).toBe(underWay);
    expect(told.progress).toBeTypeOf('number');
    // What needs no medium is served meanwhile.
    expect((await host.command(cdb.inquiry(), { read: 255 })).status).toBe(0);
    expect(await ready()).toEqual([notReady]);
    expect(await placeOf(host)).toMatchObject({ object });
    expect(await requestSense()).toMatchObject({ key: 0, code: 0 });
  });

  it('PROGRESS INDICATION only grows', async () => {
    await record(12);
    expect((await host.command(cdb.rewind({ immediate: true }))).status).toBe(0);
    let before = -1;
    let times = 0;
    for (;;) {
      const { progress } = await requestSense();
      if (progress === undefined) break;
      expect(progress).toBeGreaterThanOrEqual(before);
      before = progress;
      times += 1;
    }
    expect(times).toBeGreaterThan(1);
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
    expect(await host.command(load)).toMatchObject({ status: 0 });
    expect(await host.command(cdb.testUnitReady())).toMatchObject({ status: 2, sense: { key: 2, code: 0x0401 } });
    expect(await ready()).toContain(0x0401);
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

  it('another host is told what the drive is doing, and waits for nothing', async () => {
    await record(8);
    const other = await lab.attach({ targetName: targetOf('drive') });
    const rewinding = host.start(cdb.rewind());
    const first = await other.command(cdb.testUnitReady());
    expect(first.status === 0 || first.sense?.code === 0x0407).toBe(true);
    expect((await rewinding.completion).status).toBe(0);
  });
});
