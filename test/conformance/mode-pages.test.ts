/**
 * Mode pages bit by bit (SPC-4 §6.11 to §6.14, §7.5; SSC-4 §8.3) on the drive that has all of them: what MODE SENSE returns MODE SELECT takes, each bit
 * that may be changed is returned as it was set, and each that may not is refused where it stands.
 */
import { afterAll, afterEach, beforeAll, describe, expect, it } from 'vitest';
import * as cdb from './cdb.ts';
import { blankDrive, startDrives, targetOf } from './drives.ts';
import type { Initiator } from './initiator.ts';
import { acknowledgeAttentions, expectGood, type LabUnderTest } from './lab-under-test.ts';
import { codesOf, control, headerLength, nameOf, pageOf, pages, pointed, select, split } from './mode-page.ts';

let lab: LabUnderTest;
let initiator: Initiator;
let other: Initiator;
beforeAll(async () => {
  lab = await startDrives({ drive: { cartridge: { barcode: 'MOD001L8', capacityBytes: 64 * 2 ** 20 } } });
});
afterEach(() => lab.hangUp());
afterAll(() => lab.stop());

const modeParametersChanged = 0x2a01;
const parameterListLengthError = { status: 2, sense: { key: 5, code: 0x1a00 } };

async function begin(): Promise<void> {
  initiator = await blankDrive(lab, 'drive');
  other = await lab.attach({ targetName: targetOf('drive') });
}

/**
 * Bits whose meaning hangs on other bits, so that one alone is no selection: the values that are tried instead stand in tests of their own, here or
 * with the commands that carry them out. PRMWP is for ever; TEST and what partitions are asked for are carried out, and not kept.
 */
const notAlone: Readonly<Record<string, (byte: number, bit: number) => boolean>> = {
  '0a/f0': (byte) => byte >= 4 && byte <= 6,
  '0f': (byte) => byte >= 4,
  '10': (byte, bit) => (byte === 14 && bit > 0) || (byte === 15 && bit === 0),
  '10/01': (byte, bit) => byte === 5 && bit > 4,
  '11': () => true,
  '1c': (byte, bit) => (byte === 2 && bit === 2) || byte === 3 || byte >= 8,
};

describe('MODE SENSE', () => {
  it('has all pages of a drive in order, in all four kinds of values, with the lengths of the standards', async () => {
    await begin();
    const current = split(await pageOf(initiator, 0x3f, { subpage: 0xff }));
    const names = current.map(nameOf);
    expect(names).toEqual(expect.arrayContaining(Object.keys(pages)));
    expect(names.filter((name) => name !== '00')).toEqual(names.filter((name) => name !== '00').toSorted());
    for (const values of Object.values(control)) {
      const all = split(await pageOf(initiator, 0x3f, { subpage: 0xff, values }));
      expect(all.map(nameOf)).toEqual(names);
      for (const [at, page] of all.entries()) {
        // PS, SPF, page and length are the same in all of them.
        expect([...page.subarray(0, headerLength(page))]).toEqual([...current[at]!.subarray(0, headerLength(page))]);
        const { length } = pages[nameOf(page)] ?? {};
        if (length !== undefined) expect(page.length - headerLength(page), nameOf(page)).toBe(length);
        const [code, subpage] = codesOf(page);
        expect(Buffer.compare(await pageOf(initiator, code, { subpage, values }), page), nameOf(page)).toBe(0);
      }
    }
  });

  it('3Fh/00h leaves the subpages out, nn/FFh has those of one page', async () => {
    await begin();
    const all = split(await pageOf(initiator, 0x3f, { subpage: 0xff }));
    const without = Buffer.concat(all.filter((page) => codesOf(page)[1] === 0));
    expect(Buffer.compare(await pageOf(initiator, 0x3f), without)).toBe(0);
    const control0a = Buffer.concat(all.filter((page) => codesOf(page)[0] === 0x0a));
    expect(Buffer.compare(await pageOf(initiator, 0x0a, { subpage: 0xff }), control0a)).toBe(0);
  });

  it('refuses pages and subpages that are not there, and points at them', async () => {
    await begin();
    const known = new Set(split(await pageOf(initiator, 0x3f, { subpage: 0xff })).map(nameOf));
    for (let page = 1; page < 0x3f; page++)
      for (const subpage of [0x00, 0x01, 0x7e, 0xf0]) {
        const hexadecimal = page.toString(16).padStart(2, '0');
        if (known.has(subpage === 0 ? hexadecimal : `${hexadecimal}/${subpage.toString(16).padStart(2, '0')}`)) continue;
        const { sense } = await initiator.command(cdb.modeSense10(page, { subpage }), { read: 4096 });
        const there = [...known].some((name) => name.startsWith(hexadecimal));
        const fieldPointer = there ? { inCdb: true, byte: 3, bit: 7 } : { inCdb: true, byte: 2, bit: 5 };
        expect(sense, `${hexadecimal}/${subpage}`).toMatchObject({ key: 5, code: 0x2400, fieldPointer });
      }
    const { sense } = await initiator.command(cdb.modeSense10(0x3f, { subpage: 1 }), { read: 4096 });
    expect(sense).toMatchObject({ key: 5, code: 0x2400, fieldPointer: { inCdb: true, byte: 3, bit: 7 } });
  });

  it.each([0, 1, 3, 4, 8, 12, 13, 40])('is cut to %i bytes with its lengths as they are', async (length) => {
    await begin();
    const whole = Buffer.from((await initiator.command(cdb.modeSense6(0x3f), { read: 255 })).data);
    const part = await initiator.command(cdb.modeSense6(0x3f, { length }), { read: 255 });
    expect(part.status).toBe(0);
    expect([...part.data]).toEqual([...whole.subarray(0, length)]);
  });
});

