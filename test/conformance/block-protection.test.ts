/** Logical block protection (SSC-4 §4.2, mode page 0Ah/F0h): CRC32C behind each block, checked when it is written, kept, and given back when it is read. */
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import * as cdb from './cdb.ts';
import { blankDrive, exchange, modePage, pageOffset, placeOf, selectPage, startDrives, targetOf } from './drives.ts';
import type { Initiator } from './initiator.ts';
import { expectGood, type LabUnderTest } from './lab-under-test.ts';
import { blockLength } from './mode-parameters.ts';
import { pattern } from './pattern.ts';

const MiB = 1024 * 1024;
let lab: LabUnderTest;
let host: Initiator;
beforeAll(async () => {
  lab = await startDrives({ drive: { cartridge: { barcode: 'LBP001L8', capacityBytes: 64 * MiB } }, other: {} });
});
beforeEach(async () => {
  host = await lab.attach({ targetName: targetOf('drive') });
  await protect({ method: 0 });
  host = await blankDrive(lab, 'drive');
});
afterEach(() => lab.hangUp());
afterAll(() => lab.stop());

/** CRC32C (RFC 3720 appendix B.4: Castagnoli), a bit at a time; laid behind the block with its least significant byte first. */
function crc32c(data: Uint8Array): number {
  let crc = 0xffff_ffff;
  for (const byte of data) {
    crc ^= byte;
    for (let bit = 0; bit < 8; bit++) crc = (crc >>> 1) ^ ((crc & 1) === 1 ? 0x82f6_3b78 : 0);
  }
  return (crc ^ 0xffff_ffff) >>> 0;
}
function withProtection(data: Uint8Array): Buffer {
  const guard = Buffer.alloc(4);
  guard.writeUInt32LE(crc32c(data));
  return Buffer.concat([data, guard]);
}

const method = { none: 0, crc32c: 2 } as const;
interface Protection {
  readonly method: number;
  readonly length?: number;
  readonly write?: boolean;
  readonly read?: boolean;
}
const protect = ({ method: code, length = code === 0 ? 0 : 4, write = false, read = false }: Protection) =>
  selectPage(
    host,
    0x0a,
    (page) => {
      page[4] = code;
      page[5] = length;
      page[6] = (write ? 0x80 : 0) | (read ? 0x40 : 0);
    },
    { subpage: 0xf0 },
  );
const both = { method: method.crc32c, write: true, read: true } as const;
const write = (data: Uint8Array) => host.command(cdb.write6(data.length), { write: data });
const read = (length: number) => host.command(cdb.read6(length), { read: length });
const guardCheckFailed = { code: 0x1001 };

it('the arithmetic of these tests is that of the standard’s check value', () => {
  expect(crc32c(Buffer.from('123456789')).toString(16)).toBe('e3069283');
});

