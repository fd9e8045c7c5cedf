import { expect, it } from 'vitest';
import type { Host } from '../../tape/host.ts';
import { arm, changerWithLibrary, drive, ending, mailSlot, moveMedium, slot, uint16 } from '../host.ts';

const exchange = (host: Host, source: number, first: number, second: number, { transport = arm, inverted = 0 } = {}) =>
  host.execute([0xa6, 0, ...uint16(transport), ...uint16(source), ...uint16(first), ...uint16(second), inverted, 0]);

it('gives the first destination one cartridge for another', async () => {
  const { host, ...library } = await changerWithLibrary();
  await moveMedium(host, slot(1), drive(1));
  expect(ending(await exchange(host, slot(2), drive(1), slot(5), { transport: 0 }))).toBe('good');
  expect([library.in('dataTransfer', 1), library.in('storage', 5), library.in('storage', 2)]).toEqual(['A2', 'A1', undefined]);
});

it('changes two cartridges round', async () => {
  const { host, library, ...rest } = await changerWithLibrary();
  expect(ending(await exchange(host, slot(1), slot(2), slot(1), { inverted: 2 }))).toBe('good');
  expect([rest.in('storage', 1), rest.in('storage', 2)]).toEqual(['A2', 'A1']);
  const inverted = (number: number): boolean => library.status({ type: 'storage', address: slot(number), number }).inverted;
  expect([inverted(1), inverted(2)]).toEqual([false, true]);
});

it.each([
  ['an arm that is none', [slot(1), slot(2), slot(1)], { transport: slot(1) }, '5 21/01 cdb 2.7'],
  ['a source that there is not', [9, slot(2), slot(1)], {}, '5 21/01 cdb 4.7'],
  ['a first destination that there is not', [slot(1), 9, slot(1)], {}, '5 21/01 cdb 6.7'],
  ['a second destination that there is not', [slot(1), slot(2), 9], {}, '5 21/01 cdb 8.7'],
  ['an empty source', [slot(8), slot(2), slot(8)], {}, '5 3b/0e'],
  ['an empty first destination', [slot(1), slot(8), slot(1)], {}, '5 3b/0e'],
  ['a full second destination', [slot(1), slot(2), slot(3)], {}, '5 3b/0d'],
] as const)('refuses %s and moves nothing', async (_title, [source, first, second], options, expected) => {
  const { host, robot } = await changerWithLibrary();
  expect(ending(await exchange(host, source, first, second, options))).toBe(expected);
  expect(robot.journeys).toEqual([]);
});

it.each([
  ['to the first destination', { impossibleMoves: [['storage', 'importExport']] }, 0, '5 24/00 cdb 6.7'],
  ['to the second destination', { impossibleMoves: [['importExport', 'storage']] }, 0, '5 24/00 cdb 8.7'],
  ['that inverts the first', { invertsMedia: false }, 3, '5 24/00 cdb 10.1'],
  ['that inverts the second', { invertsMedia: false }, 1, '5 24/00 cdb 10.0'],
] as const)('makes no move %s if the model cannot', async (_title, model, inverted, expected) => {
  const { host } = await changerWithLibrary(model);
  expect(ending(await exchange(host, slot(1), mailSlot(1), slot(1), { inverted }))).toBe(expected);
});
