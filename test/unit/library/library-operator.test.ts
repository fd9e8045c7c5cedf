import { setImmediate } from 'node:timers/promises';
import { describe, expect, it, vi } from 'vitest';
import { ManualClock } from '../../../src/foundation/clock.ts';
import type { UserError } from '../../../src/foundation/user-error.ts';
import { FailingStore } from '../cartridge/failing-store.ts';
import { host, layout, TapeRoom } from './tape-room.ts';

const slow = { moveMs: 10_000, positionMs: 4_000, scanMs: 1_000 };
const jam = { why: 'jam', message: 'the arm is stuck' } as const;
const cartridges = { 'slot 1': 'LAB001L8', 'slot 2': 'LAB002L8', 'drive 1': 'LAB003L8', 'shelf 1': 'LAB004L8', 'shelf 2': 'LAB005L8' };

describe('the door', () => {
  it('stops the robot while it is open, and lets hands in', async () => {
    const tapes = await TapeRoom.open({ cartridges });
    await expect(tapes.library.insert('LAB004L8', tapes.at('slot 3'))).rejects.toMatchObject({ code: 'door-closed' });
    await expect(tapes.library.take(tapes.at('slot 1'))).rejects.toMatchObject({ code: 'door-closed' });
    await expect(tapes.library.byHand(async () => {})).rejects.toMatchObject({ code: 'door-closed' });
    await tapes.library.openDoor();
    expect(tapes.library.door).toBe('open');
    expect(tapes.library.notReady()).toEqual({ why: 'door-open' });
    expect(await tapes.move('slot 1', 'slot 3')).toEqual({ why: 'door-open' });
    await expect(tapes.library.moveByOperator(tapes.at('slot 1'), tapes.at('slot 3'))).rejects.toMatchObject({ code: 'door-open' });
    expect(tapes.library.status(tapes.at('slot 4')).accessible).toBe(false);
    await tapes.library.insert('LAB004L8', tapes.at('slot 3'));
    await tapes.library.insert('LAB005L8', tapes.at('drive 2'));
    expect(await tapes.library.take(tapes.at('slot 1'))).toBe('LAB001L8');
    expect(await tapes.library.take(tapes.at('drive 1'))).toBe('LAB003L8');
    expect(await tapes.library.byHand(async () => 'done')).toBe('done');
    expect(tapes.contents).toEqual({ 'slot 2': 'LAB002L8', 'slot 3': 'LAB004L8', 'drive 2': 'LAB005L8' });
    expect(tapes.drives.map(({ drive }) => drive.state().barcode)).toEqual([undefined, 'LAB005L8']);
    expect(await tapes.isMounted('LAB003L8')).toBe(false);
    await tapes.library.closeDoor();
    expect(tapes.library.notReady()).toBeUndefined();
    expect(tapes.news).toEqual(['became-ready', 'door-opened', ...Array<string>(4).fill('handled'), 'door-closed', 'became-ready']);
    expect(await tapes.move('slot 3', 'slot 1')).toBeUndefined();
  });

  it('tells, while it is closed, which way there is instead', async () => {
    const tapes = await TapeRoom.open({ cartridges });
    const { library } = tapes;
    const at = (words: string) => tapes.at(words);
    const opening = "'tapelab library door open library' opens the door.";
    const refusalOf = async (work: Promise<unknown>): Promise<string[]> => {
      const { message, hint } = (await work.catch((error: unknown) => error)) as UserError;
      return [message, hint ?? ''];
    };
    expect(await refusalOf(library.insert('LAB004L8', at('slot 3')))).toEqual([
      'The door of library is closed, and slot 3 is behind it.',
      `'tapelab library mailslot insert LAB004L8' hands it to the robot, or ${opening}`,
    ]);
    expect(await refusalOf(library.take(at('slot 1')))).toEqual([
      'The door of library is closed, and slot 1 is behind it.',
      `'tapelab move LAB001L8 mailslot:1' has the robot bring it out, or ${opening}`,
    ]);
    expect(await refusalOf(library.byHand(async () => {}, 'left'))).toEqual([
      'The door of library is closed, and left is behind it.',
      `'tapelab move' has the robot bring left a cartridge, and fetch it, or ${opening}`,
    ]);
    // There is no need of the door to know these.
    await expect(library.insert('LAB009L8', at('slot 3'))).rejects.toMatchObject({ code: 'barcode-unknown' });
    expect(await refusalOf(library.insert('LAB001L8', at('slot 3')))).toEqual([
      'LAB001L8 is in library slot 1.',
      "'tapelab move LAB001L8 mailslot:1', then 'tapelab library mailslot take LAB001L8' takes it out.",
    ]);
    await expect(library.take(at('slot 3'))).rejects.toMatchObject({ code: 'element-empty' });
  });

  it('waits for the robot, and a move behind it is refused', async () => {
    const clock = new ManualClock();
    const tapes = await TapeRoom.open({ cartridges, clock, timing: { ...slow, scanMs: 0 } });
    const first = tapes.move('slot 1', 'slot 3');
    const opened = tapes.library.openDoor();
    const second = tapes.move('slot 2', 'slot 4');
    await setImmediate();
    expect(tapes.library.door).toBe('closed');
    clock.advance(10_000);
    await opened;
    expect(await first).toBeUndefined();
    expect(await second).toEqual({ why: 'door-open' });
  });

  it('stays closed while a host prevents it, unless it is forced', async () => {
    const tapes = await TapeRoom.open({ cartridges });
    tapes.locked = true;
    await expect(tapes.library.openDoor()).rejects.toMatchObject({ code: 'removal-prevented' });
    expect(tapes.library.door).toBe('closed');
    await tapes.library.openDoor({ force: true });
    // What lies open before the operator, he can take.
    await tapes.library.take(tapes.at('slot 1'));
    expect(tapes.library.door).toBe('open');
  });

  it('keeps a library not ready until the robot has looked at everything', async () => {
    const clock = new ManualClock();
    const tapes = await TapeRoom.open({ cartridges, clock, timing: slow });
    expect(tapes.library.notReady()).toEqual({ why: 'becoming-ready' });
    clock.advance(9_000);
    await setImmediate();
    expect(tapes.library.notReady()).toBeUndefined();
    await tapes.library.openDoor();
    await tapes.library.closeDoor();
    expect(tapes.library.notReady()).toEqual({ why: 'becoming-ready' });
    expect(await tapes.move('slot 1', 'slot 3')).toEqual({ why: 'becoming-ready' });
    clock.advance(5_000);
    await tapes.library.openDoor();
    await tapes.library.closeDoor();
    clock.advance(5_000);
    await setImmediate();
    // The first look was broken off.
    expect(tapes.library.notReady()).toEqual({ why: 'becoming-ready' });
    clock.advance(4_000);
    await setImmediate();
    expect(tapes.library.notReady()).toBeUndefined();
    expect(tapes.news.filter((event) => event === 'became-ready')).toHaveLength(2);
  });

  it('leaves a library not ready when the robot fails to look, until it is opened and closed', async () => {
    const tapes = await TapeRoom.open({ cartridges });
    tapes.robot.failing = jam;
    await tapes.library.openDoor();
    await tapes.library.closeDoor();
    expect(tapes.library.notReady()).toEqual({ why: 'robot-failed', failure: jam });
    expect(tapes.news.at(-1)).toBe('stock-not-taken');
    await tapes.library.openDoor();
    await tapes.library.closeDoor();
    expect(tapes.library.notReady()).toBeUndefined();
  });
});

