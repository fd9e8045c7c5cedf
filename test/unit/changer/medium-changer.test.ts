import { describe, expect, it } from 'vitest';
import { changerWithLibrary, drive, ending, mailSlot, moveMedium, slot } from './host.ts';

const slotElement = (number: number) => ({ type: 'storage', address: slot(number), number }) as const;
const mailSlotElement = (number: number) => ({ type: 'importExport', address: mailSlot(number), number }) as const;

describe('what the operator does is told to every host', () => {
  it('28/01 when an import/export element was accessed', async () => {
    const { host, other, library } = await changerWithLibrary();
    await moveMedium(host, slot(1), mailSlot(1));
    await library.take(mailSlotElement(1));
    for (const each of [host, other]) {
      expect(ending(await each.testUnitReady())).toBe('6 28/01');
      expect(ending(await each.testUnitReady())).toBe('good');
    }
  });

  it('04/18 while the door is open, and 28/00 when it has been closed', async () => {
    const { host, other, library } = await changerWithLibrary();
    await library.openDoor();
    expect(ending(await host.testUnitReady())).toBe('2 04/18');
    expect(await host.requestSense()).toMatchObject({ key: 2, code: '04/18' });
    expect(ending(await moveMedium(host, slot(1), slot(8)))).toBe('2 04/18');
    await library.take(slotElement(2));
    await library.closeDoor();
    for (const each of [host, other]) expect(ending(await each.testUnitReady())).toBe('6 28/00');
    expect(ending(await moveMedium(host, slot(2), slot(8)))).toBe('5 3b/0e');
  });

  it('04/12 while the library is offline, and 28/00 afterwards', async () => {
    const { host, library } = await changerWithLibrary();
    await library.setOnline(false);
    expect(ending(await host.testUnitReady())).toBe('2 04/12');
    await library.setOnline(true);
    expect(ending(await host.testUnitReady())).toBe('6 28/00');
    expect(ending(await host.testUnitReady())).toBe('good');
  });

  it('what a model says while its door is open', async () => {
    const { host, library } = await changerWithLibrary({ doorOpen: { asc: 0x04, ascq: 0x83, name: 'DOOR OPEN' } });
    await library.openDoor();
    expect(ending(await host.testUnitReady())).toBe('2 04/83');
  });
});

describe('PREVENT ALLOW MEDIUM REMOVAL', () => {
  it('locks door and import/export elements until the last host allows, is lost, or resets', async () => {
    const { host, other, library, changer } = await changerWithLibrary();
    await moveMedium(host, slot(1), mailSlot(1));
    await host.prevent(true);
    await other.prevent(true);
    expect(changer.removalPrevented).toBe(true);
    await expect(library.openDoor()).rejects.toMatchObject({ name: 'UserError' });
    await expect(library.take(mailSlotElement(1))).rejects.toMatchObject({ name: 'UserError' });
    await host.prevent(false);
    expect(changer.removalPrevented).toBe(true);
    other.lost();
    await host.testUnitReady();
    expect(changer.removalPrevented).toBe(false);
    await host.prevent(true);
    await host.resetUnit();
    expect(changer.removalPrevented).toBe(false);
    await library.openDoor();
  });

  it('leaves the robot free to move', async () => {
    const { host } = await changerWithLibrary();
    await host.prevent(true);
    expect(ending(await moveMedium(host, slot(1), mailSlot(1)))).toBe('good');
    expect(ending(await moveMedium(host, slot(2), drive(1)))).toBe('good');
  });
});