describe('MODE SELECT of what MODE SENSE returned', () => {
  it('is taken, page by page and all together, changes nothing and tells nobody', async () => {
    await begin();
    const all = await pageOf(initiator, 0x3f, { subpage: 0xff });
    for (const page of [...split(all), await pageOf(initiator, 0x3f), all]) {
      const { status, sense } = await select(initiator, page);
      expect({ page: nameOf(page), status, sense }).toEqual({ page: nameOf(page), status: 0, sense: undefined });
    }
    expect(Buffer.compare(await pageOf(initiator, 0x3f, { subpage: 0xff }), all)).toBe(0);
    expect(await acknowledgeAttentions(other)).toEqual([]);
  });
});

describe.each(Object.keys(pages))('page %sh', (name) => {
  const [code, subpage = 0] = name.split('/').map((part) => Number.parseInt(part, 16)) as [number, number?];

  it('keeps each bit that it says can be changed, and the others hear of it', async () => {
    await begin();
    const page = await pageOf(initiator, code, { subpage });
    const changeable = await pageOf(initiator, code, { subpage, values: control.changeable });
    for (let byte = headerLength(page); byte < page.length; byte++)
      for (let bit = 7; bit >= 0; bit--) {
        if ((changeable[byte]! & (1 << bit)) === 0 || notAlone[name]?.(byte, bit)) continue;
        const changed = Buffer.from(page);
        changed[byte]! ^= 1 << bit;
        const { status, sense } = await select(initiator, changed);
        expect({ byte, bit, status, sense }).toEqual({ byte, bit, status: 0, sense: undefined });
        expect([...(await pageOf(initiator, code, { subpage }))], `byte ${byte}, bit ${bit}`).toEqual([...changed]);
        expect(await acknowledgeAttentions(other), `byte ${byte}, bit ${bit}`).toEqual([modeParametersChanged]);
        expect(await select(initiator, page)).toMatchObject({ status: 0 });
        expect([...(await pageOf(initiator, code, { subpage }))]).toEqual([...page]);
        await acknowledgeAttentions(other);
      }
  });

  it('refuses every other bit where it stands, and changes nothing', async () => {
    await begin();
    const page = await pageOf(initiator, code, { subpage });
    const changeable = await pageOf(initiator, code, { subpage, values: control.changeable });
    const wrong: unknown[] = [];
    for (let byte = headerLength(page); byte < page.length; byte++)
      for (let bit = 7; bit >= 0; bit--) {
        if ((changeable[byte]! & (1 << bit)) !== 0) continue;
        const changed = Buffer.from(page);
        changed[byte]! ^= 1 << bit;
        const { status, sense } = await select(initiator, changed);
        const at = pointed(name, byte, bit);
        const { fieldPointer } = sense ?? {};
        if (
          status !== 2 ||
          sense?.code !== 0x2600 ||
          fieldPointer?.byte !== 8 + at.byte ||
          fieldPointer.bit !== at.bit ||
          fieldPointer.inCdb
        )
          wrong.push({ byte, bit, status, code: sense?.code, fieldPointer });
      }
    expect(wrong).toEqual([]);
    expect([...(await pageOf(initiator, code, { subpage }))]).toEqual([...page]);
    expect(await acknowledgeAttentions(other)).toEqual([]);
  });

  it('is refused with another PAGE LENGTH, and wherever the list breaks off', async () => {
    await begin();
    const page = await pageOf(initiator, code, { subpage });
    for (const more of [-1, 1]) {
      const changed = Buffer.concat([page.subarray(0, page.length + Math.min(more, 0)), Buffer.alloc(Math.max(more, 0))]);
      const at = headerLength(page) === 4 ? 2 : 1;
      if (at === 2) changed.writeUInt16BE(page.length - 4 + more, 2);
      else changed[1] = page.length - 2 + more;
      // Page 11h may be sent with fewer partition sizes than it has, but not with half a one.
      const { status, sense } = await select(initiator, changed);
      expect({ more, status, sense }).toMatchObject({
        status: 2,
        sense: { key: 5, code: 0x2600, fieldPointer: { inCdb: false, byte: 8 + at, bit: 7 } },
      });
    }
    for (let length = 1; length < page.length; length++)
      expect(await select(initiator, page.subarray(0, length)), String(length)).toMatchObject(parameterListLengthError);
    expect([...(await pageOf(initiator, code, { subpage }))]).toEqual([...page]);
  });
});

