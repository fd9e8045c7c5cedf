import { beforeEach, expect, test } from 'vitest';
import { additionalSense } from '../../../../src/scsi/additional-sense.ts';
import { SenseKey } from '../../../../src/scsi/sense.ts';
import { type FakeDevice, run, senseSummary, settledDevice, task } from '../fake-device.ts';

const REQUEST_SENSE = '03 00 00 00 ff 00';

let device: FakeDevice;
beforeEach(async () => {
  device = await settledDevice();
});

const sense = async (): Promise<string> => {
  const { outcome, received } = await run(device.logicalUnit, REQUEST_SENSE);
  expect(outcome).toBe('GOOD');
  return senseSummary(received!);
};

test('nothing to say is NO SENSE', async () => {
  expect(await sense()).toBe('0 00/00');
});

test('what is pending comes in order, each once, then the state of the unit', async () => {
  device.logicalUnit.establishUnitAttention(additionalSense.notReadyToReadyChange);
  device.logicalUnit.establishUnitAttention(additionalSense.modeParametersChanged);
  device.deferredError = { key: SenseKey.mediumError, additional: additionalSense.writeError };
  device.ready = false;
  const said: string[] = [];
  for (let time = 0; time < 5; time++) said.push(await sense());
  expect(said).toEqual(['6 28/00', '6 2a/01', 'deferred 3 0c/00', '2 3a/00', '2 3a/00']);
});

test('a unit attention returned as data is not reported again', async () => {
  device.logicalUnit.establishUnitAttention(additionalSense.notReadyToReadyChange);
  await sense();
  expect((await run(device.logicalUnit, '00')).outcome).toBe('GOOD');
});

test.each([
  ['03 00 00 00 12 00', 18],
  ['03 00 00 00 04 00', 4],
  ['03 00 00 00 ff 00', 18],
  ['03 01 00 00 ff 00', 8],
])('%s gives %i bytes', async (hex, length) => {
  expect((await run(device.logicalUnit, hex)).received).toHaveLength(length);
});

test('an allocation length of 0 transfers nothing', async () => {
  expect(await run(device.logicalUnit, '03')).toEqual({ outcome: 'GOOD', received: undefined });
});

test('DESC=1 asks for descriptors', async () => {
  expect((await run(device.logicalUnit, '03 01 00 00 ff')).received![0]).toBe(0x72);
});

test("a product's bytes stand behind the 18 of the fixed format, here and in autosense, and not in descriptors", async () => {
  device.additionalSense = Uint8Array.of(0xaa, 0xbb);
  const fixed = (await run(device.logicalUnit, REQUEST_SENSE)).received!;
  expect(Buffer.from(fixed).toString('hex')).toBe(`700000000000000c${'00'.repeat(10)}aabb`);
  expect((await run(device.logicalUnit, '03 00 00 00 13 00')).received).toHaveLength(19);
  expect((await run(device.logicalUnit, '03 01 00 00 ff 00')).received).toHaveLength(8);
  const outcome = await device.logicalUnit.execute(task('12 00 80 00 ff 00'));
  expect(outcome).toMatchObject({ sense: { length: 20, 7: 12, 18: 0xaa } });
});

test('an operation under way is told with its progress', async () => {
  device.underWay = () => ({ key: SenseKey.noSense, additional: additionalSense.rewindOperationInProgress, progress: 0x8000 });
  const { received } = await run(device.logicalUnit, REQUEST_SENSE);
  expect(Buffer.from(received!).toString('hex', 12, 18)).toBe('001a00808000');
  device.deferredError = { key: SenseKey.mediumError, additional: additionalSense.writeError };
  expect(await sense()).toBe('deferred 3 0c/00');
});
