/** What a drive makes of the cartridge in it (SSC-4 §4.2): protected in each way, written once, of another generation, foreign, unformatted, for cleaning. */
import { afterAll, afterEach, beforeAll, describe, expect, it } from 'vitest';
import * as cdb from './cdb.ts';
import { exchange, logPage, modePage, placeOf, selectPage, startDrives, targetOf } from './drives.ts';
import type { Initiator } from './initiator.ts';
import { acknowledgeAttentions, expectGood, type LabUnderTest } from './lab-under-test.ts';
import { pattern } from './pattern.ts';

const MiB = 1024 * 1024;
const capacityBytes = 16 * MiB;
let lab: LabUnderTest;
beforeAll(async () => {
  lab = await startDrives(
    {
      drive: { cartridge: { barcode: 'MED001L8', capacityBytes } },
      lto7: { model: 'lto-7' },
      lto8: { model: 'lto-8' },
    },
    {
      cartridges: [
        { barcode: 'MED002L8', capacityBytes, writeProtected: true },
        { barcode: 'MED003LY', capacityBytes },
        { barcode: 'MED004L5', capacityBytes },
        { barcode: 'MED005L8', capacityBytes, recording: 'unformatted' },
        { barcode: 'MED006L8', capacityBytes, recording: 'foreign' },
        { barcode: 'MED007LY', capacityBytes },
        { barcode: 'MED008L8', capacityBytes },
        { barcode: 'MED009L8', capacityBytes },
        { barcode: 'CLN001CU', usesLeft: 2 },
        { barcode: 'CLN002CU', usesLeft: 0 },
      ],
    },
  );
});
afterEach(() => lab.hangUp());
afterAll(() => lab.stop());

const block = pattern(512);
const write = (host: Initiator) => host.command(cdb.write6(512), { write: block });
const read = (host: Initiator) => host.command(cdb.read6(512), { read: 512 });
const refused = (key: number, code: number) => ({ status: 2, sense: { key, code } });

async function withCartridge(barcode: string, drive = 'drive'): Promise<Initiator> {
  const host = await lab.attach({ targetName: targetOf(drive) });
  await exchange(lab, drive, barcode, host);
  return host;
}

/** WP of the mode parameter header's DEVICE-SPECIFIC PARAMETER. */
async function writeProtect(host: Initiator): Promise<boolean> {
  const { data } = await host.command(cdb.modeSense6(0x3f), { read: 255 });
  return (data[2]! & 0x80) !== 0;
}

/** Whether a TapeAlert flag is set (log page 2Eh). */
const alert = async (host: Initiator, flag: number): Promise<boolean> => (await logPage(host, 0x2e)).get(flag)![0]! === 1;
const alerts = { writeProtect: 9, unsupportedFormat: 12, expiredCleaning: 22, wormOverwrite: 60 } as const;

