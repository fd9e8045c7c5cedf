import { describe, expect, test } from 'vitest';
import { ByteList } from '../../../src/foundation/byte-list.ts';
import { DataOutAllowance } from '../../../src/iscsi/data-out-allowance.ts';
import { type DataOutOptions, DataOutSequence } from '../../../src/iscsi/data-out-sequence.ts';
import type { OperationalParameters } from '../../../src/iscsi/operational-parameters.ts';
import { TaskAbortedError } from '../../../src/scsi/target.ts';
import { dataOut, pattern } from './rig.ts';

const parameters: OperationalParameters = {
  initialR2T: false,
  immediateData: true,
  maximumBurstLength: 100,
  firstBurstLength: 60,
  maximumOutstandingR2T: 2,
  maximumSendDataSegmentLength: 50,
  time2WaitSeconds: 0,
  time2RetainSeconds: 0,
};

function sequence(options: Partial<DataOutOptions> & { parameters?: OperationalParameters } = {}) {
  const r2ts: { tag: number; r2tSn: number; offset: number; length: number }[] = [];
  const made = new DataOutSequence({
    expectedLength: 300,
    immediateData: ByteList.empty,
    unsolicitedFollows: false,
    parameters,
    allowance: new DataOutAllowance(1_000_000),
    solicit: (r2tSn, offset, length) => {
      const tag = 1000 + r2tSn;
      r2ts.push({ tag, r2tSn, offset, length });
      return tag;
    },
    ...options,
  });
  const send = (tag: number, offset: number, length: number, dataSn: number, final: boolean): string | undefined =>
    made.receive(dataOut({ targetTransferTag: tag, bufferOffset: offset, dataSn, final, data: pattern(length, offset) }));
  return { made, r2ts, send };
}
const unsolicited = 0xffff_ffff;
const quiet = (made: DataOutSequence): boolean => {
  let called = false;
  made.finish(() => {
    called = true;
  });
  return called;
};

