/**
 * What a session survives (RFC 7143 §6.3.4 to §6.3.6, §7.6, §13.15, §13.16): a connection may take the place of another, or that of one that broke
 * no longer ago than Time2Wait and Time2Retain allow; a login without a TSIH takes the place of the whole session. Time here is the test's own.
 */
import { afterAll, afterEach, beforeAll, describe, expect, it } from 'vitest';
import { ManualClock } from '../../src/foundation/clock.ts';
import * as cdb from './cdb.ts';
import type { Initiator } from './initiator.ts';
import { acknowledgeAttentions, expectGood, LabUnderTest, shelf, tape } from './lab-under-test.ts';
import { initiatorName, type LoginOptions, logIn, newIsid } from './login.ts';
import { pattern } from './pattern.ts';
import { plus } from './sequence-number.ts';
import type { Task } from './task.ts';
import { pairValue } from './text-pairs.ts';

const clock = new ManualClock(1_700_000_000_000);
let lab: LabUnderTest;
beforeAll(async () => {
  lab = await LabUnderTest.start({ clock });
});
afterEach(() => lab.hangUp());
afterAll(() => lab.stop());

const reservationConflict = 0x18;
const nexusLoss = 0x2907;
const clearedByProtocolEvent = 0x477f;
const tooManyConnections = { statusClass: 2, statusDetail: 0x06 };
const sessionDoesNotExist = { statusClass: 2, statusDetail: 0x0a };

/** Time2Wait is the greater of the two sides' values, Time2Retain the smaller. */
const retained = { DefaultTime2Wait: '2', DefaultTime2Retain: '3', InitialR2T: 'Yes', ImmediateData: 'No' };
const retentionMs = 5000;

const sessionOf = ({ login: { tsih, cid }, cmdSn, limits }: Initiator) => ({ tsih, cid, cmdSn, agreed: limits });
const ended = ({ login }: Initiator) => lab.happening('session.ended', ({ tsih }) => tsih === login.tsih);

/** The connection breaks, and the target has seen it. */
async function breakOff(initiator: Initiator): Promise<void> {
  const port = initiator.connection.localPort;
  initiator.connection.reset();
  await initiator.connection.closed();
  await lab.happening('connection.closed', ({ remote }) => (remote as { port: number }).port === port);
}

async function failedLogin(options: LoginOptions): Promise<{ statusClass: number; statusDetail: number }> {
  const connection = await lab.connect();
  const { statusClass, statusDetail } = await logIn(connection, { targetName: tape, ...options });
  await connection.closed();
  return { statusClass, statusDetail };
}

async function hangingWrite(initiator: Initiator): Promise<Task> {
  const task = initiator.start(cdb.write6(8192), { write: pattern(8192), answerR2T: false });
  const r2t = await task.nextR2T();
  task.sendData(r2t.targetTransferTag, 0, 4096, false);
  await initiator.ping();
  return task;
}

async function expectEmptyTape(initiator: Initiator): Promise<void> {
  await expectGood(initiator, [cdb.rewind()]);
  expect((await initiator.command(cdb.read6(8192), { read: 8192 })).sense).toMatchObject({ key: 8, code: 0x0005 });
}

async function expectConflict(initiator: Initiator): Promise<void> {
  expect((await initiator.command(cdb.rewind())).status).toBe(reservationConflict);
}

