/** What a robot leaves behind that fails on its way: where the cartridges are, what drives hold, and what the library does next. */
import { describe, expect, it } from 'vitest';
import type { RobotFailure } from '../../../src/library/robot.ts';
import { FailingStore } from '../cartridge/failing-store.ts';
import { TapeRoom } from './tape-room.ts';

const cartridges = { 'slot 1': 'LAB001L8', 'slot 2': 'LAB002L8', 'drive 1': 'LAB003L8' };
const dropped: RobotFailure = { why: 'dropped', message: 'it fell', cartridge: 'floor' };
const held: RobotFailure = { why: 'jam', message: 'it is stuck', cartridge: 'arm' };

describe('a cartridge is left', () => {
  const routes = [
    ['slot 1', 'slot 3'],
    ['slot 1', 'drive 2'],
    ['drive 1', 'slot 3'],
    ['drive 1', 'drive 2'],
  ] as const;
  it.each(routes)('on the arm between %s and %s, which are both empty then and can be used', async (from, to) => {
    const tapes = await TapeRoom.open({ cartridges });
    const { [from]: barcode, ...others } = cartridges;
    tapes.robot.failing = held;
    expect(await tapes.move(from, to)).toEqual({ why: 'robot-failed', failure: held });
    expect(tapes.contents).toEqual({ ...others, 'arm 1': barcode });
    expect(await tapes.isMounted(barcode)).toBe(false);
    expect(tapes.drives.map(({ drive }) => drive.state().barcode)).toEqual([others['drive 1' as never], undefined]);
    expect(tapes.news).toContain('stranded');
    expect(tapes.news).not.toContain('moved');
    expect(await tapes.move('arm 1', to)).toBeUndefined();
    expect(tapes.contents).toEqual({ ...others, [to]: barcode });
    expect(tapes.library.status(tapes.at(to)).source).toEqual(from === 'slot 1' ? tapes.at('slot 1') : undefined);
  });

  it.each(routes)('on the floor between %s and %s, from where the operator brings it back', async (from, to) => {
    const tapes = await TapeRoom.open({ cartridges });
    const { [from]: barcode, ...others } = cartridges;
    tapes.robot.failing = dropped;
    expect(await tapes.move(from, to)).toEqual({ why: 'robot-failed', failure: dropped });
    expect(tapes.contents).toEqual(others);
    expect(tapes.inventory.placement(barcode)).toBeUndefined();
    expect(await tapes.isMounted(barcode)).toBe(false);
    await tapes.library.insert(barcode, tapes.at('mailslot 1'));
    expect(tapes.contents).toEqual({ ...others, 'mailslot 1': barcode });
  });

  it('where it was when that cannot be written down', async () => {
    const store = new FailingStore();
    const tapes = await TapeRoom.open({ cartridges, store });
    store.broken = /rename inventory\.json/;
    tapes.robot.failing = held;
    expect(await tapes.move('drive 1', 'slot 3')).toMatchObject({ why: 'not-recorded' });
    store.broken = undefined;
    expect(tapes.contents).toEqual(cartridges);
    expect(tapes.drives[0]!.drive.state()).toMatchObject({ cartridge: 'unloaded', barcode: 'LAB003L8' });
    expect(await tapes.move('drive 1', 'slot 3')).toBeUndefined();
  });

  it('where it was, and not on the arm, when the other one of an exchange is there', async () => {
    const tapes = await TapeRoom.open({ cartridges });
    await tapes.move('slot 1', 'arm 1');
    const { carry } = tapes.robot;
    tapes.robot.carry = async (journey) => (journey.source.type === 'storage' ? held : carry.call(tapes.robot, journey));
    expect(await tapes.exchange('arm 1', 'slot 2', 'slot 4')).toMatchObject({ why: 'robot-failed' });
    expect(tapes.contents).toEqual({ 'arm 1': 'LAB001L8', 'slot 2': 'LAB002L8', 'drive 1': 'LAB003L8' });
    expect(tapes.news).not.toContain('stranded');
  });
});

