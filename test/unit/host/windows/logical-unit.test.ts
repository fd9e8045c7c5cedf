import { describe, expect, test } from 'vitest';
import { ByteList } from '../../../../src/foundation/byte-list.ts';
import type { ScsiAnswer } from '../../../../src/host/scsi.ts';
import { enumerateUnits } from '../../../../src/host/windows/enumeration.ts';
import { LogicalUnit } from '../../../../src/host/windows/logical-unit.ts';
import { checkCondition, FakeSession, type FakeUnit, good, tape } from './fake-session.ts';

const testUnitReady = { cdb: new Uint8Array(6), timeoutMs: 360_000 };

async function unitOf(unit: FakeUnit = tape(4, 'SN1')) {
  const session = new FakeSession([unit]);
  const [found] = (await enumerateUnits(session))!;
  session.requests.length = 0;
  const options = { address: { port: 2, bus: 0, target: 0, lun: 4 }, invalidateBusRelations: () => {} };
  return { session, device: new LogicalUnit({ session, found: found!, ...options }) };
}

test('requests go to its logical unit, with the allowance of the port on their timeouts', async () => {
  const { session, device } = await unitOf();
  await device.execute(testUnitReady);
  expect(session.requests).toEqual([{ lun: 4, cdb: new Uint8Array(6), taskAttribute: 'untagged', timeoutMs: 375_000 }]);
});

test('tags are simple where the unit queues commands', async () => {
  const { session, device } = await unitOf({ ...tape(4), commandQueueing: true });
  await device.execute(testUnitReady);
  expect(session.requests[0]!.taskAttribute).toBe('simple');
});

test.each([
  [true, 2],
  [false, 1],
])('with command queueing %s, %i of two requests are under way at once', async (commandQueueing, underWay) => {
  const { session, device } = await unitOf({ ...tape(4), commandQueueing });
  let finish = (): void => {};
  session.answer = () => new Promise((resolve) => (finish = () => resolve(good())));
  const both = [device.execute(testUnitReady), device.execute(testUnitReady)];
  await new Promise((resolve) => setImmediate(resolve));
  expect(session.requests).toHaveLength(underWay);
  session.answer = () => good();
  finish();
  await (commandQueueing ? both[1] : Promise.all(both));
});

describe('answers', () => {
  const status = (number: number, more: Partial<ScsiAnswer> = {}): ScsiAnswer => ({ ...good(), status: number, ...more }) as ScsiAnswer;

  test.each([
    ['GOOD', good(), 'success'],
    ['GOOD with fewer data', status(0, { data: ByteList.of(new Uint8Array(10)), residual: 26 }), 'data-overrun'],
    ['BUSY', status(0x08), 'busy'],
    ['TASK SET FULL', status(0x28), 'busy'],
    ['RESERVATION CONFLICT', status(0x18), 'error'],
    ['TASK ABORTED', status(0x40), 'aborted'],
    ['CHECK CONDITION', checkCondition(0x06, 0x2900), 'error'],
    ['no answer in time', { kind: 'timed-out', problem: '' }, 'timeout'],
    ['a lost device', { kind: 'device-gone', problem: '' }, 'no-device'],
    ['a failure', { kind: 'failed', problem: '' }, 'error'],
  ] as const)('%s', async (_, answer, expected) => {
    const { session, device } = await unitOf();
    session.answer = () => answer;
    expect((await device.execute(testUnitReady)).status).toBe(expected);
  });

  test('no more than 18 bytes of sense', async () => {
    const { session, device } = await unitOf();
    session.answer = () => checkCondition(0x06, 0x2900);
    const { sense, scsiStatus } = await device.execute(testUnitReady);
    expect(scsiStatus).toBe(2);
    expect(sense).toEqual(Uint8Array.of(0x70, 0, 6, 0, 0, 0, 0, 0x16, 0, 0, 0, 0, 0x29, 0, 0, 0, 0, 0));
  });

  test('what was written is what was not left over', async () => {
    const { session, device } = await unitOf();
    session.answer = () => status(0, { residual: 24 });
    expect(await device.execute({ ...testUnitReady, write: new Uint8Array(64) })).toMatchObject({
      transferred: 40,
      status: 'data-overrun',
    });
    session.answer = () => status(2, { residual: 0 });
    expect((await device.execute({ ...testUnitReady, write: new Uint8Array(64) })).transferred).toBe(64);
  });
});

describe('while the connection is lost', () => {
  test('INQUIRY, its pages and REPORT LUNS are answered from what is known, as far as there is room', async () => {
    const { session, device } = await unitOf();
    session.lose();
    const standard = await device.execute({ cdb: Uint8Array.of(0x12, 0, 0, 0, 252, 0), read: 252, timeoutMs: 2_000 });
    expect(standard).toMatchObject({ status: 'data-overrun', transferred: 36 });
    const serial = await device.execute({ cdb: Uint8Array.of(0x12, 1, 0x80, 0, 5, 0), read: 5, timeoutMs: 2_000 });
    expect(Buffer.from(serial.data).toString('latin1')).toBe('\u0001\u0080\0\u0003S');
    const list = await device.execute({ cdb: Uint8Array.of(0xa0, 0, 0, 0, 0, 0, 0, 0, 0, 16, 0, 0), read: 16, timeoutMs: 2_000 });
    expect(list).toMatchObject({ status: 'success', transferred: 16 });
    expect(session.requests).toEqual([]);
  });

  test('everything else waits for it', async () => {
    const { session, device } = await unitOf();
    session.lose();
    await device.execute(testUnitReady);
    await device.execute({ cdb: Uint8Array.of(0x12, 1, 0xc0, 0, 5, 0), read: 5, timeoutMs: 2_000 });
    expect(session.requests).toHaveLength(2);
  });
});

test('a removed device answers nothing, nor what is still under way', async () => {
  const { session, device } = await unitOf();
  session.answer = () => {
    device.remove();
    return good();
  };
  expect((await device.execute(testUnitReady)).status).toBe('no-device');
  session.lose();
  expect((await device.execute({ cdb: Uint8Array.of(0x12, 0, 0, 0, 36, 0), read: 36, timeoutMs: 2_000 })).status).toBe('no-device');
  expect(session.requests).toHaveLength(1);
});
