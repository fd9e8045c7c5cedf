/**
 * Asynchronous Messages (RFC 7143 §11.9): every event as the operator has it sent, byte for byte, and those that the target sends on its own behalf.
 * Time here is the test's own.
 */
import { afterAll, afterEach, beforeAll, describe, expect, it } from 'vitest';
import type { ActionInput } from '../../src/control/actions.ts';
import { ManualClock } from '../../src/foundation/clock.ts';
import * as cdb from './cdb.ts';
import type { Initiator } from './initiator.ts';
import { acknowledgeAttentions, expectGood, LabUnderTest, shelf } from './lab-under-test.ts';
import { logIn, newIsid } from './login.ts';
import { pattern } from './pattern.ts';
import { hex, type Received } from './pdu-table.ts';
import { plus } from './sequence-number.ts';

type Notice = ActionInput<'session.notify'>['notice'];

const clock = new ManualClock(1_700_000_000_000);
let lab: LabUnderTest;
beforeAll(async () => {
  lab = await LabUnderTest.start({ clock });
});
afterEach(() => lab.hangUp());
afterAll(() => lab.stop());

const logoutRequest = 1;
const connectionDropped = 2;
const allConnectionsDropped = 3;
/** NOT READY, MEDIUM NOT PRESENT in fixed format. */
const sense = '70000200000000' + '0a' + '00000000' + '3a00' + '00000000';

const messageTo = ({ connection }: Initiator): Promise<Received<'async-message'>> => connection.receive('async-message');
const notify = (initiator: Initiator, notice: Notice) => lab.operator['session.notify']({ tsih: initiator.login.tsih, notice });
const ended = ({ login }: Initiator) => lab.happening('session.ended', ({ tsih }) => tsih === login.tsih);
const bytes32 = (value: number): string => value.toString(16).padStart(8, '0');

interface Row {
  readonly notice: Notice;
  /** Bytes 8 to 15. */
  readonly lun?: string;
  /** Bytes 36 to 43: the event, its vendor's code and three parameters. */
  readonly event: string;
  readonly data?: string;
}

const rows: readonly (readonly [string, Row])[] = [
  [
    '0, a SCSI event',
    { notice: { event: 'scsi-event', lun: 1, sense }, lun: '0001000000000000', event: '00 00 0000 0000 0000', data: `0012${sense}` },
  ],
  ['1, a request to log out', { notice: { event: 'logout-request', withinSeconds: 300 }, event: '01 00 0000 0000 012c' }],
  [
    '2, a connection that is dropped',
    {
      notice: { event: 'connection-dropped', connectionId: 0x1234, time2WaitSeconds: 2, time2RetainSeconds: 258 },
      event: '02 00 1234 0002 0102',
    },
  ],
  [
    '3, all connections that are dropped',
    { notice: { event: 'all-connections-dropped', time2WaitSeconds: 257, time2RetainSeconds: 3 }, event: '03 00 0000 0101 0003' },
  ],
  ['4, a request to negotiate', { notice: { event: 'negotiation-request', withinSeconds: 65_535 }, event: '04 00 0000 0000 ffff' }],
  [
    '5, the termination of all tasks',
    { notice: { event: 'task-termination', lun: 2 }, lun: '0002000000000000', event: '05 00 0000 0000 0000' },
  ],
];

describe.each(rows)('AsyncEvent %s (§11.9.1 to §11.9.4)', (_, row) => {
  /** The whole PDU, of which the numbers alone are the session's business. */
  function expectBytes(message: Received<'async-message'>): void {
    const data = row.data ?? '';
    const { statSn, expCmdSn, maxCmdSn } = message;
    const header = [
      `32800000 00${(data.length / 2).toString(16).padStart(6, '0')}`,
      row.lun ?? '0000000000000000',
      'ffffffff 00000000',
      bytes32(statSn) + bytes32(expCmdSn) + bytes32(maxCmdSn),
      row.event,
      '00000000',
    ];
    const whole = Buffer.from([...header, data.padEnd(Math.ceil(data.length / 8) * 8, '0')].join('').replaceAll(' ', ''), 'hex');
    expect(hex(message.bytes)).toBe(hex(whole));
  }

  it('has these bytes', async () => {
    const initiator = await lab.attach({ targetName: shelf });
    await notify(initiator, row.notice);
    expectBytes(await messageTo(initiator));
  });

  it('has them under digests as well', async () => {
    const offers = { HeaderDigest: 'CRC32C', DataDigest: 'CRC32C', MaxRecvDataSegmentLength: '512' };
    const initiator = await lab.attach({ targetName: shelf, offers });
    await notify(initiator, row.notice);
    expectBytes(await messageTo(initiator));
    await expectGood(initiator, [cdb.testUnitReady()]);
  });

  it('takes a StatSN, stands in its turn, and changes nothing by itself (§4.2.2.2)', async () => {
    const initiator = await lab.attach({ targetName: shelf });
    const other = await lab.attach({ targetName: shelf });
    const { statSn } = await initiator.ping();
    await notify(initiator, row.notice);
    await notify(initiator, row.notice);
    expect([(await messageTo(initiator)).statSn, (await messageTo(initiator)).statSn]).toEqual([plus(statSn, 1), plus(statSn, 2)]);
    expect((await initiator.ping()).statSn).toBe(plus(statSn, 3));
    clock.advance(100_000);
    expect(await acknowledgeAttentions(initiator)).toEqual([]);
    await expectGood(other, [cdb.testUnitReady()]);
    expect(other.connection.kept).toEqual([]);
  });
});

