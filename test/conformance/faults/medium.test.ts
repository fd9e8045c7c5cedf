/** What goes wrong with a tape: what the host hears of it (SSC-4 §4.2, §6), and what is on the tape then. */
import { afterAll, afterEach, beforeAll, describe, expect, it } from 'vitest';
import * as cdb from '../cdb.ts';
import { attribute, blankDrive, exchange, startDrives, targetOf } from '../drives.ts';
import type { Initiator } from '../initiator.ts';
import { expectGood, type LabUnderTest, positionOf } from '../lab-under-test.ts';
import { parametersOf } from '../log-parameters.ts';
import { pattern } from '../pattern.ts';

const KiB = 1024;
const length = 16 * KiB;
const capacityBytes = 32 * length;
const earlyWarningBytes = 8 * length;
let lab: LabUnderTest;
beforeAll(async () => {
  lab = await startDrives({ tape: { cartridge: { barcode: 'FLT001L8', capacityBytes, earlyWarningBytes } } });
});
afterEach(() => lab.hangUp());
afterAll(() => lab.stop());

const unrecovered = { key: 3, code: 0x1100, deferred: false };
const warning = { status: 2, residual: 0, sense: { key: 0, code: 0x0002, endOfMedium: true } };
const overflow = { status: 2, sense: { key: 0x0d, code: 0x0002, endOfMedium: true } };
const on = { device: 'tape' };

const block = (number: number): Uint8Array => pattern(length, number);
const blocks = (first: number, count: number): Uint8Array =>
  Buffer.concat(Array.from({ length: count }, (_, index) => block(first + index)));
const write = (host: Initiator, number: number) => host.command(cdb.write6(length), { write: block(number) });
const read = (host: Initiator) => host.command(cdb.read6(length), { read: length });
const writeFixed = (host: Initiator, first: number, count: number) =>
  host.command(cdb.write6(count, { fixed: true }), { write: blocks(first, count) });
const readFixed = (host: Initiator, count: number) => host.command(cdb.read6(count, { fixed: true }), { read: count * length });
/** Block length of fixed transfers, and BUFFERED MODE. */
const select = (host: Initiator, { buffered = true } = {}) =>
  expectGood(host, [cdb.modeSelect6(12), { write: Uint8Array.of(0, 0, buffered ? 0x10 : 0, 8, 0x7f, 0, 0, 0, 0, 0, length >> 8, 0) }]);

async function flags(host: Initiator): Promise<number[]> {
  return (await parametersOf(host, 0x2e)).filter(({ value }) => (value[0]! & 1) !== 0).map(({ code }) => code);
}
async function expectBlocks(host: Initiator, first: number, count: number): Promise<void> {
  for (let number = first; number < first + count; number++) {
    const { status, data } = await read(host);
    expect({ number, status, same: Buffer.compare(data, block(number)) }).toEqual({ number, status: 0, same: 0 });
  }
}

/** At the beginning of an empty tape, with no TapeAlert flag left to be told. */
async function blank(): Promise<Initiator> {
  const host = await blankDrive(lab, 'tape');
  await flags(host);
  return host;
}

/** The first `count` blocks are on the tape, and it stands before them. */
async function recorded(count: number): Promise<Initiator> {
  const host = await blank();
  for (let number = 0; number < count; number++) expect((await write(host, number)).status).toBe(0);
  await expectGood(host, [cdb.writeFilemarks(1)], [cdb.rewind()]);
  return host;
}

