/** What every logical unit serves (SPC-4 §6, SPC-2 §7 for reservations): identity, absent units, mode and log pages, and what is refused. */
import { afterAll, afterEach, beforeAll, describe, expect, it } from 'vitest';
import * as cdb from './cdb.ts';
import type { Initiator } from './initiator.ts';
import { expectGood, LabUnderTest, positionOf, shelf } from './lab-under-test.ts';
import { blockLength } from './mode-parameters.ts';
import { pattern } from './pattern.ts';

let lab: LabUnderTest;
beforeAll(async () => {
  lab = await LabUnderTest.start();
});
afterEach(() => lab.hangUp());
afterAll(() => lab.stop());

const invalidOperationCode = { key: 5, code: 0x2000 };
const invalidFieldInCdb = { key: 5, code: 0x2400 };
const logicalUnitNotSupported = { key: 5, code: 0x2500 };
const invalidFieldInParameterList = { key: 5, code: 0x2600 };
const reservationConflict = 0x18;

/** The data of a command that ends GOOD. */
async function dataOf(initiator: Initiator, bytes: Uint8Array, options: { lun?: number; read?: number } = {}): Promise<Buffer> {
  const { status, sense, data } = await initiator.command(bytes, { read: 65_536, ...options });
  expect({ status, sense }).toEqual({ status: 0, sense: undefined });
  return Buffer.from(data);
}

describe('INQUIRY (SPC-4 §6.6)', () => {
  it('tells an LTO-8 drive of removable media', async () => {
    const data = await dataOf(await lab.attach(), cdb.inquiry());
    expect(data[0]).toBe(0x01);
    expect(data[1]! & 0x80).toBe(0x80);
    expect(data[3]! & 0x0f).toBe(2);
    expect(data[4]).toBe(data.length - 5);
    expect(data.toString('latin1', 8, 32)).toBe('IBM     ULT3580-TD8     ');
  });

  it.each([1, 4, 5, 36, 96])('gives %i bytes and no more when no more are allowed', async (length) => {
    const initiator = await lab.attach();
    const whole = await dataOf(initiator, cdb.inquiry());
    expect(Buffer.compare(await dataOf(initiator, cdb.inquiry(length)), whole.subarray(0, length))).toBe(0);
  });

  it('lists its vital product data pages, and has every one it lists (§7.8)', async () => {
    const initiator = await lab.attach();
    const list = await dataOf(initiator, cdb.inquiry(255, 0x00));
    const pages = [...list.subarray(4)];
    expect(pages).toEqual(pages.toSorted((a, b) => a - b));
    expect(pages).toEqual(expect.arrayContaining([0x00, 0x80, 0x83, 0xb0, 0xb1]));
    for (const page of pages) {
      const data = await dataOf(initiator, cdb.inquiry(4096, page));
      expect([data[0], data[1], data.readUInt16BE(2)]).toEqual([0x01, page, data.length - 4]);
    }
  });

  it('tells drives apart by serial number and by designator (§7.8)', async () => {
    const initiator = await lab.attach({ targetName: shelf });
    const serials = [];
    const designators = [];
    for (const lun of [0, 1, 2]) {
      serials.push((await dataOf(initiator, cdb.inquiry(255, 0x80), { lun })).toString('latin1', 4).trim());
      designators.push((await dataOf(initiator, cdb.inquiry(255, 0x83), { lun })).toString('hex'));
    }
    expect(serials).toEqual(['CONFORM002', 'CONFORM003', 'CONFORM004']);
    expect(new Set(designators).size).toBe(3);
  });

  it('has designation descriptors that follow one another to the end (§7.8.6)', async () => {
    const data = await dataOf(await lab.attach(), cdb.inquiry(255, 0x83));
    const types = [];
    let at = 4;
    for (; at < data.length; at += 4 + data[at + 3]!) {
      expect(data[at + 1]! & 0x40).toBe(0);
      expect(data[at + 3]).toBeGreaterThan(0);
      types.push(data[at + 1]! & 0x0f);
    }
    expect(at).toBe(data.length);
    // A unit needs one of NAA, EUI-64, SCSI name or T10 vendor identification.
    expect(types.some((type) => [1, 2, 3, 8].includes(type))).toBe(true);
  });

  it.each<[string, Uint8Array, number]>([
    ['a page that is not there', cdb.inquiry(255, 0x7f), 2],
    ['a page code without EVPD', Uint8Array.of(0x12, 0, 0x80, 0, 255, 0), 2],
    ['CMDDT, which is obsolete', Uint8Array.of(0x12, 2, 0, 0, 255, 0), 1],
  ])('refuses %s, and points at it', async (_, bytes, byte) => {
    const answer = await (await lab.attach()).command(bytes, { read: 255 });
    expect(answer).toMatchObject({ status: 2, sense: { ...invalidFieldInCdb, fieldPointer: { inCdb: true, byte } } });
  });
});