describe('data out', () => {
  test('immediate data alone is there at once, as the very bytes that came', async () => {
    const immediateData = pattern(40);
    const { made, r2ts } = sequence({ expectedLength: 40, immediateData });
    expect(await made.take(40)).toBe(immediateData);
    expect(r2ts).toEqual([]);
  });

  test('immediate, unsolicited and solicited data make up the whole', async () => {
    const { made, r2ts, send } = sequence({ immediateData: pattern(20), unsolicitedFollows: true });
    const taken = made.take(300);
    expect(r2ts).toEqual([]);
    send(unsolicited, 20, 30, 0, false);
    send(unsolicited, 50, 10, 1, true);
    expect(r2ts).toEqual([
      { tag: 1000, r2tSn: 0, offset: 60, length: 100 },
      { tag: 1001, r2tSn: 1, offset: 160, length: 100 },
    ]);
    send(1000, 60, 100, 0, true);
    expect(r2ts[2]).toEqual({ tag: 1002, r2tSn: 2, offset: 260, length: 40 });
    send(1001, 160, 100, 0, true);
    send(1002, 260, 40, 0, true);
    expect((await taken).toBytes()).toEqual(pattern(300).toBytes());
    expect(made.failure).toBeUndefined();
    expect(quiet(made)).toBe(true);
  });

  test('bursts that are answered in another order are put into theirs', async () => {
    const { made, send } = sequence({ expectedLength: 200 });
    const taken = made.take(200);
    send(1001, 100, 100, 0, true);
    send(1000, 0, 100, 0, true);
    expect((await taken).toBytes()).toEqual(pattern(200).toBytes());
  });

  test('solicits nothing before it is asked for', () => {
    expect(sequence().r2ts).toEqual([]);
  });

  test('solicits only what the device wants, and drops what came beyond it', async () => {
    const { made, r2ts, send } = sequence({ immediateData: pattern(20) });
    const taken = made.take(30);
    expect(r2ts).toEqual([{ tag: 1000, r2tSn: 0, offset: 20, length: 10 }]);
    send(1000, 20, 10, 0, true);
    expect((await taken).length).toBe(30);

    const more = sequence({ expectedLength: 40, immediateData: pattern(40) });
    expect((await more.made.take(10)).toBytes()).toEqual(pattern(10).toBytes());
  });

  test('gives what there is when the device wants more', async () => {
    const { made } = sequence({ expectedLength: 40, immediateData: pattern(40) });
    expect((await made.take(90)).length).toBe(40);
    expect(made.requested).toBe(90);
  });

  test.each([
    ['a wrong Buffer Offset', { bufferOffset: 4 }, 'Buffer Offset'],
    ['an unknown Target Transfer Tag', { targetTransferTag: 77 }, 'Target Transfer Tag'],
  ])('%s is a protocol error and fails the command', async (_, fields, problem) => {
    const { made } = sequence({ expectedLength: 100 });
    const taken = made.take(100);
    const answer = made.receive(dataOut({ targetTransferTag: 1000, data: pattern(100), ...fields }));
    expect(answer).toContain(problem);
    await expect(taken).rejects.toThrow(TaskAbortedError);
    expect(made.failure).toBe('incorrect-amount-of-data');
  });

  test('a DataSN that was there already is a protocol error and fails the command', async () => {
    const { made, send } = sequence({ expectedLength: 100 });
    const taken = made.take(100);
    expect(send(1000, 0, 50, 0, false)).toBeUndefined();
    expect(send(1000, 50, 50, 0, true)).toContain('DataSN');
    await expect(taken).rejects.toThrow(TaskAbortedError);
    expect(made.failure).toBe('incorrect-amount-of-data');
  });

  test('a DataSN ahead tells of data lost to a digest error, and nobody is rejected for it', async () => {
    const { made, send } = sequence({ expectedLength: 100 });
    const taken = made.take(100);
    expect(send(1000, 50, 50, 1, true)).toBeUndefined();
    await expect(taken).rejects.toThrow(TaskAbortedError);
    expect(made.failure).toBe('protocol-service-crc-error');
  });

  test('corrupt data fail the command, which ends when all the rest has come, the corrupt F bit counted', async () => {
    const { made, send } = sequence({ expectedLength: 200 });
    const taken = made.take(200);
    send(1000, 0, 50, 0, false);
    made.receiveCorrupt({ targetTransferTag: 1000, final: false });
    await expect(taken).rejects.toThrow(TaskAbortedError);
    expect(made.failure).toBe('protocol-service-crc-error');
    let done = false;
    made.finish(() => {
      done = true;
    });
    expect(send(1000, 90, 10, 2, true)).toBeUndefined();
    expect(done).toBe(false);
    made.receiveCorrupt({ targetTransferTag: 1001, final: true });
    expect(done).toBe(true);
  });

  test('corrupt unsolicited data do so before the device asks', async () => {
    const { made } = sequence({ unsolicitedFollows: true });
    made.receiveCorrupt({ targetTransferTag: unsolicited, final: true });
    await expect(made.take(300)).rejects.toThrow(TaskAbortedError);
    expect(made.failure).toBe('protocol-service-crc-error');
  });

  test('corrupt data that nobody expected change nothing', () => {
    const { made } = sequence();
    made.receiveCorrupt({ targetTransferTag: 77, final: true });
    expect(made.failure).toBeUndefined();
  });

  test.each([
    ['less than the R2T asked for', 90],
    ['more than the R2T asked for', 110],
  ])('%s is an incorrect amount of data', async (_, length) => {
    const { made, send } = sequence({ expectedLength: 100 });
    const taken = made.take(100);
    expect(send(1000, 0, length, 0, true)).toBeUndefined();
    await expect(taken).rejects.toThrow(TaskAbortedError);
    expect(made.failure).toBe('incorrect-amount-of-data');
  });

  test.each([
    ['immediate data when it was not agreed on', { immediateData: pattern(10), parameters: { ...parameters, immediateData: false } }],
    ['immediate data beyond the first burst', { immediateData: pattern(61) }],
    ['immediate data beyond the expected length', { immediateData: pattern(20), expectedLength: 10 }],
    ['F=0 when R2Ts were agreed on from the start', { unsolicitedFollows: true, parameters: { ...parameters, initialR2T: true } }],
  ])('%s is unexpected', async (_, options) => {
    const { made } = sequence(options);
    expect(made.failure).toBe('unexpected-unsolicited-data');
    await expect(made.take(10)).rejects.toThrow(TaskAbortedError);
  });

  test('unsolicited data beyond the first burst is unexpected', () => {
    const { made, send } = sequence({ unsolicitedFollows: true });
    expect(send(unsolicited, 0, 61, 0, false)).toBeUndefined();
    expect(made.failure).toBe('unexpected-unsolicited-data');
  });

  test('unsolicited Data-Out that does not make up the first burst is an incorrect amount, unless it is all there is', () => {
    const short = sequence({ unsolicitedFollows: true });
    short.send(unsolicited, 0, 59, 0, true);
    expect(short.made.failure).toBe('incorrect-amount-of-data');

    const all = sequence({ unsolicitedFollows: true, expectedLength: 30 });
    all.send(unsolicited, 0, 20, 0, true);
    expect(all.made.failure).toBeUndefined();
    void all.made.take(30);
    expect(all.r2ts).toEqual([{ tag: 1000, r2tSn: 0, offset: 20, length: 10 }]);
  });

  test('the response waits for what is still on its way, and the wait ends with its F bit', () => {
    const { made, send } = sequence({ unsolicitedFollows: true });
    let done = false;
    made.finish(() => {
      done = true;
    });
    send(unsolicited, 0, 30, 0, false);
    expect(done).toBe(false);
    send(unsolicited, 30, 30, 1, true);
    expect(done).toBe(true);
    expect(made.failure).toBeUndefined();
  });

  test('an abort ends the wait of the device', async () => {
    const { made } = sequence();
    const taken = made.take(300);
    made.abort();
    await expect(taken).rejects.toThrow(TaskAbortedError);
    expect(made.failure).toBeUndefined();
  });

  test('asks ahead as far as the allowance reaches, and goes on when it is released', async () => {
    const allowance = new DataOutAllowance(150);
    const first = sequence({ allowance });
    const second = sequence({ allowance, expectedLength: 100 });
    first.made.solicitAhead();
    second.made.solicitAhead();
    expect(first.r2ts.map(({ length }) => length)).toEqual([100]);
    expect(second.r2ts).toEqual([]);
    const taken = first.made.take(100);
    first.send(1000, 0, 100, 0, true);
    await taken;
    expect(second.r2ts.map(({ length }) => length)).toEqual([100]);
  });

  test('its turn having come, a command needs no allowance', () => {
    const { made, r2ts } = sequence({ allowance: new DataOutAllowance(0) });
    made.solicitAhead();
    expect(r2ts).toEqual([]);
    void made.take(300);
    expect(r2ts).toHaveLength(2);
  });

  test('asks for nothing while it is paused, takes what it has asked for, and goes on', async () => {
    const { made, r2ts, send } = sequence();
    const taken = made.take(300);
    expect(r2ts).toHaveLength(2);
    made.pause();
    expect([made.openTags, made.quiet]).toEqual([[1000, 1001], false]);
    send(1000, 0, 100, 0, true);
    send(1001, 100, 100, 0, true);
    expect([r2ts.length, made.openTags, made.quiet, made.pduCount]).toEqual([2, [], true, 2]);
    made.resume();
    send(1002, 200, 100, 0, true);
    expect((await taken).toBytes()).toEqual(pattern(300).toBytes());
  });

  test('a pause in which a burst ends early is no failure before the command goes on', async () => {
    const { made, send } = sequence({ expectedLength: 100 });
    const taken = made.take(100);
    made.pause();
    send(1000, 0, 30, 0, true);
    expect([made.failure, made.quiet]).toEqual([undefined, true]);
    made.resume();
    await expect(taken).rejects.toThrow(TaskAbortedError);
    expect(made.failure).toBe('incorrect-amount-of-data');
  });

  test('what comes unasked for is charged from the start, and released when the device has it or the command is gone', async () => {
    const allowance = new DataOutAllowance(1000);
    const taken = sequence({ allowance, immediateData: pattern(40), expectedLength: 40 });
    const gone = sequence({ allowance, immediateData: pattern(20), unsolicitedFollows: true });
    const refused = sequence({ allowance, immediateData: pattern(61) });
    expect(refused.made.failure).toBeDefined();
    expect(allowance.unusedBytes).toBe(1000 - 40 - 60);
    await taken.made.take(40);
    expect(allowance.unusedBytes).toBe(940);
    gone.made.abort();
    expect(allowance.unusedBytes).toBe(1000);
  });

  test('the memory behind what it holds is let go of in every way that it can end', async () => {
    const allowance = new DataOutAllowance(1000);
    const held = (): boolean => {
      const chunks = ByteList.from(Array.from({ length: 3 }, () => new Uint8Array(1000)));
      const free = allowance.keep(chunks);
      if (free) allowance.letGo(chunks);
      // A second list of that size is kept only when nothing else is.
      const both = allowance.keep(chunks) && !allowance.keep(pattern(1));
      allowance.letGo(chunks);
      return free && both;
    };
    const first = sequence({ allowance, immediateData: pattern(50), expectedLength: 150 });
    const taken = first.made.take(150);
    first.send(1000, 50, 100, 0, true);
    await taken;
    const second = sequence({ allowance, unsolicitedFollows: true, immediateData: pattern(10) });
    second.send(unsolicited, 10, 20, 0, false);
    second.made.abort();
    const third = sequence({ allowance, unsolicitedFollows: true });
    third.send(unsolicited, 0, 20, 0, true);
    expect(third.made.failure).toBe('incorrect-amount-of-data');
    expect(held()).toBe(true);
  });
});