describe('unreadable', () => {
  it('stands behind the bad block, and reads it when the host comes back', async () => {
    const host = await recorded(6);
    await lab.faults.during({ match: { ...on, block: 3 }, do: 'unreadable' }, async (record) => {
      await expectBlocks(host, 0, 3);
      expect(await read(host)).toMatchObject({ status: 2, sense: { ...unrecovered, information: length }, data: { length: 0 } });
      expect((await positionOf(host)).object).toBe(4);
      await expectBlocks(host, 4, 2);
      await expectGood(host, [cdb.locate10(3)]);
      await expectBlocks(host, 3, 1);
      expect(record()).toMatchObject({ firings: 1, spent: true });
    });
    expect(await flags(host)).toEqual([3, 5]);
  });

  it('gives the blocks before the bad one, every time, and all of them when it is over', async () => {
    const host = await recorded(6);
    await select(host);
    await lab.faults.during({ match: { ...on, block: '2..3' }, fire: 'always', do: 'unreadable' }, async () => {
      for (let turn = 0; turn < 2; turn++) {
        await expectGood(host, [cdb.rewind()]);
        const { status, sense, data } = await readFixed(host, 5);
        expect({ status, sense, data: Buffer.compare(data, blocks(0, 2)) }).toMatchObject({
          status: 2,
          sense: { ...unrecovered, information: 3 },
          data: 0,
        });
        expect((await positionOf(host)).object).toBe(3);
      }
      expect((await readFixed(host, 1)).sense).toMatchObject(unrecovered);
    });
    await expectGood(host, [cdb.locate10(2)]);
    const { status, data } = await readFixed(host, 4);
    expect({ status, data: Buffer.compare(data, blocks(2, 4)) }).toEqual({ status: 0, data: 0 });
  });

  it('is an error of a filemark, too', async () => {
    const host = await recorded(1);
    await lab.faults.during({ match: { ...on, block: 1 }, do: 'unreadable' }, async () => {
      await expectBlocks(host, 0, 1);
      expect((await read(host)).sense).toMatchObject({ ...unrecovered, filemark: false });
    });
  });
});

describe('partial-read', () => {
  it('transfers the first bytes of the block, and says that it has not been read', async () => {
    const host = await recorded(3);
    await lab.faults.during({ match: { ...on, block: 1 }, do: { 'partial-read': { bytes: '4KiB' } } }, async () => {
      await expectBlocks(host, 0, 1);
      const { status, sense, data } = await read(host);
      expect({ status, sense }).toMatchObject({ status: 2, sense: { ...unrecovered, information: length } });
      expect(Buffer.compare(data, block(1).subarray(0, 4 * KiB))).toBe(0);
      await expectBlocks(host, 2, 1);
      await expectGood(host, [cdb.locate10(1)]);
      await expectBlocks(host, 1, 2);
    });
  });

  it('puts it behind the whole ones of a fixed transfer', async () => {
    const host = await recorded(4);
    await select(host);
    await lab.faults.during({ match: { ...on, block: 2 }, do: 'partial-read' }, async () => {
      const { status, sense, data } = await readFixed(host, 4);
      expect({ status, sense }).toMatchObject({ status: 2, sense: { ...unrecovered, information: 2 } });
      expect(Buffer.compare(data, blocks(0, 3).subarray(0, 2.5 * length))).toBe(0);
    });
  });
});

describe('unwritable', () => {
  const bad = { match: { ...on, block: 3 }, do: 'unwritable' } as const;

  it('is told at once to a host that writes through; the blocks before are on the tape', async () => {
    const host = await blank();
    await select(host, { buffered: false });
    await lab.faults.during(bad, async () => {
      expect(await writeFixed(host, 0, 6)).toMatchObject({ status: 2, sense: { key: 3, code: 0x0c00, deferred: false, information: 3 } });
    });
    expect((await positionOf(host)).object).toBe(3);
    expect(await flags(host)).toEqual([3, 6]);
    await expectGood(host, [cdb.rewind()]);
    const { data } = await readFixed(host, 3);
    expect(Buffer.compare(data, blocks(0, 3))).toBe(0);
    expect((await readFixed(host, 1)).sense).toMatchObject({ key: 8 });
  });

  it('is a deferred error where the host was told GOOD, and counts what is lost', async () => {
    const host = await blank();
    await select(host);
    await lab.faults.during(bad, async (record) => {
      expect((await writeFixed(host, 0, 6)).status).toBe(0);
      expect(await host.command(cdb.writeFilemarks(0))).toMatchObject({
        status: 2,
        sense: { key: 3, code: 0x0c00, deferred: true, information: 3 },
      });
      expect((await positionOf(host)).object).toBe(3);
      expect(await writeFixed(host, 3, 3)).toMatchObject({ status: 0 });
      expect(record().firings).toBe(1);
    });
    await expectGood(host, [cdb.rewind()]);
    const { data } = await readFixed(host, 6);
    expect(Buffer.compare(data, blocks(0, 6))).toBe(0);
  });
});

