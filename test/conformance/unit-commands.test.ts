/**
 * The commands that any logical unit may have beside its own kind's (SPC-4 §6), read byte by byte: what it says of itself in VPD pages, task management
 * functions and target port groups, its clock, its diagnostics, its buffers, and REQUEST SENSE in both formats.
 */
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import * as cdb from './cdb.ts';
import { startDrives, targetOf } from './drives.ts';
import type { Initiator } from './initiator.ts';
import { acknowledgeAttentions, expectGood, type LabUnderTest } from './lab-under-test.ts';
import { pattern } from './pattern.ts';

let lab: LabUnderTest;
let initiator: Initiator;
beforeAll(async () => {
  lab = await startDrives({ drive: { cartridge: { barcode: 'UNT001L8', capacityBytes: 16 * 2 ** 20 } }, empty: {} });
});
beforeEach(async () => {
  initiator = await lab.attach({ targetName: targetOf('drive') });
});
afterEach(() => lab.hangUp());
afterAll(() => lab.stop());

const bytes = (...values: number[]): Uint8Array => Uint8Array.from(values);
const refusedInCdb = (byte: number, bit: number) => ({
  status: 2,
  sense: { key: 5, code: 0x2400, fieldPointer: { inCdb: true, byte, bit } },
});
const refusedInList = (byte: number, bit: number) => ({
  status: 2,
  sense: { key: 5, code: 0x2600, fieldPointer: { inCdb: false, byte, bit } },
});
const parameterListLengthError = { status: 2, sense: { key: 5, code: 0x1a00 } };

async function dataOf(command: Uint8Array, host = initiator): Promise<Buffer> {
  const { status, sense, data } = await host.command(command, { read: 100_000 });
  expect({ status, sense }).toEqual({ status: 0, sense: undefined });
  return Buffer.from(data);
}

describe('vital product data (SPC-4 §7.8, SSC-5 §8.5)', () => {
  const page = async (code: number): Promise<Buffer> => (await dataOf(cdb.inquiry(4096, code))).subarray(4);

  it('00h, 80h, B1h: pages in order, and the serial number', async () => {
    expect([...(await page(0x00))]).toEqual([0x00, 0x80, 0x83, 0x86, 0xb0, 0xb1, 0xb2, 0xb3, 0xb4, 0xb5]);
    const serial = (await page(0x80)).toString('latin1');
    expect(serial).toMatch(/^DRIVE\d{3}$/);
    expect((await page(0xb1)).toString('latin1')).toBe(serial);
  });

  it('83h: T10 vendor identification, NAA, relative target port and its group', async () => {
    const content = await page(0x83);
    const descriptors: Record<number, { codeSet: number; association: number; value: Buffer }> = {};
    for (let at = 0; at < content.length; at += 4 + content[at + 3]!)
      descriptors[content[at + 1]! & 0x0f] = {
        codeSet: content[at]! & 0x0f,
        association: (content[at + 1]! >> 4) & 3,
        value: content.subarray(at + 4, at + 4 + content[at + 3]!),
      };
    const standard = await dataOf(cdb.inquiry());
    const vendorAndProduct = standard.subarray(8, 32).toString('latin1');
    expect(descriptors[1]).toMatchObject({ codeSet: 2, association: 0 });
    expect(descriptors[1]!.value.toString('latin1')).toBe(vendorAndProduct + (await page(0x80)).toString('latin1'));
    // Locally assigned: eight bytes that begin with 3h.
    expect([descriptors[3]!.codeSet, descriptors[3]!.association, descriptors[3]!.value.length, descriptors[3]!.value[0]! >> 4]).toEqual([
      1, 0, 8, 3,
    ]);
    expect(descriptors[4]).toEqual({ codeSet: 1, association: 1, value: Buffer.from([0, 0, 0, 1]) });
    expect(descriptors[5]).toEqual({ codeSet: 1, association: 1, value: Buffer.from([0, 0, 0, 1]) });
  });

  it('86h: SIMPLE, ORDERED and HEAD OF QUEUE are served, nothing of disks', async () => {
    const content = await page(0x86);
    expect(content.length).toBe(0x3c);
    expect([content[0], content[1]]).toEqual([0, 0x07]);
    expect(content.subarray(2).every((byte) => byte === 0)).toBe(true);
  });

  it('B0h, B2h to B5h: WORM, TapeAlert flags, no library, CRC32C', async () => {
    expect([...(await page(0xb0))]).toEqual([0x01, 0]);
    expect((await page(0xb2)).length).toBe(8);
    expect((await page(0xb3)).toString('latin1').trim()).toBe('');
    expect([...(await page(0xb4))]).toEqual([0, 0]);
    expect([...(await page(0xb5))]).toEqual([0, 0, 0, 0, 3, 2, 4, 0xe0]);
  });

  it('standard data say what the pages say: PROTECT, TPGS, CMDQUE', async () => {
    const standard = await dataOf(cdb.inquiry());
    expect([standard[5], standard[7]]).toEqual([0x11, 0x02]);
  });
});

