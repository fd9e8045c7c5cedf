/**
 * Log pages (SPC-4 §6.7, §6.8, §7.3; SSC-4 §8.2): how pages and parameters are laid out, counters that move with what the drive has done, and what
 * LOG SELECT makes of them.
 */
import { afterAll, afterEach, beforeAll, describe, expect, it } from 'vitest';
import * as cdb from './cdb.ts';
import { blankDrive, startDrives, targetOf } from './drives.ts';
import type { Initiator } from './initiator.ts';
import { acknowledgeAttentions, expectGood, type LabUnderTest } from './lab-under-test.ts';
import { counterOf, logSelect, logSense, numberIn, pageControl, pagesOf, parametersOf, selection } from './log-parameters.ts';
import { pattern } from './pattern.ts';

const MiB = 2 ** 20;

let lab: LabUnderTest;
let initiator: Initiator;
beforeAll(async () => {
  lab = await startDrives({ drive: { cartridge: { barcode: 'LOG001L8', capacityBytes: 64 * MiB } } });
});
afterEach(() => lab.hangUp());
afterAll(() => lab.stop());

const logSelectParametersChanged = 0x2a02;
const writeBlocks = async (count: number, length = 100_000): Promise<void> => {
  for (let block = 0; block < count; block++) await expectGood(initiator, [cdb.write6(length), { write: pattern(length) }]);
};

/** PARAMETER LENGTH of each code, where the standards or LTO drives fix it. */
const lengths: Readonly<Record<number, Readonly<Record<number, number>>>> = {
  17: { 0: 4, 1: 2 },
  18: { 0: 8 },
  20: { 0: 4, 1: 4, 2: 4, 3: 4, 12: 4, 14: 4, 15: 4, 128: 1, 129: 1 },
  23: { 0: 1, 1: 4, 22: 4, 23: 4, 128: 1, 129: 1 },
  48: { 1: 4, 2: 8, 3: 4, 4: 2, 5: 2, 6: 2, 7: 8, 8: 4, 9: 2 },
  49: { 1: 4, 2: 4, 3: 4, 4: 4 },
  50: { 0: 2, 1: 2, 2: 4, 3: 4, 4: 4, 5: 4, 6: 4, 7: 4, 8: 4, 9: 4 },
};

describe('LOG SENSE', () => {
  it('lists the pages in order, alone and with their subpages', async () => {
    initiator = await blankDrive(lab, 'drive');
    const pages = await pagesOf(initiator);
    expect(pages).toEqual([0x00, 0x02, 0x03, 0x0c, 0x11, 0x12, 0x13, 0x14, 0x17, 0x1b, 0x2e, 0x30, 0x31, 0x32]);
    const { data } = await initiator.command(logSense(0, { subpage: 0xff }), { read: 4096 });
    const bytes = Buffer.from(data);
    expect([bytes[0], bytes[1], bytes.readUInt16BE(2)]).toEqual([0x40, 0xff, bytes.length - 4]);
    const pairs = Array.from({ length: (bytes.length - 4) / 2 }, (_, at) => bytes.readUInt16BE(4 + 2 * at));
    expect(pairs).toEqual(pairs.toSorted((a, b) => a - b));
    expect(pairs.filter((pair) => (pair & 0xff) === 0)).toEqual(pages.map((page) => page << 8));
  });

  it('has every listed page, its parameters ascending and of the lengths they have; and none that is not listed', async () => {
    initiator = await blankDrive(lab, 'drive');
    await writeBlocks(1);
    const pages = await pagesOf(initiator);
    for (let page = 1; page < 0x40; page++) {
      if (!pages.includes(page)) {
        const answer = await initiator.command(logSense(page), { read: 4096 });
        const fieldPointer = { inCdb: true, byte: 2, bit: 5 };
        expect(answer, String(page)).toMatchObject({ status: 2, sense: { key: 5, code: 0x2400, fieldPointer } });
        continue;
      }
      const parameters = await parametersOf(initiator, page);
      const codes = parameters.map(({ code }) => code);
      expect(codes, page.toString(16)).toEqual([...new Set(codes)].toSorted((a, b) => a - b));
      for (const [code, length] of Object.entries(lengths[page] ?? {}))
        expect([page, code, parameters.find((parameter) => parameter.code === Number(code))?.value.length]).toEqual([page, code, length]);
      // DU, ETC and TMC are 0 until a host sets them.
      for (const { control } of parameters) expect(control & 0x9c).toBe(0);
    }
    expect((await parametersOf(initiator, 0x2e)).map(({ code, value }) => [code, value.length])).toEqual(
      Array.from({ length: 64 }, (_, at) => [at + 1, 1]),
    );
  });

  it('begins at PARAMETER POINTER and ends at ALLOCATION LENGTH', async () => {
    initiator = await blankDrive(lab, 'drive');
    for (const page of [0x02, 0x0c, 0x14, 0x17, 0x1b, 0x30, 0x31]) {
      const all = await parametersOf(initiator, page);
      for (const { code } of all.slice(1)) {
        const part = await parametersOf(initiator, page, { pointer: code });
        expect(part.map((parameter) => parameter.code)).toEqual(all.map((parameter) => parameter.code).filter((other) => other >= code));
      }
      const beyond = await initiator.command(logSense(page, { pointer: all.at(-1)!.code + 1 }), { read: 4096 });
      expect(beyond).toMatchObject({ status: 2, sense: { key: 5, code: 0x2400, fieldPointer: { inCdb: true, byte: 5, bit: 7 } } });
      const whole = await initiator.command(logSense(page), { read: 4096 });
      for (const length of [0, 3, 4, 9, 20]) {
        const part = await initiator.command(logSense(page, { length }), { read: 4096 });
        expect(part.status).toBe(0);
        expect([...part.data]).toEqual([...whole.data.subarray(0, length)]);
      }
    }
  });

  it.each<[string, Uint8Array, number, number]>([
    ['PPC, which is obsolete', logSense(0x02, { flags: 2 }), 1, 1],
    ['SP: nothing of it can be saved', logSense(0x02, { flags: 1 }), 1, 0],
    ['a subpage of a page that has none', logSense(0x02, { subpage: 1 }), 3, 7],
  ])('refuses %s', async (_, bytes, byte, bit) => {
    initiator = await blankDrive(lab, 'drive');
    const answer = await initiator.command(bytes, { read: 4096 });
    expect(answer).toMatchObject({ status: 2, sense: { key: 5, code: 0x2400, fieldPointer: { inCdb: true, byte, bit } } });
  });
});

