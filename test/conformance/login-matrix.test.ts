/**
 * The login matrix: every key of RFC 7143 §12 and §13 alone and in pairs, with values at and beyond the edges of what it may have, in either stage
 * and either type of session. The answers must be those of `login-oracle.ts`, and so must be the data path that comes of them.
 */
import { isDeepStrictEqual } from 'node:util';
import { fc, test } from '@fast-check/vitest';
import { afterAll, beforeAll, describe, expect } from 'vitest';
import * as cdb from './cdb.ts';
import { defaultLimits } from './demand.ts';
import { noDigests } from './digest.ts';
import { Initiator } from './initiator.ts';
import { acknowledgeAttentions, LabUnderTest, shelf, tape } from './lab-under-test.ts';
import { identification, type LoginFields, loginStep, newIsid, stage } from './login.ts';
import { type Expectation, expectationOf, type OfferedRequest, rows } from './login-oracle.ts';
import { pattern } from './pattern.ts';
import type { Task } from './task.ts';
import type { Pairs } from './text-pairs.ts';

let lab: LabUnderTest;
beforeAll(async () => {
  lab = await LabUnderTest.start();
});
afterAll(() => lab.stop());

/** What this target brings to a negotiation; the standard leaves it the choice. */
const own = {
  AuthMethod: 'None',
  HeaderDigest: 'None,CRC32C',
  DataDigest: 'None,CRC32C',
  MaxConnections: '1',
  InitialR2T: 'No',
  ImmediateData: 'Yes',
  MaxRecvDataSegmentLength: '1048576',
  MaxBurstLength: '16777215',
  FirstBurstLength: '262144',
  DefaultTime2Wait: '0',
  DefaultTime2Retain: '20',
  MaxOutstandingR2T: '8',
  DataPDUInOrder: 'Yes',
  DataSequenceInOrder: 'Yes',
  ErrorRecoveryLevel: '0',
  TaskReporting: 'RFC3720',
  iSCSIProtocolLevel: '1',
};

interface Offer {
  readonly key: string;
  readonly value: string;
  /** The security stage, the first request of the operational one, or its second. */
  readonly when: 'security' | 'first' | 'second';
}

interface Login {
  readonly discovery: boolean;
  /** Whether the operational stage is come to by way of the security stage, and whether there is one at all. */
  readonly stages: 'security' | 'both' | 'operational';
  readonly offers: readonly Offer[];
}

const noNumbers = [
  '',
  '-1',
  '+512',
  ' 512',
  '512 ',
  '1e3',
  '00512',
  '5.12',
  '0x',
  '0x2g0',
  '0b0200',
  '512~1024',
  'Yes',
  'None',
  '9'.repeat(40),
];
const formsOf = (value: number): string[] => [
  `${value}`,
  `0x${value.toString(16)}`,
  `0X${value.toString(16).toUpperCase()}`,
  `0x000${value.toString(16)}`,
];

/** The edges of what a number may be, and what lies one beyond them. */
const edgesOf = ({ from, to }: { from: number; to: number }): string[] => [
  ...[from, from + 1, to - 1, to].map(String),
  ...[`0x${from.toString(16)}`, `0X${to.toString(16).toUpperCase()}`, `0x000${to.toString(16)}`],
  ...[`${from - 1}`, `${to + 1}`, `0x${(to + 1).toString(16)}`, `${2 ** 32 + from}`],
];
const lists = ['None', 'CRC32C', 'None,CRC32C', 'CRC32C,None', 'RFC3720', 'FastAbort,RFC3720', 'FastAbort,ResponseFence', 'KRB5,None'];
const noLists = ['', ',', 'none', ' None', 'CRC-32C', 'None;CRC32C', 'Yes', '1'];

/** Values for a key, of its kind and of none: all of them are tried on it alone. */
function fixedValuesOf(key: string): readonly string[] {
  const rule = rows[key]?.rule;
  switch (rule?.kind) {
    case 'number':
    case 'declared-number':
      return [...edgesOf(rule), ...noNumbers];
    case 'boolean':
    case 'former':
      return ['Yes', 'No', 'yes', 'NO', 'Yes,No', 'Yes ', 'true', '1', ''];
    case 'list':
      return [...lists, ...noLists];
    default:
      return ['1', 'Yes', 'All', 'the host under the desk', 'Größe', ''];
  }
}