describe('write protection (SSC-4 §4.2)', () => {
  it.each<[string, Uint8Array, { write?: Uint8Array }]>([
    ['WRITE(6)', cdb.write6(512), { write: block }],
    ['WRITE(16)', cdb.write16(0, 512, { first: true }), { write: block }],
    ['WRITE FILEMARKS(6)', cdb.writeFilemarks(1), {}],
    ['WRITE FILEMARKS(16)', cdb.writeFilemarks16(0, 1, { first: true }), {}],
    ['ERASE(6)', cdb.erase(), {}],
    ['ERASE(16)', cdb.erase16(0, { first: true }), {}],
    ['FORMAT MEDIUM', cdb.formatMedium(0), {}],
    ['SET CAPACITY', cdb.setCapacity(0x8000), {}],
  ])('by the switch keeps out %s', async (_, command, options) => {
    const host = await withCartridge('MED002L8');
    expect(await host.command(command, options)).toMatchObject(refused(7, 0x2700));
    expect(await writeProtect(host)).toBe(true);
  });

  it('raises TapeAlert flag 9', async () => {
    const host = await withCartridge('MED002L8');
    expect(await alert(host, alerts.writeProtect)).toBe(false);
    await write(host);
    expect(await alert(host, alerts.writeProtect)).toBe(true);
  });

  /** Byte and bit of the Device Configuration page, the code, and whether an unload lifts it. */
  it.each<[string, number, number, number, boolean]>([
    ['SWP', 10, 0x04, 0x2702, false],
    ['ASOCWP', 15, 0x04, 0x2703, true],
    ['PERSWP', 15, 0x02, 0x2704, false],
  ])('by %s of page 10h is told by its own code, and can be lifted', async (_, byte, mask, code, lifted) => {
    const host = await withCartridge('MED001L8');
    await expectGood(host, [cdb.erase()]);
    const protect = (on: boolean) =>
      selectPage(host, 0x10, (page) => {
        page[byte] = on ? page[byte]! | mask : page[byte]! & ~mask;
      });
    expect(await protect(true)).toMatchObject({ status: 0 });
    expect(await writeProtect(host)).toBe(true);
    expect(await write(host)).toMatchObject(refused(7, code));
    expect(await host.command(cdb.erase())).toMatchObject(refused(7, code));
    expect((await modePage(host, 0x10))[byte]! & mask).toBe(mask);
    await expectGood(host, [cdb.loadUnload(false)], [cdb.loadUnload(true)]);
    await acknowledgeAttentions(host);
    expect((await write(host)).status).toBe(lifted ? 0 : 2);
    await expectGood(host, [cdb.rewind()]);
    expect(await protect(false)).toMatchObject({ status: 0 });
    expect(await write(host)).toMatchObject({ status: 0 });
    expect(await writeProtect(host)).toBe(false);
  });

  it('by PERSWP goes with the cartridge, by PRMWP for ever', async () => {
    const host = await withCartridge('MED008L8');
    const change = (mask: number, on: boolean) =>
      selectPage(host, 0x10, (page) => {
        page[15] = on ? page[15]! | mask : page[15]! & ~mask;
      });
    expect(await change(0x02, true)).toMatchObject({ status: 0 });
    await exchange(lab, 'drive', 'MED001L8', host);
    expect(await writeProtect(host)).toBe(false);
    await exchange(lab, 'drive', 'MED008L8', host);
    expect(await write(host)).toMatchObject(refused(7, 0x2704));
    expect(await change(0x01, true)).toMatchObject({ status: 0 });
    expect(await write(host)).toMatchObject(refused(7, 0x2705));
    expect((await change(0x01, false)).status).toBe(2);
    expect(await write(host)).toMatchObject(refused(7, 0x2705));
  });
});

describe('a WORM cartridge (SSC-4 §4.2, WORM mode)', () => {
  it('is told by the Medium Configuration page, and by its medium type', async () => {
    const host = await withCartridge('MED003LY');
    const page = await modePage(host, 0x1d);
    expect({ code: page[0]! & 0x3f, length: page[1], worm: page[2]! & 1 }).toEqual({ code: 0x1d, length: 0x1e, worm: 1 });
    expect((await host.command(cdb.modeSense6(0x3f), { read: 255 })).data[1]).toBe(0x8c);
    const plain = await withCartridge('MED001L8');
    expect((await modePage(plain, 0x1d))[2]! & 1).toBe(0);
    expect((await plain.command(cdb.modeSense6(0x3f), { read: 255 })).data[1]).toBe(0x88);
  });

  it('takes what is appended, and nothing over it', async () => {
    const host = await withCartridge('MED003LY');
    for (let count = 0; count < 3; count++) expect(await write(host)).toMatchObject({ status: 0 });
    await expectGood(host, [cdb.writeFilemarks(1)], [cdb.rewind()]);
    for (const command of [cdb.erase(), cdb.writeFilemarks(1), cdb.formatMedium(0), cdb.setCapacity(0x8000)])
      expect(await host.command(command)).toMatchObject(refused(7, 0x300c));
    expect(await write(host)).toMatchObject(refused(7, 0x300c));
    expect(await alert(host, alerts.wormOverwrite)).toBe(true);
    await expectGood(host, [cdb.locate10(2)]);
    expect(await write(host)).toMatchObject(refused(7, 0x300c));
    expect((await placeOf(host)).object).toBe(2);
    await expectGood(host, [cdb.space(cdb.spaceBy.endOfData, 0)]);
    expect(await write(host)).toMatchObject({ status: 0 });
    // Nothing that was there before has changed.
    await expectGood(host, [cdb.rewind()]);
    for (let count = 0; count < 3; count++) {
      const { status, data } = await read(host);
      expect({ status, same: Buffer.compare(data, block) }).toEqual({ status: 0, same: 0 });
    }
    expect((await read(host)).sense).toMatchObject({ filemark: true });
    expect((await read(host)).status).toBe(0);
  });

  it('lets filemarks that end it be written over, but for the first', async () => {
    const host = await withCartridge('MED007LY');
    await write(host);
    await expectGood(host, [cdb.writeFilemarks(2)], [cdb.locate10(1)]);
    expect(await write(host)).toMatchObject(refused(7, 0x300c));
    await expectGood(host, [cdb.locate10(2)]);
    expect(await write(host)).toMatchObject({ status: 0 });
    expect((await placeOf(host)).object).toBe(3);
  });
});