describe('counters', () => {
  it('move with what is written and read', async () => {
    initiator = await blankDrive(lab, 'drive');
    const codes = [
      [0x0c, 0x0000],
      [0x0c, 0x0001],
      [0x0c, 0x0002],
      [0x0c, 0x0003],
      [0x02, 0x0005],
      [0x03, 0x0005],
    ] as const;
    const read = async () => Promise.all(codes.map(([page, code]) => counterOf(initiator, page, code)));
    const before = await read();
    await writeBlocks(30);
    await expectGood(initiator, [cdb.writeFilemarks(1)]);
    const written = await read();
    expect(written[0]! - before[0]!).toBe(3_000_000);
    // What the medium takes for them is no less, as nothing is compressed, and not much more.
    for (const at of [1, 4]) {
      expect(written[at]! - before[at]!).toBeGreaterThanOrEqual(3_000_000);
      expect(written[at]! - before[at]!).toBeLessThan(3_010_000);
    }
    expect(written[3]).toBe(before[3]);
    await expectGood(initiator, [cdb.rewind()]);
    for (let block = 0; block < 30; block++) await expectGood(initiator, [cdb.read6(100_000), { read: 100_000 }]);
    const after = await read();
    expect(after[3]! - written[3]!).toBe(3_000_000);
    for (const at of [2, 5]) expect(after[at]! - written[at]!).toBeGreaterThanOrEqual(3_000_000);
    expect([after[0], after[1]]).toEqual([written[0], written[1]]);

    expect(await counterOf(initiator, 0x17, 0x000e), 'megabytes written in this mount').toBeGreaterThanOrEqual(3);
    expect(await counterOf(initiator, 0x17, 0x000f), 'megabytes read in this mount').toBeGreaterThanOrEqual(3);
    expect(await counterOf(initiator, 0x30, 2), 'data sets written').toBeGreaterThanOrEqual(2);
    expect(await counterOf(initiator, 0x1b, 0x0006), 'megabytes from hosts').toBeGreaterThanOrEqual(3);
    expect(await counterOf(initiator, 0x1b, 0x0002), 'megabytes to hosts').toBeGreaterThanOrEqual(3);
    expect(await counterOf(initiator, 0x32, 0x0006)).toBe(await counterOf(initiator, 0x1b, 0x0006));
  });

  it('of capacity go down as the tape fills, by as much as is written', async () => {
    initiator = await blankDrive(lab, 'drive');
    const [remaining, maximum] = [await counterOf(initiator, 0x31, 1), await counterOf(initiator, 0x31, 3)];
    expect(remaining).toBe(maximum);
    await writeBlocks(40, MiB / 4);
    await expectGood(initiator, [cdb.writeFilemarks(1)]);
    const left = await counterOf(initiator, 0x31, 1);
    expect(remaining - left).toBeGreaterThanOrEqual(10);
    expect(remaining - left).toBeLessThanOrEqual(11);
    expect(await counterOf(initiator, 0x31, 3)).toBe(maximum);
    expect(await counterOf(initiator, 0x0c, 0x0007), 'where the head is').toBe(await counterOf(initiator, 0x0c, 0x0004));
    await expectGood(initiator, [cdb.rewind()]);
    expect(await counterOf(initiator, 0x0c, 0x0007)).toBe(0);
    await expectGood(initiator, [cdb.erase()]);
    expect(await counterOf(initiator, 0x31, 1)).toBe(remaining);
  });

  it('of loads, and of what belongs to a mount, begin anew with each', async () => {
    initiator = await blankDrive(lab, 'drive');
    await writeBlocks(20);
    await expectGood(initiator, [cdb.writeFilemarks(1)]);
    const before = await Promise.all([counterOf(initiator, 0x14, 0), counterOf(initiator, 0x17, 1), counterOf(initiator, 0x30, 1)]);
    const life = await counterOf(initiator, 0x17, 0x0010);
    await expectGood(initiator, [cdb.loadUnload(false)]);
    expect(await counterOf(initiator, 0x17, 0), 'PAGE VALID').toBe(0);
    await expectGood(initiator, [cdb.loadUnload(true)]);
    const after = await Promise.all([counterOf(initiator, 0x14, 0), counterOf(initiator, 0x17, 1), counterOf(initiator, 0x30, 1)]);
    expect(after).toEqual(before.map((count) => count + 1));
    expect(await counterOf(initiator, 0x17, 0x000e)).toBe(0);
    expect(await counterOf(initiator, 0x17, 0x0010)).toBe(life);
    expect(await counterOf(initiator, 0x1b, 0x0006)).toBe(0);
  });

  it('of a drive that nothing has happened to: DT Device Status tells what is in it', async () => {
    initiator = await blankDrive(lab, 'drive');
    const status = async () => (await parametersOf(initiator, 0x11))[0]!.value;
    // MPRSNT, MSTD, MTHRD, MOUNTED; MACC and DINIT.
    const bytes = await status();
    expect([bytes[0]! & 0x21, bytes[1]! & 0x17]).toEqual([0x21, 0x17]);
    await expectGood(initiator, [cdb.preventAllow(1)]);
    expect((await status())[0]! & 0x80, 'PAMR').toBe(0x80);
    await expectGood(initiator, [cdb.preventAllow(0)], [cdb.loadUnload(false)]);
    const unloaded = await status();
    expect([unloaded[0]! & 0x80, unloaded[1]! & 0x33]).toEqual([0, 0x30]);
    await expectGood(initiator, [cdb.loadUnload(true)]);
  });
});