describe('a logical unit that is not there (SPC-4 §6.6, §6.39; SAM-5 §5.11)', () => {
  it.each([1, 7, 255])('LUN %i: INQUIRY tells 7Fh', async (lun) => {
    const data = await dataOf(await lab.attach(), cdb.inquiry(), { lun });
    expect(data[0]).toBe(0x7f);
  });

  it('REQUEST SENSE tells why, as data', async () => {
    const data = await dataOf(await lab.attach(), cdb.requestSense(), { lun: 5 });
    expect({ key: data[2]! & 0x0f, code: data.readUInt16BE(12) }).toEqual(logicalUnitNotSupported);
  });

  it.each([
    ['TEST UNIT READY', cdb.testUnitReady()],
    ['MODE SENSE(6)', cdb.modeSense6(0x3f)],
    ['WRITE(6)', cdb.write6(0)],
    ['an unknown operation code', Uint8Array.of(0xff)],
  ])('%s is refused', async (_, bytes) => {
    const initiator = await lab.attach();
    expect(await initiator.command(bytes, { lun: 5 })).toMatchObject({ status: 2, sense: logicalUnitNotSupported });
  });

  it.each([0x4105, 0x8000, 0xc101, 0x0100])('nor is one with the LUN field %i', async (lun) => {
    const initiator = await lab.attach();
    expect(await initiator.command(cdb.testUnitReady(), { lun })).toMatchObject({ status: 2, sense: logicalUnitNotSupported });
  });

  it('but one that is there answers to flat space addressing, too (SAM-5 §4.7.7)', async () => {
    const initiator = await lab.attach({ targetName: shelf, lun: 1 });
    await expectGood(initiator, [cdb.testUnitReady(), { lun: 0x4001 }]);
  });
});

describe('REPORT LUNS (SPC-4 §6.33)', () => {
  it('lists the logical units of the target', async () => {
    const data = await dataOf(await lab.attach({ targetName: shelf }), cdb.reportLuns());
    expect(data.readUInt32BE(0)).toBe(24);
    expect([8, 16, 24].map((at) => data.readBigUInt64BE(at))).toEqual([0n, 1n << 48n, 2n << 48n]);
  });

  it('tells the whole length when there is room for a part', async () => {
    const data = await dataOf(await lab.attach({ targetName: shelf }), cdb.reportLuns(16));
    expect([data.length, data.readUInt32BE(0)]).toEqual([16, 24]);
  });
});

