/**
 * Authentication of initiators (RFC 7143 §6.3.2, §12.1): which method is agreed on, CHAP in one direction, and whoever does not do it right stays
 * outside.
 */
import { afterAll, afterEach, beforeAll, describe, expect, it } from 'vitest';
import * as cdb from './cdb.ts';
import { algorithms, type ChapIdentity, challengeOf, chapResponse, newChallenge, proof, request, writeBinary } from './chap.ts';
import {
  type Answer,
  configuration,
  demanded,
  eitherWay,
  expectRefused,
  host,
  named,
  optional,
  Security,
  tapeItself,
  type Who,
} from './guarded-lab.ts';
import { acknowledgeAttentions, LabUnderTest } from './lab-under-test.ts';
import { newIsid, stage } from './login.ts';
import { encodeText, type Pairs, pairValue } from './text-pairs.ts';

let lab: LabUnderTest;
beforeAll(async () => {
  lab = await LabUnderTest.start({ configuration });
});
afterEach(() => lab.hangUp());
afterAll(() => lab.stop());

const begin = (who?: Who): Promise<Security> => Security.begin(lab, who);

describe('the method: the first of the initiator’s list that the rule permits (RFC 7143 §12.1)', () => {
  type Outcome = 'CHAP' | 'None' | 'refused';
  const lists = ['CHAP', 'CHAP,None', 'None,CHAP', 'None', 'SRP,CHAP', 'SPKM1,KRB5', 'SRP,None', 'chap', ''];
  const table: Readonly<Record<string, readonly Outcome[]>> = {
    demanded: ['CHAP', 'CHAP', 'CHAP', 'refused', 'CHAP', 'refused', 'refused', 'refused', 'refused'],
    optional: ['CHAP', 'CHAP', 'None', 'None', 'CHAP', 'refused', 'None', 'refused', 'refused'],
    open: ['refused', 'None', 'None', 'None', 'refused', 'refused', 'None', 'refused', 'refused'],
  };
  const cases = Object.entries(table).flatMap(([who, outcomes]) =>
    outcomes.map((outcome, index) => [who, lists[index]!, outcome] as const),
  );

  it.each(cases)('to whom CHAP is %s, AuthMethod=%s comes to %s', async (who, list, outcome) => {
    const login = await begin({ who });
    const answer = await login.say([['AuthMethod', list]], { transit: true });
    if (outcome === 'refused') return expectRefused(answer, login);
    expect(answer).toMatchObject({ statusClass: 0, transit: outcome === 'None' });
    expect(pairValue(answer.pairs, 'AuthMethod')).toBe(outcome);
    expect(pairValue(answer.pairs, 'TargetPortalGroupTag')).toBe('1');
  });

  it.each([
    ['open', 0],
    ['optional', 0],
    ['demanded', 2],
  ])('to whom CHAP is %s, silence about AuthMethod means None', async (who, statusClass) => {
    const login = await begin({ who });
    const answer = await login.say([], { transit: true });
    expect(answer).toMatchObject({ statusClass, transit: statusClass === 0 });
    if (statusClass !== 0) await expectRefused(answer, login);
  });

  it.each([
    ['open', 0],
    ['optional', 0],
    ['demanded', 2],
  ])(
    'to whom CHAP is %s, a login that begins with the operational stage has not authenticated itself (§6.3.2)',
    async (who, statusClass) => {
      const login = await begin({ who });
      const answer = await login.say([], { currentStage: stage.operational, nextStage: stage.fullFeature, transit: true });
      expect(answer).toMatchObject({ statusClass, transit: statusClass === 0 });
      if (statusClass !== 0) await expectRefused(answer, login);
    },
  );
});

describe('the method, where the initiator leaves the first word to the target (RFC 7143 §6.3.2, §12.1)', () => {
  it.each([
    ['demanded', 'CHAP'],
    ['optional', 'CHAP,None'],
  ])('to whom CHAP is %s is offered %s, and may take it', async (who, offered) => {
    const login = await begin({ who });
    expect(pairValue((await login.say([])).pairs, 'AuthMethod')).toBe(offered);
    // An answer is not answered.
    expect(await login.say([['AuthMethod', 'CHAP']])).toMatchObject({ statusClass: 0, transit: false, pairs: [] });
    const challenge = challengeOf((await login.say([['CHAP_A', '7']])).pairs);
    const answer = await login.say(proof(challenge, who === 'demanded' ? demanded : optional), { transit: true });
    expect(answer).toMatchObject({ statusClass: 0, transit: true });
  });

  it('to whom CHAP is optional may take None', async () => {
    const login = await begin({ who: 'optional' });
    await login.say([]);
    expect(await login.say([['AuthMethod', 'None']], { transit: true })).toMatchObject({ statusClass: 0, transit: true, pairs: [] });
  });

  it.each(['None', 'SRP', 'Reject', 'NotUnderstood'])('to whom CHAP is demanded may not answer %s', async (method) => {
    const login = await begin();
    await login.say([]);
    await expectRefused(await login.say([['AuthMethod', method]], { transit: true }), login, eitherWay);
  });
});

