import { describe, expect, it, vi } from 'vitest';
import { CartridgeRoom } from '../../src/cartridge/cartridge-room.ts';
import { readWhole, replaceWhole } from '../../src/cartridge/store.ts';
import { DriveBay, type DriveBayOptions } from '../../src/drive-bay.ts';
import { ManualClock } from '../../src/foundation/clock.ts';
import type { Happening } from '../../src/foundation/event.ts';
import { Inventory } from '../../src/library/inventory.ts';
import { driveModels } from '../../src/models/index.ts';
import { volatileMemory } from '../../src/scsi/nonvolatile-memory.ts';
import { ScsiTargetDevice } from '../../src/scsi/scsi-target-device.ts';
import { toLun } from '../../src/scsi/target.ts';
import { instant } from '../../src/tape/timing.ts';
import { FailingStore } from './cartridge/failing-store.ts';
import { Host } from './tape/host.ts';

const [a, b, c, d] = ['DDS001', 'DDS002', 'DDS003', 'DDS004'] as const;
const unload = [0x1b, 0, 0, 0, 0, 0];

/** A drive with a stack of three, the first of which is loaded; a fourth cartridge lies on the shelf. */
async function stackedDrive(options: Partial<DriveBayOptions> = {}) {
  const store = new FailingStore();
  const room = new CartridgeRoom({ folder: '/home/cartridges', store });
  await store.makeFolder('/home/cartridges');
  await room.createAll([a, b, c, d].map((barcode) => ({ barcode, mediumType: 'dds-4' })));
  const inventory = await Inventory.open(store, '/home/inventory.json');
  await inventory.change([
    [a, { place: { drive: 'dds' }, loaded: true, from: { stack: 'dds', number: 1 } }],
    [b, { place: { stack: 'dds', number: 2 } }],
    [c, { place: { stack: 'dds', number: 3 } }],
  ]);
  const happenings: Happening[] = [];
  const bay = new DriveBay({
    name: 'dds',
    model: driveModels.get('hp-c5683a')!,
    timing: instant,
    compression: 'none',
    serial: 'DDS0000001',
    target: 'iqn.2026-11.local.tapelab:dds',
    lun: 0,
    room,
    inventory,
    nonvolatileMemory: volatileMemory(),
    publish: (event) => void happenings.push(event),
    clock: new ManualClock(),
    ...options,
  });
  await bay.restore(a, inventory.placement(a)!);
  const device = new ScsiTargetDevice({ logicalUnits: new Map([[toLun(0), bay.drive.logicalUnit]]) });
  const host = await new Host(device, 'host').settle();
  return { bay, inventory, room, store, happenings, host, present: () => inventory.occupant({ drive: 'dds' }) };
}

it('tells what happens in it under the name that its owner gave it', async () => {
  const { happenings } = await stackedDrive();
  expect(happenings).toContainEqual({ event: 'tape.loaded', drive: 'dds', barcode: a });
});