describe('what a logical unit does not serve', () => {
  it('is told apart from what it does by REPORT SUPPORTED OPERATION CODES (SPC-4 §6.35)', async () => {
    const initiator = await lab.attach({ targetName: shelf, lun: 2 });
    const data = await dataOf(initiator, cdb.reportOperationCodes(), { lun: 2 });
    const served = new Set<number>();
    let at = 4;
    for (; at < data.length; at += 8 + (data[at + 5]! & 2 ? 12 : 0)) served.add(data[at]!);
    expect([at, data.readUInt32BE(0)]).toEqual([data.length, data.length - 4]);
    const needed = [0x00, 0x01, 0x03, 0x05, 0x08, 0x0a, 0x10, 0x11, 0x12, 0x15, 0x16, 0x17, 0x19, 0x1a, 0x1b, 0x1d, 0x1e];
    for (const code of [...needed, 0x2b, 0x34, 0x4d, 0x55, 0x5a, 0xa0, 0xa3]) expect(served, code.toString(16)).toContain(code);
    for (let code = 0; code < 256; code++) {
      if (served.has(code)) continue;
      const answer = await initiator.command(Uint8Array.of(code), { lun: 2 });
      expect({ code, status: answer.status, sense: answer.sense }).toMatchObject({ code, status: 2, sense: invalidOperationCode });
    }
  });

  it('and one command at a time, with what its CDB may say', async () => {
    const initiator = await lab.attach();
    const known = await dataOf(initiator, cdb.reportOperationCodes(0x0a));
    expect([known[1]! & 7, known.readUInt16BE(2)]).toEqual([3, 6]);
    expect([...known.subarray(4, 10)]).toEqual([0x0a, 0x01, 0xff, 0xff, 0xff, 0x00]);
    const unknown = await dataOf(initiator, cdb.reportOperationCodes(0x28));
    expect(unknown[1]! & 7).toBe(1);
  });

  it.each<[string, Uint8Array, number]>([
    ['a reserved bit', Uint8Array.of(0x00, 0, 1, 0, 0, 0), 2],
    ['a reserved bit of WRITE(6)', Uint8Array.of(0x0a, 0x80, 0, 0, 0, 0), 1],
    ['NACA (SAM-5 §5.2)', Uint8Array.of(0x00, 0, 0, 0, 0, 4), 5],
  ])('is %s, pointed at in the sense data', async (_, bytes, byte) => {
    const answer = await (await lab.attach()).command(bytes);
    expect(answer).toMatchObject({ status: 2, sense: { ...invalidFieldInCdb, fieldPointer: { inCdb: true, byte } } });
  });
});

