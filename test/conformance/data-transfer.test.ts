/**
 * Data both ways (RFC 7143 §4.2.5.2, §11.3, §11.7, §11.8): writes by immediate data, unsolicited Data-Out and R2T under every combination of
 * the keys that rule them, reads cut to what the initiator takes, and residuals where lengths disagree.
 */
import fc from 'fast-check';
import { afterAll, afterEach, beforeAll, describe, expect, it } from 'vitest';
import * as cdb from './cdb.ts';
import type { Initiator } from './initiator.ts';
import { LabUnderTest } from './lab-under-test.ts';
import { pattern } from './pattern.ts';
import type { Task } from './task.ts';

let lab: LabUnderTest;
beforeAll(async () => {
  lab = await LabUnderTest.start();
});
afterEach(() => lab.hangUp());
afterAll(() => lab.stop());

const yesNo = (value: boolean): string => (value ? 'Yes' : 'No');

/** Writes one block, goes back and reads it again. */
async function roundTrip(initiator: Initiator, data: Uint8Array, options: { segment?: number } = {}) {
  expect((await initiator.command(cdb.rewind())).status).toBe(0);
  const written = await initiator.command(cdb.write6(data.length), { write: data, ...options });
  expect(written).toMatchObject({ status: 0, residual: 0, sense: undefined });
  expect((await initiator.command(cdb.rewind())).status).toBe(0);
  const read = await initiator.command(cdb.read6(data.length), { read: data.length });
  expect(read).toMatchObject({ status: 0, residual: 0, sense: undefined });
  expect(Buffer.compare(read.data, data)).toBe(0);
  return { written, read };
}

