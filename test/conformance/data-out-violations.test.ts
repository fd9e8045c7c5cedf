/**
 * Data-Out that breaks what was negotiated (RFC 7143 §11.4.7.2, §11.7, §7.13): the command ends with ABORTED COMMAND or the PDU is rejected,
 * nothing reaches the tape, and the session goes on.
 */
import { afterAll, afterEach, beforeAll, describe, expect, it } from 'vitest';
import * as cdb from './cdb.ts';
import { noTag } from './demand.ts';
import type { Initiator } from './initiator.ts';
import { LabUnderTest, protectedLun, shelf } from './lab-under-test.ts';
import { pattern } from './pattern.ts';
import type { Request } from './pdu-table.ts';
import type { Task } from './task.ts';

let lab: LabUnderTest;
beforeAll(async () => {
  lab = await LabUnderTest.start();
});
afterEach(() => lab.hangUp());
afterAll(() => lab.stop());

const unexpectedUnsolicitedData = { key: 0x0b, code: 0x0c0c };
const incorrectAmountOfData = { key: 0x0b, code: 0x0c0d };
const protocolError = 0x04;

/** Afterwards the tape is as empty as before, and the session in order. */
async function expectNothingHappened(initiator: Initiator): Promise<void> {
  await initiator.command(cdb.rewind());
  expect(await initiator.command(cdb.read6(512), { read: 512 })).toMatchObject({ status: 2, sense: { key: 8, code: 0x0005 } });
  expect((await initiator.command(cdb.write6(512), { write: pattern(512) })).status).toBe(0);
}

function sendDataOut(initiator: Initiator, task: Task, fields: Partial<Request<'data-out'>>): void {
  initiator.connection.send({
    kind: 'data-out',
    initiatorTaskTag: task.tag,
    targetTransferTag: noTag,
    expStatSn: initiator.expStatSn,
    ...fields,
  });
}

const solicitedOnly = { InitialR2T: 'Yes', ImmediateData: 'No', FirstBurstLength: '1024', MaxBurstLength: '2048' };
const unsolicited = { InitialR2T: 'No', ImmediateData: 'No', FirstBurstLength: '1024', MaxBurstLength: '2048' };

describe('unsolicited data that was not agreed on', () => {
  it('is refused as immediate data', async () => {
    const initiator = await lab.attachToBlank({ offers: solicitedOnly });
    const completion = await initiator.command(cdb.write6(512), { write: pattern(512), immediateData: 512 });
    expect(completion).toMatchObject({ status: 2, sense: unexpectedUnsolicitedData });
    await expectNothingHappened(initiator);
  });

  it('is refused as unsolicited Data-Out', async () => {
    const initiator = await lab.attachToBlank({ offers: solicitedOnly });
    const completion = await initiator.command(cdb.write6(512), { write: pattern(512), unsolicited: true });
    expect(completion).toMatchObject({ status: 2, sense: unexpectedUnsolicitedData });
    await expectNothingHappened(initiator);
  });

  it('is refused when it is longer than FirstBurstLength', async () => {
    const initiator = await lab.attachToBlank({ offers: { ...unsolicited, ImmediateData: 'Yes' } });
    const completion = await initiator.command(cdb.write6(1500), { write: pattern(1500), immediateData: 1500 });
    expect(completion).toMatchObject({ status: 2, sense: { key: 0x0b } });
    await expectNothingHappened(initiator);
  });

  it('is refused when it is longer than the transfer', async () => {
    const initiator = await lab.attachToBlank({ offers: { ...unsolicited, ImmediateData: 'Yes' } });
    const completion = await initiator.command(cdb.write6(512), { write: pattern(600), immediateData: 600, expected: 512 });
    expect(completion).toMatchObject({ status: 2, sense: { key: 0x0b } });
    await expectNothingHappened(initiator);
  });
});