describe('a stack', () => {
  it('feeds one after the other, each after an eject, and nothing after the last', async () => {
    const { bay, inventory, room, present } = await stackedDrive();
    expect(bay.view()).toMatchObject({ cartridge: a, stack: [a, b, c] });
    expect(await bay.eject(false)).toBe(a);
    expect(bay.view()).toMatchObject({ cartridge: b, loaded: true, stack: [a, b, c] });
    expect(inventory.placement(a)).toEqual({ place: { stack: 'dds', number: 1 } });
    expect(inventory.placement(b)).toMatchObject({ place: { drive: 'dds' }, from: { stack: 'dds', number: 2 } });
    expect((await room.show(a)).mounted).toBe(false);
    await bay.eject(false);
    await bay.eject(false);
    expect(present()).toBeUndefined();
    expect(bay.view()).toMatchObject({ loaded: false, stack: [a, b, c] });
    await expect(bay.eject(false)).rejects.toMatchObject({ code: 'drive-empty' });
  });

  it('feeds the next after a host has unloaded the one before', async () => {
    const { bay, host, inventory } = await stackedDrive();
    await host.execute(unload);
    await vi.waitFor(() => expect(bay.view()).toMatchObject({ cartridge: b, loaded: true }));
    expect(inventory.placement(a)).toEqual({ place: { stack: 'dds', number: 1 } });
    expect((await host.execute([0, 0, 0, 0, 0, 0])).sense).toMatchObject({ code: '28/00' });
    await host.execute(unload);
    await vi.waitFor(() => expect(bay.view()).toMatchObject({ cartridge: c, loaded: true }));
    await host.execute([0, 0, 0, 0, 0, 0]);
    await host.execute(unload);
    await vi.waitFor(() => expect(bay.view()).not.toHaveProperty('cartridge'));
    expect((await host.execute([0, 0, 0, 0, 0, 0])).sense).toMatchObject({ code: '3a/00' });
  });

  it('leaves the next at the mouth of a drive that does not load by itself', async () => {
    const { bay, host } = await stackedDrive({ autoload: false });
    await host.execute(unload);
    await vi.waitFor(() => expect(bay.drive.state()).toMatchObject({ barcode: b, cartridge: 'unloaded' }));
    await host.execute([0x1b, 0, 0, 0, 1, 0]);
    expect(bay.drive.state()).toMatchObject({ barcode: b, loaded: true });
  });

  it('can be run through again, from any place', async () => {
    const { bay, inventory } = await stackedDrive();
    for (let times = 0; times < 3; times++) await bay.eject(false);
    await bay.load(b);
    expect(inventory.placement(b)).toEqual({ place: { drive: 'dds' }, loaded: true, from: { stack: 'dds', number: 2 } });
    await bay.eject(false);
    expect(bay.view().cartridge).toBe(c);
  });

  it('feeds nothing after a cartridge that is not of it', async () => {
    const { bay, inventory, host } = await stackedDrive();
    for (let times = 0; times < 3; times++) await bay.eject(false);
    await bay.load(d);
    await host.settle();
    await host.execute(unload);
    expect(bay.view()).toMatchObject({ cartridge: d, loaded: false });
    // It comes behind whatever the unloading has set going.
    expect(await bay.eject(false)).toBe(d);
    expect(bay.view()).not.toHaveProperty('cartridge');
    expect(inventory.placement(d)).toBeUndefined();
  });

  it('is another from now on when the operator says so', async () => {
    const { bay, inventory } = await stackedDrive();
    await bay.stack([d, c]);
    expect(bay.view()).toMatchObject({ cartridge: a, stack: [a, d, c] });
    expect(inventory.placement(b)).toBeUndefined();
    await bay.eject(false);
    expect(bay.view().cartridge).toBe(d);
    await bay.stack([]);
    expect(bay.view()).toMatchObject({ cartridge: d, stack: [d] });
    await bay.eject(false);
    expect(bay.view()).not.toHaveProperty('cartridge');
    await bay.stack([b, a]);
    expect(bay.view()).toMatchObject({ cartridge: b, loaded: true, stack: [b, a] });
  });

  it.each([
    [['DDS999'], 'barcode-unknown'],
    [[b, b], 'cartridge-twice'],
    [[d], 'cartridge-elsewhere'],
  ])('cannot be %j: %s', async (barcodes, code) => {
    const { bay, inventory } = await stackedDrive();
    await inventory.change([[d, { place: { library: 'library', element: 'storage', number: 1 } }]]);
    await expect(bay.stack(barcodes)).rejects.toMatchObject({ code });
    expect(bay.view().stack).toEqual([a, b, c]);
  });

  it('stays as it is when the inventory cannot be written', async () => {
    const { bay, store, present } = await stackedDrive();
    store.broken = /rename inventory/;
    await expect(bay.eject(false)).rejects.toMatchObject({
      name: 'UserError',
      code: 'inventory-failed',
      hint: 'nothing has moved; see to the disk.',
    });
    store.broken = undefined;
    expect(present()).toBe(a);
    expect(bay.drive.state()).toMatchObject({ barcode: a, cartridge: 'unloaded' });
    await bay.load(undefined);
    expect(await bay.eject(false)).toBe(a);
    expect(present()).toBe(b);
  });

  it('goes on without feeding when the next cartridge cannot be opened', async () => {
    const { bay, store, present, happenings } = await stackedDrive();
    await store.remove(`/home/cartridges/${b}/cartridge.json`);
    await bay.eject(false);
    expect(present()).toBeUndefined();
    expect(happenings).toContainEqual({ event: 'stack.failed', drive: 'dds', message: expect.any(String) });
  });
});

