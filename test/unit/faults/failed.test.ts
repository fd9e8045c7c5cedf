import { expect, it } from 'vitest';
import { hasFailed } from '../../../src/faults/failed.ts';
import { additionalSense } from '../../../src/scsi/additional-sense.ts';
import { SenseKey } from '../../../src/scsi/sense.ts';
import { Status } from '../../../src/scsi/status.ts';

const additional = additionalSense.noAdditionalSenseInformation;

it.each(Object.entries(SenseKey))('CHECK CONDITION with %s', (name, key) => {
  const carriedOut = ['noSense', 'recoveredError', 'completed'].includes(name);
  expect(hasFailed({ status: Status.checkCondition, sense: { key, additional } })).toBe(!carriedOut);
});

it.each(Object.entries(Status).filter(([name]) => name !== 'checkCondition'))('%s', (name, status) => {
  expect(hasFailed({ status })).toBe(!['good', 'conditionMet'].includes(name));
});
