import { randomBytes } from 'node:crypto';
import { describe, expect, test } from 'vitest';
import { Secret } from '../../../src/foundation/secret.ts';
import { Authentication, type AuthenticationDemand, type AuthenticationRefusal } from '../../../src/iscsi/authentication.ts';
import { ChapChallenges } from '../../../src/iscsi/chap-challenges.ts';
import type { AuthenticationKey } from '../../../src/iscsi/key-table.ts';
import { LoginStatus } from '../../../src/wire/login-response.ts';
import type { TextPair } from '../../../src/wire/text.ts';
import { answerTo, proof, valueIn } from './chap-initiator.ts';

const challenges = new ChapChallenges(randomBytes);
const initiator = { name: 'host1', secret: 'the secret of the host' };
const target = { name: 'tape', secret: 'the secret of the tape' };
const identity = ({ name, secret }: typeof initiator) => ({ name, secret: Secret.ofText(secret) });
const nothing: AuthenticationDemand = { initiator: undefined, optional: false, target: undefined };
const oneWay: AuthenticationDemand = { ...nothing, initiator: identity(initiator) };
const mutual: AuthenticationDemand = { ...oneWay, target: identity(target) };
const optional: AuthenticationDemand = { ...oneWay, optional: true };

/** A login in its security stage: what is sent, with T=0 unless told otherwise, gives what is answered. */
class Stage {
  readonly authentication: Authentication;

  constructor(demand: AuthenticationDemand, by = challenges) {
    this.authentication = new Authentication(demand, by);
  }

  receive(pairs: readonly TextPair[], transit = false): readonly TextPair[] | AuthenticationRefusal {
    return this.authentication.receive(new Map(pairs) as Map<AuthenticationKey, string>, transit);
  }

  answer(pairs: readonly TextPair[], transit = false): readonly TextPair[] {
    const answer = this.receive(pairs, transit);
    if ('status' in answer) throw new Error(answer.problem);
    return answer;
  }

  refuse(pairs: readonly TextPair[], transit = false): AuthenticationRefusal {
    const answer = this.receive(pairs, transit);
    if (!('status' in answer)) throw new Error('it was not refused');
    return answer;
  }

  /** As far as the challenge. */
  challenged(algorithms = '5'): readonly TextPair[] {
    this.answer([['AuthMethod', 'CHAP']]);
    return this.answer([['CHAP_A', algorithms]]);
  }
}

const failure = LoginStatus.authenticationFailure;
const breach = LoginStatus.initiatorError;
const [chap, none, chapA]: TextPair[] = [
  ['AuthMethod', 'CHAP'],
  ['AuthMethod', 'None'],
  ['CHAP_A', '5'],
];
const answered = (pairs: readonly TextPair[]): readonly TextPair[] => answerTo(pairs, initiator.name, initiator.secret);

describe('the method', () => {
  test.each([
    ['nothing is demanded', nothing, 'CHAP,None', 'None', true],
    ['nothing is demanded', nothing, 'SRP,KRB5,None', 'None', true],
    ['CHAP is demanded', oneWay, 'CHAP,None', 'CHAP', false],
    ['CHAP is demanded', oneWay, 'None,CHAP', 'CHAP', false],
    ['CHAP may be', optional, 'CHAP,None', 'CHAP', false],
    ['CHAP may be', optional, 'None,CHAP', 'None', true],
    ['CHAP may be', optional, 'None', 'None', true],
  ])('where %s is of %3$s the one the initiator likes best', (_, demand, offered, chosen, done) => {
    const stage = new Stage(demand);
    expect(stage.answer([['AuthMethod', offered]])).toEqual([['AuthMethod', chosen]]);
    expect(stage.authentication.done).toBe(done);
  });

  test.each([
    ['nothing is demanded', nothing, 'CHAP'],
    ['CHAP is demanded', oneWay, 'None'],
    ['CHAP is demanded', oneWay, 'SRP,KRB5'],
    ['CHAP is demanded', oneWay, ''],
    ['CHAP may be', optional, 'SRP'],
  ])('where %s is none of %3$s', (_, demand, offered) => {
    expect(new Stage(demand).refuse([['AuthMethod', offered]]).status).toBe(failure);
  });

  test('is offered by the target when the initiator leaves it to speak first, and then not answered again', () => {
    const stage = new Stage(optional);
    expect(stage.answer([])).toEqual([['AuthMethod', 'CHAP,None']]);
    expect(stage.answer([chap!])).toEqual([]);
    expect(stage.authentication.done).toBe(false);
    stage.answer(answered(stage.answer([chapA!])));
    expect(stage.authentication.done).toBe(true);

    expect(new Stage(oneWay).answer([])).toEqual([['AuthMethod', 'CHAP']]);
    expect(new Stage(nothing).answer([])).toEqual([]);
  });

  test('may be left open only where nothing has to be proved', () => {
    for (const demand of [nothing, optional]) {
      const stage = new Stage(demand);
      expect(stage.answer([], true)).toEqual([]);
      expect(stage.authentication.done).toBe(true);
    }
    expect(new Stage(oneWay).refuse([], true).status).toBe(failure);
    const offered = new Stage(oneWay);
    offered.answer([]);
    expect(offered.refuse([]).status).toBe(failure);
  });
});