describe('connection reinstatement: the ISID, TSIH and CID of a connection that is there (§6.3.4)', () => {
  it('puts the new connection in the place of the old, and the session goes on', async () => {
    const isid = newIsid();
    const older = await lab.attach({ isid, cid: 3, cmdSn: 4000 });
    const other = await lab.attach();
    await expectGood(older, [cdb.reserve()]);
    const younger = await lab.logIn({ isid, ...sessionOf(older) });
    await older.connection.closed();
    expect(younger.login.tsih).toBe(older.login.tsih);
    // The numbers of commands are the session's.
    expect(younger.connection.conduct.window!.expCmdSn).toBe(older.cmdSn);
    expect(await acknowledgeAttentions(younger)).toEqual([]);
    await expectConflict(other);
    await expectGood(younger, [cdb.release()]);
    expect(older.connection.kept).toEqual([]);
  });

  it('ends what the old connection had under way, without a block and without a status, and says so once (§7.6)', async () => {
    const isid = newIsid();
    const older = await lab.attachToBlank({ isid, offers: retained });
    const other = await lab.attach();
    const tasks = [await hangingWrite(older), older.start(cdb.writeFilemarks(1))];
    await older.ping();
    const younger = await lab.logIn({ isid, ...sessionOf(older) });
    await older.connection.closed();
    expect(await acknowledgeAttentions(younger)).toEqual([clearedByProtocolEvent]);
    expect(await acknowledgeAttentions(younger)).toEqual([]);
    expect(await acknowledgeAttentions(other)).toEqual([]);
    for (const task of tasks) expect(task.ended).toBe(false);
    await expectEmptyTape(younger);
  });

  it('forgets the commands that waited for one that was missing: their numbers are free', async () => {
    const isid = newIsid();
    const older = await lab.attachToBlank({ isid });
    const missing = older.cmdSn;
    older.start(cdb.writeFilemarks(1), { cmdSn: plus(missing, 1) });
    expect((await older.ping()).expCmdSn).toBe(missing);
    const younger = await lab.logIn({ isid, ...sessionOf(older), cmdSn: missing });
    await expectGood(younger, [cdb.testUnitReady()], [cdb.testUnitReady()]);
    expect(younger.connection.conduct.window!.expCmdSn).toBe(plus(missing, 2));
    await expectEmptyTape(younger);
  });

  it('gives tags and Target Transfer Tags of the old connection to nobody: its stragglers have no way in', async () => {
    const isid = newIsid();
    const older = await lab.attachToBlank({ isid, offers: retained });
    const task = await hangingWrite(older);
    const younger = await lab.logIn({ isid, ...sessionOf(older) });
    await acknowledgeAttentions(younger);
    younger.connection.send({
      kind: 'data-out',
      final: true,
      initiatorTaskTag: task.tag,
      targetTransferTag: 0xffff_ffff,
      bufferOffset: 4096,
      data: pattern(4096),
    });
    await younger.ping();
    expect(younger.connection.kept).toEqual([]);
    await expectEmptyTape(younger);
  });

  it('negotiates the new connection by itself: digests, and the length of its segments (§13)', async () => {
    const isid = newIsid();
    const older = await lab.attachToBlank({ isid });
    const offers = { HeaderDigest: 'CRC32C', DataDigest: 'CRC32C', MaxRecvDataSegmentLength: '512' };
    const younger = await lab.logIn({ isid, ...sessionOf(older), offers });
    expect(younger.connection.digests).toEqual({ header: true, data: true });
    await expectGood(younger, [cdb.write6(4000), { write: pattern(4000) }], [cdb.rewind()]);
    const read = await younger.command(cdb.read6(4000), { read: 4000 });
    expect(Buffer.compare(read.data, pattern(4000))).toBe(0);
    expect(read.dataIns.length).toBe(8);
  });

  it('and not what is the session’s: its bursts are as long as before (§13.13)', async () => {
    const isid = newIsid();
    const older = await lab.attachToBlank({ isid, offers: { ...retained, MaxBurstLength: '2048', FirstBurstLength: '1024' } });
    const younger = await lab.logIn({ isid, ...sessionOf(older), offers: { MaxBurstLength: '65536', InitialR2T: 'No' } });
    for (const key of ['MaxBurstLength', 'InitialR2T']) expect(['Reject', 'Irrelevant']).toContain(pairValue(younger.login.pairs, key));
    const written = await younger.command(cdb.write6(6000), { write: pattern(6000) });
    expect(written.r2ts.map(({ desiredDataTransferLength }) => desiredDataTransferLength)).toEqual([2048, 2048, 1904]);
  });

  it('may happen again and again', async () => {
    const isid = newIsid();
    let last = await lab.attach({ isid });
    for (let round = 0; round < 20; round++) {
      const next = await lab.logIn({ isid, ...sessionOf(last) });
      await last.connection.closed();
      await expectGood(next, [cdb.testUnitReady()]);
      last = next;
    }
  });
});

