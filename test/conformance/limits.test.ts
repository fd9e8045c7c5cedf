/**
 * What an initiator may take of the target, however it behaves: connections, sessions, time, and the lengths of what it says. Each limit is set so
 * low that it is met at once. Time here is the test's own.
 */
import { afterAll, afterEach, beforeAll, describe, expect, it } from 'vitest';
import { ManualClock } from '../../src/foundation/clock.ts';
import * as cdb from './cdb.ts';
import type { Connection } from './connection.ts';
import { noTag } from './demand.ts';
import { Initiator } from './initiator.ts';
import { expectGood, LabUnderTest, shelf, tape } from './lab-under-test.ts';
import { exchange, identification, logIn, newIsid, stage } from './login.ts';
import { pattern } from './pattern.ts';
import { encode, type Received } from './pdu-table.ts';
import { distance } from './sequence-number.ts';
import type { Task } from './task.ts';
import { encodeText, pairValue } from './text-pairs.ts';

const clock = new ManualClock(1_700_000_000_000);
/** Of all sessions that are open, for they are to have the time that the test takes. */
const patient = 'keepAlive: { interval: 24h, timeout: 1h }\n';
const outOfResources = { statusClass: 3, statusDetail: 2 };

let lab: LabUnderTest;
afterEach(() => lab.hangUp());
afterAll(() => lab.stop());
const withLimits = (limits: string): void =>
  beforeAll(async () => {
    await lab?.stop();
    lab = await LabUnderTest.start({ clock, settings: `limits: { ${limits} }\n${patient}` });
  });

const gone = ({ localPort }: Connection) =>
  lab.happening('connection.closed', ({ remote }) => (remote as { port: number }).port === localPort);

describe('connections', () => {
  withLimits('connections: 4, connectionsPerAddress: 3');

  /** It is closed before anything was said on it. */
  async function expectRefused(from: string): Promise<void> {
    const connection = await lab.connect({ ...lab.address, from });
    await connection.closed();
    expect(connection.kept).toEqual([]);
  }

  it('are so many from one address, so many from all, and one more for each that leaves', async () => {
    const first = [];
    for (let count = 0; count < 3; count++) first.push(await lab.logIn());
    await expectRefused('127.0.0.1');
    const second = await lab.logIn({ at: { ...lab.address, from: '127.0.0.2' } });
    for (const from of ['127.0.0.1', '127.0.0.2', '127.0.0.3']) await expectRefused(from);
    const left = gone(second.connection);
    second.connection.end();
    await second.connection.closed();
    await left;
    await expectRefused('127.0.0.1');
    await lab.logIn({ at: { ...lab.address, from: '127.0.0.3' } });
    for (const initiator of first) await initiator.ping();
  });

  it('that are refused by the hundred do no harm to those that are there', async () => {
    const initiator = await lab.attach();
    for (let count = 0; count < 2; count++) await lab.connect();
    for (let round = 0; round < 100; round++) await expectRefused('127.0.0.1');
    await expectGood(initiator, [cdb.testUnitReady()]);
  });
});

describe('sessions of a target (RFC 7143 §11.13.5)', () => {
  withLimits('sessionsPerTarget: 2');

  async function expectNoRoom(options: Parameters<typeof logIn>[1]): Promise<void> {
    const connection = await lab.connect();
    expect(await logIn(connection, options)).toMatchObject(outOfResources);
    await connection.closed();
  }

  it('are so many at each, and others have room', async () => {
    const isid = newIsid();
    const [first, second] = [await lab.attach({ isid }), await lab.attach()];
    await expectNoRoom({ targetName: tape });
    await lab.logIn({ targetName: shelf });
    for (const initiator of [first, second]) await expectGood(initiator, [cdb.testUnitReady()]);
    // Who takes the place of his own session needs no other.
    const again = await lab.attach({ isid });
    await first.connection.closed();
    await expectNoRoom({ targetName: tape });
    await second.logOut();
    await lab.attach();
    await expectGood(again, [cdb.testUnitReady()]);
  });

  it('of discovery as well', async () => {
    for (let count = 0; count < 2; count++) await lab.logIn({ discovery: true });
    await expectNoRoom({ discovery: true });
    await lab.logIn();
  });
});

