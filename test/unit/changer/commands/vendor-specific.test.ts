import { describe, expect, it } from 'vitest';
import type { Host } from '../../tape/host.ts';
import { changerWithLibrary, ending, mailSlot, slot, uint16 } from '../host.ts';

const changerOf = (...names: string[]) => changerWithLibrary({ commands: ['MOVE MEDIUM', ...names] });
const accessible = ({ library }: Awaited<ReturnType<typeof changerOf>>) =>
  [1, 2, 3, 4].map((number) => library.status({ type: 'importExport', address: mailSlot(number), number }).accessible);

it.each([
  ['REZERO UNIT', 0x01],
  ['ROTATE MAILSLOT', 0x0c],
  ['ROTATE MAILSLOT of Sony', 0xc0],
])('%s is of those products only that name it', async (_name, operationCode) => {
  const { host } = await changerWithLibrary();
  expect(ending(await host.execute([operationCode, 0, 0, 0, 0, 0]))).toBe('5 20/00');
});

it('REZERO UNIT brings the arm home', async () => {
  const { host, robot } = await changerOf('REZERO UNIT');
  expect(ending(await host.execute([0x01, 0, 0, 0, 0, 0]))).toBe('good');
  expect(robot.journeys).toEqual(['1 at 1']);
});

describe('ROTATE MAILSLOT', () => {
  it('turns the whole mail slot', async () => {
    const changer = await changerOf('ROTATE MAILSLOT');
    const rotate = async (open: number) => ending(await changer.host.execute([0x0c, 0, 0, 0, open, 0]));
    expect(await rotate(1)).toBe('good');
    expect(accessible(changer)).toEqual([false, false, false, false]);
    expect(await rotate(0)).toBe('good');
    expect(accessible(changer)).toEqual([true, true, true, true]);
  });

  it('by address turns one', async () => {
    const changer = await changerOf('ROTATE MAILSLOT, by address');
    const rotate = async (host: Host, element: number) => ending(await host.execute([0xc0, 0, ...uint16(element), 1, 0]));
    expect(await rotate(changer.host, mailSlot(3))).toBe('good');
    expect(accessible(changer)).toEqual([true, true, false, true]);
    expect(await rotate(changer.host, slot(3))).toBe('5 21/01 cdb 2.7');
  });
});
