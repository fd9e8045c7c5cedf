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