describe('the mail slots', () => {
  it('take and give cartridges, and tell so', async () => {
    const tapes = await TapeRoom.open({ cartridges });
    await tapes.library.insert('LAB004L8', tapes.at('mailslot 2'));
    expect(tapes.library.status(tapes.at('mailslot 2'))).toMatchObject({ barcode: 'LAB004L8', volumeTag: 'LAB004L8', byOperator: true });
    expect(tapes.happenings.slice(-2)).toEqual([
      { event: 'library.handled', library: 'library', barcodes: ['LAB004L8'], way: 'in', place: 'mailslot 2' },
      { event: 'library.import-export-accessed', library: 'library', number: 2 },
    ]);
    await tapes.move('mailslot 2', 'slot 3');
    await tapes.move('slot 1', 'mailslot 1');
    expect(tapes.library.status(tapes.at('mailslot 1')).byOperator).toBe(false);
    expect(await tapes.library.take(tapes.at('mailslot 1'))).toBe('LAB001L8');
    expect(tapes.inventory.placement('LAB001L8')).toBeUndefined();
  });

  it('are locked while a host prevents removal, unless it is forced or a host has opened them', async () => {
    const tapes = await TapeRoom.open({ cartridges });
    const mailslot = tapes.at('mailslot 1');
    await tapes.library.setImportExportOpen(mailslot, true);
    tapes.locked = true;
    expect(await tapes.library.setImportExportOpen(tapes.at('mailslot 2'), true)).toMatchObject({ why: 'removal-prevented' });
    await expect(tapes.library.insert('LAB004L8', tapes.at('mailslot 2'))).rejects.toMatchObject({ code: 'removal-prevented' });
    await tapes.library.insert('LAB005L8', tapes.at('mailslot 2'), { force: true });
    await tapes.library.insert('LAB004L8', mailslot);
    await tapes.library.setImportExportOpen(mailslot, false);
    await expect(tapes.library.take(mailslot)).rejects.toMatchObject({ code: 'removal-prevented' });
    expect(await tapes.library.take(mailslot, { force: true })).toBe('LAB004L8');
  });

  it('are out of the reach of the robot while they are open', async () => {
    const tapes = await TapeRoom.open({ cartridges });
    await tapes.library.setImportExportOpen(tapes.at('mailslot 1'), true);
    expect(tapes.library.status(tapes.at('mailslot 1')).accessible).toBe(false);
    expect(await tapes.move('slot 1', 'mailslot 1')).toEqual({ why: 'import-export-open', element: tapes.at('mailslot 1') });
    await tapes.library.setImportExportOpen(tapes.at('mailslot 1'), false);
    expect(await tapes.move('slot 1', 'mailslot 1')).toBeUndefined();
  });

  it.each([
    ['LAB999L8', 'mailslot 1', 'barcode-unknown'],
    ['LAB001L8', 'mailslot 1', 'cartridge-elsewhere'],
    ['LAB003L8', 'mailslot 1', 'cartridge-elsewhere'],
    ['LAB004L8', 'mailslot 2', 'element-full'],
  ])('refuse %s in %s: %s', async (barcode, place, code) => {
    const tapes = await TapeRoom.open({ cartridges });
    await tapes.library.insert('LAB005L8', tapes.at('mailslot 2'));
    const before = tapes.contents;
    await expect(tapes.library.insert(barcode, tapes.at(place))).rejects.toMatchObject({ code });
    expect(tapes.contents).toEqual(before);
  });
});

