/**
 * TapeAlert flags (SSC-4 §4.2, annex A): raised by what hosts and an operator really do, told once to each host by log page 2Eh and to whoever asks by
 * page 12h, cleared as the standard says, and told unasked where mode page 1Ch has it so.
 */
import { afterAll, afterEach, beforeAll, describe, expect, it } from 'vitest';
import * as cdb from './cdb.ts';
import { blankDrive, exchange, startDrives, targetOf } from './drives.ts';
import type { Initiator } from './initiator.ts';
import { acknowledgeAttentions, expectGood, type LabUnderTest } from './lab-under-test.ts';
import { counterOf, logSelect, type Parameter, pageControl, parametersOf } from './log-parameters.ts';
import { pattern } from './pattern.ts';

let lab: LabUnderTest;
let initiator: Initiator;
beforeAll(async () => {
  lab = await startDrives(
    {
      drive: { cartridge: { barcode: 'ALT001L8', capacityBytes: 64 * 2 ** 20 } },
      eight: { model: 'lto-8', cartridge: { barcode: 'ALT002L8', capacityBytes: 64 * 2 ** 20 } },
    },
    {
      cartridges: [
        { barcode: 'ALT003L8', capacityBytes: 16 * 2 ** 20, writeProtected: true },
        { barcode: 'ALT004L3' },
        { barcode: 'CLN001L1' },
        { barcode: 'ALT005L8', capacityBytes: 16 * 2 ** 20 },
      ],
    },
  );
});
afterEach(() => lab.hangUp());
afterAll(() => lab.stop());

/** Flags that page 2Eh shows, which clears them for whoever has read it. */
async function flagsOf(host = initiator): Promise<number[]> {
  return (await parametersOf(host, 0x2e)).filter(({ value }) => (value[0]! & 1) !== 0).map(({ code }) => code);
}
/** The same of page 12h, which tells what is raised, whoever has read it: flag 1 is the highest bit. */
async function raisedFlags(): Promise<number[]> {
  const [{ value }] = (await parametersOf(initiator, 0x12)) as [Parameter];
  return Array.from({ length: 64 }, (_, at) => at + 1).filter((flag) => (value[(flag - 1) >> 3]! & (0x80 >> ((flag - 1) & 7))) !== 0);
}