describe('another generation', () => {
  it('that is only read is protected, and says why', async () => {
    const host = await withCartridge('MED004L5', 'lto7');
    expect((await host.command(cdb.testUnitReady())).status).toBe(0);
    expect(await write(host)).toMatchObject(refused(7, 0x3005));
    expect(await read(host)).toMatchObject({ status: 2, sense: { key: 8 } });
  });

  it('that is not known is refused, and stays until it is taken out', async () => {
    const host = await withCartridge('MED004L5', 'lto8');
    for (const command of [cdb.testUnitReady(), cdb.rewind(), cdb.read6(512), cdb.readPosition()])
      expect(await host.command(command, { read: 512 })).toMatchObject({ status: 2, sense: { code: 0x3000 } });
    expect(await alert(host, alerts.unsupportedFormat)).toBe(true);
    expect((await host.command(cdb.inquiry(), { read: 255 })).status).toBe(0);
    await lab.operator['drive.eject']({ drive: 'lto8', force: true });
    expect(await host.command(cdb.testUnitReady())).toMatchObject(refused(2, 0x3a00));
  });
});

describe('what stands on a medium', () => {
  it('unformatted: nothing to read, and a write makes it a recorded one', async () => {
    const host = await withCartridge('MED005L8');
    expect((await host.command(cdb.testUnitReady())).status).toBe(0);
    expect(await read(host)).toMatchObject(refused(3, 0x3010));
    expect(await host.command(cdb.space(cdb.spaceBy.blocks, 1))).toMatchObject(refused(3, 0x3010));
    expect(await write(host)).toMatchObject({ status: 0 });
    await expectGood(host, [cdb.rewind()], [cdb.read6(512), { read: 512 }]);
  });

  it('foreign: neither read nor written, and made usable by FORMAT MEDIUM alone', async () => {
    const host = await withCartridge('MED006L8');
    expect(await read(host)).toMatchObject(refused(3, 0x3001));
    expect(await write(host)).toMatchObject(refused(7, 0x3004));
    expect(await host.command(cdb.locate10(5))).toMatchObject(refused(3, 0x3001));
    await expectGood(host, [cdb.rewind()], [cdb.formatMedium(0)]);
    expect(await write(host)).toMatchObject({ status: 0 });
    await expectGood(host, [cdb.rewind()], [cdb.read6(512), { read: 512 }]);
  });
});

describe('a cleaning cartridge', () => {
  it('is used up by one, and leaves the drive without a medium', async () => {
    const host = await withCartridge('CLN001CU');
    expect(await host.command(cdb.testUnitReady())).toMatchObject({ status: 2, sense: { key: 2, code: 0x3a00 } });
    await exchange(lab, 'drive', 'MED001L8', host);
    expect((await host.command(cdb.testUnitReady())).status).toBe(0);
  });

  it('that is used up is refused (30/07), with TapeAlert flag 22', async () => {
    const host = await withCartridge('CLN002CU');
    expect(await host.command(cdb.testUnitReady())).toMatchObject({ status: 2, sense: { key: 2, code: 0x3007 } });
    expect(await alert(host, alerts.expiredCleaning)).toBe(true);
    await exchange(lab, 'drive', 'MED001L8', host);
    expect(await alert(host, alerts.expiredCleaning)).toBe(false);
  });

  it('becomes one that is used up', async () => {
    const host = await withCartridge('CLN001CU');
    await exchange(lab, 'drive', 'CLN001CU', host);
    expect(await host.command(cdb.testUnitReady())).toMatchObject({ status: 2, sense: { code: 0x3007 } });
    await exchange(lab, 'drive', 'MED001L8', host);
  });
});

