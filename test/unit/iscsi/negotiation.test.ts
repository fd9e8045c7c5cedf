import { describe, expect, test } from 'vitest';
import {
  beginNegotiation,
  type NegotiationCircumstances,
  type NegotiationFailure,
  type NegotiationStep,
  negotiate,
} from '../../../src/iscsi/negotiation.ts';
import { operationalParameters, ownValuesFor } from '../../../src/iscsi/operational-parameters.ts';
import type { TextPair } from '../../../src/wire/text.ts';

const own = ownValuesFor(1024 * 1024, { time2WaitSeconds: 0, time2RetainSeconds: 20 });
const operational: NegotiationCircumstances = { stage: 'operational', sessionType: 'normal', own };
const step = (offered: readonly TextPair[], circumstances: Partial<NegotiationCircumstances> = {}): NegotiationStep =>
  negotiate(offered, beginNegotiation(), { ...operational, ...circumstances }) as NegotiationStep;
const failure = (offered: readonly TextPair[], circumstances: Partial<NegotiationCircumstances> = {}): NegotiationFailure =>
  negotiate(offered, beginNegotiation(), { ...operational, ...circumstances }) as NegotiationFailure;

describe('negotiation', () => {
  test.each([
    ['InitialR2T', 'No', 'No'],
    ['InitialR2T', 'Yes', 'Yes'],
    ['ImmediateData', 'Yes', 'Yes'],
    ['ImmediateData', 'No', 'No'],
    ['DataPDUInOrder', 'No', 'Yes'],
    ['DataSequenceInOrder', 'No', 'Yes'],
    ['MaxConnections', '8', '1'],
    ['MaxBurstLength', '16776192', '16776192'],
    ['MaxBurstLength', '0xFFFFFF', '16777215'],
    ['FirstBurstLength', '65536', '65536'],
    ['FirstBurstLength', '16777215', '262144'],
    ['MaxOutstandingR2T', '1', '1'],
    ['MaxOutstandingR2T', '16', '8'],
    ['DefaultTime2Wait', '5', '5'],
    ['DefaultTime2Retain', '60', '20'],
    ['DefaultTime2Retain', '5', '5'],
    ['ErrorRecoveryLevel', '2', '0'],
    ['HeaderDigest', 'CRC32C,None', 'CRC32C'],
    ['HeaderDigest', 'None,CRC32C', 'None'],
    ['DataDigest', 'X-org.example,CRC32C', 'CRC32C'],
    ['DataDigest', 'None', 'None'],
    ['TaskReporting', 'FastAbort,ResponseFence,RFC3720', 'RFC3720'],
    ['iSCSIProtocolLevel', '2', '1'],
    ['OFMarker', 'Yes', 'No'],
    ['IFMarker', 'No', 'No'],
    ['OFMarkInt', '2048~8192', 'Reject'],
    ['IFMarkInt', '2048', 'Reject'],
    ['X-org.example.Colour', 'blue', 'NotUnderstood'],
    ['X#Unregistered', '1', 'NotUnderstood'],
    ['NoSuchKey', '', 'NotUnderstood'],
    ['HeaderDigest', 'X-org.example', 'Reject'],
    ['MaxBurstLength', '511', 'Reject'],
    ['MaxBurstLength', '16777216', 'Reject'],
    ['MaxBurstLength', '-1', 'Reject'],
    ['MaxBurstLength', '0512', 'Reject'],
    ['MaxBurstLength', '', 'Reject'],
    ['InitialR2T', 'yes', 'Reject'],
    ['InitialR2T', '?', 'Reject'],
  ])('%s=%s is answered %s', (key, offered, answer) => {
    expect(step([[key, offered]]).replies).toEqual([[key, answer]]);
  });

  test.each([
    ['MaxRecvDataSegmentLength', '65536'],
    ['InitiatorAlias', 'a host'],
    ['X#NodeArchitecture', 'Linux'],
  ])('%s=%s is a declaration and not answered', (key, value) => {
    const { replies, state } = step([[key, value]]);
    expect(replies).toEqual([]);
    expect(state.values.get(key as 'InitiatorAlias')).toBe(value);
  });

  test('a rejected value leaves the default in force', () => {
    expect(operationalParameters(step([['MaxBurstLength', '1']]).state.values)).toMatchObject({ maximumBurstLength: 262_144 });
  });

  test.each(['0', '511', '16777216', 'long'])('MaxRecvDataSegmentLength=%s, which nothing could answer, ends the negotiation', (value) => {
    expect(failure([['MaxRecvDataSegmentLength', value]]).failure).toBe('protocol-error');
  });

  test('the first burst never exceeds a burst', () => {
    const { values } = step([['MaxBurstLength', '4096']]).state;
    expect(operationalParameters(values).firstBurstLength).toBe(4096);
  });

  test.each([
    [
      ['MaxBurstLength', '4096'],
      ['FirstBurstLength', '65536'],
    ],
    [
      ['FirstBurstLength', '65536'],
      ['MaxBurstLength', '4096'],
    ],
  ] as const)('nor does the answer to one: %s before %s', (...offered) => {
    const { replies, state } = step(offered);
    expect(new Map(replies).get('FirstBurstLength')).toBe('4096');
    expect(state.values.get('FirstBurstLength')).toBe('4096');
  });

  test.each([
    [
      'a key twice in one request',
      [
        ['InitialR2T', 'No'],
        ['InitialR2T', 'No'],
      ],
      {},
    ],
    ['a key of the target', [['TargetAlias', 'x']], {}],
    ['an operational key in the security stage', [['InitialR2T', 'No']], { stage: 'security' }],
    ['SendTargets in a login', [['SendTargets', 'All']], {}],
    ['a key of authentication in the operational stage', [['CHAP_A', '5']], {}],
    ['AuthMethod in the operational stage', [['AuthMethod', 'None']], {}],
  ] as const)('%s ends the negotiation', (_, offered, circumstances) => {
    expect(failure(offered, circumstances).failure).toBe('protocol-error');
  });

  test('a key again in a later request of the same negotiation ends it', () => {
    const first = step([['InitialR2T', 'No']]);
    expect(negotiate([['InitialR2T', 'No']], first.state, operational)).toMatchObject({ failure: 'protocol-error' });
    expect(negotiate([['InitialR2T', 'No']], beginNegotiation(first.state.values), operational)).not.toHaveProperty('failure');
  });

  test('the keys of authentication are passed on', () => {
    const { replies, authentication } = step(
      [
        ['AuthMethod', 'CHAP,None'],
        ['InitiatorAlias', 'a host'],
        ['CHAP_N', 'host1'],
      ],
      { stage: 'security' },
    );
    expect(replies).toEqual([]);
    expect([...authentication]).toEqual([
      ['AuthMethod', 'CHAP,None'],
      ['CHAP_N', 'host1'],
    ]);
  });

  test('of a session that stands already nothing is settled again', () => {
    const offered: readonly TextPair[] = [
      ['MaxBurstLength', '65536'],
      ['SessionType', 'Normal'],
      ['HeaderDigest', 'CRC32C'],
      ['MaxRecvDataSegmentLength', '4096'],
    ];
    const { replies, state } = step(offered, { leading: false });
    expect(replies).toEqual([
      ['MaxBurstLength', 'Reject'],
      ['HeaderDigest', 'CRC32C'],
    ]);
    expect([...state.values.keys()]).toEqual(['HeaderDigest', 'MaxRecvDataSegmentLength']);
  });

  test('keys of SCSI traffic are irrelevant in a discovery session', () => {
    const { replies } = step(
      [
        ['MaxBurstLength', '65536'],
        ['DefaultTime2Wait', '2'],
      ],
      { sessionType: 'discovery' },
    );
    expect(replies).toEqual([
      ['MaxBurstLength', 'Irrelevant'],
      ['DefaultTime2Wait', '2'],
    ]);
  });

  test.each(['AuthMethod', 'CHAP_R', 'HeaderDigest', 'InitiatorName', 'DefaultTime2Wait'])('%s is rejected after the login', (key) => {
    expect(step([[key, 'None']], { stage: 'full-feature' })).toMatchObject({ replies: [[key, 'Reject']], authentication: new Map() });
  });

  test('in the full feature phase a key of the login is rejected, a declaration taken, a request passed on', () => {
    const { replies, state, requests } = step(
      [
        ['MaxBurstLength', '65536'],
        ['MaxRecvDataSegmentLength', '4096'],
        ['SendTargets', 'All'],
      ],
      { stage: 'full-feature' },
    );
    expect(replies).toEqual([['MaxBurstLength', 'Reject']]);
    expect(state.values.get('MaxRecvDataSegmentLength')).toBe('4096');
    expect(requests).toEqual([['SendTargets', 'All']]);
  });

  test.each(['NotUnderstood', 'Irrelevant', 'Reject'])('the answer %s is taken note of and not answered', (answer) => {
    expect(
      step([
        ['MaxBurstLength', answer],
        ['X-org.example.Ours', answer],
      ]).replies,
    ).toEqual([]);
  });
});