describe('TapeAlert (SSC-4 §4.2, annex A)', () => {
  const writeProtectFlag = 9;
  const noRemovalFlag = 10;
  const unsupportedFormatFlag = 12;

  it('9: a write to a cartridge that is protected; told to each host once, and over with the cartridge', async () => {
    initiator = await lab.attach({ targetName: targetOf('drive') });
    const other = await lab.attach({ targetName: targetOf('drive') });
    await exchange(lab, 'drive', 'ALT003L8', initiator, other);
    expect(await flagsOf()).toEqual([]);
    expect(await initiator.command(cdb.write6(100), { write: pattern(100) })).toMatchObject({ status: 2, sense: { key: 7, code: 0x2700 } });
    expect(await flagsOf()).toEqual([writeProtectFlag]);
    expect(await flagsOf()).toEqual([]);
    expect(await flagsOf(other)).toEqual([writeProtectFlag]);
    expect(await raisedFlags()).toEqual([writeProtectFlag]);
    await exchange(lab, 'drive', 'ALT001L8', initiator, other);
    expect(await raisedFlags()).toEqual([]);
    expect(await flagsOf(await lab.attach({ targetName: targetOf('drive') }))).toEqual([]);
  });

  it('10: a host unloads what another holds', async () => {
    initiator = await lab.attach({ targetName: targetOf('drive') });
    const other = await lab.attach({ targetName: targetOf('drive') });
    await expectGood(other, [cdb.preventAllow(1)]);
    expect(await initiator.command(cdb.loadUnload(false))).toMatchObject({ status: 2, sense: { key: 5, code: 0x5302 } });
    expect(await flagsOf()).toEqual([noRemovalFlag]);
    await expectGood(other, [cdb.preventAllow(0)]);
  });

  it('12: a cartridge that the drive cannot use', async () => {
    initiator = await lab.attach({ targetName: targetOf('eight') });
    await exchange(lab, 'eight', 'ALT004L3', initiator);
    expect((await initiator.command(cdb.testUnitReady())).sense).toMatchObject({ key: 2, code: 0x3000 });
    expect(await flagsOf()).toContain(unsupportedFormatFlag);
    await exchange(lab, 'eight', 'ALT002L8', initiator);
    expect(await raisedFlags()).toEqual([]);
  });

  it('a cleaning cartridge raises nothing while it can clean, and cleans', async () => {
    initiator = await lab.attach({ targetName: targetOf('drive') });
    const before = await counterOf(initiator, 0x14, 1);
    await exchange(lab, 'drive', 'CLN001L1', initiator);
    expect(await counterOf(initiator, 0x14, 1)).toBe(before + 1);
    expect(await raisedFlags()).toEqual([]);
    await exchange(lab, 'drive', 'ALT001L8', initiator);
  });

  it('is cleared by LOG SELECT, and by a change of cartridge, not by reading page 12h', async () => {
    initiator = await lab.attach({ targetName: targetOf('drive') });
    await exchange(lab, 'drive', 'ALT003L8', initiator);
    expect((await initiator.command(cdb.writeFilemarks(1))).sense).toMatchObject({ key: 7, code: 0x2700 });
    expect([await raisedFlags(), await raisedFlags()]).toEqual([[writeProtectFlag], [writeProtectFlag]]);
    expect(await logSelect(initiator, new Uint8Array(), { control: pageControl.defaultCumulative, page: 0x2e })).toMatchObject({
      status: 0,
    });
    expect([await raisedFlags(), await flagsOf()]).toEqual([[], []]);
    await exchange(lab, 'drive', 'ALT001L8', initiator);
  });

  it('goes with the loss of power', async () => {
    initiator = await lab.attach({ targetName: targetOf('drive') });
    await exchange(lab, 'drive', 'ALT003L8', initiator);
    expect((await initiator.command(cdb.writeFilemarks(1))).sense).toMatchObject({ key: 7, code: 0x2700 });
    await lab.restart();
    initiator = await lab.attach({ targetName: targetOf('drive') });
    expect(await flagsOf()).toEqual([]);
    await exchange(lab, 'drive', 'ALT001L8', initiator);
  });

  const exceptions = (dexcpt: 0 | 8, test: 0 | 4, method: number, flag = 0): Uint8Array => {
    const page = Uint8Array.of(0, 0, 0x10, 0, 0x1c, 0x0a, dexcpt | test, method, 0, 0, 0, 0, 0, 0, 0, 0);
    new DataView(page.buffer).setInt32(12, flag);
    return page;
  };
  const failurePrediction = 0x5d00;

  it.each<[string, number, (host: Initiator) => Promise<{ status: number; key: number | undefined; code: number | undefined }>, object]>([
    ['2: unit attention', 2, ofTestUnitReady, { status: 2, key: 6, code: failurePrediction }],
    ['4: recovered error', 4, ofTestUnitReady, { status: 2, key: 1, code: failurePrediction }],
    ['5: no sense', 5, ofTestUnitReady, { status: 2, key: 0, code: failurePrediction }],
    ['6: on request', 6, ofRequestSense, { status: 0, key: 0, code: failurePrediction }],
    ['0: never', 0, ofTestUnitReady, { status: 0, key: undefined, code: undefined }],
  ])('comes by itself where DEXCPT=0 (SPC-4 §7.5.11), by MRIE %s', async (_, method, ask, answer) => {
    initiator = await blankDrive(lab, 'drive');
    const select = (list: Uint8Array): Promise<void> => expectGood(initiator, [cdb.modeSelect6(list.length), { write: list }]);
    const other = await lab.attach({ targetName: targetOf('drive') });
    await select(exceptions(0, 0, method));
    await acknowledgeAttentions(other);
    const test = exceptions(0, 4, method, 23);
    // The command that makes the exception may be the one to tell it; it is told once.
    const { status, sense } = await initiator.command(cdb.modeSelect6(test.length), { write: test });
    const first = { status, key: sense?.key, code: sense?.code };
    const next = await ask(method === 2 ? other : initiator);
    expect(status === 2 ? first : next).toEqual(answer);
    if (status === 2) expect(next).toMatchObject({ status: 0 });
    await acknowledgeAttentions(initiator);
    // TEST raised it, and the same number below zero lowers it.
    expect(await raisedFlags()).toEqual([23]);
    await select(exceptions(0, 4, method, -23));
    expect(await raisedFlags()).toEqual([]);
    await select(exceptions(8, 0, 3));
  });
});

async function ofTestUnitReady(host: Initiator) {
  const { status, sense } = await host.command(cdb.testUnitReady());
  return { status, key: sense?.key, code: sense?.code };
}
async function ofRequestSense(host: Initiator) {
  const { status, data } = await host.command(cdb.requestSense(), { read: 252 });
  return { status, key: data[2]! & 0x0f, code: Buffer.from(data).readUInt16BE(12) };
}