describe('the time of a login', () => {
  withLimits('loginTime: 15s, pduTime: 1h');

  const firstStep = { transit: true, currentStage: stage.security, nextStage: stage.operational, isid: newIsid() };

  it('is over for a connection that says nothing', async () => {
    const connection = await lab.connect();
    const other = await lab.logIn();
    const left = gone(connection);
    clock.advance(14_999);
    await other.ping();
    clock.advance(1);
    await connection.closed();
    await left;
    expect(connection.kept).toEqual([]);
  });

  it('is over for one that does not come to its end, however often it says something', async () => {
    const connection = await lab.connect();
    await exchange(connection, { ...firstStep, transit: false, nextStage: 0, pairs: identification({ targetName: tape }) });
    for (let round = 0; round < 14; round++) {
      clock.advance(1_000);
      await exchange(connection, { ...firstStep, transit: false, nextStage: 0 });
    }
    clock.advance(1_000);
    await connection.closed();
  });

  it('is that of the login alone: a session has all the time it wants', async () => {
    const connection = await lab.connect();
    const isid = newIsid();
    clock.advance(14_999);
    const initiator = new Initiator(connection, await logIn(connection, { isid, targetName: tape }), 1);
    expect(initiator.login).toMatchObject({ statusClass: 0 });
    clock.advance(3_600_000);
    await initiator.ping();
  });
});

describe('the time of a PDU', () => {
  withLimits('pduTime: 10s, loginTime: 10min');

  const ping = encode({
    kind: 'nop-out',
    final: true,
    immediate: true,
    initiatorTaskTag: 7,
    targetTransferTag: noTag,
    cmdSn: 1,
    data: pattern(4000),
  });

  /** Sends bytes one by one and lets a second pass with each, until the target has had enough; gives how many it took. */
  async function trickle(connection: Connection, bytes: Uint8Array): Promise<number> {
    const witness = await lab.logIn();
    let open = true;
    void connection.closed().finally(() => {
      open = false;
    });
    let sent = 0;
    for (; open && sent < bytes.length; sent++) {
      connection.sendBytes(bytes.subarray(sent, sent + 1));
      await witness.ping();
      clock.advance(1_000);
      await witness.ping();
    }
    return sent;
  }

  it.each(['in full feature phase', 'in a login'])('is over though its bytes keep coming, %s', async (phase) => {
    const connection = await lab.connect();
    if (phase !== 'in a login') await logIn(connection, { targetName: tape });
    const left = gone(connection);
    // Not before the time is over, and not much later.
    const sent = await trickle(connection, ping);
    expect(sent).toBeGreaterThanOrEqual(10);
    expect(sent).toBeLessThan(30);
    await left;
    expect(connection.kept).toEqual([]);
  });

  it('is each PDU’s own: many of them may be slow', async () => {
    const initiator = await lab.logIn();
    const { connection } = initiator;
    for (let round = 0; round < 10; round++) {
      const request = { kind: 'nop-out', final: true, targetTransferTag: noTag, data: pattern(12), ...initiator.numbers(true) } as const;
      connection.conduct.sent(request);
      const bytes = encode(request);
      connection.sendBytes(bytes.subarray(0, 30));
      await (await lab.logIn()).ping();
      clock.advance(7_000);
      connection.sendBytes(bytes.subarray(30));
      expect((await connection.receive('nop-in')).data.length).toBe(12);
    }
  });

  it('does not run between PDUs', async () => {
    const initiator = await lab.attach();
    clock.advance(3_600_000);
    await expectGood(initiator, [cdb.testUnitReady()]);
  });
});

