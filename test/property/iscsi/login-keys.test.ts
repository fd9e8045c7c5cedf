/**
 * The login matrix: every key alone and in pairs, with legal and illegal values, in every stage and kind of session, held against a second reading
 * of RFC 7143 §12 and §13 that shares nothing with the first.
 */
import { randomBytes } from 'node:crypto';
import { fc, test } from '@fast-check/vitest';
import { describe, expect } from 'vitest';
import { ChapChallenges } from '../../../src/iscsi/chap-challenges.ts';
import { Directory } from '../../../src/iscsi/directory.ts';
import { defaultIscsiLimits } from '../../../src/iscsi/limits.ts';
import { isLoginFailure, LoginPhase } from '../../../src/iscsi/login.ts';
import { ownValuesFor } from '../../../src/iscsi/operational-parameters.ts';
import { LoginStatus } from '../../../src/wire/login-response.ts';
import type { TextPair } from '../../../src/wire/text.ts';
import { FakeTarget, initiatorName, loginRequest, pairsIn, targetName } from '../../unit/iscsi/rig.ts';

type Stage = 'security' | 'operational';
type Type = 'Normal' | 'Discovery';
/** What a key is answered; `silent`: nothing; `breach`: the login ends. */
type Answer = string | 'silent' | 'breach';
type Oracle = (value: string, where: { stage: Stage; type: Type }) => Answer;

const isNumber = (value: string): boolean => /^(?:0x[0-9a-f]+|0|[1-9][0-9]*)$/i.test(value);
const within = (value: string, from: number, to: number): boolean => isNumber(value) && Number(value) >= from && Number(value) <= to;
const operational =
  (oracle: Oracle): Oracle =>
  (value, where) =>
    where.stage === 'operational' ? oracle(value, where) : 'breach';
const scsi =
  (oracle: Oracle): Oracle =>
  (value, where) =>
    where.type === 'Discovery' ? 'Irrelevant' : oracle(value, where);
const least =
  (from: number, to: number, ours: number): Oracle =>
  (value) =>
    within(value, from, to) ? String(Math.min(Number(value), ours)) : 'Reject';
const yesOrNo =
  (decide: (yes: boolean) => boolean): Oracle =>
  (value) =>
    value === 'Yes' || value === 'No' ? (decide(value === 'Yes') ? 'Yes' : 'No') : 'Reject';
const digest: Oracle = (value) => value.split(',').find((name) => name === 'None' || name === 'CRC32C') ?? 'Reject';
const breach: Oracle = () => 'breach';
const silent: Oracle = () => 'silent';
const always =
  (answer: string): Oracle =>
  () =>
    answer;

const oracles: Readonly<Record<string, Oracle>> = {
  AuthMethod: (value, { stage }) => (stage === 'security' && value.split(',').includes('None') ? 'None' : 'breach'),
  CHAP_A: breach,
  CHAP_N: breach,
  HeaderDigest: operational(digest),
  DataDigest: operational(digest),
  MaxConnections: operational(scsi(least(1, 65_535, 1))),
  SendTargets: breach,
  TargetAlias: breach,
  TargetAddress: breach,
  TargetPortalGroupTag: breach,
  InitiatorAlias: silent,
  InitialR2T: operational(scsi(yesOrNo((yes) => yes))),
  ImmediateData: operational(scsi(yesOrNo((yes) => yes))),
  DataPDUInOrder: operational(scsi((value) => (value === 'Yes' || value === 'No' ? 'Yes' : 'Reject'))),
  DataSequenceInOrder: operational(scsi((value) => (value === 'Yes' || value === 'No' ? 'Yes' : 'Reject'))),
  MaxRecvDataSegmentLength: operational((value) => (within(value, 512, 16_777_215) ? 'silent' : 'breach')),
  MaxBurstLength: operational(scsi(least(512, 16_777_215, 16_777_215))),
  FirstBurstLength: operational(scsi(least(512, 16_777_215, 262_144))),
  DefaultTime2Wait: operational((value) => (within(value, 0, 3600) ? String(Math.max(Number(value), 3)) : 'Reject')),
  DefaultTime2Retain: operational(least(0, 3600, 30)),
  MaxOutstandingR2T: operational(scsi(least(1, 65_535, 8))),
  ErrorRecoveryLevel: operational(least(0, 2, 0)),
  TaskReporting: operational(scsi((value) => (value.split(',').includes('RFC3720') ? 'RFC3720' : 'Reject'))),
  iSCSIProtocolLevel: operational(scsi(least(0, 31, 1))),
  OFMarker: operational(always('No')),
  IFMarker: operational(always('No')),
  OFMarkInt: operational(always('Reject')),
  IFMarkInt: operational(always('Reject')),
  'X-org.example.key': always('NotUnderstood'),
  'X#unregistered': always('NotUnderstood'),
  NoSuchKey: always('NotUnderstood'),
};

