import { setImmediate } from 'node:timers/promises';
import { describe, expect, it } from 'vitest';
import { ManualClock } from '../../../src/foundation/clock.ts';
import { lto8 } from '../../../src/models/lto.ts';
import { FailingStore } from '../cartridge/failing-store.ts';
import { host, TapeRoom } from './tape-room.ts';

const full = { 'slot 1': 'LAB001L8', 'slot 2': 'LAB002L8', 'drive 1': 'LAB003L8' };
const jam = { why: 'jam', message: 'the arm is stuck' } as const;
const slow = { moveMs: 10_000, positionMs: 4_000, scanMs: 1_000 };

describe('a move', () => {
  it('brings a cartridge into a drive, which loads it', async () => {
    const tapes = await TapeRoom.open({ cartridges: { 'slot 1': 'LAB001L8' } });
    expect(await tapes.move('slot 1', 'drive 2')).toBeUndefined();
    expect(tapes.contents).toEqual({ 'drive 2': 'LAB001L8' });
    expect(tapes.drives[1]!.drive.state()).toMatchObject({ loaded: true, barcode: 'LAB001L8' });
    expect(tapes.happenings).toContainEqual({
      event: 'library.moved',
      library: 'library',
      barcode: 'LAB001L8',
      from: 'slot 1',
      to: 'drive 2',
    });
  });

  it('leaves it waiting in a drive that does not load by itself', async () => {
    const tapes = await TapeRoom.open({ cartridges: { 'slot 1': 'LAB001L8' }, autoload: false });
    await tapes.move('slot 1', 'drive 1');
    expect(tapes.drives[0]!.drive.state()).toMatchObject({ cartridge: 'unloaded' });
    expect(tapes.library.status(tapes.at('drive 1')).accessible).toBe(true);
  });

  it('unloads what it takes out of a drive, and closes it', async () => {
    const tapes = await TapeRoom.open({ cartridges: { 'drive 1': 'LAB001L8' } });
    expect(tapes.library.status(tapes.at('drive 1')).accessible).toBe(false);
    expect(await tapes.move('drive 1', 'slot 4')).toBeUndefined();
    expect(tapes.drives[0]!.drive.state().cartridge).toBe('absent');
    expect(await tapes.isMounted('LAB001L8')).toBe(false);
  });

  it('goes from drive to drive, from a drive into itself, and by way of the arm', async () => {
    const tapes = await TapeRoom.open({ cartridges: { 'drive 1': 'LAB001L8' } });
    await tapes.move('drive 1', 'drive 2');
    expect(tapes.drives.map(({ drive }) => drive.state().loaded)).toEqual([false, true]);
    expect(await tapes.move('drive 2', 'drive 2')).toBeUndefined();
    expect(tapes.drives[1]!.drive.state().loaded).toBe(true);
    await tapes.move('drive 2', 'arm 1');
    expect(tapes.contents).toEqual({ 'arm 1': 'LAB001L8' });
    await tapes.move('arm 1', 'drive 1');
    expect(tapes.contents).toEqual({ 'drive 1': 'LAB001L8' });
    expect(tapes.robot.carried).toHaveLength(4);
  });

  it('needs a source that is full, and a destination and an arm that are empty', async () => {
    const tapes = await TapeRoom.open({ cartridges: full });
    expect(await tapes.move('slot 3', 'slot 4')).toEqual({ why: 'source-empty', element: tapes.at('slot 3') });
    expect(await tapes.move('slot 1', 'slot 2')).toEqual({ why: 'destination-full', element: tapes.at('slot 2') });
    await tapes.move('slot 1', 'arm 1');
    expect(await tapes.move('slot 2', 'slot 3')).toEqual({ why: 'destination-full', element: tapes.at('arm 1') });
    expect(tapes.robot.carried).toEqual(['LAB001L8: slot 1 > arm 1']);
  });

  it('remembers the storage element a cartridge comes from', async () => {
    const tapes = await TapeRoom.open({ cartridges: { 'slot 3': 'LAB001L8' } });
    const source = (place: string) => tapes.library.status(tapes.at(place)).source;
    expect(source('slot 3')).toBeUndefined();
    await tapes.move('slot 3', 'drive 1');
    await tapes.move('drive 1', 'mailslot 1');
    expect(source('mailslot 1')).toEqual(tapes.at('slot 3'));
    await tapes.move('mailslot 1', 'slot 4');
    await tapes.move('slot 4', 'slot 1');
    expect(source('slot 1')).toEqual(tapes.at('slot 4'));
  });

  it('knows nothing of where a cartridge came from outside', async () => {
    const tapes = await TapeRoom.open({ cartridges: full });
    const place = { drive: 'drive1' };
    for (const from of [{ stack: 'drive1', number: 1 }, { library: 'another', element: 'storage', number: 2 } as const]) {
      await tapes.inventory.change([['LAB003L8', { place, from }]]);
      expect(tapes.library.status(tapes.at('drive 1'))).not.toHaveProperty('source');
    }
  });

  it('turns a cartridge round as often as it is told to', async () => {
    const tapes = await TapeRoom.open({ cartridges: { 'slot 1': 'LAB001L8' } });
    const inverted = () => tapes.library.status(tapes.at('slot 1')).inverted;
    await tapes.move('slot 1', 'slot 1', { invert: true });
    expect(inverted()).toBe(true);
    await tapes.move('slot 1', 'slot 1');
    expect(inverted()).toBe(true);
    await tapes.move('slot 1', 'slot 1', { invert: true });
    expect(inverted()).toBe(false);
  });

  it('leaves alone a drive that a host keeps locked, or that the host must unload before', async () => {
    const tapes = await TapeRoom.open({ cartridges: { 'drive 1': 'LAB001L8' }, options: { unloadsDrives: false } });
    expect(await tapes.move('drive 1', 'slot 1')).toEqual({ why: 'drive-not-unloaded', element: tapes.at('drive 1') });
    await tapes.drives[0]!.unload(false);
    expect(await tapes.move('drive 1', 'slot 1')).toBeUndefined();
    await tapes.move('slot 1', 'drive 1');
    const bay = tapes.drives[0]!;
    bay.drive.logicalUnit.mediumRemoval.prevent(host);
    expect(await tapes.move('drive 1', 'slot 1')).toEqual({ why: 'removal-prevented', element: tapes.at('drive 1') });
    expect(bay.drive.state().loaded).toBe(true);
  });

  it('goes one after the other', async () => {
    const clock = new ManualClock();
    const tapes = await TapeRoom.open({ cartridges: full, clock, timing: { ...slow, scanMs: 0 } });
    const moves = Promise.all([tapes.move('slot 1', 'slot 3'), tapes.move('slot 3', 'slot 4')]);
    await setImmediate();
    expect(tapes.contents).toMatchObject({ 'slot 1': 'LAB001L8' });
    clock.advance(10_000);
    await setImmediate();
    expect(tapes.contents).toMatchObject({ 'slot 3': 'LAB001L8' });
    clock.advance(10_000);
    expect(await moves).toEqual([undefined, undefined]);
    expect(tapes.contents).toMatchObject({ 'slot 4': 'LAB001L8' });
  });

  it('comes to its end when the lab closes', async () => {
    const tapes = await TapeRoom.open({ cartridges: full, timing: { ...slow, scanMs: 0 }, driveTiming: lto8.timing });
    const moves = Promise.all([tapes.move('drive 1', 'slot 3'), tapes.move('slot 2', 'drive 2')]);
    await tapes.close();
    expect(await moves).toEqual([undefined, undefined]);
    expect(tapes.contents).toEqual({ 'slot 1': 'LAB001L8', 'slot 3': 'LAB003L8', 'drive 2': 'LAB002L8' });
    expect(await tapes.isMounted('LAB002L8')).toBe(false);
    expect(tapes.drives[1]!.drive.state().moving).toBe(false);
  });
});