describe('REPORT SUPPORTED TASK MANAGEMENT FUNCTIONS (SPC-4 §6.36)', () => {
  const report = (flags: number, length: number): Uint8Array => bytes(0xa3, 0x0d, flags, 0, 0, 0, 0, 0, 0, length, 0, 0);

  it('tells those that are served', async () => {
    // ABORT TASK, ABORT TASK SET, CLEAR TASK SET, LOGICAL UNIT RESET, TARGET RESET.
    expect([...(await dataOf(report(0, 255)))]).toEqual([0xda, 0, 0, 0]);
    const extended = await dataOf(report(0x80, 255));
    expect([extended.length, extended[0], extended[3]]).toEqual([16, 0xda, 12]);
    expect((await dataOf(report(0, 2))).length).toBe(2);
    expect(await initiator.command(report(0x40, 255), { read: 255 })).toMatchObject(refusedInCdb(2, 6));
  });

  it.each([
    [2, 0],
    [4, 0],
    [5, 0],
    [3, 5],
  ])('function %i of iSCSI answers %i', async (code, response) => {
    expect(await initiator.manage(code)).toBe(response);
  });
});

describe('REPORT TARGET PORT GROUPS (SPC-4 §6.37)', () => {
  const report = (format: number): Uint8Array => bytes(0xa3, (format << 5) | 0x0a, 0, 0, 0, 0, 0, 0, 0, 64, 0, 0);

  it('tells one group, active, with the port of page 83h', async () => {
    const group = [0, 0x01, 0, 1, 0, 0, 0, 1, 0, 0, 0, 1];
    expect([...(await dataOf(report(0)))]).toEqual([0, 0, 0, 12, ...group]);
    expect([...(await dataOf(report(1)))]).toEqual([0, 0, 0, 16, 0x10, 0, 0, 0, ...group]);
    expect(await initiator.command(report(2), { read: 64 })).toMatchObject(refusedInCdb(1, 7));
  });
});

describe('REPORT TIMESTAMP and SET TIMESTAMP (SPC-4 §5.15, §6.38, §6.46)', () => {
  const report = bytes(0xa3, 0x0f, 0, 0, 0, 0, 0, 0, 0, 12, 0, 0);
  const set = (length: number): Uint8Array => bytes(0xa4, 0x0f, 0, 0, 0, 0, 0, 0, 0, length, 0, 0);
  const list = (milliseconds: number): Buffer => {
    const bytes = Buffer.alloc(12);
    bytes.writeUIntBE(milliseconds, 4, 6);
    return bytes;
  };

  it('counts from power on, then from what a host has set, of which others are told', async () => {
    const other = await lab.attach({ targetName: targetOf('drive') });
    const before = await dataOf(report);
    expect([before.readUInt16BE(0), before[3], before.length]).toEqual([10, 0, 12]);
    expect(await initiator.command(set(12), { write: list(1_800_000_000_000) })).toMatchObject({ status: 0 });
    expect(await acknowledgeAttentions(other)).toEqual([0x2a10]);
    const after = await dataOf(report);
    expect(after[2]! & 7).toBe(2);
    expect(after.readUIntBE(4, 6)).toBeGreaterThanOrEqual(1_800_000_000_000);
    expect(after.readUIntBE(4, 6)).toBeLessThan(1_800_000_600_000);
  });

  it.each<[string, number, Uint8Array, object]>([
    ['a short list', 11, list(1).subarray(0, 11), parameterListLengthError],
    ['a reserved byte before it', 12, bytes(0, 0, 0, 1, 0, 0, 0, 0, 0, 0, 0, 0), refusedInList(3, 0)],
    ['a reserved byte behind it', 12, bytes(0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0x80, 0), refusedInList(10, 7)],
  ])('refuses %s', async (_, length, write, answer) => {
    expect(await initiator.command(set(length), { write })).toMatchObject(answer);
  });
});