describe('a write arrives whole', () => {
  const lengths = [1, 511, 512, 513, 1024, 4096, 4097, 12_289];
  it.each(
    [true, false].flatMap((immediateData) =>
      [true, false].flatMap((initialR2T) => [1, 4].map((maxOutstandingR2T) => ({ immediateData, initialR2T, maxOutstandingR2T }))),
    ),
  )('with ImmediateData=$immediateData, InitialR2T=$initialR2T, MaxOutstandingR2T=$maxOutstandingR2T', async (keys) => {
    const initiator = await lab.attach({
      offers: {
        ImmediateData: yesNo(keys.immediateData),
        InitialR2T: yesNo(keys.initialR2T),
        MaxOutstandingR2T: `${keys.maxOutstandingR2T}`,
        FirstBurstLength: '1024',
        MaxBurstLength: '4096',
        MaxRecvDataSegmentLength: '512',
      },
    });
    expect(initiator.limits).toMatchObject(keys);
    for (const length of lengths) {
      const { written, read } = await roundTrip(initiator, pattern(length));
      // What is not sent unasked is asked for, in bursts that are as long as they may be.
      const unasked = keys.initialR2T && !keys.immediateData ? 0 : Math.min(length, 1024);
      expect(written.r2ts.reduce((sum, { desiredDataTransferLength }) => sum + desiredDataTransferLength, 0)).toBe(length - unasked);
      expect(written.r2ts.length).toBe(Math.ceil((length - unasked) / 4096));
      expect(read.dataIns.length).toBe(Math.ceil(length / 512));
    }
  });

  it('with the defaults of every key that nobody spoke of (§13)', async () => {
    const initiator = await lab.attach({ offers: {} });
    const { written, read } = await roundTrip(initiator, pattern(400_000));
    expect(written.r2ts.map((r2t) => [r2t.bufferOffset, r2t.desiredDataTransferLength])).toEqual([
      [65_536, 262_144],
      [327_680, 72_320],
    ]);
    expect(read.dataIns.length).toBe(Math.ceil(262_144 / 8192) + Math.ceil((400_000 - 262_144) / 8192));
  });

  it('for any lengths, cut into any segments', async () => {
    const burst = fc.integer({ min: 512, max: 20_000 });
    const keys = fc.record({
      ImmediateData: fc.constantFrom('Yes', 'No'),
      InitialR2T: fc.constantFrom('Yes', 'No'),
      MaxOutstandingR2T: fc.integer({ min: 1, max: 6 }).map(String),
      FirstBurstLength: burst.map(String),
      MaxBurstLength: burst.map(String),
      MaxRecvDataSegmentLength: fc.integer({ min: 512, max: 9000 }).map(String),
    });
    await fc.assert(
      fc.asyncProperty(
        keys,
        fc.array(fc.integer({ min: 1, max: 60_000 }), { minLength: 1, maxLength: 4 }),
        fc.integer({ min: 100, max: 9000 }),
        async (offers, blocks, segment) => {
          // FirstBurstLength MUST NOT exceed MaxBurstLength (§13.14).
          const first = Math.min(Number(offers.FirstBurstLength), Number(offers.MaxBurstLength));
          const initiator = await lab.attach({ offers: { ...offers, FirstBurstLength: `${first}` } });
          for (const length of blocks) await roundTrip(initiator, pattern(length), { segment });
          await initiator.logOut();
        },
      ),
      { numRuns: 40 },
    );
  });

  it('as one block of 16 MiB - 1, the longest there is', async () => {
    const initiator = await lab.attach({ offers: { MaxBurstLength: '16777215', MaxRecvDataSegmentLength: '262144', InitialR2T: 'No' } });
    await roundTrip(initiator, pattern(16_777_215));
  });

  it.each([1, 2, 8])('with %i R2Ts outstanding at once, and no more (§13.17)', async (most) => {
    const bursts = { InitialR2T: 'Yes', ImmediateData: 'No', MaxBurstLength: '512', FirstBurstLength: '512' };
    const initiator = await lab.attachToBlank({ offers: { ...bursts, MaxOutstandingR2T: `${most}` } });
    const task = initiator.start(cdb.write6(8192), { write: pattern(8192), answerR2T: false });
    const asked = [await task.nextR2T()];
    while (asked.length < most) asked.push(await task.nextR2T());
    // By the answer to a ping, whatever else was asked for has come, and would be one too many.
    await initiator.ping();
    for (const r2t of asked.toReversed()) task.answer(r2t);
    for (let rest = 16 - most; rest > 0; rest--) task.answer(await task.nextR2T());
    expect(await task.completion).toMatchObject({ status: 0, residual: 0 });
    await initiator.command(cdb.rewind());
    const { data } = await initiator.command(cdb.read6(8192), { read: 8192 });
    expect(Buffer.compare(data, pattern(8192))).toBe(0);
  });

  it('with bursts of several commands at once, the last that was asked for answered first', async () => {
    const initiator = await lab.attachToBlank({
      offers: { InitialR2T: 'Yes', ImmediateData: 'No', MaxBurstLength: '1024', FirstBurstLength: '512' },
    });
    const asked: (() => void)[] = [];
    const tasks = [1, 2, 3].map((value) => {
      const task: Task = initiator.start(cdb.write6(4096), {
        write: pattern(4096, value),
        answerR2T: (r2t) => asked.push(() => task.answer(r2t)),
      });
      return task;
    });
    // By the answer to a ping, every R2T has come that comes without another being answered.
    while (initiator.connection.conduct.tasks.size > 0) {
      await initiator.ping();
      asked.pop()?.();
    }
    for (const task of tasks) expect((await task.completion).status).toBe(0);
    await initiator.command(cdb.rewind());
    for (const value of [1, 2, 3]) {
      const { data } = await initiator.command(cdb.read6(4096), { read: 4096 });
      expect(Buffer.compare(data, pattern(4096, value))).toBe(0);
    }
  });
});

describe('a read is cut to what the initiator takes (RFC 7143 §11.7, §13.12)', () => {
  it('at MaxRecvDataSegmentLength, and at MaxBurstLength into sequences', async () => {
    const initiator = await lab.attach({ offers: { MaxRecvDataSegmentLength: '1000', MaxBurstLength: '2500', FirstBurstLength: '512' } });
    const { read } = await roundTrip(initiator, pattern(6000));
    const ends = read.dataIns.filter(({ final }) => final).map(({ bufferOffset, data }) => bufferOffset + data.length);
    expect(ends).toEqual([2500, 5000, 6000]);
  });

  it('and a good status comes in its last PDU (§11.7.3)', async () => {
    const initiator = await lab.attach();
    const { read } = await roundTrip(initiator, pattern(200_000));
    expect(read.dataIns.map(({ hasStatus }) => hasStatus)).toEqual([false, false, false, true]);
  });
});

