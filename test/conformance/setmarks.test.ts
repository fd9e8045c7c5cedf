/** Setmarks, as DDS drives have them (SSC-2 §5.3.15, §5.3.13, §5.4.3.2): written, spaced over, reported where a host wants it, absent elsewhere. */
import { afterAll, afterEach, beforeAll, describe, expect, it } from 'vitest';
import * as cdb from './cdb.ts';
import { blankDrive, startDrives } from './drives.ts';
import type { Initiator } from './initiator.ts';
import { expectGood, type LabUnderTest, positionOf } from './lab-under-test.ts';
import { blockLength } from './mode-parameters.ts';
import { pattern } from './pattern.ts';

const MiB = 1024 * 1024;
let lab: LabUnderTest;
beforeAll(async () => {
  lab = await startDrives({
    dds: { model: 'hp-c5683a', cartridge: { barcode: 'SETS01', mediumType: 'dds-4', capacityBytes: 64 * MiB } },
    lto: { model: 'lto-8', cartridge: { barcode: 'SET001L8', capacityBytes: 64 * MiB } },
    everything: { cartridge: { barcode: 'SET002L8', capacityBytes: 64 * MiB } },
  });
});
afterEach(() => lab.hangUp());
afterAll(() => lab.stop());

const setmarkDetected = { key: 0, code: 0x0003, filemark: true, endOfMedium: false };
const filemarkDetected = { key: 0, code: 0x0001, filemark: true };
const endOfData = { key: 8, code: 0x0005 };
const beginningOfPartition = { key: 0, code: 0x0004, endOfMedium: true };
const block = pattern(512);
const object = async (host: Initiator) => (await positionOf(host)).object;

/** B for a block, | for a filemark, S for a setmark; at the beginning afterwards, with RSMK as given. */
async function tapeOf(drive: string, objects: string, { reportSetmarks = true } = {}): Promise<Initiator> {
  const host = await blankDrive(lab, drive);
  const write = { B: [cdb.write6(512), { write: block }], '|': [cdb.writeFilemarks(1)], S: [cdb.writeSetmarks(1)] } as const;
  for (const one of objects) await expectGood(host, write[one as keyof typeof write]);
  await report(host, reportSetmarks);
  await expectGood(host, [cdb.rewind()]);
  return host;
}

/** RSMK: byte 8 bit 5 of the Device Configuration page, as it is now but for that. */
async function report(host: Initiator, wanted: boolean): Promise<void> {
  const { data } = await host.command(cdb.modeSense6(0x10, { noDescriptor: true }), { read: 255 });
  const list = Uint8Array.from(data);
  list[0] = 0;
  list[1] = 0;
  list[4]! &= 0x7f;
  list[4 + 8] = (list[4 + 8]! & ~0x20) | (wanted ? 0x20 : 0);
  await expectGood(host, [cdb.modeSelect6(list.length), { write: list }]);
}