describe('SEND DIAGNOSTIC and RECEIVE DIAGNOSTIC RESULTS (SPC-4 §6.42, SPC-3 §6.18)', () => {
  it('pass the self-test, and know the page of pages', async () => {
    await expectGood(initiator, [bytes(0x1d, 0x04, 0, 0, 0, 0)], [bytes(0x1d, 0, 0, 0, 0, 0)]);
    await expectGood(initiator, [bytes(0x1d, 0x10, 0, 0, 4, 0), { write: bytes(0, 0, 0, 0) }]);
    expect([...(await dataOf(bytes(0x1c, 0x01, 0x00, 0, 64, 0)))]).toEqual([0, 0, 0, 1, 0]);
    expect([...(await dataOf(bytes(0x1c, 0x00, 0x00, 0, 64, 0)))]).toEqual([0, 0, 0, 1, 0]);
  });

  it.each<[string, Uint8Array, Uint8Array | undefined, object]>([
    ['a page that is not there', bytes(0x1d, 0x10, 0, 0, 4, 0), bytes(0x40, 0, 0, 0), refusedInList(0, 7)],
    ['a list cut short', bytes(0x1d, 0x10, 0, 0, 3, 0), bytes(0, 0, 0), parameterListLengthError],
    ['a self-test in the background', bytes(0x1d, 0x20, 0, 0, 0, 0), undefined, refusedInCdb(1, 7)],
    ['a bit that is reserved', bytes(0x1d, 0x0c, 0, 0, 0, 0), undefined, refusedInCdb(1, 3)],
  ])('refuse %s', async (_, command, write, answer) => {
    expect(await initiator.command(command, write === undefined ? {} : { write })).toMatchObject(answer);
  });

  it('refuse to receive a page that is not there', async () => {
    expect(await initiator.command(bytes(0x1c, 1, 0x40, 0, 64, 0), { read: 64 })).toMatchObject(refusedInCdb(2, 7));
  });
});