describe('mode pages (SPC-4 §6.11 to §6.14, §7.5)', () => {
  const pagesOf = (data: Buffer, from: number): number[] => {
    const codes = [];
    let at = from;
    for (; at < data.length; at += 2 + data[at + 1]!) codes.push(data[at]! & 0x3f);
    expect(at, 'the pages follow one another to the end').toBe(data.length);
    return codes;
  };

  it('are all there, in order, with a block descriptor or without', async () => {
    const initiator = await lab.attach();
    const all = await dataOf(initiator, cdb.modeSense6(0x3f));
    expect([all[0], all[3]]).toEqual([all.length - 1, 8]);
    const codes = pagesOf(all, 12);
    expect(codes).toEqual(expect.arrayContaining([0x01, 0x02, 0x0a, 0x0f, 0x10, 0x11, 0x1c]));
    expect(codes).toEqual(codes.toSorted((a, b) => a - b));
    const bare = await dataOf(initiator, cdb.modeSense6(0x3f, { noDescriptor: true }));
    expect(bare[3]).toBe(0);
    expect(Buffer.compare(bare.subarray(4), all.subarray(12))).toBe(0);
  });

  it.each([0x01, 0x02, 0x0a, 0x0f, 0x10, 0x11, 0x1c])(
    'page %i comes alone, in current, changeable, default and saved values',
    async (page) => {
      const initiator = await lab.attach();
      for (const control of [0, 1, 2, 3]) {
        const data = await dataOf(initiator, cdb.modeSense6(page, { control }));
        expect(pagesOf(data, 12)).toEqual([page]);
      }
    },
  );

  it('say the same in MODE SENSE(6) and (10)', async () => {
    const initiator = await lab.attach();
    const six = await dataOf(initiator, cdb.modeSense6(0x3f));
    const ten = await dataOf(initiator, Uint8Array.of(0x5a, 0, 0x3f, 0, 0, 0, 0, 0x10, 0, 0));
    expect([ten.readUInt16BE(0), ten.readUInt16BE(6)]).toEqual([ten.length - 2, 8]);
    expect(Buffer.compare(ten.subarray(8), six.subarray(4))).toBe(0);
  });

  it('refuse a page that is not there', async () =>
    expect(await (await lab.attach()).command(cdb.modeSense6(0x08), { read: 255 })).toMatchObject({ status: 2, sense: invalidFieldInCdb }));

  it('take back what they gave: MODE SELECT of MODE SENSE changes nothing', async () => {
    const [initiator, other] = [await lab.attach(), await lab.attach()];
    const data = await dataOf(initiator, cdb.modeSense6(0x3f));
    data[0] = 0;
    data[2] = data[2]! & 0x7f;
    for (let at = 12; at < data.length; at += 2 + data[at + 1]!) data[at]! &= 0x7f;
    await expectGood(initiator, [cdb.modeSelect6(data.length), { write: data }]);
    await expectGood(other, [cdb.testUnitReady()]);
  });

  it.each([0x00, 0x7f, 0x5e])('accept density code %i', async (density) => {
    const initiator = await lab.attach();
    await expectGood(initiator, [cdb.modeSelect6(12), { write: blockLength(0, { density }) }]);
    expect((await dataOf(initiator, cdb.modeSense6(0x3f)))[4]).toBe(0x5e);
  });

  it('accept a list without a page in the format of former times: PF=0', async () => {
    const initiator = await lab.attach();
    await expectGood(initiator, [cdb.modeSelect6(12, { pageFormat: false }), { write: blockLength(1024) }]);
    expect((await dataOf(initiator, cdb.modeSense6(0x3f))).readUIntBE(9, 3)).toBe(1024);
    await expectGood(initiator, [cdb.modeSelect6(12), { write: blockLength(0) }]);
  });

  it('are set by MODE SELECT(10) as well', async () => {
    const initiator = await lab.attach();
    const list = Uint8Array.of(0, 0, 0, 0x10, 0, 0, 0, 8, ...blockLength(2048).subarray(4));
    await expectGood(initiator, [Uint8Array.of(0x55, 0x10, 0, 0, 0, 0, 0, 0, list.length, 0), { write: list }]);
    expect((await dataOf(initiator, cdb.modeSense6(0x3f))).readUIntBE(9, 3)).toBe(2048);
    await expectGood(initiator, [cdb.modeSelect6(12), { write: blockLength(0) }]);
  });

  it.each<[string, Uint8Array, object]>([
    [
      'a density that does not exist',
      blockLength(0, { density: 0x11 }),
      { ...invalidFieldInParameterList, fieldPointer: { inCdb: false, byte: 4 } },
    ],
    [
      'a page that does not exist',
      Uint8Array.of(0, 0, 0x10, 0, 0x08, 2, 0, 0),
      { ...invalidFieldInParameterList, fieldPointer: { inCdb: false } },
    ],
    ['a page of another length', Uint8Array.of(0, 0, 0x10, 0, 0x0f, 2, 0, 0), invalidFieldInParameterList],
    ['half a block descriptor', blockLength(512).subarray(0, 9), { key: 5, code: 0x1a00 }],
    ['half a header', Uint8Array.of(0, 0), { key: 5, code: 0x1a00 }],
  ])('refuse %s, and change nothing', async (_, list, sense) => {
    const initiator = await lab.attach();
    const before = await dataOf(initiator, cdb.modeSense6(0x3f));
    expect(await initiator.command(cdb.modeSelect6(list.length), { write: list })).toMatchObject({ status: 2, sense });
    expect(Buffer.compare(await dataOf(initiator, cdb.modeSense6(0x3f)), before)).toBe(0);
  });
});

