/** The memory of a cartridge (SPC-4 §6.17, §6.48, §7.4): READ ATTRIBUTE and WRITE ATTRIBUTE, per partition, read-only ones, all of a list or nothing. */
import { afterAll, afterEach, beforeAll, describe, expect, it } from 'vitest';
import * as cdb from './cdb.ts';
import { attribute, blankDrive, exchange, startDrives, targetOf } from './drives.ts';
import type { Initiator } from './initiator.ts';
import { acknowledgeAttentions, expectGood, type LabUnderTest } from './lab-under-test.ts';
import { pattern } from './pattern.ts';

const MiB = 1024 * 1024;
const capacityBytes = 32 * MiB;
let lab: LabUnderTest;
beforeAll(async () => {
  lab = await startDrives(
    { drive: { model: 'lto-8', cartridge: { barcode: 'MEM001L8', capacityBytes, partitions: 2 } }, empty: { model: 'lto-8' } },
    {
      cartridges: [
        { barcode: 'MEM002L8', capacityBytes },
        { barcode: 'MEM003L8', capacityBytes, writeProtected: true },
      ],
    },
  );
});
afterEach(() => lab.hangUp());
afterAll(() => lab.stop());

const action = { values: 0, list: 1, logicalVolumes: 2, partitions: 3, supported: 5 } as const;
const format = { binary: 0, ascii: 1, text: 2 } as const;

interface Attribute {
  readonly identifier: number;
  readonly readOnly: boolean;
  readonly format: number;
  readonly value: Buffer;
}
async function attributes(host: Initiator, partition = 0): Promise<readonly Attribute[]> {
  const { status, data } = await host.command(cdb.readAttribute(action.values, { partition }), { read: 65_536 });
  const bytes = Buffer.from(data);
  expect({ status, available: bytes.readUInt32BE(0) }).toEqual({ status: 0, available: bytes.length - 4 });
  const found: Attribute[] = [];
  for (let at = 4; at < bytes.length; ) {
    const length = bytes.readUInt16BE(at + 3);
    found.push({
      identifier: bytes.readUInt16BE(at),
      readOnly: (bytes[at + 2]! & 0x80) !== 0,
      format: bytes[at + 2]! & 3,
      value: bytes.subarray(at + 5, at + 5 + length),
    });
    at += 5 + length;
  }
  return found;
}
async function identifiers(host: Initiator, serviceAction: number): Promise<readonly number[]> {
  const { status, data } = await host.command(cdb.readAttribute(serviceAction), { read: 65_536 });
  const bytes = Buffer.from(data);
  expect({ status, available: bytes.readUInt32BE(0) }).toEqual({ status: 0, available: bytes.length - 4 });
  return Array.from({ length: (bytes.length - 4) / 2 }, (_, at) => bytes.readUInt16BE(4 + 2 * at));
}

const encode = (identifier: number, form: number, value: Uint8Array): Buffer => {
  const head = Buffer.alloc(5);
  head.writeUInt16BE(identifier, 0);
  head[2] = form;
  head.writeUInt16BE(value.length, 3);
  return Buffer.concat([head, value]);
};
function listOf(...items: readonly Uint8Array[]): Buffer {
  const content = Buffer.concat(items);
  const length = Buffer.alloc(4);
  length.writeUInt32BE(content.length);
  return Buffer.concat([length, content]);
}
const write = (host: Initiator, list: Uint8Array, partition = 0) =>
  host.command(cdb.writeAttribute(list.length, { partition }), { write: list });
const name = (text: string) => Buffer.from(text.padEnd(32));
const applicationName = 0x0801;
const applicationVendor = 0x0800;
const mediumLabel = 0x0803;