describe.each(['dds', 'everything'])('a drive with setmarks (%s)', (drive) => {
  it('writes them, and READ tells them when RSMK is set', async () => {
    const host = await tapeOf(drive, 'BSB');
    await expectGood(host, [cdb.read6(512), { read: 512 }]);
    expect(await host.command(cdb.read6(512), { read: 512 })).toMatchObject({
      status: 2,
      residual: 512,
      sense: { ...setmarkDetected, information: 512 },
    });
    expect(await object(host)).toBe(2);
    await expectGood(host, [cdb.read6(512), { read: 512 }]);
  });

  it('passes over them when RSMK is zero', async () => {
    const host = await tapeOf(drive, 'BSBS|', { reportSetmarks: false });
    await expectGood(host, [cdb.read6(512), { read: 512 }], [cdb.read6(512), { read: 512 }]);
    expect(await host.command(cdb.read6(512), { read: 512 })).toMatchObject({ status: 2, sense: filemarkDetected });
    expect(await object(host)).toBe(5);
    await expectGood(host, [cdb.rewind()], [cdb.space(cdb.spaceBy.filemarks, 1)]);
    expect(await object(host)).toBe(5);
  });

  it('stops a fixed transfer at one, and counts the blocks that did not come', async () => {
    const host = await tapeOf(drive, 'BBSB');
    await expectGood(host, [cdb.modeSelect6(12), { write: blockLength(512) }]);
    expect(await host.command(cdb.read6(4, { fixed: true }), { read: 4 * 512 })).toMatchObject({
      status: 2,
      residual: 2 * 512,
      sense: { ...setmarkDetected, information: 2 },
    });
    expect(await object(host)).toBe(3);
  });

  it.each<[string, number, number, number, number]>([
    ['forwards', 0, cdb.setmarkCode.setmarks, 2, 6],
    ['backwards', 8, cdb.setmarkCode.setmarks, -2, 5],
    ['by none', 3, cdb.setmarkCode.setmarks, 0, 3],
    ['to two in a row', 0, cdb.setmarkCode.sequentialSetmarks, 2, 7],
    ['to two in a row, backwards', 8, cdb.setmarkCode.sequentialSetmarks, -2, 5],
  ])('SPACE(6) over setmarks %s', async (_, from, code, count, to) => {
    const host = await tapeOf(drive, 'BS|BBSSB');
    await expectGood(host, [cdb.locate10(from)], [cdb.space(code, count)]);
    expect(await object(host)).toBe(to);
  });

  it.each<[string, number, number, number, object, number, number]>([
    ['of blocks at a setmark', 0, cdb.spaceBy.blocks, 5, setmarkDetected, 4, 2],
    ['of blocks backwards at a setmark', 3, cdb.spaceBy.blocks, -5, setmarkDetected, 4, 1],
    ['of filemarks at a setmark', 0, cdb.spaceBy.filemarks, 3, setmarkDetected, 3, 2],
    ['of setmarks at end of data', 0, cdb.setmarkCode.setmarks, 9, endOfData, 7, 6],
    ['of setmarks at the beginning', 6, cdb.setmarkCode.setmarks, -9, beginningOfPartition, 7, 0],
  ])('SPACE(6) stops %s', async (_, from, code, count, sense, information, to) => {
    const host = await tapeOf(drive, 'BSB|SB');
    await expectGood(host, [cdb.locate10(from)]);
    expect(await host.command(cdb.space(code, count))).toMatchObject({ status: 2, sense: { ...sense, information } });
    expect(await object(host)).toBe(to);
  });

  it('counts a setmark as an object of its own, and several at once', async () => {
    const host = await blankDrive(lab, drive);
    await expectGood(host, [cdb.writeSetmarks(3)], [cdb.writeSetmarks(0)]);
    expect(await object(host)).toBe(3);
    await expectGood(host, [cdb.writeSetmarks(2, { immediate: true })]);
    expect(await object(host)).toBe(5);
  });
});

describe('a drive without setmarks', () => {
  it.each<[string, Uint8Array, number]>([
    ['WSMK', cdb.writeSetmarks(1), 1],
    ['SPACE(6) over setmarks', cdb.space(cdb.setmarkCode.setmarks, 1), 1],
    ['SPACE(6) over sequential setmarks', cdb.space(cdb.setmarkCode.sequentialSetmarks, 1), 1],
  ])('refuses %s', async (_, command, byte) => {
    const host = await blankDrive(lab, 'lto');
    expect(await host.command(command)).toMatchObject({
      status: 2,
      sense: { key: 5, code: 0x2400, fieldPointer: { inCdb: true, byte } },
    });
    expect(await object(host)).toBe(0);
  });

  it('has RSMK neither set nor to be set', async () => {
    const host = await blankDrive(lab, 'lto');
    const { data } = await host.command(cdb.modeSense6(0x10, { noDescriptor: true, control: 1 }), { read: 255 });
    expect(data[4 + 8]! & 0x20).toBe(0);
  });
});
