import { expect, test } from 'vitest';
import { ByteList } from '../../../src/foundation/byte-list.ts';
import { additionalSense } from '../../../src/scsi/additional-sense.ts';
import { checkCondition, good, goodUpTo, goodWith } from '../../../src/scsi/outcome.ts';
import { notReady } from '../../../src/scsi/sense.ts';

test('GOOD carries no data, or some', () => {
  expect(good).toEqual({ status: 0x00 });
  expect(goodWith(ByteList.of(Uint8Array.of(1))).data?.length).toBe(1);
});

test.each([
  [0, 0],
  [2, 2],
  [9, 3],
])('an allocation length of %i leaves %i of 3 bytes', (allocationLength, length) => {
  expect(goodUpTo(allocationLength, Uint8Array.of(1, 2, 3)).data?.length).toBe(length);
});

test('CHECK CONDITION may come with data', () => {
  const sense = notReady(additionalSense.mediumNotPresent);
  expect(checkCondition(sense)).toEqual({ status: 0x02, sense });
  expect(checkCondition(sense, ByteList.empty)).toEqual({ status: 0x02, sense, data: ByteList.empty });
});
