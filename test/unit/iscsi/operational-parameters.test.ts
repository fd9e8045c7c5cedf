import { expect, test } from 'vitest';
import type { KeyName } from '../../../src/iscsi/key-table.ts';
import { operationalParameters } from '../../../src/iscsi/operational-parameters.ts';

test('what nobody spoke of has its default', () => {
  expect(operationalParameters(new Map())).toEqual({
    initialR2T: true,
    immediateData: true,
    maximumBurstLength: 262_144,
    firstBurstLength: 65_536,
    maximumOutstandingR2T: 1,
    maximumSendDataSegmentLength: 8192,
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
  ]);
  expect(operationalParameters(values)).toEqual({
    initialR2T: false,
    immediateData: false,
    maximumBurstLength: 16_776_192,
    firstBurstLength: 262_144,
    maximumOutstandingR2T: 8,
    maximumSendDataSegmentLength: 65_536,
  });
});