function valuesOf(key: string): fc.Arbitrary<string> {
  const rule = rows[key]?.rule;
  const fixed = fc.constantFrom(...fixedValuesOf(key));
  if (rule !== undefined && 'from' in rule)
    return fc.oneof(
      fixed,
      fc.integer({ min: rule.from, max: rule.to }).chain((value) => fc.constantFrom(...formsOf(value))),
    );
  if (rule?.kind !== 'list') return fixed;
  const members = fc.constantFrom(...lists, ...noLists, 'X-com.example.method');
  return fc.array(members, { minLength: 1, maxLength: 3 }).map((list) => list.join(','));
}

const unknownKeys = ['X-com.example.key', 'X#Unregistered', 'MaxAHSLength', 'MaxBurstlength', 'RDMAExtensions'];
const offer: fc.Arbitrary<Offer> = fc
  .constantFrom(...Object.keys(rows), ...unknownKeys)
  .chain((key) =>
    fc.record({ key: fc.constant(key), value: valuesOf(key), when: fc.constantFrom('security', 'first', 'first', 'second') }),
  );

/** A key again, in the same request or later: §6.2 permits neither. What the target does not know it cannot know again. */
const twice = offer
  .filter(({ key }) => key in rows)
  .chain((first) =>
    fc.tuple(
      fc.constant(first),
      valuesOf(first.key).map((value) => ({ ...first, value })),
    ),
  );
const pair = fc.tuple(offer, offer).filter(([a, b]) => a.key !== b.key);

const login: fc.Arbitrary<Login> = fc.record({
  discovery: fc.nat(3).map((of) => of === 0),
  stages: fc.constantFrom('security', 'both', 'operational', 'operational'),
  offers: fc.oneof({ weight: 4, arbitrary: fc.tuple(offer) }, { weight: 5, arbitrary: pair }, { weight: 1, arbitrary: twice }),
});

/** The requests of a login, without the pairs that say who calls whom. An offer whose stage is left out goes into the one there is. */
function requestsOf({ stages, offers }: Login): OfferedRequest[] {
  const pairsOf = (...times: readonly Offer['when'][]): Pairs =>
    offers.filter(({ when }) => times.includes(when)).map(({ key, value }) => [key, value]);
  if (stages === 'security') return [{ stage: 'security', pairs: pairsOf('security', 'first', 'second') }];
  const second = pairsOf('second');
  return [
    ...(stages === 'both' ? [{ stage: 'security', pairs: pairsOf('security') } as const] : []),
    { stage: 'operational', pairs: stages === 'both' ? pairsOf('first') : pairsOf('security', 'first') },
    ...(second.length > 0 ? [{ stage: 'operational', pairs: second } as const] : []),
  ];
}

const sorted = (pairs: Pairs): string[] => pairs.map((pair) => pair.join('=')).sort();

/** `proof`: whether data flows through every session, or only where something was settled that it hangs on. */
async function run(login: Login, proof: 'always' | 'where settled'): Promise<void> {
  const requests = requestsOf(login);
  const expected = expectationOf(requests, own, login.discovery);
  const connection = await lab.connect();
  const isid = newIsid();
  for (const [index, { stage: name, pairs }] of requests.entries()) {
    const next = requests[index + 1]?.stage;
    const nextStage = next === undefined ? stage.fullFeature : stage.operational;
    const transit = next !== name;
    const who = index === 0 ? identification(login.discovery ? { discovery: true } : { targetName: shelf }) : [];
    const fields: LoginFields = { isid, currentStage: stage[name], transit, ...(transit && { nextStage }), pairs: [...who, ...pairs] };
    const response = await loginStep(connection, fields);
    if ('failsAt' in expected && expected.failsAt === index) {
      expect(response).toMatchObject({ statusClass: 2, transit: false });
      expect(expected.statusDetails).toContain(response.statusDetail);
      await connection.closed();
      return;
    }
    expect(response).toMatchObject({ statusClass: 0, statusDetail: 0, transit, ...(transit && { nextStage }) });
    if ('answers' in expected) expect(sorted(response.pairs)).toEqual(sorted(expected.answers[index]!));
    if (next === undefined && 'answers' in expected) {
      connection.conduct.limits = expected.limits;
      connection.digests = expected.digests;
      const { tsih } = response;
      const initiator = new Initiator(connection, { statusClass: 0, statusDetail: 0, tsih, cid: 0, pairs: response.pairs }, 1);
      if (login.discovery) await discover(initiator);
      else if (proof === 'always' || !isUnsettled(expected)) await transfer(initiator, expected);
      await initiator.logOut();
    }
  }
}

type Success = Extract<Expectation, { answers: unknown }>;