describe('READ ATTRIBUTE', () => {
  it('lists attributes in ascending order, all of them among the supported ones', async () => {
    const host = await blankDrive(lab, 'drive');
    const values = (await attributes(host)).map(({ identifier }) => identifier);
    const supported = await identifiers(host, action.supported);
    expect(values).toEqual([...values].sort((a, b) => a - b));
    expect(await identifiers(host, action.list)).toEqual(values);
    expect(supported).toEqual([...supported].sort((a, b) => a - b));
    expect(supported).toEqual(expect.arrayContaining(values));
    expect(supported).toEqual(
      expect.arrayContaining([0x0000, 0x0001, 0x0002, 0x0003, 0x0004, 0x0005, 0x0006, 0x0009, 0x020a, 0x0400, 0x0401, 0x0806]),
    );
  });

  it('has lengths and formats as SPC-4 prints them', async () => {
    const host = await blankDrive(lab, 'drive');
    const table: Readonly<Record<number, readonly [length: number, format: number]>> = {
      0: [8, format.binary],
      1: [8, format.binary],
      2: [8, format.binary],
      3: [8, format.binary],
      4: [8, format.binary],
      5: [8, format.ascii],
      6: [1, format.binary],
      522: [40, format.ascii],
      544: [8, format.binary],
      545: [8, format.binary],
      1024: [8, format.ascii],
      1025: [32, format.ascii],
      1032: [1, format.binary],
    };
    const found = new Map((await attributes(host)).map((one) => [one.identifier, one]));
    for (const [identifier, [length, form]] of Object.entries(table)) {
      const one = found.get(Number(identifier));
      expect({ identifier, length: one?.value.length, format: one?.format, readOnly: one?.readOnly }).toEqual({
        identifier,
        length,
        format: form,
        readOnly: true,
      });
    }
  });

  it('tells which drive and which cartridge', async () => {
    const host = await blankDrive(lab, 'drive');
    expect((await attribute(host, 0x020a))!.toString('latin1')).toMatch(/^IBM {5}DRIVE000/);
    expect((await attribute(host, 0x0006))!.toString('hex')).toBe('5e');
    expect((await attribute(host, 0x0005))!.toString('latin1')).toBe('LTO-CVE ');
  });

  it('counts loads and what was written', async () => {
    const host = await blankDrive(lab, 'drive');
    const number = async (identifier: number) => Number((await attribute(host, identifier))!.readBigUInt64BE());
    const loads = await number(0x0003);
    const total = await number(0x0220);
    for (let count = 0; count < 5; count++) await expectGood(host, [cdb.write6(MiB), { write: pattern(MiB, count) }]);
    await expectGood(host, [cdb.loadUnload(false)], [cdb.loadUnload(true)]);
    await acknowledgeAttentions(host);
    expect(await number(0x0003)).toBe(loads + 1);
    expect((await number(0x0220)) - total).toBeGreaterThanOrEqual(5);
    expect((await number(0x0220)) - total).toBeLessThanOrEqual(6);
  });

  it('gives lists of logical volumes and partitions', async () => {
    const host = await blankDrive(lab, 'drive');
    const list = async (serviceAction: number) =>
      Buffer.from((await host.command(cdb.readAttribute(serviceAction), { read: 64 })).data).toString('hex');
    expect(await list(action.logicalVolumes)).toBe('00020001');
    expect(await list(action.partitions)).toBe('00020002');
  });

  it('begins with the attribute that is asked for, and cuts at ALLOCATION LENGTH', async () => {
    const host = await blankDrive(lab, 'drive');
    const { data } = await host.command(cdb.readAttribute(action.values, { first: 0x0400, length: 9 }), { read: 64 });
    const bytes = Buffer.from(data);
    expect({ length: bytes.length, first: bytes.readUInt16BE(4), more: bytes.readUInt32BE(0) > 100 }).toEqual({
      length: 9,
      first: 0x0400,
      more: true,
    });
  });

  it.each<[string, Uint8Array, number]>([
    ['a service action it has not', cdb.readAttribute(0x1f), 1],
    ['an attribute that is not there', cdb.readAttribute(action.values, { first: 0x0999 }), 8],
    ['a partition that is not there', cdb.readAttribute(action.values, { partition: 2 }), 7],
    ['a logical volume that is not there', cdb.readAttribute(action.values, { volume: 1 }), 5],
  ])('refuses %s', async (_, command, byte) => {
    const host = await blankDrive(lab, 'drive');
    expect(await host.command(command, { read: 512 })).toMatchObject({
      status: 2,
      sense: { key: 5, code: 0x2400, fieldPointer: { inCdb: true, byte } },
    });
  });

  it('needs a cartridge', async () => {
    const host = await lab.attach({ targetName: targetOf('empty') });
    expect(await host.command(cdb.readAttribute(action.values), { read: 512 })).toMatchObject({
      status: 2,
      sense: { key: 2, code: 0x3a00 },
    });
  });
});

