/**
 * The target's own pings (RFC 7143 §11.18, §11.19): who is silent is asked whether he is there, and given up when he does not answer. Time here is
 * the test's own.
 */
import { afterAll, afterEach, beforeAll, describe, expect, it } from 'vitest';
import { ManualClock } from '../../src/foundation/clock.ts';
import * as cdb from './cdb.ts';
import { noTag } from './demand.ts';
import type { Initiator } from './initiator.ts';
import { acknowledgeAttentions, expectGood, LabUnderTest } from './lab-under-test.ts';
import { newIsid } from './login.ts';
import { pattern } from './pattern.ts';
import type { Received } from './pdu-table.ts';

const intervalMs = 10_000;
const timeoutMs = 5_000;
const clock = new ManualClock(1_700_000_000_000);
let lab: LabUnderTest;
beforeAll(async () => {
  lab = await LabUnderTest.start({ clock, settings: 'keepAlive: { interval: 10s, timeout: 5s }\n' });
});
afterEach(() => lab.hangUp());
afterAll(() => lab.stop());

const ended = ({ login }: Initiator) => lab.happening('session.ended', ({ tsih }) => tsih === login.tsih);
const isPing = ({ initiatorTaskTag }: Received<'nop-in'>): boolean => initiatorTaskTag === noTag;

/** A session that has just logged in, and whose pings are the test's to answer. */
async function silent(options: Parameters<LabUnderTest['logIn']>[0] = {}): Promise<Initiator> {
  const initiator = await lab.logIn(options);
  initiator.answersPings = false;
  return initiator;
}

/** The ping that comes within two intervals: what was said in the first may count for all of it. */
async function nextPing(initiator: Initiator): Promise<Received<'nop-in'>> {
  const witness = await lab.logIn();
  for (let intervals = 0; intervals < 2 && initiator.connection.kept.length === 0; intervals++) {
    clock.advance(intervalMs);
    for (let turns = 0; turns < 3; turns++) await witness.ping();
  }
  return pingTo(initiator);
}

const pingTo = ({ connection }: Initiator): Promise<Received<'nop-in'>> => connection.receive('nop-in', isPing);

describe('a session that is silent', () => {
  it('is pinged: a NOP-In without data that asks for an answer and takes no StatSN (§11.19)', async () => {
    const initiator = await silent();
    const expected = initiator.expStatSn;
    clock.advance(intervalMs);
    const ping = await pingTo(initiator);
    expect(ping).toMatchObject({ lun: 0, lunLowerLevels: 0, statSn: expected, data: { length: 0 } });
    expect(ping.targetTransferTag).not.toBe(noTag);
    expect((await initiator.ping()).statSn).toBe(expected);
  });

  it('and answers lives on, round after round, without a word more', async () => {
    const initiator = await silent();
    const tags = new Set<number>();
    for (let round = 0; round < 6; round++) {
      const ping = await nextPing(initiator);
      tags.add(ping.targetTransferTag);
      clock.advance(timeoutMs - 1);
      const { cmdSn } = initiator;
      initiator.answerPing(ping);
      // Behind the answer, and as immediate as that: the target has seen it now. It was no command.
      expect((await initiator.ping()).expCmdSn).toBe(cmdSn);
    }
    expect(tags.size).toBe(6);
    expect(initiator.connection.kept).toEqual([]);
    await acknowledgeAttentions(initiator);
    await expectGood(initiator, [cdb.testUnitReady()]);
  });

  it('and says anything else instead is alive as well', async () => {
    const initiator = await silent();
    await acknowledgeAttentions(initiator);
    for (let round = 0; round < 4; round++) {
      clock.advance(intervalMs);
      clock.advance(timeoutMs - 1);
      await expectGood(initiator, [cdb.testUnitReady()]);
    }
    clock.advance(timeoutMs - 1);
    await expectGood(initiator, [cdb.testUnitReady()]);
  });

  it('and does not answer is ended, with its reservation and without a word', async () => {
    const initiator = await silent();
    const other = await lab.attach();
    await acknowledgeAttentions(initiator);
    await expectGood(initiator, [cdb.reserve()]);
    const end = ended(initiator);
    await nextPing(initiator);
    clock.advance(timeoutMs);
    await initiator.connection.closed();
    await end;
    expect(initiator.connection.kept).toEqual([]);
    await expectGood(other, [cdb.rewind()]);
  });

  it('is given up at that moment, and not before', async () => {
    const initiator = await silent();
    clock.advance(intervalMs);
    const ping = await pingTo(initiator);
    clock.advance(timeoutMs - 1);
    initiator.answerPing(ping);
    await initiator.ping();
    await nextPing(initiator);
    const end = ended(initiator);
    clock.advance(timeoutMs);
    await initiator.connection.closed();
    await end;
  });

  it('can be taken up again, if it is one to be retained (§6.3.6)', async () => {
    const isid = newIsid();
    const initiator = await silent({ isid, offers: { DefaultTime2Wait: '0', DefaultTime2Retain: '20' } });
    clock.advance(intervalMs);
    await pingTo(initiator);
    clock.advance(timeoutMs);
    await initiator.connection.closed();
    const { tsih, cid } = initiator.login;
    const again = await lab.logIn({ isid, tsih, cid, cmdSn: initiator.cmdSn, agreed: initiator.limits });
    expect(again.login.tsih).toBe(tsih);
  });

  it('because it waits for the data of a write to be asked for is pinged all the same', async () => {
    const initiator = await lab.attachToBlank({ offers: { InitialR2T: 'Yes', ImmediateData: 'No' } });
    initiator.answersPings = false;
    const task = initiator.start(cdb.write6(8192), { write: pattern(8192), answerR2T: false });
    const r2t = await task.nextR2T();
    initiator.answerPing(await nextPing(initiator));
    task.answer(r2t);
    expect((await task.completion).status).toBe(0);
  });
});

describe('a session that is not silent', () => {
  it('is left alone', async () => {
    const initiator = await silent();
    for (let round = 0; round < 10; round++) {
      clock.advance(intervalMs - 1);
      await initiator.ping();
    }
    expect(initiator.connection.kept).toEqual([]);
  });
});

describe('a discovery session (§4.3)', () => {
  it('that is silent is ended without a ping: it is to be sent nothing but answers', async () => {
    const finder = await silent({ discovery: true });
    const witness = await lab.logIn();
    const end = ended(finder);
    clock.advance(intervalMs);
    // What had been sent would be here by now.
    for (let turns = 0; turns < 3; turns++) await witness.ping();
    clock.advance(timeoutMs);
    await finder.connection.closed();
    await end;
    expect(finder.connection.kept).toEqual([]);
  });

  it('that asks is served', async () => {
    const finder = await silent({ discovery: true });
    for (let round = 0; round < 5; round++) {
      clock.advance(intervalMs - 1);
      expect((await finder.text([['SendTargets', 'All']])).length).toBeGreaterThan(0);
    }
  });
});