describe('LOG SELECT', () => {
  it('sets a counter, from which it goes on counting, and others are told', async () => {
    initiator = await blankDrive(lab, 'drive');
    const other = await lab.attach({ targetName: targetOf('drive') });
    const list = selection(0x0c, 0x0000, 0x02, [0, 0, 0, 0, 0, 1, 0, 0]);
    expect(await logSelect(initiator, list)).toMatchObject({ status: 0 });
    expect(await counterOf(initiator, 0x0c, 0x0000)).toBe(65_536);
    expect(await acknowledgeAttentions(other)).toEqual([logSelectParametersChanged]);
    expect(await acknowledgeAttentions(initiator)).toEqual([]);
    await writeBlocks(1);
    expect(await counterOf(initiator, 0x0c, 0x0000)).toBe(165_536);
  });

  it('holds a counter still with DU=1', async () => {
    initiator = await blankDrive(lab, 'drive');
    expect(await logSelect(initiator, selection(0x0c, 0x0000, 0x82, [0, 0, 0, 0, 0, 0, 0, 5]))).toMatchObject({ status: 0 });
    await writeBlocks(1);
    const [held] = await parametersOf(initiator, 0x0c);
    expect([held!.control & 0x80, numberIn(held!.value)]).toEqual([0x80, 5]);
    expect(await logSelect(initiator, selection(0x0c, 0x0000, 0x02, [0, 0, 0, 0, 0, 0, 0, 5]))).toMatchObject({ status: 0 });
    await writeBlocks(1);
    expect(await counterOf(initiator, 0x0c, 0x0000)).toBe(100_005);
  });

  it.each<[string, Parameters<typeof logSelect>[2]]>([
    ['PCR=1', { reset: true }],
    ['PC=11b', { control: pageControl.defaultCumulative }],
    ['PCR=1 of one page', { reset: true, page: 0x0c }],
  ])('returns counters to zero by %s', async (_, options) => {
    initiator = await blankDrive(lab, 'drive');
    await writeBlocks(2);
    await expectGood(initiator, [cdb.writeFilemarks(0)]);
    const loads = await counterOf(initiator, 0x14, 0);
    expect(await counterOf(initiator, 0x0c, 0)).toBeGreaterThan(0);
    const written = await counterOf(initiator, 0x02, 5);
    expect(await logSelect(initiator, new Uint8Array(), options)).toMatchObject({ status: 0 });
    expect([await counterOf(initiator, 0x0c, 0), await counterOf(initiator, 0x0c, 1)]).toEqual([0, 0]);
    expect(await counterOf(initiator, 0x02, 5)).toBe(options?.page === undefined ? 0 : written);
    // What is no counter of the host’s stays: loads, capacities.
    expect(await counterOf(initiator, 0x14, 0)).toBe(loads);
    expect(await counterOf(initiator, 0x31, 3)).toBeGreaterThan(0);
  });

  it('without a list, PCR=0 and PC=01b changes nothing', async () => {
    initiator = await blankDrive(lab, 'drive');
    await writeBlocks(1);
    const before = await counterOf(initiator, 0x0c, 0);
    expect(await logSelect(initiator, new Uint8Array())).toMatchObject({ status: 0 });
    expect(await counterOf(initiator, 0x0c, 0)).toBe(before);
  });

  it('keeps thresholds beside the counters', async () => {
    initiator = await blankDrive(lab, 'drive');
    const before = await counterOf(initiator, 0x0c, 0);
    const control = pageControl.threshold;
    expect(await logSelect(initiator, selection(0x0c, 0x0000, 0x02, [0, 0, 0, 0, 0, 0, 2, 0]), { control })).toMatchObject({ status: 0 });
    expect(numberIn((await parametersOf(initiator, 0x0c, { control }))[0]!.value)).toBe(512);
    expect(await counterOf(initiator, 0x0c, 0)).toBe(before);
    expect(await logSelect(initiator, new Uint8Array(), { control: pageControl.defaultThreshold })).toMatchObject({ status: 0 });
    expect((await parametersOf(initiator, 0x0c, { control }))[0]!.value.toString('hex')).toBe('ffffffffffffffff');
  });

  const counterList = (value = [0, 0, 0, 0, 0, 0, 0, 0]): Uint8Array => selection(0x0c, 0x0000, 0x02, value);
  it.each<[string, Uint8Array, Parameters<typeof logSelect>[2], object]>([
    ['SP: no parameter can be saved', counterList(), { save: true }, { code: 0x2400, fieldPointer: { inCdb: true, byte: 1, bit: 0 } }],
    ['PCR with a list', counterList(), { reset: true }, { code: 0x2400, fieldPointer: { inCdb: true, byte: 1, bit: 1 } }],
    ['a page code with a list', counterList(), { page: 0x0c }, { code: 0x2400, fieldPointer: { inCdb: true, byte: 2, bit: 5 } }],
    ['a page that is not there', selection(0x3e, 0, 2, [0]), {}, { code: 0x2600, fieldPointer: { inCdb: false, byte: 0, bit: 5 } }],
    [
      'a parameter that is not there',
      selection(0x0c, 0x0099, 2, [0]),
      {},
      { code: 0x2600, fieldPointer: { inCdb: false, byte: 4, bit: 7 } },
    ],
    ['a parameter of another length', selection(0x0c, 0, 2, [0]), {}, { code: 0x2600, fieldPointer: { inCdb: false, byte: 7, bit: 7 } }],
    [
      'a parameter of another format',
      selection(0x0c, 0, 3, [0, 0, 0, 0, 0, 0, 0, 0]),
      {},
      { code: 0x2600, fieldPointer: { inCdb: false, byte: 6, bit: 1 } },
    ],
    [
      'what is measured and not counted',
      selection(0x31, 1, 2, [0, 0, 0, 0]),
      {},
      { code: 0x2600, fieldPointer: { inCdb: false, byte: 4, bit: 7 } },
    ],
    ['half a page', counterList().subarray(0, 10), {}, { code: 0x1a00 }],
    ['half a page header', counterList().subarray(0, 3), {}, { code: 0x1a00 }],
  ])('refuses %s, and changes nothing', async (_, list, options, sense) => {
    initiator = await blankDrive(lab, 'drive');
    const before = await parametersOf(initiator, 0x0c);
    expect(await logSelect(initiator, list, options)).toMatchObject({ status: 2, sense: { key: 5, ...sense } });
    expect(await parametersOf(initiator, 0x0c)).toEqual(before);
  });
});