describe('an exchange', () => {
  it('swaps two cartridges, through drives too', async () => {
    const tapes = await TapeRoom.open({ cartridges: full });
    expect(await tapes.exchange('slot 1', 'drive 1')).toBeUndefined();
    expect(tapes.contents).toEqual({ 'slot 1': 'LAB003L8', 'slot 2': 'LAB002L8', 'drive 1': 'LAB001L8' });
    expect(tapes.drives[0]!.drive.state()).toMatchObject({ loaded: true, barcode: 'LAB001L8' });
    expect(await tapes.isMounted('LAB003L8')).toBe(false);
    expect(await tapes.exchange('slot 2', 'drive 1', 'drive 2')).toBeUndefined();
    expect(tapes.contents).toEqual({ 'slot 1': 'LAB003L8', 'drive 1': 'LAB002L8', 'drive 2': 'LAB001L8' });
  });

  it('needs two cartridges and a place for the second', async () => {
    const tapes = await TapeRoom.open({ cartridges: full });
    expect(await tapes.exchange('slot 3', 'slot 1')).toEqual({ why: 'source-empty', element: tapes.at('slot 3') });
    expect(await tapes.exchange('slot 1', 'slot 3')).toEqual({ why: 'source-empty', element: tapes.at('slot 3') });
    expect(await tapes.exchange('slot 1', 'slot 2', 'drive 1')).toEqual({ why: 'destination-full', element: tapes.at('drive 1') });
    expect(await tapes.exchange('slot 1', 'slot 2', 'slot 2')).toEqual({ why: 'destination-full', element: tapes.at('slot 2') });
    expect(await tapes.exchange('slot 1', 'slot 1', 'slot 3')).toEqual({ why: 'destination-full', element: tapes.at('slot 1') });
    expect(tapes.robot.carried).toEqual([]);
  });
});