describe('READ BUFFER and WRITE BUFFER (SPC-4 §6.18, §6.49)', () => {
  const mode = { combined: 0x00, data: 0x02, descriptor: 0x03, echo: 0x0a, echoDescriptor: 0x0b } as const;
  const buffer = (code: number, what: number, { id = 0, offset = 0, length = 0 } = {}): Uint8Array =>
    bytes(code, what, id, offset >> 16, (offset >> 8) & 0xff, offset & 0xff, length >> 16, (length >> 8) & 0xff, length & 0xff, 0);
  const read = (what: number, options: { id?: number; offset?: number; length?: number } = {}) =>
    buffer(0x3c, what, { length: 0xffff, ...options });
  const write = (what: number, list: Uint8Array, options: { id?: number; offset?: number } = {}) =>
    initiator.command(buffer(0x3b, what, { length: list.length, ...options }), { write: list });

  it('give back what was written, at any offset, up to the capacity they tell', async () => {
    const descriptor = await dataOf(read(mode.descriptor));
    const capacity = descriptor.readUIntBE(1, 3);
    expect([descriptor.length, descriptor[0]]).toEqual([4, 0]);
    expect(capacity).toBeGreaterThanOrEqual(4096);
    const data = pattern(4096);
    expect(await write(mode.data, data)).toMatchObject({ status: 0 });
    expect(Buffer.compare((await dataOf(read(mode.data))).subarray(0, 4096), data)).toBe(0);
    expect(await write(mode.data, bytes(1, 2, 3), { offset: 100 })).toMatchObject({ status: 0 });
    expect([...(await dataOf(read(mode.data, { offset: 99, length: 5 })))]).toEqual([data[99], 1, 2, 3, data[103]]);
    expect(await write(mode.combined, bytes(0, 0, 0, 0, 9, 8, 7))).toMatchObject({ status: 0 });
    const combined = await dataOf(read(mode.combined, { length: 7 }));
    expect([combined.readUIntBE(1, 3), ...combined.subarray(4)]).toEqual([capacity, 9, 8, 7]);
    expect(await write(mode.data, bytes(1), { offset: capacity - 1 })).toMatchObject({ status: 0 });
    expect(await write(mode.data, bytes(1, 2), { offset: capacity - 1 })).toMatchObject(refusedInCdb(6, 7));
    expect(await write(mode.data, bytes(1), { offset: capacity + 1 })).toMatchObject(refusedInCdb(3, 7));
  });

  it('echo to each host what it wrote itself', async () => {
    const other = await lab.attach({ targetName: targetOf('drive') });
    expect(await other.command(read(mode.echo), { read: 4096 })).toMatchObject({ status: 2, sense: { key: 5, code: 0x2c00 } });
    const echo = pattern(252);
    expect(await write(mode.echo, echo)).toMatchObject({ status: 0 });
    expect(Buffer.compare(await dataOf(read(mode.echo)), echo)).toBe(0);
    const descriptor = await dataOf(read(mode.echoDescriptor));
    expect([descriptor[0], descriptor.readUInt16BE(2) & 0x1fff]).toEqual([1, 4096]);
    await expectGood(other, [buffer(0x3b, mode.echo, { length: 4 }), { write: bytes(1, 2, 3, 4) }]);
    expect(await initiator.command(read(mode.echo), { read: 4096 })).toMatchObject({ status: 2, sense: { key: 5, code: 0x3f0f } });
    expect([...(await dataOf(read(mode.echo), other))]).toEqual([1, 2, 3, 4]);
  });

  it('refuse microcode, other buffers and a header that is not zero', async () => {
    for (const what of [0x04, 0x05, 0x06, 0x07, 0x0d, 0x1f]) expect(await write(what, bytes(0, 0, 0, 0))).toMatchObject(refusedInCdb(1, 4));
    expect(await initiator.command(read(0x1c), { read: 64 })).toMatchObject(refusedInCdb(1, 4));
    expect(await initiator.command(read(mode.data, { id: 1 }), { read: 64 })).toMatchObject(refusedInCdb(2, 7));
    expect([...(await dataOf(read(mode.descriptor, { id: 1 })))]).toEqual([0, 0, 0, 0]);
    expect(await write(mode.combined, bytes(0, 0, 4, 0, 1))).toMatchObject(refusedInList(2, 2));
  });
});

describe('REQUEST SENSE (SPC-4 §6.39)', () => {
  const requestSense = (descriptors: boolean, length: number): Uint8Array => bytes(0x03, descriptors ? 1 : 0, 0, 0, length, 0);

  it('is NO SENSE when there is nothing to tell, in either format', async () => {
    const fixed = await dataOf(requestSense(false, 252));
    expect([fixed[0]! & 0x7f, fixed[2], fixed[7], fixed.readUInt16BE(12)]).toEqual([0x70, 0, fixed.length - 8, 0]);
    expect([...(await dataOf(requestSense(true, 252)))].slice(0, 8)).toEqual([0x72, 0, 0, 0, 0, 0, 0, 0]);
    for (const length of [0, 1, 7, 8, 18]) expect((await dataOf(requestSense(false, length))).length).toBe(length);
  });

  it('takes unit attentions one at a time, and why the drive is not ready without ending that', async () => {
    const empty = await lab.logIn({ targetName: targetOf('empty') });
    const first = await dataOf(requestSense(false, 252), empty);
    expect([first[2]! & 0x0f, first[12]]).toEqual([6, 0x29]);
    let next = await dataOf(requestSense(true, 252), empty);
    while ((next[1]! & 0x0f) === 6) next = await dataOf(requestSense(true, 252), empty);
    for (let turn = 0; turn < 2; turn++) {
      const sense = await dataOf(requestSense(false, 252), empty);
      expect([sense[2]! & 0x0f, sense[12]]).toEqual([2, 0x3a]);
    }
    expect((await empty.command(cdb.testUnitReady())).sense).toMatchObject({ key: 2, code: 0x3a00 });
  });

  it('refuses reserved bits', async () => {
    expect(await initiator.command(bytes(0x03, 0x02, 0, 0, 18, 0), { read: 18 })).toMatchObject(refusedInCdb(1, 1));
  });
});