describe('early-warning', () => {
  it('is heard by the very WRITE that comes there, and by each one behind it', async () => {
    const host = await blank();
    await lab.faults.during({ match: { ...on, command: 'write', block: 2 }, do: 'early-warning' }, async () => {
      for (const number of [0, 1]) expect(await write(host, number)).toMatchObject({ status: 0 });
      for (const number of [2, 3]) expect(await write(host, number)).toMatchObject(warning);
    });
    expect(await host.command(cdb.writeFilemarks(1))).toMatchObject({ status: 2, sense: warning.sense });
    await expectGood(host, [cdb.rewind()]);
    await expectBlocks(host, 0, 4);
  });

  it('lasts until it is as made again', async () => {
    const host = await blank();
    await lab.faults.perform({ 'early-warning': { at: '48KiB' } }, on);
    for (const number of [0, 1]) expect(await write(host, number)).toMatchObject({ status: 0 });
    expect(await write(host, 2)).toMatchObject(warning);
    await lab.faults.perform({ 'early-warning': { at: 'as-made' } }, on);
    expect(await write(host, 3)).toMatchObject({ status: 0 });
    await expectGood(host, [cdb.rewind()]);
    await expectBlocks(host, 0, 4);
  });

  it('never: the last block that fits is GOOD, the next is too much', async () => {
    const host = await blank();
    await lab.faults.perform({ 'early-warning': { at: 'never' } }, on);
    for (let number = 0; number < 32; number++) expect(await write(host, number)).toMatchObject({ status: 0 });
    expect(await write(host, 32)).toMatchObject({ ...overflow, sense: { ...overflow.sense, information: length } });
    expect((await positionOf(host)).object).toBe(32);
  });

  it('is gone with the cartridge', async () => {
    const host = await blank();
    await lab.faults.perform('early-warning', on);
    await exchange(lab, 'tape', 'FLT001L8', host);
    expect(await write(host, 0)).toMatchObject({ status: 0 });
  });
});

describe('end-of-medium', () => {
  it('here: not a block more, and what is there stays', async () => {
    const host = await recorded(4);
    await expectGood(host, [cdb.space(cdb.spaceBy.endOfData, 0)]);
    await lab.faults.perform('end-of-medium', on);
    expect(await write(host, 4)).toMatchObject({ ...overflow, sense: { ...overflow.sense, information: length } });
    expect(await positionOf(host)).toMatchObject({ object: 5, end: true });
    await expectGood(host, [cdb.rewind()]);
    await expectBlocks(host, 0, 4);
  });

  it('at a size: early warning before it, and the blocks that fit', async () => {
    const host = await blank();
    await lab.faults.perform({ 'end-of-medium': { at: '160KiB' } }, on);
    const heard: (number | undefined)[] = [];
    for (let number = 0; number < 11; number++) heard.push((await write(host, number)).sense?.key);
    expect(heard).toEqual([undefined, ...new Array(9).fill(0), 0x0d]);
    await lab.faults.perform({ 'end-of-medium': { at: 'as-made' } }, on);
    expect(await write(host, 10)).toMatchObject({ status: 0 });
    await expectGood(host, [cdb.rewind()]);
    await expectBlocks(host, 0, 11);
  });
});

describe('early-warning and end-of-medium', () => {
  it.each([
    [{ 'early-warning': { at: '64KiB' } }, { 'end-of-medium': { at: '160KiB' } }],
    [{ 'end-of-medium': { at: '160KiB' } }, { 'early-warning': { at: '64KiB' } }],
  ])('stand where they were put, whichever came first: %j', async (...deeds) => {
    const host = await blank();
    for (const deed of deeds) await lab.faults.perform(deed, on);
    const heard: (number | undefined)[] = [];
    for (let number = 0; number < 11; number++) heard.push((await write(host, number)).sense?.key);
    expect(heard).toEqual([...new Array(3).fill(undefined), ...new Array(7).fill(0), 0x0d]);
    await lab.faults.perform({ 'end-of-medium': { at: 'as-made' } }, on);
    await lab.faults.perform({ 'early-warning': { at: 'as-made' } }, on);
  });
});