describe('the places that are filled', () => {
  it('are filled all or none, through the door', async () => {
    const tapes = await TapeRoom.open({ cartridges });
    const places = [tapes.at('slot 3'), tapes.at('slot 4')] as const;
    const fill = (...barcodes: string[]) =>
      tapes.library.fill(
        () => places,
        async () => barcodes,
      );
    await expect(fill('LAB004L8', 'LAB001L8')).rejects.toMatchObject({ code: 'cartridge-elsewhere' });
    expect(tapes.library.cartridgeIn(places[0])).toBeUndefined();
    expect(tapes.library.door).toBe('closed');
    expect(await fill('LAB004L8', 'LAB005L8')).toEqual([
      { barcode: 'LAB004L8', element: places[0] },
      { barcode: 'LAB005L8', element: places[1] },
    ]);
    expect(tapes.contents).toMatchObject({ 'slot 3': 'LAB004L8', 'slot 4': 'LAB005L8' });
    expect(tapes.library.door).toBe('closed');
  });

  it('are chosen and reached while nobody else has a hand in the library', async () => {
    const tapes = await TapeRoom.open({ cartridges });
    const { library } = tapes;
    const free = () => ['slot 3', 'slot 4'].map((place) => tapes.at(place)).filter((element) => library.cartridgeIn(element) === undefined);
    await library.openDoor();
    let provide = (_: readonly string[]): void => {};
    const provided = new Promise<readonly string[]>((resolve) => {
      provide = resolve;
    });
    const first = library.fill(free, () => provided);
    const second = library.fill(free, async () => ['LAB005L8']);
    const closed = library.closeDoor();
    await setImmediate();
    expect(library.door).toBe('open');
    provide(['LAB004L8']);
    await Promise.all([first, second, closed]);
    expect(tapes.contents).toMatchObject({ 'slot 3': 'LAB004L8', 'slot 4': 'LAB005L8' });
    expect(library.door).toBe('closed');
  });

  it('are chosen, and the door is unlocked, before anything is made', async () => {
    const tapes = await TapeRoom.open({ cartridges });
    tapes.locked = true;
    const make = vi.fn(async () => ['LAB004L8']);
    await expect(tapes.library.fill(() => [tapes.at('slot 3')], make)).rejects.toMatchObject({ code: 'removal-prevented' });
    expect(make).not.toHaveBeenCalled();
  });
});

