/** The initiator of the host's side against a lab, over TCP: what comes to it in logins, data and faults, and what is on the tape after that. */
import { afterAll, afterEach, beforeAll, describe, expect, it } from 'vitest';
import { ManualClock } from '../../../src/foundation/clock.ts';
import { Secret } from '../../../src/foundation/secret.ts';
import { dialTcp } from '../../../src/host/dial.ts';
import { Initiator, type InitiatorOptions } from '../../../src/host/initiator/initiator.ts';
import type { LossCause } from '../../../src/host/initiator/link.ts';
import { type InitiatorProfileName, initiatorProfiles } from '../../../src/host/initiator/profiles.ts';
import type { Session, SessionListener } from '../../../src/host/initiator/session.ts';
import type { ScsiAnswer } from '../../../src/host/scsi.ts';
import type { Rule } from '../../../src/lab-faults.ts';
import * as cdb from '../cdb.ts';
import { algorithms } from '../chap.ts';
import { demanded, configuration as guarded, host, tapeItself } from '../guarded-lab.ts';
import { LabUnderTest, shelf, tape } from '../lab-under-test.ts';
import { pattern } from '../pattern.ts';

/** Both sides' time is the test's own. */
const clock = new ManualClock(1_700_000_000_000);
let lab: LabUnderTest;
beforeAll(async () => {
  lab = await LabUnderTest.start({ clock });
});
const sessions: Session[] = [];
afterEach(async () => {
  for (const session of sessions.splice(0)) session.drop();
  await lab.hangUp();
});
afterAll(() => lab.stop());

const initiatorName = 'iqn.1991-05.com.microsoft:win2003s';
const initiatorOf = (options: Partial<InitiatorOptions> = {}): Initiator =>
  new Initiator({ profile: initiatorProfiles['ms-iscsi-1.x'], initiatorName, dial: dialTcp(clock), clock, ...options });
const portalOf = ({ address }: LabUnderTest) => ({ address: address.host, port: address.port });

async function logIn(options: Partial<InitiatorOptions> = {}, at = lab, targetName = tape): Promise<Session> {
  const session = await initiatorOf(options).logIn(portalOf(at), targetName);
  sessions.push(session);
  return session;
}

type StatusAnswer = Extract<ScsiAnswer, { kind: 'status' }>;
/** Sense key and additional sense code. */
const senseOf = (answer: ScsiAnswer): readonly number[] =>
  answer.kind === 'status' && answer.status === 2 ? [answer.sense[2]! & 0x0f, answer.sense[12]!, answer.sense[13]!] : [];

/** A session at the beginning of an empty tape, with no unit attention left. */
async function attachToBlank(options: Partial<InitiatorOptions> = {}): Promise<Session> {
  const session = await logIn(options);
  while (senseOf(await session.execute({ lun: 0, cdb: cdb.testUnitReady() }))[0] === 6);
  for (const command of [cdb.rewind(), cdb.erase()]) await good(session, command);
  return session;
}

async function good(session: Session, command: Uint8Array, transfer: { read?: number; write?: Uint8Array } = {}): Promise<StatusAnswer> {
  const answer = await session.execute({ lun: 0, cdb: command, ...transfer });
  expect(answer).toMatchObject({ kind: 'status', status: 0 });
  return answer as StatusAnswer;
}

/** What is on the tape from its beginning on. */
async function blocksOnTape(session: Session): Promise<Uint8Array[]> {
  await good(session, cdb.rewind());
  const blocks: Uint8Array[] = [];
  for (;;) {
    const answer = await session.execute({ lun: 0, cdb: cdb.read6(500_000), read: 500_000 });
    if (senseOf(answer)[0] === 8) return blocks;
    blocks.push((answer as StatusAnswer).data.toBytes());
  }
}

/** Resolves when the session tells of this. */
const happens = <E extends keyof SessionListener>(session: Session, event: E): Promise<Parameters<NonNullable<SessionListener[E]>>> =>
  new Promise((resolve) => {
    const unlisten = session.listen({
      [event]: (...told: Parameters<NonNullable<SessionListener[E]>>) => {
        unlisten();
        resolve(told);
      },
    });
  });

/** Lets time pass until it happens: each attempt to come back is over before the next. */
async function comeBack(session: Session): Promise<boolean> {
  const recovered = happens(session, 'recovered');
  for (;;) {
    const failed = happens(session, 'attemptFailed').then(() => undefined);
    clock.advance(5000);
    const outcome = await Promise.race([recovered, failed]);
    if (outcome !== undefined) return outcome[0];
  }
}

