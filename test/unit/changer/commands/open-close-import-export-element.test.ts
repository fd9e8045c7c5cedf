import { expect, it } from 'vitest';
import type { Host } from '../../tape/host.ts';
import { changerWithLibrary, ending, mailSlot, moveMedium, slot, uint16 } from '../host.ts';

const openClose = (host: Host, element: number, action: number) => host.execute([0x1b, 0, ...uint16(element), action, 0]);
const [open, close] = [0, 1];

it('takes an import/export element out of the robot’s reach, and gives it back', async () => {
  const { host, library } = await changerWithLibrary();
  const accessible = (): boolean => library.status({ type: 'importExport', address: mailSlot(2), number: 2 }).accessible;
  expect(ending(await openClose(host, mailSlot(2), open))).toBe('good');
  expect(ending(await openClose(host, mailSlot(2), open))).toBe('good');
  expect(accessible()).toBe(false);
  expect(ending(await moveMedium(host, slot(1), mailSlot(2)))).toBe('5 3b/11');
  expect(ending(await moveMedium(host, slot(1), mailSlot(1)))).toBe('good');
  expect(ending(await openClose(host, mailSlot(2), close))).toBe('good');
  expect(accessible()).toBe(true);
});

it('opens nothing while any host prevents removal, and closes', async () => {
  const { host, other } = await changerWithLibrary();
  await openClose(host, mailSlot(1), open);
  await other.prevent(true);
  expect(ending(await openClose(host, mailSlot(2), open))).toBe('5 53/02');
  expect(ending(await openClose(host, mailSlot(1), close))).toBe('good');
  await other.prevent(false);
  expect(ending(await openClose(host, mailSlot(2), open))).toBe('good');
});

it.each([
  ['another element', slot(1), 0, '5 21/01 cdb 2.7'],
  ['an element that there is not', 0xffff, 0, '5 21/01 cdb 2.7'],
  ['another action', mailSlot(1), 2, '5 24/00 cdb 4.4'],
])('refuses %s', async (_title, element, action, expected) => {
  const { host } = await changerWithLibrary();
  expect(ending(await openClose(host, element, action))).toBe(expected);
});