describe('reservations', () => {
  const reserve = (host: Awaited<ReturnType<typeof changerWithLibrary>>['host'], flags = 0) => host.execute([0x16, flags, 0, 0, 0, 0]);

  it('of the whole changer hold others off, but not from its data', async () => {
    const { host, other } = await changerWithLibrary();
    expect(ending(await reserve(host))).toBe('good');
    expect(ending(await moveMedium(other, slot(1), slot(8)))).toBe('status 24');
    expect(ending(await other.execute([0x07, 0, 0, 0, 0, 0]))).toBe('status 24');
    expect(ending(await other.execute([0xb8, 0, 0, 0, 0xff, 0xff, 0x02, 0, 0xff, 0xff, 0, 0], { room: 0xffff }))).toBe('good');
    expect(ending(await other.execute([0xb8, 0, 0, 0, 0xff, 0xff, 0, 0, 0xff, 0xff, 0, 0], { room: 0xffff }))).toBe('status 24');
    expect(ending(await moveMedium(host, slot(1), slot(8)))).toBe('good');
    expect(ending(await host.execute([0x17, 0, 0, 0, 0, 0]))).toBe('good');
    expect(ending(await moveMedium(other, slot(8), slot(1)))).toBe('good');
  });

  it('of single elements are refused, and reserve nothing', async () => {
    const { host, other } = await changerWithLibrary();
    expect(ending(await reserve(host, 1))).toBe('5 24/00 cdb 1.0');
    expect(ending(await host.execute([0x17, 1, 0, 0, 0, 0]))).toBe('5 24/00 cdb 1.0');
    expect(ending(await host.execute([0x56, 1, 0, 0, 0, 0, 0, 0, 6, 0], { out: new Uint8Array(6) }))).toBe('5 24/00 cdb 1.0');
    expect(ending(await moveMedium(other, slot(1), slot(8)))).toBe('good');
  });

  it('for good: Exclusive Access holds off those that are not registered', async () => {
    const { host, other } = await changerWithLibrary();
    const key = [0, 0, 0, 0, 0, 0, 0, 7];
    const none = [0, 0, 0, 0, 0, 0, 0, 0];
    const out = (action: number, type: number, parameters: readonly number[]) =>
      host.execute([0x5f, action, type, 0, 0, 0, 0, 0, 24, 0], { out: Uint8Array.from([...parameters, ...none]) });
    expect(ending(await out(0, 0, [...none, ...key]))).toBe('good');
    expect(ending(await out(1, 3, [...key, ...none]))).toBe('good');
    expect(ending(await moveMedium(other, slot(1), slot(8)))).toBe('status 24');
    expect(ending(await other.testUnitReady())).toBe('good');
    expect(ending(await moveMedium(host, slot(1), slot(8)))).toBe('good');
  });
});

describe('REPORT SUPPORTED OPERATION CODES', () => {
  const report = async (operationCode: number) => {
    const { host } = await changerWithLibrary({ timing: { moveMs: 10_000, positionMs: 1_500, scanMs: 2_000 } });
    return (await host.execute([0xa3, 0x0c, 0x81, operationCode, 0, 0, 0, 0, 0xff, 0xff, 0, 0], { room: 255 })).data;
  };

  it('tells what a CDB may have set', async () => {
    expect((await report(0xa5)).toString('hex', 0, 16)).toBe('0083000ca500ffffffffffff00000100');
  });

  it.each([
    ['MOVE MEDIUM, with a drive that rewinds first', 0xa5, 12, 310],
    ['POSITION TO ELEMENT', 0x2b, 10, 2],
    ['INITIALIZE ELEMENT STATUS, of all 31 elements', 0x07, 6, 62],
    ['TEST UNIT READY', 0x00, 6, 1],
  ])('and how long %s may take', async (_name, operationCode, cdbLength, nominal) => {
    const data = await report(operationCode);
    expect([data.readUInt32BE(4 + cdbLength + 4), data.readUInt32BE(4 + cdbLength + 8)]).toEqual([nominal, 2 * nominal + 60]);
  });
});

it('is a medium changer with a removable medium, and names itself', async () => {
  const { host } = await changerWithLibrary();
  const inquiry = async (page?: number) =>
    (await host.execute([0x12, page === undefined ? 0 : 1, page ?? 0, 0, 0xff, 0], { room: 255 })).data;
  expect((await inquiry()).subarray(0, 2)).toEqual(Buffer.from([0x08, 0x80]));
  expect([...(await inquiry(0x00)).subarray(4)]).toEqual([0x00, 0x80, 0x83, 0x86]);
  expect((await inquiry(0x80)).toString('latin1', 4)).toBe('CHANGER001');
  expect((await inquiry(0x83)).toString('latin1', 8, 16)).toBe('TAPELAB ');
});

it('passes its self-test', async () => {
  const { host } = await changerWithLibrary();
  expect(ending(await host.execute([0x1d, 4, 0, 0, 0, 0]))).toBe('good');
});

it('tells a host that it finds after a reset', async () => {
  const { host } = await changerWithLibrary();
  await host.resetUnit();
  expect(ending(await host.testUnitReady())).toBe('6 29/00');
  expect(ending(await host.testUnitReady())).toBe('good');
});

it('has a bug of its own told, when no task waits for what the robot did', async () => {
  const { host, robot, changer, happenings } = await changerWithLibrary();
  let fail = (): void => {};
  robot.until = new Promise((_resolve, reject) => (fail = () => reject(new Error('a bug'))));
  const moving = moveMedium(host, slot(1), slot(8)).catch(() => 'aborted');
  await new Promise((resolve) => setImmediate(resolve));
  await changer.logicalUnit.abortTaskSet(host.nexus);
  expect(await moving).toBe('aborted');
  fail();
  await new Promise((resolve) => setImmediate(resolve));
  expect(happenings.map(({ event }) => event)).toContain('logical-unit.bug');
  expect(ending(await host.testUnitReady())).toBe('4 44/00 deferred');
});