describe('CHAP in one direction (RFC 7143 §12.1.3)', () => {
  it.each(Object.keys(algorithms).flatMap((number) => (['hexadecimal', 'base64'] as const).map((form) => [number, form] as const)))(
    'with algorithm %s and a response in %s lets in',
    async (number, form) => {
      const initiator = await lab.logIn({ initiatorName: host('demanded'), chap: { ...demanded, algorithms: number, form } });
      expect(pairValue(initiator.login.pairs, 'CHAP_A')).toBe(number);
      expect((await initiator.command(cdb.inquiry(36), { read: 36 })).status).toBe(0);
    },
  );

  it.each([
    ['5,6,7,8', 5],
    ['8,7,6,5', 8],
    ['7,5', 7],
    ['6,8', 6],
    ['99,6', 6],
    ['255,0,7,5', 7],
    ['0x07,5', 7],
  ])('CHAP_A=%s is answered with the first that both know: %i', async (list, first) => {
    const challenge = await (await begin()).challenged(list);
    expect(challenge.algorithm).toBe(first);
  });

  it.each(['9', '0', '99,100', 'MD5', '-5', '', ','])('CHAP_A=%s has nothing for the target', async (list) => {
    const login = await begin();
    await login.say([['AuthMethod', 'CHAP']]);
    await expectRefused(await login.say([['CHAP_A', list]]), login);
  });

  it('goes by the initiator’s iSCSI name unless the rule says another', async () => {
    const initiator = await lab.logIn({ initiatorName: host('named'), chap: named });
    expect(await acknowledgeAttentions(initiator)).not.toEqual([]);
  });

  it('may be chosen where it is optional', async () => {
    for (const methods of ['CHAP', 'CHAP,None']) {
      const initiator = await lab.logIn({ initiatorName: host('optional'), chap: { ...optional, methods } });
      expect(pairValue(initiator.login.pairs, 'AuthMethod')).toBe('CHAP');
    }
  });

  it('reads hexadecimal digits of either case, and prefixes too (§6.1)', async () => {
    for (const write of [
      (bytes: Uint8Array) => `0x${Buffer.from(bytes).toString('hex').toUpperCase()}`,
      (bytes: Uint8Array) => `0X${Buffer.from(bytes).toString('hex')}`,
      (bytes: Uint8Array) => `0B${Buffer.from(bytes).toString('base64')}`,
    ]) {
      const login = await begin();
      const response = write(chapResponse(await login.challenged('7'), demanded.secret));
      const answer = await login.say(
        [
          ['CHAP_N', demanded.name],
          ['CHAP_R', response],
        ],
        { transit: true },
      );
      expect(answer).toMatchObject({ statusClass: 0, transit: true });
    }
  });

  it('may lead straight to full feature phase', async () => {
    const login = await begin();
    const challenge = await login.challenged();
    const answer = await login.say(proof(challenge, demanded), { transit: true, nextStage: stage.fullFeature });
    expect(answer).toMatchObject({ statusClass: 0, transit: true, nextStage: stage.fullFeature });
  });

  it('may be cut into pieces anywhere (§6.2, the C bit)', async () => {
    const login = await begin();
    const challenge = await login.challenged('8');
    const text = encodeText(proof(challenge, demanded));
    for (let at = 0; at < text.length; at += 7) {
      const last = at + 7 >= text.length;
      const answer = await login.say([], { data: text.subarray(at, at + 7), continues: !last, transit: last, nextStage: last ? 1 : 0 });
      expect(answer).toMatchObject({ statusClass: 0, transit: last });
    }
  });

  it('waits where the initiator wants to: T may come after the proof', async () => {
    const login = await begin();
    const challenge = await login.challenged();
    expect(await login.say(proof(challenge, demanded))).toMatchObject({ statusClass: 0, transit: false, pairs: [] });
    expect(await login.say([])).toMatchObject({ statusClass: 0, transit: false });
    expect(await login.say([], { transit: true })).toMatchObject({ statusClass: 0, transit: true });
  });

  it('never gives the same challenge twice (RFC 1994 §2.3)', async () => {
    const seen = new Set<string>();
    for (let count = 0; count < 24; count++) {
      const { challenge } = await (await begin()).challenged();
      seen.add(Buffer.from(challenge).toString('hex'));
    }
    expect(seen.size).toBe(24);
  });
});