describe('sense data in descriptors (SPC-4 §4.5.2)', () => {
  it('is what REQUEST SENSE gives when it is asked for it', async () => {
    const initiator = await lab.attach();
    const inDescriptors = cdb.requestSense();
    inDescriptors[1] = 1;
    expect([...(await dataOf(initiator, inDescriptors))]).toEqual([0x72, 0, 0, 0, 0, 0, 0, 0]);
  });

  it('is what every command gives when D_SENSE is set (§7.5.8)', async () => {
    const initiator = await lab.attachToBlank();
    const control = (await dataOf(initiator, cdb.modeSense6(0x0a, { noDescriptor: true }))).fill(0, 0, 4);
    control[2] = 0x10;
    const select = async (inDescriptors: boolean): Promise<void> => {
      control[6] = inDescriptors ? control[6]! | 0x04 : control[6]! & ~0x04;
      await expectGood(initiator, [cdb.modeSelect6(control.length), { write: control }]);
    };
    await expectGood(initiator, [cdb.write6(1000), { write: pattern(1000) }], [cdb.writeFilemarks(1)], [cdb.rewind()]);
    await select(true);
    const read = async (): Promise<unknown> => (await initiator.command(cdb.read6(400), { read: 400 })).sense;
    const sense = { format: 'descriptors', key: 0, endOfMedium: false };
    expect(await read()).toMatchObject({ ...sense, code: 0x0000, incorrectLength: true, filemark: false, information: -600 });
    expect(await read()).toMatchObject({ ...sense, code: 0x0001, incorrectLength: false, filemark: true, information: 400 });
    const refused = await initiator.command(Uint8Array.of(0x00, 0, 1, 0, 0, 0));
    expect(refused.sense).toMatchObject({ ...sense, ...invalidFieldInCdb, fieldPointer: { inCdb: true, byte: 2 }, information: undefined });
    await select(false);
    expect(await read()).toMatchObject({ format: 'fixed', key: 8, code: 0x0005 });
  });
});

describe('LOG SENSE (SPC-4 §6.8, §7.3)', () => {
  it('lists its pages, and has every one it lists', async () => {
    const initiator = await lab.attach();
    const list = await dataOf(initiator, cdb.logSense(0x00));
    const pages = [...list.subarray(4)];
    expect(pages).toEqual(expect.arrayContaining([0x00, 0x2e]));
    expect(pages).toEqual(pages.toSorted((a, b) => a - b));
    for (const page of pages) {
      const data = await dataOf(initiator, cdb.logSense(page));
      expect([data[0]! & 0x3f, data.readUInt16BE(2)]).toEqual([page, data.length - 4]);
      if (page === 0) continue;
      let at = 4;
      for (; at < data.length; at += 4 + data[at + 3]!);
      expect(at).toBe(data.length);
    }
  });

  it('refuses a page that is not there', async () =>
    expect(await (await lab.attach()).command(cdb.logSense(0x3e), { read: 255 })).toMatchObject({ status: 2, sense: invalidFieldInCdb }));
});

describe('RESERVE(6) and RELEASE(6) (SPC-2 §5.5.1, §7.17, §7.22)', () => {
  it('keep the others off the tape, and let them ask who is there', async () => {
    const [holder, other] = [await lab.attachToBlank(), await lab.attach()];
    await expectGood(holder, [cdb.reserve()], [cdb.reserve()], [cdb.write6(512), { write: pattern(512) }]);
    for (const bytes of [cdb.testUnitReady(), cdb.rewind(), cdb.read6(512), cdb.writeFilemarks(1), cdb.modeSense6(0x3f), cdb.reserve()])
      expect(await other.command(bytes, { read: 512 })).toMatchObject({ status: reservationConflict, sense: undefined, residual: 512 });
    for (const bytes of [cdb.inquiry(), cdb.reportLuns(), cdb.requestSense()]) await dataOf(other, bytes);
    // Another's RELEASE is good and changes nothing.
    await expectGood(other, [cdb.release()]);
    expect((await other.command(cdb.rewind())).status).toBe(reservationConflict);
    expect((await positionOf(holder)).object).toBe(1);
    await expectGood(holder, [cdb.release()]);
    await expectGood(other, [cdb.rewind()], [cdb.reserve()], [cdb.release()]);
  });

  it('take no data of a write that conflicts', async () => {
    const [holder, other] = [await lab.attachToBlank(), await lab.attach({ offers: { InitialR2T: 'Yes', ImmediateData: 'No' } })];
    await expectGood(holder, [cdb.reserve()]);
    const refused = await other.command(cdb.write6(5000), { write: pattern(5000) });
    expect(refused).toMatchObject({ status: reservationConflict, r2ts: [], residual: 5000 });
    await expectGood(holder, [cdb.release()]);
  });
});

describe('SEND DIAGNOSTIC (SPC-4 §6.42)', () => {
  it('runs the self-test', async () => expectGood(await lab.attach(), [Uint8Array.of(0x1d, 4, 0, 0, 0, 0)]));
});