describe('each initiator', () => {
  it.each(Object.keys(initiatorProfiles) as InitiatorProfileName[])('%s asks what there is, writes and reads, and leaves', async (name) => {
    const options = { profile: initiatorProfiles[name] };
    const found = await initiatorOf(options).discover(portalOf(lab));
    expect(found.map((target) => target.name).sort()).toEqual([shelf, tape].sort());
    expect(found[0]!.addresses.map(({ endpoint }) => endpoint)).toEqual([portalOf(lab)]);
    const session = await attachToBlank(options);
    const blocks = [1, 4096, 65_537, 400_000].map((length, seed) => pattern(length, seed));
    for (const block of blocks) expect(await good(session, cdb.write6(block.length), { write: block })).toMatchObject({ residual: 0 });
    const read = await blocksOnTape(session);
    expect(read.map((block, n) => Buffer.compare(block, blocks[n]!))).toEqual([0, 0, 0, 0]);
    expect(await session.ping(1000)).toBe(true);
    const told = happens(session, 'ended');
    await session.logOut();
    await told;
    await lab.happening('session.ended', ({ tsih }) => tsih === session.tsih);
  });

  it('works by what is negotiated: digests, and who asks for data first', async () => {
    for (const digests of ['none', 'header', 'data', 'both'] as const)
      for (const [InitialR2T, ImmediateData] of [
        ['Yes', 'Yes'],
        ['Yes', 'No'],
        ['No', 'Yes'],
        ['No', 'No'],
      ] as const) {
        const keys = { InitialR2T, ImmediateData, MaxBurstLength: '65536', FirstBurstLength: '20000', MaxRecvDataSegmentLength: '10001' };
        const session = await attachToBlank({ digests, keys });
        expect(Object.fromEntries(session.parameters)).toMatchObject({
          InitialR2T,
          ImmediateData,
          HeaderDigest: digests === 'header' || digests === 'both' ? 'CRC32C' : 'None',
          DataDigest: digests === 'data' || digests === 'both' ? 'CRC32C' : 'None',
        });
        const block = pattern(200_003);
        await good(session, cdb.write6(block.length), { write: block });
        const [read] = await blocksOnTape(session);
        expect(Buffer.compare(read!, block)).toBe(0);
        await session.logOut();
      }
  });

  it('tells how much shorter a block was than what was asked for', async () => {
    const session = await attachToBlank();
    await good(session, cdb.write6(1000), { write: pattern(1000) });
    await good(session, cdb.rewind());
    const answer = (await session.execute({ lun: 0, cdb: cdb.read6(1500), read: 1500 })) as StatusAnswer;
    expect([answer.status, answer.data.length, answer.residual]).toEqual([2, 1000, 500]);
    // ILI, and the difference in the INFORMATION field.
    expect([answer.sense[2]! & 0x20, Buffer.from(answer.sense).readInt32BE(3)]).toEqual([0x20, 500]);
  });

  it('finds nobody, or no such target', async () => {
    await expect(initiatorOf().logIn({ address: '127.0.0.1', port: 1 }, tape)).rejects.toMatchObject({
      code: 'portal-unreachable',
      exitCode: 1,
    });
    await expect(initiatorOf().logIn(portalOf(lab), 'iqn.2026-11.local.conformance:none')).rejects.toMatchObject({
      code: 'target-unknown',
      status: 0x0203,
    });
  });

  it('is told to wait, and is sent on', async () => {
    await lab.faults.during({ do: { 'login-status': { status: 'service-unavailable' } } }, async () => {
      await expect(logIn()).rejects.toMatchObject({ failure: 'refused', status: 0x0301 });
    });
    await lab.faults.during({ match: { target: tape }, do: { redirect: { to: `127.0.0.1:${lab.address.port},1` } } }, async (record) => {
      expect((await logIn()).state).toBe('logged-in');
      expect(record().firings).toBe(1);
    });
  });
});

