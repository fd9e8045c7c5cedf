import { expect, test } from 'vitest';
import type { KeyName } from '../../../src/iscsi/key-table.ts';
import { framingOf, operationalParameters, ownValuesFor, valuesOfConnectionReinstated } from '../../../src/iscsi/operational-parameters.ts';

test('what nobody spoke of has its default', () => {
  expect(operationalParameters(new Map())).toEqual({
    initialR2T: true,
    immediateData: true,
    maximumBurstLength: 262_144,
    firstBurstLength: 65_536,
    maximumOutstandingR2T: 1,
    maximumSendDataSegmentLength: 8192,
    time2WaitSeconds: 2,
    time2RetainSeconds: 20,
  });
});

test('what was settled holds', () => {
  const values = new Map<KeyName, string>([
    ['InitialR2T', 'No'],
    ['ImmediateData', 'No'],
    ['MaxBurstLength', '16776192'],
    ['FirstBurstLength', '262144'],
    ['MaxOutstandingR2T', '8'],
    ['MaxRecvDataSegmentLength', '65536'],
    ['DefaultTime2Wait', '0'],
    ['DefaultTime2Retain', '3600'],
  ]);
  expect(operationalParameters(values)).toEqual({
    initialR2T: false,
    immediateData: false,
    maximumBurstLength: 16_776_192,
    firstBurstLength: 262_144,
    maximumOutstandingR2T: 8,
    maximumSendDataSegmentLength: 65_536,
    time2WaitSeconds: 0,
    time2RetainSeconds: 3600,
  });
});

test('this side is what the node was made of', () => {
  expect(ownValuesFor(65_536, { time2WaitSeconds: 3, time2RetainSeconds: 4 })).toMatchObject({
    MaxRecvDataSegmentLength: '65536',
    DefaultTime2Wait: '3',
    DefaultTime2Retain: '4',
    MaxConnections: '1',
    ErrorRecoveryLevel: '0',
  });
});

test.each([
  [[], false, false],
  [[['HeaderDigest', 'CRC32C']], true, false],
  [
    [
      ['HeaderDigest', 'None'],
      ['DataDigest', 'CRC32C'],
    ],
    false,
    true,
  ],
] as const)('%j makes the form of the PDUs', (values, headerDigest, dataDigest) => {
  // What the initiator takes is its own business.
  const settled = new Map<KeyName, string>([...values, ['MaxRecvDataSegmentLength', '512']]);
  expect(framingOf(settled, 65_536)).toEqual({ headerDigest, dataDigest, maximumDataSegmentLength: 65_536 });
});

test('a connection that comes again keeps what is the session’s, and nothing of the connection’s', () => {
  const session = new Map<KeyName, string>([
    ['MaxBurstLength', '65536'],
    ['HeaderDigest', 'CRC32C'],
    ['DataDigest', 'CRC32C'],
    ['MaxRecvDataSegmentLength', '65536'],
    ['InitiatorAlias', 'a host'],
  ]);
  const login = new Map<KeyName, string>([
    ['DataDigest', 'None'],
    ['InitiatorAlias', 'the host'],
  ]);
  expect(valuesOfConnectionReinstated(session, login)).toEqual(
    new Map([
      ['MaxBurstLength', '65536'],
      ['InitiatorAlias', 'the host'],
      ['DataDigest', 'None'],
    ]),
  );
});