describe('a protected block', () => {
  it('is written with its guard, and read with it', async () => {
    expect(await protect(both)).toMatchObject({ status: 0 });
    for (const length of [1, 512, 10_000]) expect(await write(withProtection(pattern(length, length)))).toMatchObject({ status: 0 });
    await expectGood(host, [cdb.rewind()]);
    for (const length of [1, 512, 10_000]) {
      const { status, data } = await read(length + 4);
      expect({ length, status, same: withProtection(pattern(length, length)).equals(data) }).toEqual({ length, status: 0, same: true });
    }
  });

  it('is refused with a wrong guard, and nothing is written', async () => {
    await protect(both);
    const damaged = withProtection(pattern(512));
    damaged[100]! ^= 0x10;
    expect(await write(damaged)).toMatchObject({ status: 2, sense: guardCheckFailed });
    expect((await placeOf(host)).object).toBe(0);
    const otherGuard = withProtection(pattern(512));
    otherGuard[515]! ^= 1;
    expect(await write(otherGuard)).toMatchObject({ status: 2, sense: guardCheckFailed });
    expect(await write(withProtection(pattern(512)))).toMatchObject({ status: 0 });
    expect((await placeOf(host)).object).toBe(1);
  });

  it('is read without the guard by who does not ask for it, and is the shorter by it', async () => {
    await protect(both);
    await write(withProtection(pattern(512)));
    await protect({ method: method.crc32c, write: true });
    await expectGood(host, [cdb.rewind()]);
    const { status, data } = await read(512);
    expect({ status, same: Buffer.compare(data, pattern(512)) }).toEqual({ status: 0, same: 0 });
  });

  it('gets its guard at reading where it was written without', async () => {
    await write(pattern(512));
    await protect({ method: method.crc32c, read: true });
    await expectGood(host, [cdb.rewind()]);
    const { status, data } = await read(516);
    expect({ status, same: withProtection(pattern(512)).equals(data) }).toEqual({ status: 0, same: true });
  });

  it('counts its guard in the length that is told to be wrong', async () => {
    await protect(both);
    await write(withProtection(pattern(512)));
    await expectGood(host, [cdb.rewind()]);
    expect(await read(600)).toMatchObject({ status: 2, residual: 84, sense: { key: 0, incorrectLength: true, information: 84 } });
  });

  it('in fixed mode has a block length with the guard in it', async () => {
    await protect(both);
    await expectGood(host, [cdb.modeSelect6(12), { write: blockLength(516) }]);
    const three = Buffer.concat([1, 2, 3].map((seed) => withProtection(pattern(512, seed))));
    expect(await host.command(cdb.write6(3, { fixed: true }), { write: three })).toMatchObject({ status: 0 });
    await expectGood(host, [cdb.rewind()]);
    const { status, data } = await host.command(cdb.read6(3, { fixed: true }), { read: three.length });
    expect({ status, same: three.equals(data) }).toEqual({ status: 0, same: true });
    three[600]! ^= 1;
    expect(await host.command(cdb.write6(3, { fixed: true }), { write: three })).toMatchObject({ status: 2, sense: guardCheckFailed });
    expect((await placeOf(host)).object).toBe(4);
  });

  it('keeps its guard on the way to another drive', async () => {
    await protect(both);
    await write(withProtection(pattern(512)));
    await exchange(lab, 'other', 'LBP001L8');
    const elsewhere = await lab.attach({ targetName: targetOf('other') });
    expect((await elsewhere.command(cdb.verify6(0, 512))).status).toBe(0);
    await expectGood(elsewhere, [cdb.rewind()], [cdb.read6(512), { read: 512 }]);
    await exchange(lab, 'drive', 'LBP001L8', host, elsewhere);
  });
});

describe('the Control Data Protection page (SSC-4 §8.3.9)', () => {
  it('shows what was selected', async () => {
    await protect(both);
    const page = await modePage(host, 0x0a, { subpage: 0xf0 });
    expect([...page.subarray(0, 7)]).toEqual([page[0]! & 0x80 ? 0xca : 0x4a, 0xf0, 0x00, 0x1c, 0x02, 0x04, 0xc0]);
  });

  it.each<[string, Protection, number]>([
    ['a method that is not there', { method: 9, length: 4 }, 4],
    ['another length', { method: method.crc32c, length: 8 }, 5],
    ['a length without a method', { method: 0, length: 4 }, 5],
    ['protected writes without a method', { method: 0, write: true }, 6],
    ['protected reads without a method', { method: 0, read: true }, 6],
  ])('refuses %s, and changes nothing', async (_, wanted, byte) => {
    await protect(both);
    expect(await protect(wanted)).toMatchObject({
      status: 2,
      sense: { key: 5, code: 0x2600, fieldPointer: { inCdb: false, byte: pageOffset + byte } },
    });
    expect((await modePage(host, 0x0a, { subpage: 0xf0 }))[6]).toBe(0xc0);
  });
});