describe('what fails changes nothing', () => {
  const attempts = [
    ['into a drive', (tapes: TapeRoom) => tapes.move('slot 1', 'drive 2')],
    ['out of a drive', (tapes: TapeRoom) => tapes.move('drive 1', 'slot 3')],
    ['from drive to drive', (tapes: TapeRoom) => tapes.move('drive 1', 'drive 2')],
    ['exchange', (tapes: TapeRoom) => tapes.exchange('slot 1', 'drive 1')],
    ['slot to slot', (tapes: TapeRoom) => tapes.move('slot 2', 'slot 3')],
  ] as const;
  const isAsBefore = async (tapes: TapeRoom) => {
    expect(tapes.contents).toEqual(full);
    expect(tapes.drives.map(({ drive }) => drive.state().barcode)).toEqual(['LAB003L8', undefined]);
    expect(await Promise.all(Object.values(full).map((barcode) => tapes.isMounted(barcode)))).toEqual([false, false, true]);
    expect(tapes.news).not.toContain('moved');
    // And everything works.
    expect(await tapes.exchange('slot 1', 'drive 1')).toBeUndefined();
    expect(tapes.drives[0]!.drive.state()).toMatchObject({ loaded: true, barcode: 'LAB001L8' });
  };

  it.each(attempts)('when the robot fails: %s', async (_, attempt) => {
    const tapes = await TapeRoom.open({ cartridges: full });
    tapes.robot.failing = jam;
    expect(await attempt(tapes)).toEqual({ why: 'robot-failed', failure: jam });
    await isAsBefore(tapes);
  });

  it.each(attempts)('when it cannot be written down: %s', async (_, attempt) => {
    const store = new FailingStore();
    const tapes = await TapeRoom.open({ cartridges: full, store });
    store.broken = /rename inventory\.json/;
    expect(await attempt(tapes)).toMatchObject({ why: 'not-recorded' });
    store.broken = undefined;
    await isAsBefore(tapes);
  });

  it('when a cartridge cannot be opened', async () => {
    const store = new FailingStore();
    const tapes = await TapeRoom.open({ cartridges: full, store });
    await store.remove('/home/cartridges/LAB001L8/cartridge.json');
    expect(await tapes.exchange('slot 1', 'drive 1')).toMatchObject({ why: 'cartridge-unusable' });
    expect(tapes.contents).toEqual(full);
    expect(tapes.drives[0]!.drive.state()).toMatchObject({ barcode: 'LAB003L8' });
    expect(await tapes.move('drive 1', 'drive 2')).toBeUndefined();
  });
});