describe('the lengths of text (RFC 7143 §6.1)', () => {
  withLimits('textBytes: 16KiB, textKeys: 40, textValueBytes: 4KiB');

  const keys = (count: number) => Array.from({ length: count }, (_, index) => [`X-com.example.key${index}`, '1'] as const);
  const long = (length: number) => [['X-com.example.key', 'v'.repeat(length)]] as const;

  async function expectLoginFails(...texts: readonly Uint8Array[]): Promise<void> {
    const connection = await lab.connect();
    let response: Received<'login-response'> | undefined;
    const isid = newIsid();
    for (const [index, data] of texts.entries()) {
      const last = index === texts.length - 1;
      response = await exchange(connection, { isid, transit: last, continues: !last, nextStage: last ? stage.fullFeature : 0, data });
      if (response.statusClass !== 0) break;
    }
    expect([2, 3]).toContain(response?.statusClass);
    await connection.closed();
  }

  async function expectTextFails(initiator: Initiator, ...texts: readonly Uint8Array[]): Promise<void> {
    const { connection } = initiator;
    const { initiatorTaskTag } = initiator.numbers(true);
    let targetTransferTag = noTag;
    for (const [index, data] of texts.entries()) {
      const last = index === texts.length - 1;
      const numbers = { ...initiator.numbers(), initiatorTaskTag, targetTransferTag };
      connection.send({ kind: 'text-request', final: last, continues: !last, data, ...numbers });
      const answer = await connection.receiveAny(({ kind }) => kind === 'text-response' || kind === 'reject');
      if (answer.kind === 'reject') return expectGood(initiator, [cdb.testUnitReady()]);
      expect(last, 'the last of it is answered').toBe(false);
      if (answer.kind === 'text-response') ({ targetTransferTag } = answer);
    }
  }

  const identified = encodeText(identification({ targetName: tape }));

  it('are kept to by usual logins, and by text of the utmost', async () => {
    const initiator = await lab.attach();
    expect((await initiator.text(keys(40))).length).toBe(40);
    expect(pairValue(await initiator.text(long(4096)), 'X-com.example.key')).toBe('NotUnderstood');
  });

  it('bound the number of keys', async () => {
    await expectLoginFails(Buffer.concat([identified, encodeText(keys(41))]));
    await expectTextFails(await lab.attach(), encodeText(keys(41)));
  });

  it('bound the value of a key', async () => {
    await expectLoginFails(Buffer.concat([identified, encodeText(long(4097))]));
    await expectTextFails(await lab.attach(), encodeText(long(4097)));
  });

  it('bound all of it, over as many PDUs as it takes (§6.2, the C bit)', async () => {
    const pieces = Array.from({ length: 1000 }, () => Buffer.alloc(4096, 'v'));
    await expectLoginFails(identified, ...pieces);
    await expectTextFails(await lab.attach(), Buffer.from('X-com.example.key='), ...pieces);
  });

  it('bound keys that never end, one to a PDU', async () => {
    const pieces = keys(10_000).map((pair) => encodeText([pair]));
    await expectLoginFails(identified, ...pieces);
    await expectTextFails(await lab.attach(), ...pieces);
  });

  it('bound the length of a key’s name: 63 bytes (§6.1)', async () => {
    const initiator = await lab.attach();
    const name = `X-${'k'.repeat(61)}`;
    expect(await initiator.text([[name, '1']])).toEqual([[name, 'NotUnderstood']]);
    await expectTextFails(initiator, encodeText([[`${name}k`, '1']]));
  });
});

describe('data segments (RFC 7143 §13.12)', () => {
  withLimits('dataSegment: 16KiB');

  it('are as long as the target declares, and no longer', async () => {
    const initiator = await lab.attach();
    expect(initiator.limits.targetMaxRecvDataSegmentLength).toBe(16_384);
    expect((await initiator.ping(pattern(16_384))).data.length).toBe(16_384);
    const request = { kind: 'nop-out', final: true, targetTransferTag: noTag, ...initiator.numbers(true), data: pattern(16_388) } as const;
    initiator.connection.tolerant = true;
    initiator.connection.send(request);
    await initiator.connection.closed();
  });

  it('are 8192 bytes long at most before anything was declared', async () => {
    const connection = await lab.connect();
    connection.sendBytes(
      encode({ kind: 'login-request', immediate: true, transit: true, currentStage: 1, nextStage: 3, data: pattern(8196) }),
    );
    connection.tolerant = true;
    await connection.closed();
  });
});

describe('the command window (RFC 7143 §4.2.2.1)', () => {
  withLimits('commandWindow: 4');

  it('is as wide as was configured, and what lies outside is not held', async () => {
    const initiator = await lab.attachToBlank({ offers: { InitialR2T: 'Yes', ImmediateData: 'No' } });
    const { expCmdSn, maxCmdSn } = await initiator.ping();
    expect(distance(expCmdSn, maxCmdSn) + 1).toBe(4);
    const blocker = initiator.start(cdb.write6(64), { write: pattern(64), answerR2T: false });
    const r2t = await blocker.nextR2T();
    const behind: Task[] = [];
    for (let count = 0; count < 3; count++) behind.push(initiator.start(cdb.testUnitReady()));
    const full = await initiator.ping();
    expect(distance(full.expCmdSn, full.maxCmdSn)).toBe(-1);
    const { cmdSn } = initiator;
    const outside = Array.from({ length: 100 }, () => initiator.start(cdb.writeFilemarks(1)));
    await initiator.ping();
    blocker.answer(r2t);
    for (const task of [blocker, ...behind]) expect((await task.completion).status).toBe(0);
    initiator.cmdSn = cmdSn;
    await expectGood(initiator, [cdb.testUnitReady()]);
    for (const task of outside) expect(task.ended).toBe(false);
    expect(initiator.connection.kept).toEqual([]);
  });
});