describe('an Asynchronous Message', () => {
  it('comes between the PDUs of commands that are under way', async () => {
    const initiator = await lab.attachToBlank({ offers: { InitialR2T: 'Yes', ImmediateData: 'No' } });
    const task = initiator.start(cdb.write6(4096), { write: pattern(4096), answerR2T: false });
    const r2t = await task.nextR2T();
    await notify(initiator, { event: 'task-termination', lun: 0 });
    await messageTo(initiator);
    task.answer(r2t);
    expect((await task.completion).status).toBe(0);
  });

  it('to nobody is an error of the operator’s', async () => {
    const initiator = await lab.attach();
    const tsih = initiator.login.tsih ^ 0x4000;
    await expect(lab.operator['session.notify']({ tsih, notice: { event: 'logout-request', withinSeconds: 1 } })).rejects.toThrow();
    await expectGood(initiator, [cdb.testUnitReady()]);
    expect(initiator.connection.kept).toEqual([]);
  });
});

describe('event 4 asks for a negotiation (§11.9.1)', () => {
  it('and one that is held keeps the session', async () => {
    const initiator = await lab.attach();
    await lab.operator['session.negotiate']({ tsih: initiator.login.tsih, withinSeconds: 5 });
    expect(await messageTo(initiator)).toMatchObject({ asyncEvent: 4, parameter3: 5 });
    expect(await initiator.text([['MaxRecvDataSegmentLength', '4096']])).toEqual([]);
    initiator.connection.conduct.limits = { ...initiator.limits, maxRecvDataSegmentLength: 4096 };
    clock.advance(20_000);
    expect((await initiator.ping(pattern(5000))).data.length).toBe(4096);
  });

  it('and one that is not held in time costs the connection', async () => {
    const initiator = await lab.attach();
    await lab.operator['session.negotiate']({ tsih: initiator.login.tsih, withinSeconds: 5 });
    await messageTo(initiator);
    await initiator.ping();
    clock.advance(5_000);
    await initiator.connection.closed();
  });
});

describe('a session that is asked to log out (§11.9.1, §11.14)', () => {
  const ask = (initiator: Initiator) => lab.operator['session.logout']({ tsih: initiator.login.tsih, withinSeconds: 10 });

  it('is told how long it has, and served until then', async () => {
    const initiator = await lab.attachToBlank();
    await ask(initiator);
    expect(await messageTo(initiator)).toMatchObject({ asyncEvent: logoutRequest, parameter1: 0, parameter2: 0, parameter3: 10 });
    clock.advance(9_999);
    await expectGood(initiator, [cdb.write6(100), { write: pattern(100) }], [cdb.writeFilemarks(1)]);
  });

  it('and does so in time is left in peace', async () => {
    const isid = newIsid();
    const initiator = await lab.attach({ isid });
    await ask(initiator);
    await messageTo(initiator);
    const end = ended(initiator);
    expect(await initiator.logOut()).toMatchObject({ response: 0 });
    expect(initiator.connection.kept).toEqual([]);
    await end;
    // The time that was set for the old session is no business of a new one.
    const again = await lab.attach({ isid });
    clock.advance(60_000);
    await expectGood(again, [cdb.testUnitReady()]);
    expect(again.connection.kept).toEqual([]);
  });

  it('and does not is told so and ended, and no other', async () => {
    const isid = newIsid();
    const initiator = await lab.attach({ isid, cid: 9, offers: { DefaultTime2Retain: '20' } });
    const other = await lab.attach();
    await ask(initiator);
    await messageTo(initiator);
    const end = ended(initiator);
    clock.advance(10_000);
    const farewell = await messageTo(initiator);
    expect([connectionDropped, allConnectionsDropped]).toContain(farewell.asyncEvent);
    expect(farewell).toMatchObject({ parameter1: farewell.asyncEvent === connectionDropped ? 9 : 0, parameter3: 0 });
    await initiator.connection.closed();
    await end;
    const connection = await lab.connect();
    const { tsih } = initiator.login;
    const continued = await logIn(connection, { isid, tsih, cid: 9, targetName: 'iqn.2026-11.local.conformance:tape' });
    expect(continued).toMatchObject({ statusClass: 2, statusDetail: 0x0a });
    await expectGood(other, [cdb.testUnitReady()]);
  });
});