describe('one-way CHAP', () => {
  test.each(['5', '6', '7', '8'])('with algorithm %s', (algorithm) => {
    const stage = new Stage(oneWay);
    expect(stage.answer([chap!], true)).toEqual([chap]);
    const challenge = stage.answer([['CHAP_A', algorithm]], true);
    expect(challenge.map(([key]) => key)).toEqual(['CHAP_A', 'CHAP_I', 'CHAP_C']);
    expect(valueIn(challenge, 'CHAP_A')).toBe(algorithm);
    expect(stage.authentication.done).toBe(false);
    expect(stage.answer(answered(challenge), true)).toEqual([]);
    expect(stage.authentication.done).toBe(true);
  });

  test.each([
    ['8,7,6,5', '8'],
    ['5,7', '5'],
    ['99,x,7', '7'],
    ['0x7', '7'],
  ])('of the algorithms %s takes %s', (offered, taken) => {
    expect(valueIn(new Stage(oneWay).challenged(offered), 'CHAP_A')).toBe(taken);
  });

  test('may begin in the same breath as the method is named', () => {
    const stage = new Stage(oneWay);
    const challenge = stage.answer([chap!, chapA!]);
    expect(challenge.map(([key]) => key)).toEqual(['AuthMethod', 'CHAP_A', 'CHAP_I', 'CHAP_C']);
    stage.answer(answered(challenge));
    expect(stage.authentication.done).toBe(true);
  });

  test('takes a response in base64', () => {
    const stage = new Stage(oneWay);
    const [name, [, response]] = answered(stage.challenged()) as [TextPair, TextPair];
    stage.answer([name, ['CHAP_R', `0b${Buffer.from(response.slice(2), 'hex').toString('base64')}`]]);
    expect(stage.authentication.done).toBe(true);
  });

  test('takes an iSCSI name as its CHAP name in whatever case, another only as it is', () => {
    const name = 'iqn.2026-11.local.host:one';
    const named = new Stage({ ...oneWay, initiator: identity({ ...initiator, name }) });
    named.answer(answerTo(named.challenged(), name.toUpperCase(), initiator.secret));
    expect(named.authentication.done).toBe(true);
    const other = new Stage(oneWay);
    expect(other.refuse(answerTo(other.challenged(), 'HOST1', initiator.secret)).status).toBe(failure);
  });

  test('has the same answer for a wrong name, a wrong secret, and both', () => {
    const refusals = [
      ['host2', initiator.secret],
      [initiator.name, 'another secret'],
      ['host2', 'another secret'],
    ].map(([name, secret]) => {
      const stage = new Stage(oneWay);
      const refusal = stage.refuse(answerTo(stage.challenged(), name!, secret!));
      expect(stage.authentication.done).toBe(false);
      return refusal;
    });
    expect(new Set(refusals.map(({ problem }) => problem)).size).toBe(1);
    expect(refusals.map(({ status }) => status)).toEqual([failure, failure, failure]);
  });

  test('takes no response to another challenge', () => {
    const [first, second] = [new Stage(oneWay), new Stage(oneWay)];
    const replayed = answered(first.challenged());
    second.challenged();
    expect(second.refuse(replayed).status).toBe(failure);
  });

  test.each<[string, TextPair[], readonly TextPair[], number]>([
    ['no algorithm', [chap!], [], failure],
    ['an algorithm that is none of ours', [chap!], [['CHAP_A', '9,x']], failure],
    ['an algorithm without a number', [chap!], [['CHAP_A', '']], failure],
    ['a response before the challenge', [chap!], [['CHAP_R', '0x00']], failure],
    ['a name beside the algorithm', [chap!], [chapA!, ['CHAP_N', 'host1']], breach],
    ['CHAP without a method', [], [chapA!], breach],
    ['CHAP after None', [none!], [chapA!], breach],
  ])('%s is refused', (_, before, pairs, status) => {
    const stage = new Stage(optional);
    for (const pair of before) stage.answer([pair]);
    expect(stage.refuse(pairs).status).toBe(status);
  });

  test.each<[string, (answer: readonly TextPair[]) => readonly TextPair[], number]>([
    ['nothing', () => [], failure],
    ['no name', (answer) => [answer[1]!], failure],
    ['no response', (answer) => [answer[0]!], failure],
    ['a response of one byte more', ([name, response]) => [name!, ['CHAP_R', `${response![1]}00`]], failure],
    ['half a response', ([name, response]) => [name!, ['CHAP_R', response![1].slice(0, -16)]], failure],
    ['a response that is no binary value', ([name]) => [name!, ['CHAP_R', 'password']], failure],
    ['a response of 1025 bytes', ([name]) => [name!, ['CHAP_R', `0x${'00'.repeat(1025)}`]], failure],
    ['an algorithm again', (answer) => [...answer, chapA!], breach],
  ])('%s instead of the answer is refused', (_, change, status) => {
    const stage = new Stage(oneWay);
    expect(stage.refuse(change(answered(stage.challenged())), true).status).toBe(status);
  });
});

