/** Sessions beside and after one another (RFC 7143 §6.3.5, §7.14, §11.14): several at once, reinstated, cut off, logged out. */
import { afterAll, afterEach, beforeAll, describe, expect, it } from 'vitest';
import * as cdb from './cdb.ts';
import type { Initiator } from './initiator.ts';
import { acknowledgeAttentions, LabUnderTest, shelf, tape } from './lab-under-test.ts';
import { initiatorName, newIsid } from './login.ts';
import { pattern } from './pattern.ts';

let lab: LabUnderTest;
beforeAll(async () => {
  lab = await LabUnderTest.start();
});
afterEach(() => lab.hangUp());
afterAll(() => lab.stop());

const solicitedOnly = { InitialR2T: 'Yes', ImmediateData: 'No', MaxBurstLength: '65536', FirstBurstLength: '512' };
const reservationConflict = 0x18;

async function hangingWrite(initiator: Initiator): Promise<void> {
  const task = initiator.start(cdb.write6(100_000), { write: pattern(100_000), answerR2T: false });
  const r2t = await task.nextR2T();
  task.sendData(r2t.targetTransferTag, 0, 4096, false);
  await initiator.ping();
}

async function expectBlocks(initiator: Initiator, lengths: readonly number[]): Promise<void> {
  expect((await initiator.command(cdb.rewind())).status).toBe(0);
  for (const length of lengths) {
    const read = await initiator.command(cdb.read6(length), { read: length });
    expect(read).toMatchObject({ status: 0, residual: 0 });
  }
  expect((await initiator.command(cdb.read6(512), { read: 512 })).sense).toMatchObject({ key: 8, code: 0x0005 });
}

describe('several sessions at once', () => {
  it('work side by side, each with its own numbers', async () => {
    const sessions: Initiator[] = [];
    for (let index = 0; index < 8; index++) {
      sessions.push(
        await lab.attach({ initiatorName: `${initiatorName}${index % 3}`, targetName: index % 2 ? shelf : tape, cmdSn: index * 1000 }),
      );
    }
    const answers = sessions.flatMap((initiator) => Array.from({ length: 10 }, () => initiator.command(cdb.inquiry(), { read: 255 })));
    for (const answer of await Promise.all(answers)) expect(answer.status).toBe(0);
    for (const initiator of sessions) await initiator.logOut();
  });

  it('share one tape and one position', async () => {
    const [first, second] = [await lab.attachToBlank(), await lab.attach()];
    for (const initiator of [first, second, first, second])
      expect((await initiator.command(cdb.write6(700), { write: pattern(700) })).status).toBe(0);
    await expectBlocks(second, [700, 700, 700, 700]);
  });

  it('are different nexuses when ISID or initiator name differ, and each meets power on once (SAM-5 §5.14)', async () => {
    const isid = newIsid();
    const first = await lab.logIn({ isid });
    const second = await lab.logIn({ isid, initiatorName: `${initiatorName}:b` });
    const third = await lab.logIn({ isid: newIsid() });
    for (const initiator of [first, second, third]) expect((await acknowledgeAttentions(initiator))[0]).toBe(0x2900);
    for (const initiator of [first, second, third]) expect(await acknowledgeAttentions(initiator)).toEqual([]);
  });
});

describe('session reinstatement: the same initiator name and ISID, TSIH 0 (§6.3.5)', () => {
  it('ends the older session, with all that it had under way', async () => {
    const isid = newIsid();
    const older = await lab.attachToBlank({ isid, offers: solicitedOnly });
    await hangingWrite(older);
    const younger = await lab.logIn({ isid });
    await older.connection.closed();
    expect(younger.login.tsih).not.toBe(older.login.tsih);
    await acknowledgeAttentions(younger);
    await expectBlocks(younger, []);
  });

  it('gives a reservation back', async () => {
    const isid = newIsid();
    const older = await lab.attach({ isid });
    const other = await lab.attach();
    expect((await older.command(cdb.reserve())).status).toBe(0);
    expect((await other.command(cdb.rewind())).status).toBe(reservationConflict);
    await lab.logIn({ isid });
    expect((await other.command(cdb.rewind())).status).toBe(0);
  });

  it('may happen again and again', async () => {
    const isid = newIsid();
    let last = await lab.attach({ isid });
    for (let round = 0; round < 20; round++) {
      const next = await lab.logIn({ isid });
      await last.connection.closed();
      last = next;
    }
    await acknowledgeAttentions(last);
    expect((await last.command(cdb.testUnitReady())).status).toBe(0);
  });

  it.each<[string, object]>([
    ['another initiator', { initiatorName: `${initiatorName}:b` }],
    ['another target', { targetName: shelf }],
    ['a discovery session', { discovery: true }],
  ])('does not happen for %s with the same ISID', async (_, options) => {
    const isid = newIsid();
    const older = await lab.attach({ isid });
    await lab.logIn({ isid, ...options });
    expect((await older.command(cdb.testUnitReady())).status).toBe(0);
  });
});