const value = fc.oneof(
  fc.constantFrom('Yes', 'No', 'yes', '', '?', 'None', 'CRC32C', 'CRC32C,None', 'None,CRC32C', 'X-org.example,None', 'CHAP', 'CHAP,None'),
  fc.constantFrom('RFC3720', 'FastAbort,RFC3720', 'FastAbort', '2048~8192', '-1', '0512', ' 1', '1 ', '1.5', '1e3', '0x', '0x200', '0XfF'),
  fc.constantFrom('0', '1', '2', '3', '31', '32', '511', '512', '3600', '3601', '65535', '65536', '16777215', '16777216').map(String),
  fc.integer({ min: 0, max: 2 ** 25 }).map(String),
  fc.bigInt({ min: 2n ** 53n, max: 2n ** 80n }).map((number) => `0x${number.toString(16)}`),
);
const answerValue = fc.constantFrom('Reject', 'Irrelevant', 'NotUnderstood');
const pair = fc.tuple(fc.constantFrom(...Object.keys(oracles)), fc.oneof({ weight: 12, arbitrary: value }, answerValue));
const where = fc.record({
  stage: fc.constantFrom<Stage>('security', 'operational'),
  type: fc.constantFrom<Type>('Normal', 'Discovery'),
});

const device = new FakeTarget();
const directory = new Directory({ targets: [{ name: targetName, device }] });
const service = {
  directory,
  sessions: { admitSession: () => undefined },
  challenges: new ChapChallenges(randomBytes),
  own: ownValuesFor(65_536, { time2WaitSeconds: 3, time2RetainSeconds: 30 }),
  limits: defaultIscsiLimits,
};
const endpoint = { address: '127.0.0.1', port: 3260 };

/** What the target answers to `offered` in a first request; undefined: the login ended. */
function answersTo(offered: readonly TextPair[], { stage, type }: { stage: Stage; type: Type }): readonly TextPair[] | number {
  const login = new LoginPhase({ local: endpoint, remote: endpoint, portalGroupTag: 1 }, service);
  const who: readonly TextPair[] = [
    ['InitiatorName', initiatorName],
    ['SessionType', type],
    ['TargetName', targetName],
  ];
  const answer = login.receive(loginRequest([...who, ...offered], { transit: false, currentStage: stage === 'security' ? 0 : 1 }));
  if (isLoginFailure(answer)) return answer.status;
  const unasked = ['TargetPortalGroupTag', ...(stage === 'operational' ? ['MaxRecvDataSegmentLength'] : [])];
  const pairs = pairsIn(answer);
  expect(pairs.filter(([key]) => unasked.includes(key)).map(([key]) => key)).toEqual(unasked);
  return pairs.filter(([key]) => !unasked.includes(key));
}

/** The same from the second reading. */
function expected(offered: readonly TextPair[], circumstances: { stage: Stage; type: Type }): readonly TextPair[] | 'breach' {
  const offers = offered.filter(([, said]) => !['Reject', 'Irrelevant', 'NotUnderstood'].includes(said));
  const answers = offers.map(([key, said]): TextPair => [key, oracles[key]!(said, circumstances)]);
  const known = offers.map(([key]) => key).filter((key) => oracles[key]!('', circumstances) !== 'NotUnderstood');
  if (new Set(known).size < known.length || answers.some(([, answer]) => answer === 'breach')) return 'breach';
  const burst = answers.find(([key, answer]) => key === 'MaxBurstLength' && isNumber(answer))?.[1];
  const clipped = ([key, answer]: TextPair): TextPair =>
    key === 'FirstBurstLength' && burst !== undefined && isNumber(answer)
      ? [key, String(Math.min(Number(answer), Number(burst)))]
      : [key, answer];
  return answers.filter(([, answer]) => answer !== 'silent').map(clipped);
}

const inOrder = (pairs: readonly TextPair[]): string[] => pairs.map((each) => each.join('=')).sort();

function hold(offered: readonly TextPair[], circumstances: { stage: Stage; type: Type }): void {
  const answers = answersTo(offered, circumstances);
  const wanted = expected(offered, circumstances);
  if (wanted === 'breach') expect([LoginStatus.initiatorError, LoginStatus.authenticationFailure]).toContain(answers);
  else expect(typeof answers === 'number' ? answers : inOrder(answers)).toEqual(inOrder(wanted));
}

describe('the login matrix', () => {
  test.prop([pair, where], { numRuns: 2000 })('each key alone', (offered, circumstances) => {
    hold([offered], circumstances);
  });

  test.prop([pair, pair, where], { numRuns: 2000 })('keys in pairs', (one, other, circumstances) => {
    hold([one, other], circumstances);
  });

  test.prop([fc.array(pair, { maxLength: 12 }), where], { numRuns: 500 })('keys in crowds', (offered, circumstances) => {
    hold(offered, circumstances);
  });
});