describe('a session that the operator ends', () => {
  it.each([true, false])('(announced: %s) is gone, with its reservation and all that was under way', async (announce) => {
    const initiator = await lab.attachToBlank({ offers: { InitialR2T: 'Yes', ImmediateData: 'No', DefaultTime2Retain: '20' } });
    const other = await lab.attach();
    await expectGood(initiator, [cdb.reserve()]);
    const task = initiator.start(cdb.write6(4096), { write: pattern(4096), answerR2T: false });
    await task.nextR2T();
    const end = ended(initiator);
    await lab.operator['session.end']({ tsih: initiator.login.tsih, announce });
    if (announce) {
      const farewell = await messageTo(initiator);
      expect(farewell).toMatchObject({ asyncEvent: allConnectionsDropped, asyncVCode: 0, parameter1: 0, parameter3: 0 });
    }
    await initiator.connection.closed();
    await end;
    expect(initiator.connection.kept).toEqual([]);
    expect(task.ended).toBe(false);
    await expectGood(other, [cdb.rewind()]);
    expect((await other.command(cdb.read6(4096), { read: 4096 })).sense).toMatchObject({ key: 8 });
  });

  it('is no longer listed', async () => {
    const initiator = await lab.attach();
    const { tsih } = initiator.login;
    const listed = async () => (await lab.operator['session.list']({})).some((session) => session.tsih === tsih);
    expect(await listed()).toBe(true);
    await lab.operator['session.end']({ tsih });
    await initiator.connection.closed();
    expect(await listed()).toBe(false);
  });
});

describe('the end of the lab (§11.9.1)', () => {
  it('asks for a logout, leaves those in peace that follow, and says goodbye to those that stay', async () => {
    const time = new ManualClock(1_700_000_000_000);
    const ending = await LabUnderTest.start({ clock: time });
    const [obedient, stubborn] = [await ending.attach(), await ending.attachToBlank()];
    const finder = await ending.logIn({ discovery: true });
    const silent = await ending.connect();
    const stopped = ending.stop();
    for (const initiator of [obedient, stubborn]) expect(await messageTo(initiator)).toMatchObject({ asyncEvent: logoutRequest });
    // Discovery sessions are sent nothing but answers, and a connection that has not logged in nothing at all.
    await finder.connection.closed();
    await silent.closed();
    expect(finder.connection.kept).toEqual([]);
    expect(await obedient.logOut()).toMatchObject({ response: 0 });
    expect(obedient.connection.kept).toEqual([]);
    // A backup may still come to its end.
    await expectGood(stubborn, [cdb.write6(100), { write: pattern(100) }], [cdb.writeFilemarks(1)]);
    time.advance(60_000);
    expect(await messageTo(stubborn)).toMatchObject({ asyncEvent: allConnectionsDropped, parameter1: 0, parameter3: 0 });
    await stubborn.connection.closed();
    await stopped;
  });

  it('tells as much time as it gives', async () => {
    const time = new ManualClock(1_700_000_000_000);
    const ending = await LabUnderTest.start({ clock: time });
    const initiator = await ending.attach();
    const stopped = ending.stop();
    const { parameter3 } = await messageTo(initiator);
    time.advance(parameter3 * 1000 - 1);
    await initiator.ping();
    expect(initiator.connection.kept).toEqual([]);
    time.advance(1);
    expect(await messageTo(initiator)).toMatchObject({ asyncEvent: allConnectionsDropped });
    await initiator.connection.closed();
    await stopped;
  });
});

describe('a cold reset of the target (§11.5.1)', () => {
  it('is said to every session of it before its connection is closed', async () => {
    const initiator = await lab.attach({ targetName: shelf });
    const neighbour = await lab.attach({ targetName: shelf });
    initiator.connection.send({ kind: 'task-management-request', final: true, function: 7, ...initiator.numbers(true) });
    for (const each of [initiator, neighbour]) {
      expect(await messageTo(each)).toMatchObject({ asyncEvent: allConnectionsDropped });
      await each.connection.closed();
    }
  });
});
