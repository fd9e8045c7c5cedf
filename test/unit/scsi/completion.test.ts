import { expect, test } from 'vitest';
import { ByteList } from '../../../src/foundation/byte-list.ts';
import { additionalSense } from '../../../src/scsi/additional-sense.ts';
import { complete } from '../../../src/scsi/completion.ts';
import { checkCondition, good, goodWith } from '../../../src/scsi/outcome.ts';
import { notReady } from '../../../src/scsi/sense.ts';
import { encodeSense } from '../../../src/scsi/sense-format.ts';
import { task } from './fake-device.ts';

test('the status waits until the data have been handed over', async () => {
  const order: string[] = [];
  const slow = {
    ...task('08'),
    sendDataIn: async () => {
      await Promise.resolve();
      order.push('data');
    },
  };
  await complete(slow, goodWith(ByteList.of(Uint8Array.of(1))), encodeSense).then(() => order.push('status'));
  expect(order).toEqual(['data', 'status']);
});

test('no data, nothing handed over', async () => {
  const host = task('00');
  expect(await complete(host, good, encodeSense)).toEqual({ status: 0 });
  await complete(host, goodWith(ByteList.empty), encodeSense);
  expect(host.received).toBeUndefined();
});

test.each([
  ['fixed', 0x70],
  ['descriptor', 0x72],
] as const)('sense in %s format, with data before it', async (format, responseCode) => {
  const host = task('08');
  const outcome = checkCondition(notReady(additionalSense.mediumNotPresent), ByteList.of(Uint8Array.of(7)));
  expect(await complete(host, outcome, (sense) => encodeSense(sense, format))).toMatchObject({ status: 0x02, sense: { 0: responseCode } });
  expect(host.received).toEqual(Uint8Array.of(7));
});