describe('CHAP', () => {
  let fortress: LabUnderTest;
  beforeAll(async () => {
    fortress = await LabUnderTest.start({ configuration: guarded, clock });
  });
  afterEach(() => fortress.hangUp());
  afterAll(() => fortress.stop());
  const chap = { name: demanded.name, secret: Secret.ofText(demanded.secret) };
  const target = { name: tapeItself.name, secret: Secret.ofText(tapeItself.secret) };
  const named = { initiatorName: host('demanded') };
  const asked = (number: string) => ({ ...initiatorProfiles.tapelab, chapAlgorithms: [Number(number)] });

  it.each(Object.keys(algorithms))('algorithm %s, one way and mutual', async (number) => {
    for (const credentials of [chap, { ...chap, target }]) {
      const session = await logIn({ ...named, profile: asked(number), chap: credentials }, fortress);
      expect(session.state).toBe('logged-in');
      await session.logOut();
    }
  });

  it('a wrong secret of either side, or none, is a sentence', async () => {
    const wrong = Secret.ofText('quite another secret');
    for (const credentials of [
      { ...chap, secret: wrong },
      { ...chap, name: 'nobody' },
      { ...chap, target: { ...target, secret: wrong } },
      undefined,
    ]) {
      const failed = logIn({ ...named, ...(credentials && { chap: credentials }) }, fortress);
      await expect(failed).rejects.toMatchObject({ code: 'login-not-authenticated', failure: 'authentication' });
    }
    expect(() => initiatorOf({ chap: { ...chap, target: { secret: chap.secret } } })).toThrow(
      expect.objectContaining({ code: 'chap-secrets-equal' }),
    );
  });
});