describe('the door that is opened at once', () => {
  const slow = { moveMs: 10_000, positionMs: 4_000, scanMs: 0 };

  it('stops a move on its way, which keeps what it carries on the arm', async () => {
    const tapes = await TapeRoom.open({ cartridges, timing: slow });
    const move = tapes.move('drive 1', 'slot 3');
    await new Promise(setImmediate);
    tapes.library.openDoorAtOnce();
    expect(await move).toEqual({ why: 'door-open' });
    expect(tapes.library.door).toBe('open');
    expect(tapes.contents).toEqual({ 'slot 1': 'LAB001L8', 'slot 2': 'LAB002L8', 'arm 1': 'LAB003L8' });
    await tapes.library.closeDoor();
    const again = tapes.move('arm 1', 'slot 3');
    await new Promise(setImmediate);
    tapes.clock.advance(10_000);
    expect(await again).toBeUndefined();
    await tapes.close();
  });

  it('stops what takes stock, which is taken when it is closed, and told of no failure', async () => {
    const tapes = await TapeRoom.open({ cartridges, timing: { ...slow, scanMs: 1_000 } });
    tapes.library.openDoorAtOnce();
    await new Promise(setImmediate);
    expect(tapes.library.notReady()).toEqual({ why: 'door-open' });
    await tapes.library.closeDoor();
    expect(tapes.library.notReady()).toEqual({ why: 'becoming-ready' });
    tapes.clock.advance(60_000);
    await new Promise(setImmediate);
    expect(tapes.library.notReady()).toBeUndefined();
    expect(tapes.news.filter((news) => news === 'became-ready')).toHaveLength(1);
    expect(tapes.news).not.toContain('stock-not-taken');
    await tapes.close();
  });
});

it('a robot that is stuck does nothing, for host or operator, until the door has been opened and closed', async () => {
  const tapes = await TapeRoom.open({ cartridges });
  tapes.robot.failing = { ...held, stuck: true };
  await tapes.library.position(tapes.at('arm 1'), tapes.at('slot 1'));
  expect(tapes.library.notReady()).toEqual({ why: 'robot-stuck' });
  expect(await tapes.move('slot 1', 'slot 3')).toEqual({ why: 'robot-stuck' });
  await expect(tapes.library.moveByOperator(tapes.at('slot 1'), tapes.at('slot 3'))).rejects.toMatchObject({ code: 'robot-stuck' });
  await tapes.library.openDoor();
  await tapes.library.closeDoor();
  expect(await tapes.move('slot 1', 'slot 3')).toBeUndefined();
  expect(tapes.contents).toEqual({ 'slot 3': 'LAB001L8', 'slot 2': 'LAB002L8', 'drive 1': 'LAB003L8' });
});

describe('what is the matter with an element', () => {
  it('keeps the robot from it, with nothing let go of', async () => {
    const tapes = await TapeRoom.open({ cartridges });
    const end = tapes.library.contents.conditions.add(tapes.at('slot 3'), { inaccessible: true }, 'mended');
    expect(await tapes.move('drive 1', 'slot 3')).toEqual({ why: 'element-inaccessible', element: tapes.at('slot 3') });
    expect(tapes.drives[0]!.drive.state()).toMatchObject({ loaded: true });
    await expect(tapes.library.moveByOperator(tapes.at('slot 1'), tapes.at('slot 3'))).rejects.toMatchObject({
      code: 'element-inaccessible',
    });
    end();
    expect(await tapes.move('slot 1', 'slot 3')).toBeUndefined();
  });

  it('can be something that the robot has met with in the destination', async () => {
    const tapes = await TapeRoom.open({ cartridges });
    tapes.robot.failing = { why: 'destination-full', message: 'it is full', obstructed: true };
    const refusal = { why: 'destination-full', element: tapes.at('slot 3') };
    expect(await tapes.move('slot 1', 'slot 3')).toEqual(refusal);
    expect(await tapes.exchange('slot 1', 'slot 2', 'slot 3')).toEqual(refusal);
    expect(await tapes.move('slot 3', 'slot 4')).toMatchObject({ failure: { why: 'mechanical-positioning' } });
    expect(tapes.library.status(tapes.at('slot 3'))).toMatchObject({ obstructed: true, labelUnreadable: true });
    tapes.library.contents.mend(tapes.at('slot 3'));
    expect(await tapes.move('slot 1', 'slot 3')).toBeUndefined();
  });
});