describe('a login to a session that is refused (§6.3.1, §11.13.5)', () => {
  it('by another connection: there can be but one', async () => {
    const isid = newIsid();
    const only = await lab.attach({ isid, cid: 1 });
    expect(await failedLogin({ isid, ...sessionOf(only), cid: 2 })).toEqual(tooManyConnections);
    await expectGood(only, [cdb.testUnitReady()]);
  });

  it.each<[string, (older: Initiator) => LoginOptions]>([
    ['with a TSIH that is nobody’s', (older) => ({ tsih: older.login.tsih ^ 0x5555 })],
    ['with the ISID of another', () => ({ isid: newIsid() })],
    ['under another initiator name', () => ({ initiatorName: `${initiatorName}:b` })],
    ['at another target', () => ({ targetName: shelf })],
  ])('%s: there is no such session', async (_, fields) => {
    const isid = newIsid();
    const older = await lab.attach({ isid });
    expect(await failedLogin({ isid, ...sessionOf(older), ...fields(older) })).toEqual(sessionDoesNotExist);
    await expectGood(older, [cdb.testUnitReady()]);
  });

  it('after its logout', async () => {
    const isid = newIsid();
    const older = await lab.attach({ isid, offers: retained });
    await older.logOut();
    expect(await failedLogin({ isid, ...sessionOf(older) })).toEqual(sessionDoesNotExist);
  });

  it('after its reinstatement', async () => {
    const isid = newIsid();
    const older = await lab.attach({ isid });
    const younger = await lab.attach({ isid });
    expect(await failedLogin({ isid, ...sessionOf(older) })).toEqual(sessionDoesNotExist);
    await expectGood(younger, [cdb.testUnitReady()]);
  });
});

describe('a session whose connection broke (§6.3.6, §13.16)', () => {
  it('waits to be continued for Time2Wait and Time2Retain, with its reservation and without a unit attention', async () => {
    const isid = newIsid();
    const older = await lab.attach({ isid, offers: retained, cmdSn: 900 });
    const other = await lab.attach();
    await expectGood(older, [cdb.reserve()]);
    await breakOff(older);
    clock.advance(retentionMs - 1);
    await expectConflict(other);
    const younger = await lab.logIn({ isid, ...sessionOf(older) });
    expect(younger.login.tsih).toBe(older.login.tsih);
    expect(younger.connection.conduct.window!.expCmdSn).toBe(older.cmdSn);
    expect(await acknowledgeAttentions(younger)).toEqual([]);
    // It is as alive as ever: the time that ran is forgotten.
    clock.advance(10 * retentionMs);
    await expectConflict(other);
    await expectGood(younger, [cdb.release()]);
  });

  it('has lost what it had under way, and is told so once (§7.6)', async () => {
    const isid = newIsid();
    const older = await lab.attachToBlank({ isid, offers: retained });
    const other = await lab.attach();
    await hangingWrite(older);
    const waiting = other.command(cdb.testUnitReady());
    await breakOff(older);
    expect((await waiting).status).toBe(0);
    const younger = await lab.logIn({ isid, ...sessionOf(older) });
    expect(await acknowledgeAttentions(younger)).toEqual([clearedByProtocolEvent]);
    await expectEmptyTape(younger);
  });

  it('ends when nobody comes, and its reservation with it: the nexus is lost (§6.3.5.1)', async () => {
    const isid = newIsid();
    const older = await lab.attach({ isid, offers: retained });
    const other = await lab.attach();
    await expectGood(older, [cdb.reserve()]);
    await breakOff(older);
    const end = ended(older);
    clock.advance(retentionMs);
    await end;
    await expectGood(other, [cdb.rewind()]);
    expect(await failedLogin({ isid, ...sessionOf(older) })).toEqual(sessionDoesNotExist);
    expect(await acknowledgeAttentions(await lab.logIn({ isid }))).toEqual([nexusLoss]);
  });

  it('may break and be continued again and again', async () => {
    const isid = newIsid();
    let last = await lab.attach({ isid, offers: retained });
    for (let round = 0; round < 10; round++) {
      await breakOff(last);
      clock.advance(retentionMs - 1);
      last = await lab.logIn({ isid, ...sessionOf(last) });
      await expectGood(last, [cdb.testUnitReady()]);
    }
  });

  it('has its time counted from each break', async () => {
    const isid = newIsid();
    const first = await lab.attach({ isid, offers: retained });
    await breakOff(first);
    clock.advance(retentionMs - 1);
    const second = await lab.logIn({ isid, ...sessionOf(first) });
    await expectGood(second, [cdb.testUnitReady()]);
    await breakOff(second);
    clock.advance(retentionMs - 1);
    const third = await lab.logIn({ isid, ...sessionOf(second) });
    expect(third.login.tsih).toBe(first.login.tsih);
  });

  it('gives way to a new one of its initiator port at once (§6.3.5)', async () => {
    const isid = newIsid();
    const older = await lab.attach({ isid, offers: retained });
    const other = await lab.attach();
    await expectGood(older, [cdb.reserve()]);
    await breakOff(older);
    const younger = await lab.logIn({ isid });
    expect(younger.login.tsih).not.toBe(older.login.tsih);
    await ended(older);
    expect(await acknowledgeAttentions(younger)).toEqual([nexusLoss]);
    await expectGood(other, [cdb.rewind()]);
  });

  it('is kept as well when it was the target that gave the connection up: a header digest was wrong (§7.8)', async () => {
    const isid = newIsid();
    const offers = { ...retained, HeaderDigest: 'CRC32C' };
    const older = await lab.attach({ isid, offers });
    older.connection.sendSpoilt({ kind: 'nop-out', final: true, targetTransferTag: 0xffff_ffff, ...older.numbers(true) }, 'header');
    await older.connection.closed();
    const younger = await lab.logIn({ isid, ...sessionOf(older), offers: { HeaderDigest: 'CRC32C' } });
    expect(younger.login.tsih).toBe(older.login.tsih);
    expect(await acknowledgeAttentions(younger)).toEqual([]);
  });

  it('ends at once when Time2Retain is 0', async () => {
    const isid = newIsid();
    const older = await lab.attach({ isid, offers: { ...retained, DefaultTime2Retain: '0' } });
    const end = ended(older);
    await breakOff(older);
    await end;
    expect(await failedLogin({ isid, ...sessionOf(older) })).toEqual(sessionDoesNotExist);
  });

  it('was a discovery session: there is nothing to keep', async () => {
    const finder = await lab.logIn({ discovery: true, offers: retained });
    const end = ended(finder);
    await breakOff(finder);
    await end;
  });
});