describe('faults', () => {
  const block = pattern(1000);
  const write = { lun: 0, cdb: cdb.write6(1000), write: block };

  it('lose-response: Windows resets the unit when time is up, and the block is on the tape', async () => {
    const session = await attachToBlank();
    await lab.faults.during({ match: { command: 'write' }, do: 'lose-response' }, async () => {
      const answer = session.execute({ ...write, timeoutMs: 60_000 });
      await lab.happening('fault.fired');
      clock.advance(60_000);
      expect(await answer).toMatchObject({ kind: 'timed-out' });
    });
    expect(senseOf(await session.execute({ lun: 0, cdb: cdb.testUnitReady() })).slice(0, 2)).toEqual([6, 0x29]);
    expect((await blocksOnTape(session)).map((one) => Buffer.compare(one, block))).toEqual([0]);
  });

  it('lose-r2t: the command is aborted, and nothing is on the tape', async () => {
    const session = await attachToBlank({ profile: initiatorProfiles.tapelab, keys: { InitialR2T: 'Yes', ImmediateData: 'No' } });
    await lab.faults.during({ do: 'lose-r2t' }, async () => {
      const answer = session.execute({ ...write, timeoutMs: 1000 });
      await lab.happening('fault.fired');
      clock.advance(1000);
      expect(await answer).toMatchObject({ kind: 'timed-out' });
    });
    expect(await blocksOnTape(session)).toEqual([]);
  });

  it('unanswered-task-management: the session is recovered', async () => {
    const session = await attachToBlank();
    await lab.faults.during({ match: { command: 'write' }, do: 'lose-response' }, () =>
      lab.faults.during({ do: 'unanswered-task-management' }, async () => {
        const answer = session.execute({ ...write, timeoutMs: 1000 });
        await lab.happening('fault.fired');
        const lost = happens(session, 'lost');
        const timedOut = happens(session, 'timedOut');
        clock.advance(1000);
        await timedOut;
        await lab.happening('fault.fired', ({ action }) => action === 'unanswered-task-management');
        clock.advance(15_000);
        expect((await lost)[1]).toBe('task-management');
        expect(await answer).toMatchObject({ kind: 'timed-out' });
      }),
    );
    expect(await comeBack(session)).toBe(true);
  });

  it('reset-connection: what had no answer is sent again, meets the unit attention, and nothing is there twice', async () => {
    const session = await attachToBlank();
    const tsih = session.tsih;
    await lab.faults.during({ match: { command: 'write' }, when: 'after', do: 'reset-connection' }, async () => {
      const lost = happens(session, 'lost');
      const answer = session.execute(write);
      expect((await lost)[1]).toBe('closed');
      expect(session.state).toBe('held');
      expect(await comeBack(session)).toBe(true);
      expect(senseOf(await answer).slice(0, 2)).toEqual([6, 0x29]);
    });
    expect(session.tsih).not.toBe(tsih);
    expect(await blocksOnTape(session)).toHaveLength(1);
  });

  it('portal-down for 90 s: after 60 its devices are gone, and it comes back', async () => {
    const session = await attachToBlank();
    await lab.faults.during({ match: { pdu: 'nop-out' }, do: { 'portal-down': { for: '90s' } } }, async () => {
      const lost = happens(session, 'lost');
      const gone = happens(session, 'gone');
      await session.ping(1000);
      await lost;
      const held = session.execute(write);
      for (let attempts = 0; attempts < 11; attempts++) {
        const failed = happens(session, 'attemptFailed');
        clock.advance(5000);
        expect((await failed)[1]).toBe('unreachable');
      }
      expect(session.state).toBe('held');
      clock.advance(5000);
      await gone;
      expect(await held).toMatchObject({ kind: 'device-gone' });
      expect(await session.execute(write)).toMatchObject({ kind: 'device-gone' });
      expect(await comeBack(session)).toBe(false);
    });
    expect(senseOf(await session.execute({ lun: 0, cdb: cdb.testUnitReady() })).slice(0, 2)).toEqual([6, 0x29]);
    expect(await blocksOnTape(session)).toEqual([]);
  });

  it('a request of the operator to log out is honoured, and the session comes back', async () => {
    const session = await attachToBlank();
    const lost = happens(session, 'lost');
    await lab.operator['session.notify']({ tsih: session.tsih, notice: { event: 'logout-request', withinSeconds: 30 } });
    expect((await lost)[1]).toBe('logout-requested');
    expect(await comeBack(session)).toBe(true);
  });

  const solicited = { keys: { InitialR2T: 'Yes', ImmediateData: 'No' } };
  const digests = { digests: 'both' } as const;
  it.each<[string, LossCause, Rule, 'read' | 'write', Partial<InitiatorOptions>]>([
    ['wrong-stat-sn', 'stat-sn', { match: { pdu: 'scsi-response' }, do: { 'wrong-stat-sn': { by: -1 } } }, 'write', {}],
    ['a gap of StatSN', 'stat-sn', { do: { 'lose-response': { gap: true } } }, 'write', {}],
    ['wrong-data-sn', 'data-in-order', { match: { pdu: 'data-in' }, do: 'wrong-data-sn' }, 'read', {}],
    ['wrong-r2t-sn', 'r2t', { do: { 'wrong-r2t-sn': { by: 2 } } }, 'write', solicited],
    ['wrong-tag', 'unknown-tag', { match: { pdu: 'scsi-response' }, do: 'wrong-tag' }, 'write', {}],
    ['oversize', 'segment-too-long', { match: { pdu: 'data-in' }, do: 'oversize' }, 'read', {}],
    ['bad-header-digest', 'header-digest', { match: { pdu: 'scsi-response' }, do: 'bad-header-digest' }, 'write', digests],
    ['bad-data-digest', 'data-digest', { match: { pdu: 'data-in' }, do: 'bad-data-digest' }, 'read', digests],
    ['truncate', 'closed', { match: { pdu: 'scsi-response' }, do: { truncate: { keep: 20, end: 'finish' } } }, 'write', {}],
  ])('%s ends the connection, and the session comes back', async (_, cause, rule, command, options) => {
    const session = await attachToBlank(options);
    await good(session, cdb.write6(1000), { write: block });
    await good(session, cdb.rewind());
    await lab.faults.during({ ...rule, match: { ...rule.match, command } }, async () => {
      const lost = happens(session, 'lost');
      const answer = session.execute(command === 'read' ? { lun: 0, cdb: cdb.read6(1000), read: 1000 } : write);
      await lab.happening('fault.fired');
      // What follows may be what tells that something is amiss.
      void session.ping(60_000);
      expect((await lost)[1]).toBe(cause);
      expect(await comeBack(session)).toBe(true);
      expect(senseOf(await answer).slice(0, 2)).toEqual([6, 0x29]);
    });
  });

  it('duplicate: an answer that comes twice is taken once', async () => {
    const session = await attachToBlank();
    await lab.faults.during({ match: { pdu: 'scsi-response' }, do: 'duplicate' }, () => good(session, cdb.write6(1000), { write: block }));
    expect(await session.ping(1000)).toBe(true);
  });

  it('reject: the command has failed, and those behind it go on', async () => {
    const session = await attachToBlank();
    await lab.faults.during({ match: { pdu: 'scsi-command' }, do: { reject: { reason: 'protocol-error' } } }, async () => {
      expect(await session.execute(write)).toMatchObject({ kind: 'failed' });
    });
    expect(await blocksOnTape(session)).toEqual([]);
  });
});