/** Whether the defaults hold; what the target takes at once is its own to say. */
const isUnsettled = ({ limits, digests }: Success): boolean => {
  const { targetMaxRecvDataSegmentLength } = limits;
  return isDeepStrictEqual([limits, digests], [{ ...defaultLimits, targetMaxRecvDataSegmentLength }, noDigests]);
};

async function discover(initiator: Initiator): Promise<void> {
  expect(await initiator.text([['SendTargets', tape]])).toContainEqual(['TargetName', tape]);
}

/** One block out and in again: what goes unasked, what is asked for and in what pieces, all as negotiated. `Conduct` watches every PDU. */
async function transfer(initiator: Initiator, { limits }: Success): Promise<void> {
  const block = pattern(2500);
  await acknowledgeAttentions(initiator);
  expect((await initiator.command(cdb.rewind())).status).toBe(0);
  // Every R2T waits for a ping's way to and fro, so that as many are outstanding as the target dares.
  const answerR2T = (r2t: Parameters<Task['answer']>[0]): void => void initiator.ping().then(() => write.answer(r2t));
  const write = initiator.start(cdb.write6(block.length), { write: block, answerR2T });
  const written = await write.completion;
  const unasked = Math.min(
    block.length,
    limits.initialR2T ? (limits.immediateData ? limits.firstBurstLength : 0) : limits.firstBurstLength,
  );
  expect(written).toMatchObject({ status: 0, residual: 0 });
  expect(written.r2ts.reduce((sum, { desiredDataTransferLength }) => sum + desiredDataTransferLength, unasked)).toBe(block.length);
  expect((await initiator.command(cdb.rewind())).status).toBe(0);
  const read = await initiator.command(cdb.read6(block.length), { read: block.length });
  expect(read.status).toBe(0);
  expect(Buffer.compare(read.data, block)).toBe(0);
}

describe('the login matrix (RFC 7143 §6.2, §12, §13)', () => {
  test.prop([login], { numRuns: 200 })('a login with one key or two comes to what the standard says', async (login) => {
    try {
      await run(login, 'always');
    } finally {
      await lab.hangUp();
    }
  });

  test.each([...Object.keys(rows), ...unknownKeys])('%s alone, with every kind of value, in every place', async (key) => {
    const [likely = ''] = fixedValuesOf(key);
    const logins: Login[] = [
      ...fixedValuesOf(key).map((value) => ({ discovery: false, stages: 'operational', offers: [{ key, value, when: 'first' }] }) as const),
      { discovery: false, stages: 'operational', offers: [{ key, value: likely, when: 'second' }] },
      { discovery: false, stages: 'both', offers: [{ key, value: likely, when: 'security' }] },
      { discovery: false, stages: 'security', offers: [{ key, value: likely, when: 'security' }] },
      { discovery: true, stages: 'operational', offers: [{ key, value: likely, when: 'first' }] },
    ];
    for (const login of logins) {
      await run(login, 'where settled');
      await lab.hangUp();
    }
  });

  /** Where one value hangs on another (§13.14), or the data path on several: in either order, together or one after the other. */
  const together: readonly Readonly<Record<string, readonly string[]>>[] = [
    { MaxBurstLength: ['512', '1024', '262144'], FirstBurstLength: ['512', '1024', '262144'] },
    { InitialR2T: ['Yes', 'No'], ImmediateData: ['Yes', 'No'] },
    { InitialR2T: ['No'], FirstBurstLength: ['512', '2500', '65536'] },
    { ImmediateData: ['No'], FirstBurstLength: ['512', '2500', '65536'] },
    { MaxBurstLength: ['512'], MaxOutstandingR2T: ['1', '2', '8', '9'] },
    { HeaderDigest: ['CRC32C'], DataDigest: ['CRC32C'] },
  ];
  test.each(together.map((values) => [Object.keys(values).join(' and '), values] as const))('%s together', async (_, values) => {
    const [[a, ofA], [b, ofB]] = Object.entries(values) as [[string, readonly string[]], [string, readonly string[]]];
    const pairs = ofA.flatMap((one) => ofB.map((other) => [{ key: a, value: one } as const, { key: b, value: other } as const] as const));
    for (const [one, other] of pairs) {
      const ways: readonly (readonly Offer[])[] = [
        [
          { ...one, when: 'first' },
          { ...other, when: 'first' },
        ],
        [
          { ...other, when: 'first' },
          { ...one, when: 'first' },
        ],
        [
          { ...one, when: 'first' },
          { ...other, when: 'second' },
        ],
      ];
      for (const offers of ways) {
        await run({ discovery: false, stages: 'operational', offers }, 'always');
        await lab.hangUp();
      }
    }
  });
});