describe('session reinstatement: TSIH 0 (§6.3.5, §6.3.5.1)', () => {
  it('is an I_T nexus loss: 29/07 once, before anything of the new session is carried out, and to nobody else', async () => {
    const isid = newIsid();
    const older = await lab.attachToBlank({ isid, offers: retained });
    const other = await lab.attach();
    await expectGood(older, [cdb.reserve()]);
    const task = await hangingWrite(older);
    const younger = await lab.logIn({ isid });
    const first = await younger.command(cdb.writeFilemarks(1));
    expect(first).toMatchObject({ status: 2, sense: { key: 6, code: nexusLoss } });
    expect(await acknowledgeAttentions(younger)).toEqual([]);
    await older.connection.closed();
    expect(task.ended).toBe(false);
    expect(await acknowledgeAttentions(other)).toEqual([]);
    // The reservation is gone, and the tape is as the older one's half a block has left it.
    await expectEmptyTape(other);
  });

  it('is told of on every logical unit, once on each', async () => {
    const isid = newIsid();
    const older = await lab.logIn({ isid, targetName: shelf });
    for (const lun of [0, 1, 2]) await acknowledgeAttentions(older, lun);
    const younger = await lab.logIn({ isid, targetName: shelf });
    for (const lun of [0, 1, 2]) expect(await acknowledgeAttentions(younger, lun)).toEqual([nexusLoss]);
    for (const lun of [0, 1, 2]) expect(await acknowledgeAttentions(younger, lun)).toEqual([]);
  });

  it('of a discovery session leaves the newer one', async () => {
    const isid = newIsid();
    await lab.logIn({ isid, discovery: true });
    const younger = await lab.logIn({ isid, discovery: true });
    expect((await younger.text([['SendTargets', 'All']])).filter(([key]) => key === 'TargetName').length).toBe(2);
  });

  it('beside a session of another ISID leaves that alone (the ISID rule, §4.4.3)', async () => {
    const [mine, yours] = [newIsid(), newIsid()];
    const neighbour = await lab.attach({ isid: yours });
    await lab.logIn({ isid: mine });
    await lab.logIn({ isid: mine });
    expect(await acknowledgeAttentions(neighbour)).toEqual([]);
  });
});
