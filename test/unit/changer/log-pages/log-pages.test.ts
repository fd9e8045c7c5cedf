import { describe, expect, it } from 'vitest';
import { changerWithLibrary, drive, ending, layout, mailSlot, moveMedium, slot } from '../host.ts';

const number = (bytes: Buffer | undefined): number | undefined => bytes?.readUInt32BE(0);

describe('Media Changer Statistics', () => {
  it('counts moves of hosts and of the operator, doors and failures', async () => {
    const { host, library, robot } = await changerWithLibrary();
    await moveMedium(host, slot(1), drive(1));
    await library.moveByOperator({ type: 'storage', address: slot(2), number: 2 }, { type: 'storage', address: slot(8), number: 8 });
    robot.failure = { why: 'jam', message: '' };
    await moveMedium(host, slot(3), slot(7));
    await library.openDoor();
    await library.closeDoor();
    await host.settle();
    const page = await host.logPage(0x14);
    expect([...page].map(([code, value]) => [code, number(value)])).toEqual([
      [0, 2],
      [1, 2],
      [2, 0],
      [3, 2],
      [4, 0],
      [7, 1],
      [8, 0],
      [0xa, 1],
      [0xb, 0],
    ]);
  });

  it('counts the operator’s hands in import/export elements', async () => {
    const { host, library } = await changerWithLibrary();
    await moveMedium(host, slot(1), mailSlot(1));
    await library.take({ type: 'importExport', address: mailSlot(1), number: 1 });
    await host.settle();
    expect(number((await host.logPage(0x14)).get(8))).toBe(1);
  });
});

describe('Element Statistics', () => {
  it('tells of every element by its address how often it was picked from and placed in', async () => {
    const { host } = await changerWithLibrary();
    await moveMedium(host, slot(1), drive(1));
    await moveMedium(host, drive(1), slot(5));
    const page = await host.logPage(0x15);
    expect(page.size).toBe(31);
    const counts = (address: number): (number | undefined)[] => [0, 4, 8, 12].map((at) => page.get(address)?.readUInt32BE(at));
    expect([counts(slot(1)), counts(drive(1)), counts(slot(5)), counts(slot(2))]).toEqual([
      [0, 0, 1, 0],
      [1, 0, 1, 0],
      [1, 0, 0, 0],
      [0, 0, 0, 0],
    ]);
    expect(page.get(slot(1))).toHaveLength(24);
  });

  it('tells of 60 000 elements a page at a time', async () => {
    const { host } = await changerWithLibrary({ layout: { ...layout, storage: { first: 0x1000, count: 60_000 } } });
    const ask = (pointer: number) => host.execute([0x4d, 0, 0x55, 0, 0, pointer >> 8, pointer & 0xff, 0xff, 0xff, 0], { room: 0xffff });
    const { data } = await ask(0);
    expect(data.readUInt16BE(2)).toBe(Math.floor(0xffff / 28) * 28);
    const { data: last } = await ask(0x1000 + 59_999);
    expect([last.readUInt16BE(2), last.readUInt16BE(4)]).toEqual([28, 0x1000 + 59_999]);
  });
});

describe('Media Changer Diagnostic Data', () => {
  it('keeps the last failures with the command that met them', async () => {
    const { host, robot } = await changerWithLibrary();
    await moveMedium(host, slot(1), slot(8));
    for (const why of ['dropped', 'dropped', 'mechanical-positioning'] as const) {
      robot.failure = { why, message: '' };
      await moveMedium(host, slot(2), slot(7));
    }
    await moveMedium(host, slot(6), slot(7));
    const faults = [...(await host.logPage(0x16)).values()];
    expect(faults.map((fault) => fault.toString('hex', 1, 4))).toEqual(['043b16', '843b16', '041501']);
    const first = faults[0]!;
    expect(first).toHaveLength(96);
    expect([first.readUInt32BE(12), first[40], first[43]]).toEqual([1, 0xa5, 0x0d]);
    expect([44, 46, 50].map((at) => first.readUInt16BE(at))).toEqual([1, slot(2), slot(7)]);
  });
});

describe('TapeAlert', () => {
  it.each([
    ['mechanical-positioning', 2],
    ['jam', 2],
    ['dropped', 12],
  ] as const)('%s raises flag %i, and each host is told once', async (why, flag) => {
    const { host, other, robot } = await changerWithLibrary();
    const flags = async (who = host) => [...(await who.logPage(0x2e))].filter(([, [set]]) => set === 1).map(([code]) => code);
    robot.failure = { why, message: '' };
    expect(ending(await moveMedium(host, slot(1), slot(8)))).toMatch(/^4 /);
    expect([await flags(), await flags(), await flags(other)]).toEqual([[flag], [], [flag]]);
  });

  it('ends what a successful move shows to be over, and what the closing of the door does', async () => {
    const { host, library, robot } = await changerWithLibrary();
    const flags = async () => [...(await host.logPage(0x2e))].filter(([, [set]]) => set === 1).map(([code]) => code);
    robot.failure = { why: 'jam', message: '' };
    await moveMedium(host, slot(1), slot(8));
    await moveMedium(host, slot(1), slot(8));
    expect(await flags()).toEqual([]);
    await library.openDoor();
    expect(await flags()).toEqual([16]);
    await library.closeDoor();
    await library.setOnline(false);
    await host.settle();
    expect(await flags()).toEqual([19, 21]);
  });

  it('is told before a host asks where it has said so with mode page 1Ch', async () => {
    const { host, robot } = await changerWithLibrary();
    await host.changePage(0x1c, (page) => {
      page[2] = 0;
      page[3] = 6;
    });
    robot.failure = { why: 'jam', message: '' };
    await moveMedium(host, slot(1), slot(8));
    expect(await host.requestSense()).toMatchObject({ key: 0, code: '5d/00' });
  });
});

it('lists the pages it has', async () => {
  const { host } = await changerWithLibrary();
  const { data } = await host.execute([0x4d, 0, 0x40, 0, 0, 0, 0, 0, 0xff, 0], { room: 255 });
  expect(data.toString('hex', 4)).toBe('001415162e');
});