describe('an amount that is not the one announced (RFC 7143 §11.4.7.2)', () => {
  it('of unsolicited data: the first burst has to be whole', async () => {
    const initiator = await lab.attachToBlank({ offers: unsolicited });
    const task = initiator.start(cdb.write6(4096), { write: pattern(4096), unsolicited: false, answerR2T: false, announce: true });
    sendDataOut(initiator, task, { final: true, data: pattern(512) });
    expect(await task.completion).toMatchObject({ status: 2, sense: incorrectAmountOfData });
    await expectNothingHappened(initiator);
  });

  it.each([
    ['too little', 1500],
    ['nothing', 0],
  ])('of a burst that was asked for: %s', async (_, length) => {
    const initiator = await lab.attachToBlank({ offers: solicitedOnly });
    const task = initiator.start(cdb.write6(2048), { write: pattern(2048), answerR2T: false });
    const { targetTransferTag } = await task.nextR2T();
    sendDataOut(initiator, task, { final: true, targetTransferTag, data: pattern(length) });
    expect(await task.completion).toMatchObject({ status: 2, sense: incorrectAmountOfData });
    await expectNothingHappened(initiator);
  });

  it('of a burst that was asked for: too much', async () => {
    const initiator = await lab.attachToBlank({ offers: solicitedOnly });
    const task = initiator.start(cdb.write6(4096), { write: pattern(4096), answerR2T: false });
    const { targetTransferTag } = await task.nextR2T();
    sendDataOut(initiator, task, { final: true, targetTransferTag, data: pattern(3000) });
    expect(await task.completion).toMatchObject({ status: 2, sense: { key: 0x0b } });
    await expectNothingHappened(initiator);
  });
});

describe('a Data-Out out of its place', () => {
  it.each<[string, Partial<Request<'data-out'>>]>([
    ['with another DataSN than 0', { dataSn: 1 }],
    ['with an offset before its burst', { bufferOffset: 0 }],
    ['with an offset behind its beginning', { bufferOffset: 2049 }],
  ])('%s does not reach the tape', async (_, fields) => {
    const initiator = await lab.attachToBlank({ offers: solicitedOnly });
    const task = initiator.start(cdb.write6(4096), { write: pattern(4096), answerR2T: false });
    task.answer(await task.nextR2T());
    const { targetTransferTag } = await task.nextR2T();
    sendDataOut(initiator, task, { final: true, targetTransferTag, bufferOffset: 2048, data: pattern(2048), ...fields });
    expect(await task.completion).toMatchObject({ status: 2, sense: { key: 0x0b } });
    await expectNothingHappened(initiator);
  });

  it('under a Target Transfer Tag that nobody gave is rejected, and the command fails when the rest has come (§7.3)', async () => {
    const initiator = await lab.attachToBlank({ offers: solicitedOnly });
    const task = initiator.start(cdb.write6(2048), { write: pattern(2048), answerR2T: false });
    const r2t = await task.nextR2T();
    sendDataOut(initiator, task, { final: true, targetTransferTag: r2t.targetTransferTag + 77, data: pattern(512) });
    expect((await initiator.connection.receive('reject')).reason).toBe(protocolError);
    task.answer(r2t);
    expect(await task.completion).toMatchObject({ status: 2, sense: { key: 0x0b } });
    await expectNothingHappened(initiator);
  });

  it('for a task that is no more, or never was, disturbs nobody', async () => {
    const initiator = await lab.attachToBlank();
    sendDataOut(initiator, { tag: 0x7777 } as Task, { final: true, data: pattern(512) });
    await expectNothingHappened(initiator);
  });
});

describe('a command that fails while its data is on the way (RFC 7143 §11.4.2)', () => {
  it.each([
    ['asked for or not', { InitialR2T: 'Yes', ImmediateData: 'No', FirstBurstLength: '512' }],
    ['in the command and behind it', { InitialR2T: 'No', ImmediateData: 'Yes', FirstBurstLength: '65536' }],
    ['behind the command', { InitialR2T: 'No', ImmediateData: 'No', FirstBurstLength: '65536' }],
  ])('answers when the last of it has come: %s', async (_, offers) => {
    const initiator = await lab.attach({ targetName: shelf, lun: protectedLun, offers });
    const completion = await initiator.command(cdb.write6(100_000), { write: pattern(100_000), lun: protectedLun, segment: 1000 });
    expect(completion).toMatchObject({ status: 2, sense: { key: 7, code: 0x2700 } });
    expect((await initiator.command(cdb.testUnitReady(), { lun: protectedLun })).status).toBe(0);
    expect(initiator.connection.kept).toEqual([]);
  });

  it('does not answer before', async () => {
    const lun = protectedLun;
    const initiator = await lab.attach({ targetName: shelf, lun, offers: { InitialR2T: 'No', ImmediateData: 'No' } });
    const task = initiator.start(cdb.write6(2000), { write: pattern(2000), lun, unsolicited: false, announce: true });
    // Commands are carried out one after the other: once this one has been, the write has failed.
    expect((await initiator.command(cdb.testUnitReady(), { lun })).status).toBe(0);
    await initiator.ping();
    expect(task.ended).toBe(false);
    task.sendData(noTag, 0, 2000);
    expect(await task.completion).toMatchObject({ status: 2, sense: { key: 7, code: 0x2700 } });
  });
});
