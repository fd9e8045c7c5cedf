/** Authentication of the target (RFC 7143 §9.2.1, §12.1.3), of discovery sessions and of what comes after; and what is told of it all: no secret. */
import { mkdtemp, readFile, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { inspect } from 'node:util';
import { afterAll, afterEach, beforeAll, describe, expect, it } from 'vitest';
import * as cdb from './cdb.ts';
import { algorithms, isProvenBy, newChallenge, proof, request, writeBinary } from './chap.ts';
import { noTag } from './demand.ts';
import {
  configuration,
  demanded,
  eitherWay,
  expectRefused,
  finder,
  host,
  labItself,
  named,
  optional,
  Security,
  secrets,
  tapeItself,
  type Who,
} from './guarded-lab.ts';
import { LabUnderTest, shelf, tape } from './lab-under-test.ts';
import { newIsid } from './login.ts';
import { encodeText, type Pairs, pairValue } from './text-pairs.ts';

let lab: LabUnderTest;
beforeAll(async () => {
  lab = await LabUnderTest.start({ configuration });
});
afterEach(() => lab.hangUp());
afterAll(() => lab.stop());

const begin = (who?: Who): Promise<Security> => Security.begin(lab, who);

describe('mutual CHAP (RFC 7143 §12.1.3): the target proves itself, too', () => {
  it.each(Object.keys(algorithms).flatMap((number) => (['hexadecimal', 'base64'] as const).map((form) => [number, form] as const)))(
    'with algorithm %s and a challenge in %s',
    async (number, form) => {
      const options = { ...demanded, algorithms: number, form, target: tapeItself };
      const initiator = await lab.logIn({ initiatorName: host('demanded'), chap: options });
      expect(pairValue(initiator.login.pairs, 'CHAP_N')).toBe(tapeItself.name);
      expect((await initiator.command(cdb.inquiry(36), { read: 36 })).status).toBe(0);
    },
  );

  it.each([1, 16, 20, 255, 1024])('answers a challenge of %i bytes', async (length) => {
    const login = await begin();
    const challenge = await login.challenged('7');
    const mine = newChallenge(7, length);
    const answer = await login.say([...proof(challenge, demanded), ...request(mine)], { transit: true });
    expect(answer).toMatchObject({ statusClass: 0, transit: true });
    expect(isProvenBy(answer.pairs, mine, tapeItself)).toBe(true);
  });

  it.each<[string, Pairs]>([
    [
      'CHAP_C of 1025 bytes',
      [
        ['CHAP_I', '1'],
        ['CHAP_C', writeBinary(new Uint8Array(1025).fill(0x5a))],
      ],
    ],
    [
      'CHAP_C of 1025 bytes in base64',
      [
        ['CHAP_I', '1'],
        ['CHAP_C', writeBinary(new Uint8Array(1025).fill(0x5a), 'base64')],
      ],
    ],
    [
      'CHAP_C without digits',
      [
        ['CHAP_I', '1'],
        ['CHAP_C', '0x'],
      ],
    ],
    [
      'CHAP_C that is no binary value',
      [
        ['CHAP_I', '1'],
        ['CHAP_C', 'challenge'],
      ],
    ],
    [
      'CHAP_I of more than a byte',
      [
        ['CHAP_I', '256'],
        ['CHAP_C', `0x${'5a'.repeat(16)}`],
      ],
    ],
    [
      'CHAP_I that is no number',
      [
        ['CHAP_I', 'one'],
        ['CHAP_C', `0x${'5a'.repeat(16)}`],
      ],
    ],
  ])('does not answer %s', async (_, mine) => {
    const login = await begin();
    const challenge = await login.challenged();
    await expectRefused(await login.say([...proof(challenge, demanded), ...mine], { transit: true }), login, eitherWay);
  });

  it('is not answered to somebody who has not proved himself', async () => {
    const login = await begin();
    const challenge = await login.challenged();
    const answer = await login.say([...proof(challenge, { ...demanded, secret: 'another secret!!' }), ...request(newChallenge(5))], {
      transit: true,
    });
    await expectRefused(answer, login);
  });

  it('refuses its own challenge handed back, whatever else is right (§9.2.1)', async () => {
    for (const form of ['hexadecimal', 'base64'] as const) {
      const login = await begin();
      const challenge = await login.challenged();
      const mine = { ...challenge, identifier: (challenge.identifier + 1) % 256 };
      await expectRefused(await login.say([...proof(challenge, demanded), ...request(mine, form)], { transit: true }), login, eitherWay);
    }
  });

  it('refuses its challenge of another connection handed back (§9.2.1)', async () => {
    const other = await begin();
    const theirs = await other.challenged();
    const login = await begin();
    const challenge = await login.challenged();
    await expectRefused(await login.say([...proof(challenge, demanded), ...request(theirs)], { transit: true }), login, eitherWay);
  });

  it('cannot be had from a target without a credential', async () => {
    const login = await begin({ targetName: shelf });
    const challenge = await login.challenged();
    await expectRefused(await login.say([...proof(challenge, demanded), ...request(newChallenge(5))], { transit: true }), login);
    const oneWay = await lab.logIn({ targetName: shelf, initiatorName: host('demanded'), chap: demanded });
    expect((await oneWay.command(cdb.inquiry(36), { read: 36 })).status).toBe(0);
  });

  it('cannot be had afterwards', async () => {
    const login = await begin();
    const challenge = await login.challenged();
    expect(await login.say(proof(challenge, demanded))).toMatchObject({ statusClass: 0 });
    await expectRefused(await login.say(request(newChallenge(5)), { transit: true }), login, eitherWay);
  });
});

describe('CHAP in discovery sessions (RFC 7143 §4.3, §12.1)', () => {
  it('is demanded by the rules of discovery, and tells what there is', async () => {
    const initiator = await lab.logIn({ discovery: true, initiatorName: host('finder'), chap: { ...finder, target: labItself } });
    const answer = await initiator.text([['SendTargets', 'All']]);
    expect(answer.filter(([key]) => key === 'TargetName')).toEqual([['TargetName', shelf]]);
  });

  it.each<[string, Pairs]>([
    ['AuthMethod=None', [['AuthMethod', 'None']]],
    ['no AuthMethod', []],
  ])('cannot be had by %s', async (_, pairs) => {
    const login = await begin({ who: 'finder', discovery: true });
    await expectRefused(await login.say(pairs, { transit: true }), login);
  });

  it('cannot be had with the credential for a target', async () => {
    const login = await begin({ who: 'finder', discovery: true });
    await expectRefused(await login.say(proof(await login.challenged(), demanded), { transit: true }), login);
  });

  it('does not open a target', async () => {
    const login = await begin({ who: 'finder' });
    expect(await login.say([['AuthMethod', 'CHAP,None']])).toMatchObject({ statusClass: 2, statusDetail: 0x02 });
  });

  it('is not needed to hear of the targets that will demand it', async () => {
    const initiator = await lab.logIn({ discovery: true, initiatorName: host('demanded') });
    const answer = await initiator.text([['SendTargets', 'All']]);
    expect(answer.flatMap(([key, value]) => (key === 'TargetName' ? [value] : []))).toEqual([tape, shelf]);
  });
});

describe('a session that was authenticated', () => {
  it('is reinstated only by who is authenticated himself (RFC 7143 §6.3.5)', async () => {
    const isid = newIsid();
    const older = await lab.attach({ initiatorName: host('demanded'), chap: demanded, isid });
    const login = await begin({ isid });
    const challenge = await login.challenged();
    await expectRefused(await login.say(proof(challenge, { ...demanded, secret: 'another secret!!' }), { transit: true }), login);
    expect((await older.command(cdb.testUnitReady())).status).toBe(0);

    await lab.logIn({ initiatorName: host('demanded'), chap: demanded, isid });
    await older.connection.closed();
  });

  it('does not negotiate security again (§12: AuthMethod is for logins)', async () => {
    const initiator = await lab.attach({ initiatorName: host('demanded'), chap: demanded });
    initiator.connection.send({
      kind: 'text-request',
      final: true,
      targetTransferTag: noTag,
      data: encodeText([['AuthMethod', 'None']]),
      ...initiator.numbers(),
    });
    const answer = await initiator.connection.receiveAny(({ kind }) => kind === 'text-response' || kind === 'reject');
    expect(Buffer.from(answer.data).toString('latin1')).not.toMatch(/AuthMethod=None/);
    expect((await initiator.command(cdb.testUnitReady())).status).toBe(0);
  });
});

describe('secrets are told to nobody', () => {
  /** The ways somebody may write a secret. */
  const written = (secret: string): string[] => {
    const bytes = Buffer.from(secret);
    const hexadecimal = bytes.toString('hex');
    return [secret, hexadecimal, hexadecimal.toUpperCase(), bytes.toString('base64').replace(/=*$/, '').slice(0, -1)];
  };
  const bytesInHexadecimal = (_: string, value: unknown): unknown =>
    value instanceof Uint8Array
      ? Buffer.from(value).toString('hex')
      : value instanceof Error
        ? inspect(value)
        : typeof value === 'bigint'
          ? `${value}`
          : value;

  it('neither by events, nor by status, nor in a capture', async () => {
    const folder = await mkdtemp(join(tmpdir(), 'tapelab-conformance-'));
    const pcapFile = join(folder, 'capture.pcap');
    const usual = lab;
    lab = await LabUnderTest.start({ configuration, pcapFile });
    try {
      await lab.logIn({ initiatorName: host('demanded'), chap: { ...demanded, algorithms: '8', target: tapeItself } });
      await lab.logIn({ initiatorName: host('named'), chap: named });
      await lab.logIn({ initiatorName: host('optional'), chap: { ...optional, form: 'base64' } });
      await lab.logIn({ discovery: true, initiatorName: host('finder'), chap: { ...finder, target: labItself } });
      for (const wrong of [{ ...demanded, name: 'host two' }, named]) {
        const login = await begin();
        await expectRefused(await login.say(proof(await login.challenged(), wrong), { transit: true }), login);
      }
      const status = await lab.operator.status({});
      await lab.stop();
      const told = { status, events: lab.happenings };
      const capture = await readFile(pcapFile);
      const everything = [Buffer.from(inspect(told, { depth: 20, maxArrayLength: null, maxStringLength: null })), capture];
      everything.push(Buffer.from(JSON.stringify(told, bytesInHexadecimal)));

      expect(capture.includes(host('demanded'))).toBe(true);
      expect(lab.happenings.map(({ event }) => event)).toContain('login.failed');
      for (const way of secrets.flatMap(written))
        expect(
          everything.map((bytes) => bytes.includes(way)),
          way,
        ).toEqual([false, false, false]);
    } finally {
      lab = usual;
      await rm(folder, { recursive: true, force: true });
    }
  });

  it('and what was never a secret is there to be found by the same search', () => {
    expect(written('host').map((way) => Buffer.from('host 686f7374 686F7374 aG9zd').includes(way))).toEqual([true, true, true, true]);
  });
});