it('tells the operator why the robot does not do what he wants', async () => {
  const store = new FailingStore();
  const tapes = await TapeRoom.open({ cartridges, store });
  const move = (source: string, destination: string) => tapes.library.moveByOperator(tapes.at(source), tapes.at(destination));
  await expect(move('slot 3', 'slot 4')).rejects.toMatchObject({
    code: 'element-empty',
    message: expect.stringContaining('slot 3 of library'),
  });
  await expect(move('slot 1', 'slot 2')).rejects.toMatchObject({ code: 'element-full' });
  await expect(tapes.library.take(tapes.at('mailslot 1'))).rejects.toMatchObject({ code: 'element-empty' });
  tapes.drives[0]!.drive.logicalUnit.mediumRemoval.prevent(host);
  await expect(move('drive 1', 'slot 3')).rejects.toMatchObject({ code: 'removal-prevented' });
  tapes.robot.failing = jam;
  await expect(move('slot 1', 'slot 3')).rejects.toMatchObject({
    code: 'robot-failed',
    message: expect.stringContaining('the arm is stuck'),
  });
  store.broken = /rename inventory/;
  await expect(move('slot 1', 'slot 3')).rejects.toMatchObject({ code: 'inventory-failed' });
  await expect(tapes.library.insert('LAB004L8', tapes.at('mailslot 1'))).rejects.toMatchObject({ code: 'inventory-failed' });
  store.broken = undefined;
  await move('slot 1', 'slot 3');
  await tapes.library.exchangeByOperator(tapes.at('slot 2'), tapes.at('slot 3'), tapes.at('slot 4'));
  expect(tapes.contents).toEqual({ 'slot 3': 'LAB002L8', 'slot 4': 'LAB001L8', 'drive 1': 'LAB003L8' });
});

it('takes a cartridge out of a drive that a host keeps locked only by force', async () => {
  const tapes = await TapeRoom.open({ cartridges });
  tapes.drives[0]!.drive.logicalUnit.mediumRemoval.prevent(host);
  await tapes.library.openDoor();
  await expect(tapes.library.take(tapes.at('drive 1'))).rejects.toMatchObject({ code: 'removal-prevented' });
  expect(tapes.drives[0]!.drive.state().loaded).toBe(true);
  expect(await tapes.library.take(tapes.at('drive 1'), { force: true })).toBe('LAB003L8');
});

it('is the operator’s while it is offline for hosts', async () => {
  const tapes = await TapeRoom.open({ cartridges });
  await tapes.library.setOnline(false);
  await tapes.library.setOnline(false);
  expect(tapes.library.online).toBe(false);
  expect(tapes.library.notReady()).toEqual({ why: 'offline' });
  expect(await tapes.move('slot 1', 'slot 3')).toEqual({ why: 'offline' });
  await tapes.library.moveByOperator(tapes.at('slot 1'), tapes.at('slot 3'));
  await tapes.library.setOnline(true);
  expect(tapes.library.notReady()).toBeUndefined();
  expect(tapes.news).toEqual(['became-ready', 'went-offline', 'moved', 'went-online', 'became-ready']);
});

