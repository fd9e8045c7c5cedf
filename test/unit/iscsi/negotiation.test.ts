import { describe, expect, test } from 'vitest';
import {
  beginNegotiation,
  type NegotiationCircumstances,
  type NegotiationFailure,
  type NegotiationStep,
  negotiate,
} from '../../../src/iscsi/negotiation.ts';
import { operationalParameters, ownValues } from '../../../src/iscsi/operational-parameters.ts';
import type { TextPair } from '../../../src/wire/text.ts';

const operational: NegotiationCircumstances = { stage: 'operational', sessionType: 'normal', own: ownValues };
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
    ['DefaultTime2Retain', '60', '0'],
    ['ErrorRecoveryLevel', '2', '0'],
    ['HeaderDigest', 'CRC32C,None', 'None'],
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
    ['HeaderDigest', 'CRC32C', 'Reject'],
    ['MaxBurstLength', '511', 'Reject'],
    ['MaxBurstLength', '16777216', 'Reject'],
    ['MaxBurstLength', '-1', 'Reject'],
    ['MaxBurstLength', '0512', 'Reject'],
    ['MaxBurstLength', '', 'Reject'],
    ['InitialR2T', 'yes', 'Reject'],
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
  ] as const)('%s ends the negotiation', (_, offered, circumstances) => {
    expect(failure(offered, circumstances).failure).toBe('protocol-error');
  });

  test('a key again in a later request of the same negotiation ends it', () => {
    const first = step([['InitialR2T', 'No']]);
    expect(negotiate([['InitialR2T', 'No']], first.state, operational)).toMatchObject({ failure: 'protocol-error' });
    expect(negotiate([['InitialR2T', 'No']], beginNegotiation(first.state.values), operational)).not.toHaveProperty('failure');
  });

  test('of authentication methods only None is supported', () => {
    expect(step([['AuthMethod', 'CHAP,None']], { stage: 'security' }).replies).toEqual([['AuthMethod', 'None']]);
    expect(failure([['AuthMethod', 'CHAP,SRP']], { stage: 'security' }).failure).toBe('authentication-failure');
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