describe('lists that break off before the pages (SPC-4 §6.11)', () => {
  it('end 1A/00 within header and block descriptor; no list at all is GOOD', async () => {
    await begin();
    const ten = Uint8Array.of(0, 0, 0, 0x10, 0, 0, 0, 8, 0x7f, 0, 0, 0, 0, 0, 2, 0);
    const six = Uint8Array.of(0, 0, 0x10, 8, 0x7f, 0, 0, 0, 0, 0, 2, 0);
    await expectGood(initiator, [cdb.modeSelect10(0)], [cdb.modeSelect6(0)]);
    for (let length = 1; length < ten.length; length++) {
      const answer = await initiator.command(cdb.modeSelect10(length), { write: ten.subarray(0, length) });
      expect(answer, String(length)).toMatchObject(parameterListLengthError);
    }
    for (let length = 1; length < six.length; length++) {
      const answer = await initiator.command(cdb.modeSelect6(length), { write: six.subarray(0, length) });
      expect(answer, String(length)).toMatchObject(parameterListLengthError);
    }
    const { data } = await initiator.command(cdb.modeSense6(0x0a), { read: 255 });
    expect([...data.subarray(9, 12)], 'BLOCK LENGTH').toEqual([0, 0, 0]);
  });

  it.each<[string, number, number, number, number]>([
    ['BLOCK DESCRIPTOR LENGTH 7', 7, 7, 6, 7],
    ['LONGLBA', 4, 1, 4, 0],
    ['BUFFERED MODE 2', 3, 0x20, 3, 6],
    ['a SPEED', 3, 0x11, 3, 3],
    ['NUMBER OF BLOCKS', 11, 1, 9, 7],
  ])('%s is refused at its place', async (_, at, value, byte, bit) => {
    await begin();
    const list = Uint8Array.of(0, 0, 0, 0x10, 0, 0, 0, 8, 0x7f, 0, 0, 0, 0, 0, 0, 0);
    list[at] = value;
    const answer = await initiator.command(cdb.modeSelect10(list.length), { write: list });
    expect(answer).toMatchObject({ status: 2, sense: { key: 5, code: 0x2600, fieldPointer: { inCdb: false, byte, bit } } });
  });

  it('one bad page undoes the good ones before it', async () => {
    await begin();
    const before = await pageOf(initiator, 0x3f, { subpage: 0xff });
    const retries = await pageOf(initiator, 0x01);
    retries[3] = 7;
    const reserved = await pageOf(initiator, 0x1d);
    reserved[31] = 1;
    const answer = await select(initiator, Buffer.concat([retries, reserved]));
    const fieldPointer = { inCdb: false, byte: 8 + retries.length + 31, bit: 0 };
    expect(answer).toMatchObject({ status: 2, sense: { key: 5, code: 0x2600, fieldPointer } });
    expect(Buffer.compare(await pageOf(initiator, 0x3f, { subpage: 0xff }), before)).toBe(0);
    expect(await acknowledgeAttentions(other)).toEqual([]);
  });
});