describe('a connection that breaks (§7.14)', () => {
  it.each([
    ['reset', (initiator: Initiator) => initiator.connection.reset()],
    ['ended', (initiator: Initiator) => initiator.connection.end()],
  ])('%s in the middle of a write leaves no half a block, and the drive to others', async (_, cut) => {
    const victim = await lab.attachToBlank({ offers: solicitedOnly });
    const other = await lab.attach();
    expect((await victim.command(cdb.write6(900), { write: pattern(900) })).status).toBe(0);
    await hangingWrite(victim);
    const waiting = other.command(cdb.write6(300), { write: pattern(300) });
    cut(victim);
    await victim.connection.closed();
    expect((await waiting).status).toBe(0);
    await expectBlocks(other, [900, 300]);
  });

  it('in the middle of a PDU as well', async () => {
    const victim = await lab.attachToBlank();
    const other = await lab.attach();
    victim.connection.sendBytes(Uint8Array.of(0x01, 0xa0, 0, 0, 0, 0, 2, 0, ...new Uint8Array(100)));
    victim.connection.reset();
    await victim.connection.closed();
    await expectBlocks(other, []);
  });

  it('gives its reservation back', async () => {
    const holder = await lab.attach();
    const other = await lab.attach();
    expect((await holder.command(cdb.reserve())).status).toBe(0);
    holder.connection.end();
    await holder.connection.closed();
    expect((await other.command(cdb.rewind())).status).toBe(0);
  });

  it('of an initiator that no longer reads, while it is owed much, frees the drive', async () => {
    const deaf = await lab.attachToBlank({ offers: { MaxRecvDataSegmentLength: '262144', MaxBurstLength: '16777215' } });
    const other = await lab.attach();
    expect((await deaf.command(cdb.write6(8_000_000), { write: pattern(8_000_000) })).status).toBe(0);
    expect((await deaf.command(cdb.rewind())).status).toBe(0);
    deaf.connection.pause();
    deaf.start(cdb.read6(8_000_000), { read: 8_000_000 });
    const waiting = other.command(cdb.rewind());
    await other.ping();
    deaf.connection.reset();
    expect((await waiting).status).toBe(0);
  });
});

describe('logout (§11.14, §11.15)', () => {
  it.each([
    ['the session', 0],
    ['the connection', 1],
  ])('closes %s', async (_, reason) => {
    const initiator = await lab.attach();
    expect(await initiator.logOut(reason)).toMatchObject({ response: 0 });
  });

  it('closes a connection whose CID is not 0, and finds no other', async () => {
    const initiator = await lab.attach({ cid: 7 });
    expect(await initiator.logOut(1, { cid: 8 })).toMatchObject({ response: 1 });
    expect((await initiator.command(cdb.testUnitReady())).status).toBe(0);
    expect(await initiator.logOut(1)).toMatchObject({ response: 0 });
  });

  it('for recovery is not supported at error recovery level 0', async () => {
    const initiator = await lab.attach({ offers: { DefaultTime2Wait: '3', DefaultTime2Retain: '7' } });
    expect(await initiator.logOut(2)).toMatchObject({ response: 2, time2Wait: 3, time2Retain: 7 });
    expect((await initiator.command(cdb.testUnitReady())).status).toBe(0);
  });

  it.each([0, 1])('with reason %i ends what is under way, without a status and without a block (§11.14.1)', async (reason) => {
    const initiator = await lab.attachToBlank({ offers: solicitedOnly });
    const other = await lab.attach();
    const task = initiator.start(cdb.write6(4096), { write: pattern(4096), answerR2T: false });
    await task.nextR2T();
    expect(await initiator.logOut(reason)).toMatchObject({ response: 0 });
    expect(task.ended).toBe(false);
    expect(initiator.connection.kept).toEqual([]);
    expect((await other.command(cdb.testUnitReady())).status).toBe(0);
    await expectBlocks(other, []);
  });

  it.each([3, 4, 0x7f])('with reason %i, which is reserved, is rejected, and the session goes on', async (reason) => {
    const initiator = await lab.attach();
    initiator.connection.send({ kind: 'logout-request', final: true, reason, ...initiator.numbers(true) });
    expect([0x04, 0x09]).toContain((await initiator.connection.receive('reject')).reason);
    expect((await initiator.command(cdb.testUnitReady())).status).toBe(0);
  });

  it('waits its turn when it is not immediate', async () => {
    const initiator = await lab.attachToBlank();
    const write = initiator.start(cdb.write6(100), { write: pattern(100) });
    const { cmdSn } = initiator.numbers();
    expect(await initiator.logOut(0, { cmdSn, immediate: false })).toMatchObject({ response: 0 });
    await Promise.allSettled([write.completion]);
  });

  it('leaves the tape and its position to the next session', async () => {
    const first = await lab.attachToBlank();
    expect((await first.command(cdb.write6(100), { write: pattern(100) })).status).toBe(0);
    await first.logOut();
    const second = await lab.attach();
    expect((await second.command(cdb.write6(200), { write: pattern(200) })).status).toBe(0);
    await expectBlocks(second, [100, 200]);
  });

  it('gives a reservation back (SPC-2 §5.5.1)', async () => {
    const holder = await lab.attach();
    const other = await lab.attach();
    expect((await holder.command(cdb.reserve())).status).toBe(0);
    await holder.logOut();
    expect((await other.command(cdb.rewind())).status).toBe(0);
  });
});

describe('the end of the lab (§11.9.1)', () => {
  it('asks every host to log out, and waits for it', async () => {
    const ending = await LabUnderTest.start();
    const initiator = await ending.attach();
    const finder = await ending.logIn({ discovery: true });
    const stopped = ending.stop();
    expect(await initiator.connection.receive('async-message')).toMatchObject({ asyncEvent: 1 });
    expect(await initiator.logOut()).toMatchObject({ response: 0 });
    await finder.connection.closed();
    await stopped;
  });
});
