/**
 * Each bit of a CDB that a standard reserves, set alone: ILLEGAL REQUEST, INVALID FIELD IN CDB, with the field pointer at that very bit (SPC-4
 * §4.5.2.4.2), and nothing has moved. The masks are the standards' own tables, by hand: what SSC-4 and SPC-4 define, with byte 0 left out.
 */
import { afterAll, afterEach, beforeAll, describe, expect, it } from 'vitest';
import * as cdb from './cdb.ts';
import { blankDrive, placeOf, startDrives } from './drives.ts';
import { expectGood, type LabUnderTest } from './lab-under-test.ts';
import { pattern } from './pattern.ts';

let lab: LabUnderTest;
beforeAll(async () => {
  lab = await startDrives({ drive: { cartridge: { barcode: 'BIT001L8', capacityBytes: 16 * 1024 * 1024 } } });
});
afterEach(() => lab.hangUp());
afterAll(() => lab.stop());

/** A whole byte that means something, a byte that does not; `R`: not looked at here, for editions of the standards differ. */
const F = 0xff;
/** CONTROL: bits 7–6 are vendor-specific, 1–0 obsolete; NACA and bits 5–3 must be zero, there being no ACA. */
const control = 0xc3;
const masks: readonly (readonly [name: string, code: number, defined: readonly number[]])[] = [
  ['TEST UNIT READY', 0x00, [0, 0, 0, 0, control]],
  ['REWIND', 0x01, [0x01, 0, 0, 0, control]],
  ['REQUEST SENSE', 0x03, [0x01, 0, 0, F, control]],
  ['FORMAT MEDIUM', 0x04, [0x03, 0x0f, F, F, control]],
  ['READ BLOCK LIMITS', 0x05, [0x01, 0, 0, 0, control]],
  ['READ(6)', 0x08, [0x03, F, F, F, control]],
  ['WRITE(6)', 0x0a, [0x01, F, F, F, control]],
  ['SET CAPACITY', 0x0b, [0x01, 0, F, F, control]],
  ['READ REVERSE(6)', 0x0f, [0x07, F, F, F, control]],
  ['WRITE FILEMARKS(6)', 0x10, [0x03, F, F, F, control]],
  ['SPACE(6)', 0x11, [0x0f, F, F, F, control]],
  ['VERIFY(6)', 0x13, [0x3f, F, F, F, control]],
  ['RECOVER BUFFERED DATA', 0x14, [0x03, F, F, F, control]],
  ['ERASE(6)', 0x19, [0x03, 0, 0, 0, control]],
  ['LOAD UNLOAD', 0x1b, [0x01, 0, 0, 0x0f, control]],
  ['PREVENT ALLOW MEDIUM REMOVAL', 0x1e, [0, 0, 0, 0x03, control]],
  ['LOCATE(10)', 0x2b, [0x07, 0, F, F, F, F, 0, F, control]],
  ['READ POSITION', 0x34, [0x1f, 0, 0, 0, 0, 0, F, F, control]],
  ['REPORT DENSITY SUPPORT', 0x44, [0x03, 0, 0, 0, 0, 0, F, F, control]],
  ['LOG SENSE', 0x4d, [0x03, F, F, 0, F, F, F, F, control]],
  ['WRITE FILEMARKS(16)', 0x80, [0x0f, 0, F, F, F, F, F, F, F, F, F, F, F, F, control]],
  ['READ REVERSE(16)', 0x81, [0x07, 0, F, F, F, F, F, F, F, F, F, F, F, F, control]],
  ['ALLOW OVERWRITE', 0x82, [0, 0x0f, F, F, F, F, F, F, F, F, F, 0, 0, 0, control]],
  ['READ(16)', 0x88, [0x03, 0, F, F, F, F, F, F, F, F, F, F, F, F, control]],
  ['WRITE(16)', 0x8a, [0x0d, 0, F, F, F, F, F, F, F, F, F, F, F, F, control]],
  ['VERIFY(16)', 0x8f, [0x3f, 0, F, F, F, F, F, F, F, F, F, F, F, F, control]],
  ['SPACE(16)', 0x91, [0x0f, 0, 0, F, F, F, F, F, F, F, F, F, F, 0, control]],
  // DEST_TYPE has two bits in SSC-3 and three in later drafts: bit 5 is left alone.
  ['LOCATE(16)', 0x92, [0x3b, 0x01, F, F, F, F, F, F, F, F, F, 0, 0, 0, control]],
  ['ERASE(16)', 0x93, [0x0f, 0, F, F, F, F, F, F, F, F, F, 0, 0, 0, control]],
  ['SECURITY PROTOCOL IN', 0xa2, [F, F, F, 0x80, 0, F, F, F, F, 0, control]],
  ['SECURITY PROTOCOL OUT', 0xb5, [F, F, F, 0x80, 0, F, F, F, F, 0, control]],
];

describe('reserved bits', () => {
  it.each(masks)('of %s', async (_name, code, defined) => {
    const host = await blankDrive(lab, 'drive');
    for (const seed of [1, 2, 3]) await expectGood(host, [cdb.write6(100), { write: pattern(100, seed) }]);
    await expectGood(host, [cdb.rewind()], [cdb.space(cdb.spaceBy.blocks, 1)]);
    const wrong: string[] = [];
    for (const [index, mask] of defined.entries())
      for (let bit = 0; bit < 8; bit++) {
        if ((mask & (1 << bit)) !== 0) continue;
        const command = new Uint8Array(defined.length + 1);
        command[0] = code;
        command[index + 1] = 1 << bit;
        const { status, sense } = await host.command(command, { read: 64 });
        const pointed = sense?.fieldPointer;
        const right = status === 2 && sense?.key === 5 && sense.code === 0x2400 && pointed?.inCdb === true;
        if (!right || pointed.byte !== index + 1 || pointed.bit !== bit)
          wrong.push(`byte ${index + 1} bit ${bit}: ${JSON.stringify({ status, sense })}`);
      }
    expect(wrong).toEqual([]);
    expect(await placeOf(host)).toMatchObject({ partition: 0, object: 1 });
    await expectGood(host, [cdb.read6(100), { read: 100 }], [cdb.space(cdb.spaceBy.endOfData, 0)]);
    expect((await placeOf(host)).object).toBe(3);
  });
});