describe('labels', () => {
  const unlabelled = async (store: FailingStore, barcode: string, label: string) => {
    const path = `/home/cartridges/${barcode}/cartridge.json`;
    const text = Buffer.from(store.files.get(path)!.bytes).toString();
    const content = store.files.get(path)!;
    const changed = Buffer.from(JSON.stringify({ ...JSON.parse(text), label }));
    content.truncate(0);
    content.write(changed, 0);
  };

  it('are read when a cartridge is put in, and when the robot is sent to look', async () => {
    const store = new FailingStore();
    const tapes = await TapeRoom.open({ cartridges, store });
    const status = (place: string) => tapes.library.status(tapes.at(place));
    await unlabelled(store, 'LAB004L8', 'unreadable');
    await tapes.library.insert('LAB004L8', tapes.at('mailslot 1'));
    expect(status('mailslot 1')).toMatchObject({ barcode: 'LAB004L8', labelUnreadable: true });
    expect(status('mailslot 1')).not.toHaveProperty('volumeTag');
    await unlabelled(store, 'LAB001L8', 'none');
    expect(status('slot 1').volumeTag).toBe('LAB001L8');
    expect(await tapes.library.scan([tapes.at('slot 2')])).toBeUndefined();
    expect(status('slot 1').volumeTag).toBe('LAB001L8');
    await tapes.library.scan([tapes.at('slot 1')]);
    expect(status('slot 1')).toMatchObject({ barcode: 'LAB001L8', labelUnreadable: false });
    expect(status('slot 1')).not.toHaveProperty('volumeTag');
    await unlabelled(store, 'LAB002L8', 'unreadable');
    await tapes.library.openDoor();
    await tapes.library.closeDoor();
    expect(status('slot 2').labelUnreadable).toBe(true);
  });

  it('are not read by a robot that fails', async () => {
    const tapes = await TapeRoom.open({ cartridges });
    tapes.robot.failing = jam;
    expect(await tapes.library.scan([tapes.at('slot 1')])).toEqual({ why: 'robot-failed', failure: jam });
    tapes.robot.failing = jam;
    expect(await tapes.library.position(tapes.at('arm 1'), tapes.at('slot 1'))).toEqual({ why: 'robot-failed', failure: jam });
    expect(await tapes.library.position(tapes.at('arm 1'), tapes.at('slot 1'))).toBeUndefined();
  });
});

describe('a restart', () => {
  it('finds everything where it was, and an open door closed', async () => {
    const store = new FailingStore();
    const before = await TapeRoom.open({ cartridges, store });
    await before.move('slot 1', 'drive 2');
    await before.library.openDoor();
    await before.close();
    const after = await TapeRoom.open({ store });
    expect(after.contents).toEqual({ 'slot 2': 'LAB002L8', 'drive 1': 'LAB003L8', 'drive 2': 'LAB001L8' });
    expect(after.library.notReady()).toBeUndefined();
    expect(after.library.status(after.at('drive 2'))).toMatchObject({ volumeTag: 'LAB001L8', source: { number: 1 } });
    expect(after.drives.map(({ drive }) => drive.state().loaded)).toEqual([true, true]);
  });

  it('lays on the shelf what was in places that are gone', async () => {
    const store = new FailingStore();
    await TapeRoom.open({ cartridges, store });
    const after = await TapeRoom.open({ store, layout: { ...layout, storage: { first: 0x1000, count: 1 } } });
    expect(after.contents).toEqual({ 'slot 1': 'LAB001L8', 'drive 1': 'LAB003L8' });
    expect(after.inventory.placement('LAB002L8')).toBeUndefined();
    expect(after.happenings).toContainEqual({
      event: 'library.place-gone',
      library: 'library',
      barcode: 'LAB002L8',
      place: 'library slot 2',
    });
  });
});