describe('who does not know the secret stays outside (RFC 7143 §12.1.3): 0201', () => {
  const attempt = async (change: (right: ReturnType<typeof challengeOf>) => Pairs, who: Who = {}): Promise<[Answer, Security]> => {
    const login = await begin(who);
    const challenge = await login.challenged('7');
    return [await login.say(change(challenge), { transit: true }), login];
  };

  it.each<[string, ChapIdentity]>([
    ['the wrong secret', { ...demanded, secret: `${demanded.secret}!` }],
    ['no secret', { ...demanded, secret: '' }],
    ['the secret of another initiator', { ...demanded, secret: named.secret }],
    ['the secret of the target', { ...demanded, secret: tapeItself.secret }],
    ['the wrong name', { ...demanded, name: 'host two' }],
    ['the name in capitals', { ...demanded, name: 'HOST ONE' }],
    ['no name', { ...demanded, name: '' }],
    ['a very long name', { ...demanded, name: 'n'.repeat(4000) }],
    ['name and secret of another initiator', named],
  ])('%s does not let in', async (_, identity) => expectRefused(...(await attempt((challenge) => proof(challenge, identity)))));

  it('a wrong name and a wrong secret are told in the same bytes', async () => {
    const isid = newIsid();
    const answers: Answer[] = [];
    for (const identity of [
      { ...demanded, name: 'host two' },
      { ...demanded, secret: 'another secret!!' },
      { name: 'host two', secret: 'another secret!!' },
    ])
      answers.push((await attempt((challenge) => proof(challenge, identity), { isid }))[0]);
    const [wrongName, wrongSecret, both] = answers.map(({ bytes }) => Buffer.from(bytes).toString('hex'));
    expect(wrongSecret).toBe(wrongName);
    expect(both).toBe(wrongName);
  });

  it.each<[string, (response: Uint8Array) => string]>([
    ['a byte short', (response) => writeBinary(response.subarray(0, -1))],
    ['a byte long', (response) => writeBinary(Buffer.concat([response, Uint8Array.of(0)]))],
    ['with a zero in front', (response) => writeBinary(Buffer.concat([Uint8Array.of(0), response]))],
    ['of another algorithm’s length', (response) => writeBinary(response.subarray(0, 16))],
    ['of one byte', (response) => writeBinary(response.subarray(0, 1))],
    ['without digits', () => '0x'],
    ['without anything', () => ''],
    ['without a prefix', (response) => Buffer.from(response).toString('hex')],
    ['that is no hexadecimal', (response) => `${writeBinary(response).slice(0, -1)}g`],
    ['that is no base64', (response) => `${writeBinary(response, 'base64').slice(0, -2)}*=`],
    ['of 1025 bytes', () => writeBinary(new Uint8Array(1025))],
    ['of 1025 bytes in base64', () => writeBinary(new Uint8Array(1025), 'base64')],
    ['in decimal', (response) => BigInt(writeBinary(response)).toString()],
  ])('a response %s', async (_, write) => {
    const [answer, login] = await attempt((challenge) => [
      ['CHAP_N', demanded.name],
      ['CHAP_R', write(chapResponse(challenge, demanded.secret))],
    ]);
    await expectRefused(answer, login, eitherWay);
  });

  it('the response to an older challenge', async () => {
    const older = await begin();
    const response = proof(await older.challenged(), demanded);
    const younger = await begin();
    await younger.challenged();
    await expectRefused(await younger.say(response, { transit: true }), younger);
    expect(await older.say(response, { transit: true })).toMatchObject({ statusClass: 0, transit: true });
  });

  it('the response with another identifier', async () => {
    const [answer, login] = await attempt((challenge) => proof({ ...challenge, identifier: (challenge.identifier + 1) % 256 }, demanded));
    await expectRefused(answer, login);
  });

  it('the response by another algorithm than was agreed on', async () => {
    const [answer, login] = await attempt((challenge) => proof({ ...challenge, algorithm: 5 }, demanded));
    await expectRefused(answer, login);
  });

  it('is not let in by a right answer after a wrong one', async () => {
    const [answer, login] = await attempt((challenge) => proof(challenge, { ...demanded, secret: 'another secret!!' }));
    await expectRefused(answer, login);
    const again = await begin();
    expect(await again.say(proof(await again.challenged(), demanded), { transit: true })).toMatchObject({ statusClass: 0 });
  });

  it('where CHAP is optional, who has chosen it has to do it', async () => {
    const [answer, login] = await attempt((challenge) => proof(challenge, { ...optional, secret: 'another secret!!' }), {
      who: 'optional',
    });
    await expectRefused(answer, login);
  });
});