describe('mutual CHAP', () => {
  const theirs = { identifier: '200', challenge: `0x${'5a'.repeat(16)}` };
  const asking: readonly TextPair[] = [
    ['CHAP_I', theirs.identifier],
    ['CHAP_C', theirs.challenge],
  ];

  test.each(['5', '6', '7', '8'])('with algorithm %s', (algorithm) => {
    const stage = new Stage(mutual);
    const answer = stage.answer([...answered(stage.challenged(algorithm)), ...asking], true);
    expect(answer).toEqual([
      ['CHAP_N', target.name],
      ['CHAP_R', proof(algorithm, 200, target.secret, theirs.challenge)],
    ]);
    expect(stage.authentication.done).toBe(true);
  });

  test('is the initiator’s to ask for', () => {
    const stage = new Stage(mutual);
    expect(stage.answer(answered(stage.challenged()))).toEqual([]);
    expect(stage.authentication.done).toBe(true);
  });

  test('does not prove anything to one who has proved nothing', () => {
    const stage = new Stage(mutual);
    const refusal = stage.refuse([...answerTo(stage.challenged(), initiator.name, 'another secret'), ...asking]);
    expect(refusal.status).toBe(failure);
  });

  test.each<[string, AuthenticationDemand, readonly TextPair[]]>([
    ['of a target without a credential', oneWay, asking],
    ['without an identifier', mutual, [asking[1]!]],
    ['without a challenge', mutual, [asking[0]!]],
    ['with an identifier of 256', mutual, [['CHAP_I', '256'], asking[1]!]],
    ['with a challenge that is no binary value', mutual, [asking[0]!, ['CHAP_C', 'challenge']]],
    ['with a challenge of 1025 bytes', mutual, [asking[0]!, ['CHAP_C', `0x${'00'.repeat(1025)}`]]],
    ['with an empty challenge', mutual, [asking[0]!, ['CHAP_C', '0x']]],
  ])('asked for %s is refused', (_, demand, pairs) => {
    const stage = new Stage(demand);
    expect(stage.refuse([...answered(stage.challenged()), ...pairs]).status).toBe(failure);
    expect(stage.authentication.done).toBe(false);
  });

  describe('refuses a challenge of our own', () => {
    const reflected = (challenge: string): TextPair[] => [
      ['CHAP_I', '1'],
      ['CHAP_C', challenge],
    ];

    test('from the same login, in whatever writing', () => {
      for (const rewrite of [
        (text: string) => text,
        (text: string) => `0X${text.slice(2).toUpperCase()}`,
        (text: string) => `0b${Buffer.from(text.slice(2), 'hex').toString('base64')}`,
      ]) {
        const stage = new Stage(mutual);
        const challenge = stage.challenged();
        expect(stage.refuse([...answered(challenge), ...reflected(rewrite(valueIn(challenge, 'CHAP_C')))])).toMatchObject({
          status: failure,
          problem: expect.stringContaining('handed back'),
        });
      }
    });

    test('from another connection to the node', () => {
      const [first, second] = [new Stage(mutual), new Stage(mutual)];
      const outstanding = valueIn(first.challenged(), 'CHAP_C');
      expect(second.refuse([...answered(second.challenged()), ...reflected(outstanding)]).problem).toContain('handed back');
    });

    test('but not one of another node', () => {
      const elsewhere = valueIn(new Stage(mutual, new ChapChallenges(randomBytes)).challenged(), 'CHAP_C');
      const stage = new Stage(mutual);
      expect(stage.answer([...answered(stage.challenged()), ...reflected(elsewhere)])).toHaveLength(2);
    });
  });
});
