import { expect, it } from 'vitest';
import { elementNumbered } from '../../../../src/library/element.ts';
import { arm, changerWithLibrary, drive, ending, layout, mailSlot, moveMedium, slot } from '../host.ts';

it('moves a cartridge, with the arm that is named or the first', async () => {
  const { host, robot, ...library } = await changerWithLibrary();
  expect(ending(await moveMedium(host, slot(1), drive(1)))).toBe('good');
  expect(ending(await moveMedium(host, slot(2), mailSlot(4), { transport: 0 }))).toBe('good');
  expect([library.in('dataTransfer', 1), library.in('importExport', 4), library.in('storage', 1)]).toEqual(['A1', 'A2', undefined]);
  expect(robot.journeys).toEqual(['A1 4096>256', 'A2 4097>19']);
});

it.each([
  ['an arm that is none', { transport: slot(1) }, '5 21/01 cdb 2.7'],
  ['an arm that there is not', { transport: 2 }, '5 21/01 cdb 2.7'],
  ['a source that there is not', { source: 0x0fff }, '5 21/01 cdb 4.7'],
  ['a destination that there is not', { destination: 0xffff }, '5 21/01 cdb 6.7'],
  ['an empty source', { source: slot(4) }, '5 3b/0e'],
  ['a full destination', { destination: slot(2) }, '5 3b/0d'],
  ['a reserved bit', { last: 2 }, '5 24/00 cdb 10.1'],
])('refuses %s', async (_title, { source = slot(1), destination = slot(8), ...rest }: Record<string, number>, expected) => {
  const { host, robot } = await changerWithLibrary();
  expect(ending(await moveMedium(host, source, destination, rest))).toBe(expected);
  expect(robot.journeys).toEqual([]);
});

it('makes no move that mode page 1Fh denies, and inverts no media but two-sided ones', async () => {
  const { host, robot } = await changerWithLibrary({ impossibleMoves: [['storage', 'importExport']], invertsMedia: false });
  expect(ending(await moveMedium(host, slot(1), mailSlot(1)))).toBe('5 24/00 cdb 6.7');
  expect(ending(await moveMedium(host, slot(1), slot(8), { last: 1 }))).toBe('5 24/00 cdb 10.0');
  expect(robot.journeys).toEqual([]);
});

it('inverts two-sided media', async () => {
  const { host, library } = await changerWithLibrary();
  expect(ending(await moveMedium(host, slot(1), slot(8), { last: 1 }))).toBe('good');
  expect(library.status({ type: 'storage', address: slot(8), number: 8 }).inverted).toBe(true);
});

it('leaves a cartridge where a host holds it back, or where it must be unloaded first', async () => {
  const { host, drives } = await changerWithLibrary({ unloadsDrives: false });
  await moveMedium(host, slot(1), drive(1));
  expect(ending(await moveMedium(host, drive(1), slot(1)))).toBe('5 53/03');
  drives[0]!.engaged = false;
  drives[0]!.removalPrevented = true;
  expect(ending(await moveMedium(host, drive(1), slot(1)))).toBe('5 53/02');
  drives[0]!.removalPrevented = false;
  expect(ending(await moveMedium(host, drive(1), slot(1)))).toBe('good');
});

it('goes on when its task is aborted, and tells the nexus how it failed before its next command', async () => {
  const { host, other, robot, changer } = await changerWithLibrary();
  let go = (): void => {};
  robot.until = new Promise((resolve) => (go = resolve));
  robot.failure = { why: 'jam', message: 'stuck' };
  const moving = moveMedium(host, slot(1), slot(8)).catch(() => 'aborted');
  await new Promise((resolve) => setImmediate(resolve));
  await changer.logicalUnit.abortTaskSet(host.nexus);
  expect(await moving).toBe('aborted');
  go();
  expect(ending(await moveMedium(other, slot(2), slot(7)))).toBe('good');
  expect(ending(await host.testUnitReady())).toBe('4 3b/16 deferred');
  expect(ending(await host.testUnitReady())).toBe('good');
  expect(robot.journeys).toEqual([`A1 ${slot(1)}>${slot(8)}`, `A2 ${slot(2)}>${slot(7)}`]);
});

it('never begins when its task is aborted while the operator has the robot', async () => {
  const { host, library, robot, changer } = await changerWithLibrary();
  let go = (): void => {};
  robot.until = new Promise((resolve) => (go = resolve));
  const byOperator = library.moveByOperator(elementNumbered(layout, 'storage', 1)!, elementNumbered(layout, 'storage', 8)!);
  const moving = moveMedium(host, slot(2), slot(7)).catch(() => 'aborted');
  await new Promise((resolve) => setImmediate(resolve));
  await changer.logicalUnit.abortTaskSet(host.nexus);
  expect(await moving).toBe('aborted');
  go();
  await byOperator;
  expect(ending(await moveMedium(host, slot(2), slot(6)))).toBe('good');
  expect(robot.journeys).toEqual([`A1 ${slot(1)}>${slot(8)}`, `A2 ${slot(2)}>${slot(6)}`]);
});

it('says what the robot failed with, and where nothing has changed moves again', async () => {
  const { host, robot } = await changerWithLibrary();
  robot.failure = { why: 'mechanical-positioning', message: '' };
  expect(ending(await moveMedium(host, slot(1), slot(8), { transport: arm }))).toBe('4 15/01');
  expect(ending(await moveMedium(host, slot(1), slot(8)))).toBe('good');
});