describe('the order of its steps (RFC 7143 §12.1.3)', () => {
  it.each<[string, (challenge: ReturnType<typeof challengeOf>) => Pairs]>([
    ['CHAP_R alone', (challenge) => proof(challenge, demanded).slice(1)],
    ['CHAP_N alone', (challenge) => proof(challenge, demanded).slice(0, 1)],
    ['CHAP_I without CHAP_C', (challenge) => [...proof(challenge, demanded), ['CHAP_I', '1']]],
    ['CHAP_C without CHAP_I', (challenge) => [...proof(challenge, demanded), ['CHAP_C', `0x${'5a'.repeat(16)}`]]],
    ['CHAP_A again', (challenge) => [...proof(challenge, demanded), ['CHAP_A', '5']]],
    ['CHAP_N twice', (challenge) => [...proof(challenge, demanded), ['CHAP_N', demanded.name]]],
    ['AuthMethod again', (challenge) => [...proof(challenge, demanded), ['AuthMethod', 'None']]],
  ])('%s is no answer to a challenge', async (_, change) => {
    const login = await begin();
    const pairs = change(await login.challenged());
    await expectRefused(await login.say(pairs, { transit: true }), login, [...eitherWay, 0x07]);
  });

  it.each<[string, Pairs]>([
    ['CHAP_N and CHAP_R', proof({ algorithm: 5, identifier: 1, challenge: new Uint8Array(16) }, demanded)],
    ['CHAP_I and CHAP_C', request(newChallenge(5))],
    ['nothing at all, with T=1', []],
  ])('%s before CHAP_A', async (_, pairs) => {
    const login = await begin();
    await login.say([['AuthMethod', 'CHAP']]);
    const answer = await login.say(pairs, { transit: true });
    await expectRefused(answer, login, [...eitherWay, 0x07]);
  });

  it('CHAP_A before AuthMethod', async () => {
    const login = await begin();
    const answer = await login.say([['CHAP_A', '5']], { transit: true });
    await expectRefused(answer, login, eitherWay);
  });

  it('None cannot be had after CHAP was agreed on', async () => {
    for (const steps of [0, 1]) {
      const login = await begin({ who: 'optional' });
      await login.say([['AuthMethod', 'CHAP,None']]);
      if (steps > 0) await login.say([['CHAP_A', '5']]);
      await expectRefused(await login.say([['AuthMethod', 'None']], { transit: true }), login, eitherWay);
    }
  });

  it.each([
    ['the operational stage', stage.operational],
    ['full feature phase', stage.fullFeature],
  ])('T=1 from the first request on, for %s, is not granted before the proof (§11.12.1)', async (_, nextStage) => {
    const login = await begin();
    const onward = { transit: true, nextStage };
    expect(await login.say([['AuthMethod', 'CHAP']], onward)).toMatchObject({ statusClass: 0, transit: false });
    const asked = await login.say([['CHAP_A', '5']], onward);
    expect(asked).toMatchObject({ statusClass: 0, transit: false });
    expect(await login.say(proof(challengeOf(asked.pairs), demanded), onward)).toMatchObject({ statusClass: 0, transit: true, nextStage });
  });

  it('what comes instead of a proof does not reach a logical unit (§6.3)', async () => {
    const login = await begin();
    await login.say([['AuthMethod', 'CHAP']], { transit: true, nextStage: stage.fullFeature });
    login.connection.send({ kind: 'scsi-command', final: true, read: true, initiatorTaskTag: 9, cmdSn: 1, cdb: cdb.inquiry(36) });
    expect(await login.connection.receive('login-response')).toMatchObject({ statusClass: 2, statusDetail: 0x0b });
    await login.connection.closed();
  });

  it.each([
    ['after AuthMethod', false],
    ['after the challenge', true],
  ])('the operational stage does not begin by itself %s (§6.3.2)', async (_, challenged) => {
    const login = await begin();
    if (challenged) await login.challenged();
    else await login.say([['AuthMethod', 'CHAP']]);
    const answer = await login.say([], { currentStage: stage.operational, nextStage: stage.fullFeature, transit: true });
    await expectRefused(answer, login, eitherWay);
  });

  it('a challenge is not answered by anything but a Login Request (§6.3)', async () => {
    const login = await begin();
    await login.challenged();
    login.connection.send({ kind: 'scsi-command', final: true, initiatorTaskTag: 1, cmdSn: 1, cdb: cdb.inquiry(36) });
    expect(await login.connection.receive('login-response')).toMatchObject({ statusClass: 2, statusDetail: 0x0b });
    await login.connection.closed();
  });

  it('whom the login is by cannot change on the way', async () => {
    const login = await begin({ who: 'open' });
    expect(await login.say([['AuthMethod', 'None']])).toMatchObject({ statusClass: 0 });
    const answer = await login.say([['InitiatorName', host('demanded')]], { transit: true });
    await expectRefused(answer, login, [0x00]);
  });
});