describe('residuals of a read (RFC 7143 §11.4.5)', () => {
  it('tell what is missing when the device has less', async () => {
    const initiator = await lab.attach();
    const whole = await initiator.command(cdb.inquiry(255), { read: 255 });
    expect(whole.residual).toBe(255 - whole.data.length);
    expect(whole.data.length).toBeGreaterThanOrEqual(36);
  });

  it('tell nothing when the allocation length was the limit', async () => {
    const initiator = await lab.attach();
    expect(await initiator.command(cdb.inquiry(36), { read: 36 })).toMatchObject({ status: 0, residual: 0, data: { length: 36 } });
    expect(await initiator.command(cdb.inquiry(36), { read: 100 })).toMatchObject({ status: 0, residual: 64, data: { length: 36 } });
  });

  it.each([1, 35])('tell what there was no room for: %i bytes expected of 36', async (expected) => {
    const initiator = await lab.attach();
    const answer = await initiator.command(cdb.inquiry(36), { read: expected });
    expect(answer).toMatchObject({ status: 0, residual: expected - 36, data: { length: expected } });
  });

  it.each([{ read: 0 }, {}])('tell of data that nobody expected: %o', async (options) => {
    const initiator = await lab.attach();
    expect(await initiator.command(cdb.inquiry(36), options)).toMatchObject({ status: 0, residual: -36, data: { length: 0 } });
  });

  it('are those of the data that came before an error, too', async () => {
    const initiator = await lab.attachToBlank();
    await initiator.command(cdb.write6(100), { write: pattern(100) });
    await initiator.command(cdb.rewind());
    const short = await initiator.command(cdb.read6(300), { read: 300 });
    expect(short).toMatchObject({ status: 2, residual: 200, sense: { incorrectLength: true, information: 200 }, data: { length: 100 } });
  });

  it('of a block that was longer than expected, though not longer than asked for', async () => {
    const initiator = await lab.attachToBlank();
    await initiator.command(cdb.write6(1000), { write: pattern(1000) });
    await initiator.command(cdb.rewind());
    expect(await initiator.command(cdb.read6(1000), { read: 600 })).toMatchObject({ residual: -400, data: { length: 600 } });
  });
});

describe('residuals of a write (RFC 7143 §11.4.5)', () => {
  it.each([
    { InitialR2T: 'Yes', ImmediateData: 'No' },
    { InitialR2T: 'No', ImmediateData: 'Yes' },
  ])('tell what the command had no use for: %o', async (offers) => {
    const initiator = await lab.attachToBlank({ offers });
    const written = await initiator.command(cdb.write6(500), { write: pattern(800) });
    expect(written).toMatchObject({ status: 0, residual: 300 });
    await initiator.command(cdb.rewind());
    const read = await initiator.command(cdb.read6(500), { read: 500 });
    expect(read).toMatchObject({ status: 0, residual: 0 });
    expect(Buffer.compare(read.data, pattern(500))).toBe(0);
  });

  it.each([
    ['that is announced too short', { write: pattern(500) }, 500],
    ['without W', {}, 0],
  ])('of a block %s: it is refused, for half a block is none', async (_, options, residual) => {
    const initiator = await lab.attachToBlank();
    expect(await initiator.command(cdb.write6(800), options)).toMatchObject({ status: 2, sense: { key: 5 }, residual, r2ts: [] });
    await initiator.command(cdb.rewind());
    expect((await initiator.command(cdb.read6(800), { read: 800 })).sense).toMatchObject({ key: 8 });
  });

  it('tell that a command without data took none of it', async () => {
    const initiator = await lab.attach();
    expect(await initiator.command(cdb.testUnitReady(), { write: pattern(700) })).toMatchObject({ status: 0, residual: 700 });
  });
});