describe('a drive in its place', () => {
  it('takes the slot that its cartridge came from for no place in a stack, now that it stands alone', async () => {
    const { bay, inventory, host, present } = await stackedDrive();
    await bay.stack([]);
    const from = { library: 'library', element: 'storage', number: 3 } as const;
    await inventory.change([[a, { place: { drive: 'dds' }, loaded: true, from }]]);
    expect(bay.view()).not.toHaveProperty('stack');
    await host.execute(unload);
    // It comes behind whatever the unloading has set going.
    await expect(bay.stack(['DDS999'])).rejects.toMatchObject({ code: 'barcode-unknown' });
    expect(present()).toBe(a);
  });

  it('is at rest when it is closed, with what was coming in just then', async () => {
    const { bay, room, present } = await stackedDrive({ timing: { ...instant, loadMs: 1000 } });
    const mount = room.mount.bind(room);
    let closed: Promise<void> | undefined;
    vi.spyOn(room, 'mount').mockImplementationOnce(async (barcode) => {
      const volume = await mount(barcode);
      closed = bay.close();
      return volume;
    });
    await bay.eject(false);
    await closed;
    expect(present()).toBe(b);
    expect(bay.drive.state()).toMatchObject({ barcode: b, moving: false });
    expect((await room.show(b)).mounted).toBe(false);
  });

  it('takes no cartridge that lies elsewhere', async () => {
    const { bay, inventory, room } = await stackedDrive();
    await bay.stack([]);
    await bay.eject(false);
    await inventory.change([[d, { place: { library: 'library', element: 'storage', number: 1 } }]]);
    await expect(bay.load(d)).rejects.toMatchObject({ code: 'cartridge-elsewhere' });
    expect((await room.show(d)).mounted).toBe(false);
    await bay.load(b);
    await expect(bay.load(c)).rejects.toMatchObject({ code: 'drive-full' });
  });

  it('lets a cartridge wait at its mouth that it does not load by itself', async () => {
    const { bay, inventory } = await stackedDrive({ autoload: false });
    await bay.stack([]);
    await bay.eject(false);
    await bay.restore(d, {});
    expect(bay.drive.state()).toMatchObject({ barcode: d, cartridge: 'unloaded' });
    expect(inventory.placement(d)).toBeUndefined();
  });

  it('is empty with a cartridge that cannot be opened, which goes on the shelf', async () => {
    const { bay, inventory, store, room } = await stackedDrive();
    await bay.stack([]);
    await bay.eject(false);
    await inventory.change([[d, { place: { drive: 'dds' }, loaded: true }]]);
    const description = `/home/cartridges/${d}/cartridge.json`;
    const whole = await readWhole(store, description);
    await replaceWhole(store, description, [Buffer.from('{')]);
    expect(await bay.restore(d, inventory.placement(d)!)).toContain(description);
    expect(bay.view()).not.toHaveProperty('cartridge');
    expect(inventory.placement(d)).toBeUndefined();
    await replaceWhole(store, description, [whole]);
    expect((await room.show(d)).mounted).toBe(false);
    await bay.load(d);
    expect(bay.view()).toMatchObject({ cartridge: d, loaded: true });
  });

  it('keeps the place of a cartridge that cannot be opened while the inventory cannot be written', async () => {
    const { bay, inventory, store } = await stackedDrive();
    await bay.stack([]);
    await bay.eject(false);
    await inventory.change([[d, { place: { drive: 'dds' }, loaded: true }]]);
    await store.remove(`/home/cartridges/${d}/cartridge.json`);
    store.broken = /rename inventory/;
    await expect(bay.restore(d, inventory.placement(d)!)).rejects.toMatchObject({ code: 'inventory-failed' });
    expect(inventory.occupant({ drive: 'dds' })).toBe(d);
  });

  it('tells the operator what it has done that the disk refuses to write down', async () => {
    const { bay, store, inventory } = await stackedDrive();
    await bay.stack([]);
    await bay.eject(false);
    await bay.load(d);
    const refused = (what: string) => ({
      name: 'UserError',
      code: 'inventory-failed',
      message: expect.stringContaining(`${d} is ${what} in dds,`),
    });
    store.broken = /rename inventory/;
    await expect(bay.unload(false)).rejects.toMatchObject(refused('not loaded'));
    expect(bay.view()).toMatchObject({ cartridge: d, loaded: false });
    store.broken = undefined;
    await inventory.note(d, { drive: 'dds' }, { loaded: false });
    store.broken = /rename inventory/;
    await expect(bay.load(undefined)).rejects.toMatchObject(refused('loaded'));
    expect(bay.view()).toMatchObject({ cartridge: d, loaded: true });
  });

  it('remembers nothing of a cartridge that the robot has taken meanwhile', async () => {
    const { inventory } = await stackedDrive();
    const slot = { library: 'library', element: 'storage', number: 1 } as const;
    await inventory.change([[a, { place: slot }]]);
    await inventory.note(a, { drive: 'dds' }, { loaded: true });
    expect(inventory.placement(a)).toEqual({ place: slot });
  });
});