describe('REPORT DENSITY SUPPORT (SSC-4 §7.9)', () => {
  interface Descriptor {
    readonly code: number;
    readonly writable: boolean;
    readonly isDefault: boolean;
    readonly capacity: number;
    readonly organization: string;
    readonly name: string;
  }
  const densities = async (host: Initiator, media: boolean): Promise<readonly Descriptor[]> => {
    const { status, data } = await host.command(cdb.reportDensitySupport({ media }), { read: 4096 });
    expect(status).toBe(0);
    const bytes = Buffer.from(data);
    expect({ length: bytes.readUInt16BE(0), whole: (bytes.length - 4) % 52, reserved: bytes.readUInt16BE(2) }).toEqual({
      length: bytes.length - 2,
      whole: 0,
      reserved: 0,
    });
    return Array.from({ length: (bytes.length - 4) / 52 }, (_, at) => {
      const one = bytes.subarray(4 + at * 52, 4 + (at + 1) * 52);
      const text = (from: number, to: number) => one.toString('latin1', from, to).trimEnd();
      return {
        code: one[0]!,
        writable: (one[2]! & 0x80) !== 0,
        isDefault: (one[2]! & 0x20) !== 0,
        capacity: one.readUInt32BE(12),
        organization: text(16, 24),
        name: text(24, 32),
      };
    });
  };

  it('lists the densities of the drive in ascending order, one of them the default', async () => {
    const host = await withCartridge('MED009L8', 'lto8');
    const listed = await densities(host, false);
    expect(listed.map(({ code }) => code)).toEqual([0x5c, 0x5d, 0x5e]);
    expect(listed.filter(({ isDefault }) => isDefault).map(({ code }) => code)).toEqual([0x5e]);
    expect(listed.every(({ writable, organization }) => writable && organization === 'LTO-CVE')).toBe(true);
    expect(listed.map(({ capacity }) => capacity)).toEqual([6_000_000, 9_000_000, 12_000_000]);
    await lab.operator['drive.eject']({ drive: 'lto8', force: true });
  });

  it('with MEDIA lists those of the cartridge, with what it really holds', async () => {
    const host = await withCartridge('MED004L5', 'lto7');
    const listed = await densities(host, true);
    expect(listed).toMatchObject([{ code: 0x58, writable: false, capacity: Math.floor(capacityBytes / 1e6) }]);
    await lab.operator['drive.eject']({ drive: 'lto7', force: true });
    await acknowledgeAttentions(host);
    expect(await host.command(cdb.reportDensitySupport({ media: true }), { read: 4096 })).toMatchObject(refused(2, 0x3a00));
    expect((await host.command(cdb.reportDensitySupport(), { read: 4096 })).status).toBe(0);
  });

  it('with MEDIUM TYPE lists media, each with the densities it is used at', async () => {
    const host = await withCartridge('MED009L8', 'lto8');
    const all = await host.command(cdb.reportDensitySupport({ mediumType: true }), { read: 4096 });
    const bytes = Buffer.from(all.data);
    expect(bytes.readUInt16BE(0)).toBe(bytes.length - 2);
    const list: { type: number; densities: number[]; width: number }[] = [];
    for (let at = 4; at < bytes.length; at += 4 + bytes.readUInt16BE(at + 2))
      list.push({
        type: bytes[at]!,
        densities: [...bytes.subarray(at + 5, at + 5 + bytes[at + 4]!)],
        width: bytes.readUInt16BE(at + 14),
      });
    expect(list.map(({ type }) => type).sort()).toEqual([0x78, 0x78, 0x88]);
    expect(list.every(({ densities, width }) => densities.length > 0 && width === 127)).toBe(true);
    const loaded = Buffer.from((await host.command(cdb.reportDensitySupport({ mediumType: true, media: true }), { read: 4096 })).data);
    expect({ bytes: loaded.length, type: loaded[4], density: loaded[9] }).toEqual({ bytes: 60, type: 0x88, density: 0x5e });
    await lab.operator['drive.eject']({ drive: 'lto8', force: true });
  });

  it('cuts at ALLOCATION LENGTH, whose length field stays whole, and refuses reserved bits', async () => {
    const host = await lab.attach({ targetName: targetOf('drive') });
    const whole = await host.command(cdb.reportDensitySupport(), { read: 4096 });
    const cut = await host.command(cdb.reportDensitySupport({ length: 10 }), { read: 4096 });
    expect(Buffer.compare(cut.data, whole.data.subarray(0, 10))).toBe(0);
    const reserved = cdb.reportDensitySupport();
    reserved[1]! |= 0x04;
    expect(await host.command(reserved, { read: 4096 })).toMatchObject({
      status: 2,
      sense: { key: 5, code: 0x2400, fieldPointer: { inCdb: true, byte: 1, bit: 2 } },
    });
  });
});