describe('WRITE ATTRIBUTE', () => {
  it('keeps what it is given, over an exchange of cartridges', async () => {
    const host = await blankDrive(lab, 'drive');
    const list = listOf(
      encode(applicationVendor, format.ascii, Buffer.from('CONFORM ')),
      encode(applicationName, format.ascii, name('A program')),
    );
    expect(await write(host, list)).toMatchObject({ status: 0 });
    await exchange(lab, 'drive', 'MEM002L8', host);
    expect(await attribute(host, applicationName)).toBeUndefined();
    await exchange(lab, 'drive', 'MEM001L8', host);
    expect((await attribute(host, applicationName))!.toString()).toBe(name('A program').toString());
    expect((await attribute(host, applicationVendor))!.toString()).toBe('CONFORM ');
  });

  it('keeps each partition’s own', async () => {
    const host = await blankDrive(lab, 'drive');
    for (const partition of [0, 1])
      expect(await write(host, listOf(encode(applicationName, format.ascii, name(`of ${partition}`))), partition)).toMatchObject({
        status: 0,
      });
    for (const partition of [0, 1]) expect((await attribute(host, applicationName, partition))!.toString().trim()).toBe(`of ${partition}`);
  });

  it('replaces a value, and with length 0 takes it away', async () => {
    const host = await blankDrive(lab, 'drive');
    await write(host, listOf(encode(applicationName, format.ascii, name('old'))));
    await write(host, listOf(encode(applicationName, format.ascii, name('new'))));
    expect((await attribute(host, applicationName))!.toString().trim()).toBe('new');
    expect(await write(host, listOf(encode(applicationName, format.ascii, new Uint8Array())))).toMatchObject({ status: 0 });
    expect(await attribute(host, applicationName)).toBeUndefined();
  });

  it.each<[string, () => Buffer, number, number | undefined]>([
    ['a read-only attribute', () => encode(0x0401, format.ascii, Buffer.alloc(32)), 0x2600, 0],
    ['an attribute of the drive', () => encode(0x0003, format.binary, Buffer.alloc(8)), 0x2600, 0],
    ['one it does not know', () => encode(0x0fff, format.binary, Buffer.alloc(8)), 0x2600, 0],
    ['another format', () => encode(0x0802, format.binary, Buffer.alloc(8)), 0x2600, 2],
    ['another length', () => encode(0x0802, format.ascii, Buffer.alloc(9)), 0x2600, 3],
  ])('refuses %s, and keeps nothing of the list', async (_, second, code, byte) => {
    const host = await blankDrive(lab, 'drive');
    await write(host, listOf(encode(applicationName, format.ascii, name('before'))));
    const first = encode(applicationName, format.ascii, name('after'));
    const bad = second();
    // Ascending identifiers, so that nothing but the one is wrong.
    const items = bad.readUInt16BE(0) < applicationName ? [bad, first] : [first, bad];
    const at = 4 + (items[0] === bad ? 0 : first.length);
    const { status, sense } = await write(host, listOf(...items));
    expect({ status, sense }).toMatchObject({ status: 2, sense: { key: 5, code } });
    if (byte !== undefined) expect(sense?.fieldPointer).toMatchObject({ inCdb: false, byte: at + byte });
    expect((await attribute(host, applicationName))!.toString().trim()).toBe('before');
  });

  it('refuses a list whose length is not that of its attributes, and keeps nothing', async () => {
    const host = await blankDrive(lab, 'drive');
    await write(host, listOf(encode(applicationName, format.ascii, name('before'))));
    const list = listOf(encode(applicationName, format.ascii, name('after')));
    for (const broken of [list.subarray(0, 20), Buffer.concat([list, Buffer.alloc(3)])]) {
      const { status, sense } = await write(host, broken);
      expect({ length: broken.length, status, key: sense?.key }).toEqual({ length: broken.length, status: 2, key: 5 });
    }
    expect((await attribute(host, applicationName))!.toString().trim()).toBe('before');
  });

  it('refuses all on a protected cartridge', async () => {
    const host = await blankDrive(lab, 'drive');
    await exchange(lab, 'drive', 'MEM003L8', host);
    expect(await write(host, listOf(encode(mediumLabel, format.text, Buffer.alloc(160, 0x41))))).toMatchObject({
      status: 2,
      sense: { key: 7 },
    });
    expect(await attribute(host, mediumLabel)).toBeUndefined();
    await exchange(lab, 'drive', 'MEM001L8', host);
  });
});