describe('end-after-early-warning', () => {
  it('warns where it was, and leaves no more than it says', async () => {
    const host = await blank();
    await lab.faults.perform({ 'end-after-early-warning': { room: '20KiB' } }, on);
    const before = (capacityBytes - earlyWarningBytes) / length;
    for (let number = 0; number < before - 1; number++) expect(await write(host, number)).toMatchObject({ status: 0 });
    for (let number = before - 1; number < before + 1; number++) expect(await write(host, number)).toMatchObject(warning);
    expect(await write(host, before + 1)).toMatchObject(overflow);
  });

  it('makes no tape longer', async () => {
    const host = await blank();
    await lab.faults.perform({ 'end-after-early-warning': { room: '1GiB' } }, on);
    const most = capacityBytes / length;
    for (let number = 0; number < most; number++) await write(host, number);
    expect(await write(host, most)).toMatchObject(overflow);
  });
});

describe('write-protect', () => {
  it('refuses what would write, keeps what was written, and stays with the cartridge', async () => {
    const host = await blank();
    expect(await write(host, 0)).toMatchObject({ status: 0 });
    await lab.faults.during({ match: { ...on, command: 'write', nth: 1 }, do: 'write-protect' }, async () => {
      expect(await write(host, 1)).toMatchObject({ status: 2, sense: { key: 7, code: 0x2700 } });
    });
    expect(await flags(host)).toEqual([9]);
    const { data } = await host.command(cdb.modeSense6(0x10), { read: 255 });
    expect(data[2]! & 0x80).toBe(0x80);
    await expectGood(host, [cdb.rewind()]);
    await expectBlocks(host, 0, 1);
    expect((await read(host)).sense).toMatchObject({ key: 8 });
    await exchange(lab, 'tape', 'FLT001L8', host);
    expect(await lab.operator['cartridge.show']({ barcode: 'FLT001L8' })).toMatchObject({ writeProtected: true });
    expect(await write(host, 1)).toMatchObject({ status: 2, sense: { key: 7, code: 0x2700 } });
    await lab.faults.perform({ 'write-protect': { on: false } }, on);
    expect(await write(host, 1)).toMatchObject({ status: 0 });
  });
});

describe('memory-unreadable', () => {
  it('fails READ ATTRIBUTE and nothing else', async () => {
    const host = await recorded(2);
    const readAttribute = () => host.command(cdb.readAttribute(0), { read: 65_536 });
    await lab.faults.during({ match: on, fire: 'always', do: 'memory-unreadable' }, async () => {
      expect(await readAttribute()).toMatchObject({ status: 2, sense: { key: 3, code: 0x1112 } });
      expect(await flags(host)).toEqual([15]);
      await expectBlocks(host, 0, 2);
    });
    expect(await attribute(host, 0x0400)).toBeDefined();
  });

  it('is told as the cartridge is loaded, which is used all the same', async () => {
    const host = await recorded(2);
    await lab.faults.during({ match: { ...on, operation: 'recall' }, do: 'memory-unreadable' }, async () => {
      await exchange(lab, 'tape', 'FLT001L8', host);
      expect(await flags(host)).toEqual([15]);
    });
    await expectBlocks(host, 0, 2);
  });

  it('keeps attributes as they were where it is writing that fails', async () => {
    const host = await attachedWith('before');
    await lab.faults.during({ match: { ...on, operation: 'remember' }, do: 'memory-unreadable' }, async () => {
      expect(await userText(host, 'after')).toMatchObject({ status: 2, sense: { key: 3, code: 0x0c0b } });
    });
    expect((await attribute(host, 0x0803))!.toString('latin1')).toMatch(/^before/);
  });

  async function attachedWith(text: string): Promise<Initiator> {
    const host = await lab.attach({ targetName: targetOf('tape') });
    expect(await userText(host, text)).toMatchObject({ status: 0 });
    return host;
  }
  /** USER MEDIUM TEXT LABEL. */
  function userText(host: Initiator, text: string) {
    const value = Buffer.from(text.padEnd(160), 'latin1');
    const list = Buffer.concat([Uint8Array.of(0, 0, 0, 5 + value.length, 0x08, 0x03, 2, 0, value.length), value]);
    return host.command(cdb.writeAttribute(list.length), { write: list });
  }
});
