/** Unit attentions (SAM-5 §5.14): for each nexus its own, each told once, the weightier first, and which commands pass them by. */
import { afterAll, afterEach, beforeAll, describe, expect, it } from 'vitest';
import * as cdb from './cdb.ts';
import { taskManagement } from './initiator.ts';
import { acknowledgeAttentions, expectGood, LabUnderTest, positionOf } from './lab-under-test.ts';
import { blockLength } from './mode-parameters.ts';
import { pattern } from './pattern.ts';

let lab: LabUnderTest;
beforeAll(async () => {
  lab = await LabUnderTest.start();
});
afterEach(() => lab.hangUp());
afterAll(() => lab.stop());

const powerOn = 0x2900;
const mediumChanged = 0x2800;
const modeParametersChanged = 0x2a01;
const attention = (code: number) => ({ status: 2, sense: { key: 6, code, deferred: false } });

describe('power on: 29/00', () => {
  it('meets the first command of a nexus, which is not carried out, and no other', async () => {
    const writer = await lab.attachToBlank();
    const initiator = await lab.logIn();
    expect(await initiator.command(cdb.write6(512), { write: pattern(512) })).toMatchObject(attention(powerOn));
    expect((await positionOf(writer)).object).toBe(0);
    await expectGood(initiator, [cdb.write6(512), { write: pattern(512) }]);
  });

  it('comes before what is wrong with the command itself (SAM-5 §5.14)', async () => {
    const initiator = await lab.logIn();
    expect(await initiator.command(cdb.write6(512))).toMatchObject(attention(powerOn));
  });

  it.each([
    ['INQUIRY', cdb.inquiry()],
    ['REPORT LUNS', cdb.reportLuns()],
  ])('passes %s by, and stays (SAM-5 §5.14)', async (_, bytes) => {
    const initiator = await lab.logIn();
    expect((await initiator.command(bytes, { read: 255 })).status).toBe(0);
    expect(await acknowledgeAttentions(initiator)).toEqual([powerOn]);
  });

  it('is the data of REQUEST SENSE, and over then (SPC-4 §6.39)', async () => {
    const initiator = await lab.logIn();
    const { status, data } = await initiator.command(cdb.requestSense(), { read: 252 });
    expect({ status, key: data[2]! & 0x0f, code: Buffer.from(data).readUInt16BE(12) }).toEqual({ status: 0, key: 6, code: powerOn });
    await expectGood(initiator, [cdb.testUnitReady()]);
    const none = await initiator.command(cdb.requestSense(), { read: 252 });
    expect({ key: none.data[2]! & 0x0f, code: Buffer.from(none.data).readUInt16BE(12) }).toEqual({ key: 0, code: 0 });
  });
});

describe('another medium: 28/00', () => {
  it('is told to every nexus when the operator loads a cartridge', async () => {
    const [first, second] = [await lab.attach(), await lab.attach()];
    await lab.operator['drive.eject']({ drive: 'tape' });
    expect((await first.command(cdb.testUnitReady())).sense).toMatchObject({ key: 2, code: 0x3a00 });
    await lab.operator['drive.load']({ drive: 'tape', barcode: 'CNF004L8' });
    for (const initiator of [first, second]) expect(await acknowledgeAttentions(initiator)).toEqual([mediumChanged]);
    await lab.operator['drive.eject']({ drive: 'tape' });
    await lab.operator['drive.load']({ drive: 'tape', barcode: 'CNF001L8' });
    for (const initiator of [first, second]) expect(await acknowledgeAttentions(initiator)).toEqual([mediumChanged]);
  });

  it('is told to the others when a host loads it', async () => {
    const [first, second] = [await lab.attach(), await lab.attach()];
    await expectGood(first, [cdb.loadUnload(false)], [cdb.loadUnload(true)]);
    expect(await acknowledgeAttentions(second)).toEqual([mediumChanged]);
  });
});

describe('changed mode parameters: 2A/01', () => {
  it('are told to the others, once, however often they change', async () => {
    const [first, second, third] = [await lab.attach(), await lab.attach(), await lab.attach()];
    for (const length of [512, 1024, 0]) await expectGood(first, [cdb.modeSelect6(12), { write: blockLength(length) }]);
    expect(await acknowledgeAttentions(first)).toEqual([]);
    for (const initiator of [second, third]) expect(await acknowledgeAttentions(initiator)).toEqual([modeParametersChanged]);
  });

  it('are not told when nothing changed (SPC-4 §6.11)', async () => {
    const [first, second] = [await lab.attach(), await lab.attach()];
    await expectGood(first, [cdb.modeSelect6(12), { write: blockLength(0) }]);
    expect(await acknowledgeAttentions(second)).toEqual([]);
  });
});

describe('several at once (SAM-5 §5.14)', () => {
  it('are told one after the other', async () => {
    const [first, second] = [await lab.attach(), await lab.attach()];
    await expectGood(first, [cdb.modeSelect6(12), { write: blockLength(512) }], [cdb.loadUnload(false)], [cdb.loadUnload(true)]);
    const codes = await acknowledgeAttentions(second);
    expect(codes.toSorted()).toEqual([mediumChanged, modeParametersChanged]);
    await expectGood(first, [cdb.modeSelect6(12), { write: blockLength(0) }]);
  });

  it('of which a reset comes first', async () => {
    const [first, second] = [await lab.attach(), await lab.attach()];
    await expectGood(first, [cdb.modeSelect6(12), { write: blockLength(512) }]);
    expect(await first.manage(taskManagement.logicalUnitReset)).toBe(0);
    await acknowledgeAttentions(first);
    await expectGood(first, [cdb.loadUnload(false)], [cdb.loadUnload(true)]);
    const codes = await acknowledgeAttentions(second);
    expect(codes[0]! >> 8).toBe(0x29);
    expect(codes).toContain(mediumChanged);
  });
});

describe('a command that waits behind others', () => {
  it('is told what came in between', async () => {
    const [first, second] = [await lab.attachToBlank({ offers: { InitialR2T: 'Yes', ImmediateData: 'No' } }), await lab.attach()];
    const write = first.start(cdb.write6(512), { write: pattern(512), answerR2T: false });
    const r2t = await write.nextR2T();
    const select = first.start(cdb.modeSelect6(12), { write: blockLength(2048) });
    await first.ping();
    const waiting = second.start(cdb.testUnitReady());
    await second.ping();
    write.answer(r2t);
    expect((await write.completion).status).toBe(0);
    expect((await select.completion).status).toBe(0);
    expect(await waiting.completion).toMatchObject(attention(modeParametersChanged));
    await expectGood(first, [cdb.modeSelect6(12), { write: blockLength(0) }]);
  });
});
