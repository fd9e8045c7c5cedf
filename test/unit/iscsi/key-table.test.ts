import { describe, expect, test } from 'vitest';
import { isKeyName, type KeyName, keyTable } from '../../../src/iscsi/key-table.ts';
import { resultOf } from '../../../src/iscsi/negotiation.ts';

/** RFC 7143 §13, read again: key, result function, range, default. */
const standard: readonly (readonly [KeyName, string, string, string | undefined])[] = [
  ['HeaderDigest', 'list', '', 'None'],
  ['DataDigest', 'list', '', 'None'],
  ['MaxConnections', 'minimum', '1-65535', '1'],
  ['InitialR2T', 'or', '', 'Yes'],
  ['ImmediateData', 'and', '', 'Yes'],
  ['MaxRecvDataSegmentLength', 'number-declaration', '512-16777215', '8192'],
  ['MaxBurstLength', 'minimum', '512-16777215', '262144'],
  ['FirstBurstLength', 'minimum', '512-16777215', '65536'],
  ['DefaultTime2Wait', 'maximum', '0-3600', '2'],
  ['DefaultTime2Retain', 'minimum', '0-3600', '20'],
  ['MaxOutstandingR2T', 'minimum', '1-65535', '1'],
  ['DataPDUInOrder', 'or', '', 'Yes'],
  ['DataSequenceInOrder', 'or', '', 'Yes'],
  ['ErrorRecoveryLevel', 'minimum', '0-2', '0'],
  ['TaskReporting', 'list', '', 'RFC3720'],
  ['iSCSIProtocolLevel', 'minimum', '0-31', '1'],
];

describe('the key table', () => {
  test.each(standard)('%s: %s %s, default %s', (key, result, range, defaultValue) => {
    const row = keyTable[key];
    const { value } = row;
    expect('result' in value ? value.result : value.kind).toBe(result);
    expect('range' in value ? value.range.join('-') : '').toBe(range);
    expect(row.default).toBe(defaultValue);
  });

  /** RFC 7143 §12 and §13, read again: key, use, senders, scope, stage of the login. */
  test.each([
    ['AuthMethod', 'IO', 'both', 'connection', 'security'],
    ['CHAP_A', 'IO', 'both', 'connection', 'security'],
    ['CHAP_C', 'IO', 'both', 'connection', 'security'],
    ['CHAP_I', 'IO', 'both', 'connection', 'security'],
    ['CHAP_N', 'IO', 'both', 'connection', 'security'],
    ['CHAP_R', 'IO', 'both', 'connection', 'security'],
    ['HeaderDigest', 'IO', 'both', 'connection', 'operational'],
    ['DataDigest', 'IO', 'both', 'connection', 'operational'],
    ['MaxConnections', 'LO', 'both', 'session', 'operational'],
    ['SendTargets', 'FFPO', 'initiator', 'session', 'operational'],
    ['TargetName', 'IO', 'both', 'session', 'either'],
    ['InitiatorName', 'IO', 'initiator', 'session', 'either'],
    ['TargetAlias', 'ALL', 'target', 'session', 'either'],
    ['InitiatorAlias', 'ALL', 'initiator', 'session', 'either'],
    ['TargetAddress', 'ALL', 'target', 'session', 'either'],
    ['TargetPortalGroupTag', 'IO', 'target', 'session', 'either'],
    ['InitialR2T', 'LO', 'both', 'session', 'operational'],
    ['ImmediateData', 'LO', 'both', 'session', 'operational'],
    ['MaxRecvDataSegmentLength', 'ALL', 'both', 'connection', 'operational'],
    ['MaxBurstLength', 'LO', 'both', 'session', 'operational'],
    ['FirstBurstLength', 'LO', 'both', 'session', 'operational'],
    ['DefaultTime2Wait', 'LO', 'both', 'session', 'operational'],
    ['DefaultTime2Retain', 'LO', 'both', 'session', 'operational'],
    ['MaxOutstandingR2T', 'LO', 'both', 'session', 'operational'],
    ['DataPDUInOrder', 'LO', 'both', 'session', 'operational'],
    ['DataSequenceInOrder', 'LO', 'both', 'session', 'operational'],
    ['ErrorRecoveryLevel', 'LO', 'both', 'session', 'operational'],
    ['SessionType', 'LO', 'initiator', 'session', 'either'],
    ['TaskReporting', 'LO', 'both', 'session', 'operational'],
    ['iSCSIProtocolLevel', 'LO', 'both', 'session', 'operational'],
  ] as const)('%s: %s, %s, %s, %s', (key, ...columns) => {
    const { use, sender, scope, stage } = keyTable[key];
    expect([use, sender, scope, stage]).toEqual(columns);
  });

  test('every default is a value that its key may have', () => {
    for (const [key, row] of Object.entries(keyTable))
      if (row.default !== undefined) expect(resultOf(row.value, row.default, row.default), key).toBe(row.default);
  });

  test('in a discovery session exactly the keys of SCSI traffic are irrelevant', () => {
    const irrelevant = Object.entries(keyTable)
      .filter(([, row]) => row.irrelevantInDiscovery)
      .map(([key]) => key);
    expect(irrelevant.sort()).toEqual([
      'DataPDUInOrder',
      'DataSequenceInOrder',
      'FirstBurstLength',
      'ImmediateData',
      'InitialR2T',
      'MaxBurstLength',
      'MaxConnections',
      'MaxOutstandingR2T',
      'TaskReporting',
      'iSCSIProtocolLevel',
    ]);
  });

  test('knows its keys by their exact names only', () => {
    expect(isKeyName('MaxBurstLength')).toBe(true);
    expect(isKeyName('maxburstlength')).toBe(false);
    expect(isKeyName('toString')).toBe(false);
  });
});
