/** A library in its place: what a configuration makes of it, what its operator sees, and what a restart leaves. */
import { mkdir, mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';
import { ControlClient } from '../../src/control/control-client.ts';
import type { LibraryView } from '../../src/control/views.ts';
import { systemClock } from '../../src/foundation/clock.ts';
import type { Happening } from '../../src/foundation/event.ts';
import { Home } from '../../src/home.ts';
import { Lab } from '../../src/lab.ts';

const text = `drives:
  one: { model: lto-8, serial: ONE }
  two: { model: lto-8, serial: TWO, autoload: false }
  alone: { model: lto-8, serial: ALONE, cartridge: LAB004L8, autoload: false }
libraries:
  library:
    model: generic-library
    serial: LIB
    drives: [two, one]
    storage: { first: 10000, count: 3 }
    importExport: 1
    cartridges: { 1: LAB001L8..LAB002L8 }
targets:
  iqn.2026-11.x:library: { luns: { 1: two, 2: library, 0: one } }
  iqn.2026-11.x:alone: { luns: { 0: alone } }
`;

let folder: string;
let home: string;
let told: Happening[];
const labs: Lab[] = [];
beforeEach(async () => {
  folder = await mkdtemp(join(tmpdir(), 'tapelab-library-'));
  home = join(folder, 'home');
  told = [];
  await mkdir(home);
  await configure(text);
  const taken = await Home.open(home, { program: 'test', create: false });
  const barcodes = ['LAB001L8', 'LAB002L8', 'LAB003L8', 'LAB004L8'];
  await taken.actions['cartridge.create']({ barcodes, capacityBytes: 1_000_000 });
  await taken.close();
});
afterEach(async () => {
  for (const lab of labs.splice(0)) await lab.close();
  await rm(folder, { recursive: true, force: true });
});

const configure = (words: string): Promise<void> => writeFile(join(home, 'tapelab.yaml'), words);
async function start({ clock = systemClock } = {}) {
  const lab = await Lab.start({ home, listen: '127.0.0.1:0', publish: (event) => void told.push(event), clock });
  labs.push(lab);
  const { actions } = (await ControlClient.find(home))!;
  return { lab, actions };
}
const restart = async () => {
  await labs.pop()!.close();
  return start();
};
/** The full elements, as words. */
const full = ({ elements }: LibraryView): string[] =>
  elements.flatMap(({ type, number, cartridge }) => (cartridge === undefined ? [] : [`${type} ${number}: ${cartridge}`]));

describe('a library', () => {
  it('is as its configuration says', async () => {
    const { lab, actions } = await start();
    expect(lab.view().libraries).toEqual([
      {
        name: 'library',
        model: 'generic-library',
        vendor: 'TAPELAB',
        product: 'GENERIC SMC-3',
        serial: 'LIB',
        target: 'iqn.2026-11.x:library',
        lun: 2,
        door: 'closed',
        online: true,
        removalPrevented: false,
        places: {
          mediumTransport: { count: 1, full: 0 },
          storage: { count: 3, full: 2 },
          importExport: { count: 1, full: 0 },
          dataTransfer: { count: 2, full: 0 },
        },
      },
    ]);
    const { elements } = await actions['library.show']({});
    expect(elements).toContainEqual({
      type: 'storage',
      number: 1,
      address: 10_000,
      cartridge: 'LAB001L8',
      volumeTag: 'LAB001L8',
      accessible: true,
    });
    expect(elements).toContainEqual({ type: 'storage', number: 3, address: 10_002, accessible: true });
    expect(elements.filter(({ type }) => type === 'dataTransfer')).toEqual([
      { type: 'dataTransfer', number: 1, address: 0x100, accessible: true, drive: 'two' },
      { type: 'dataTransfer', number: 2, address: 0x101, accessible: true, drive: 'one' },
    ]);
    expect(lab.view().drives).toMatchObject([
      { name: 'one', library: 'library', loaded: false },
      { name: 'two', library: 'library' },
      { name: 'alone', cartridge: 'LAB004L8', loaded: false },
    ]);
    expect(lab.view().drives[2]).not.toHaveProperty('library');
  });

  it('finds everything where it was after a restart', async () => {
    const { actions } = await start();
    await actions['library.move']({ from: 'slot 2', to: 'drive 1' });
    await actions['library.move']({ from: 'slot 1', to: 'mailslot 1' });
    const before = await actions['library.show']({});
    expect(full(before)).toEqual(['importExport 1: LAB001L8', 'dataTransfer 1: LAB002L8']);
    const again = await restart();
    expect(full(await again.actions['library.show']({}))).toEqual(full(before));
    // The drive that does not load by itself has not.
    expect(again.lab.view().drives[1]).toMatchObject({ name: 'two', cartridge: 'LAB002L8', loaded: false });
    expect(told.filter(({ event }) => event === 'lab.place-left-empty')).toEqual([]);
  });

  it('is closed at once in the middle of a move that takes its time', async () => {
    const { actions: before } = await start();
    await before['library.move']({ from: 'slot 1', to: 'drive 2' });
    await labs.pop()!.close();
    await configure(text.replace('LIB\n', 'LIB\n    timing: { move: 1h }\n').replace('ONE }', 'ONE, timing: { unload: 1h } }'));
    const delays: number[] = [];
    const schedule = (delayMs: number, action: () => void) => {
      delays.push(delayMs);
      return systemClock.schedule(delayMs, action);
    };
    const { actions } = await start({ clock: { ...systemClock, schedule } });
    const moved = actions['library.move']({ from: 'drive 2', to: 'slot 3' });
    await vi.waitFor(() => expect(delays).toContain(3_600_000));
    await labs.pop()!.close();
    expect(await moved).toMatchObject({ barcode: 'LAB001L8', to: 'slot 3' });
    expect(full(await (await start()).actions['library.show']({}))).toEqual(['storage 2: LAB002L8', 'storage 3: LAB001L8']);
  });

  it('leaves on the shelf what was in places that it has no more', async () => {
    await start();
    await configure(text.replace('count: 3', 'count: 1').replace('    cartridges: { 1: LAB001L8..LAB002L8 }\n', ''));
    const { actions } = await restart();
    expect(full(await actions['library.show']({}))).toEqual(['storage 1: LAB001L8']);
    expect(told).toContainEqual({ event: 'library.place-gone', library: 'library', barcode: 'LAB002L8', place: 'library slot 2' });
    await actions['drive.eject']({ drive: 'alone' });
    await actions['drive.load']({ drive: 'alone', barcode: 'LAB002L8' });
  });

  it('lets nobody reach into a drive while its door is closed', async () => {
    const { lab, actions } = await start();
    await expect(actions['drive.load']({ drive: 'one', barcode: 'LAB003L8' })).rejects.toMatchObject({ code: 'door-closed' });
    await actions['library.door']({ open: true });
    await actions['drive.load']({ drive: 'one', barcode: 'LAB003L8' });
    await expect(actions['drive.load']({ drive: 'alone', barcode: 'LAB003L8' })).rejects.toMatchObject({ code: expect.any(String) });
    await actions['library.door']({ open: false });
    await expect(actions['drive.eject']({ drive: 'one' })).rejects.toMatchObject({ code: 'door-closed' });
    // The buttons of a drive are not behind the door.
    await actions['drive.unload']({ drive: 'one' });
    expect(lab.view().drives[0]).toMatchObject({ name: 'one', cartridge: 'LAB003L8', loaded: false });
  });

  it('changes nothing on the disk when a cartridge that it is to hold is missing', async () => {
    await configure(text.replace('{ 1: LAB001L8..LAB002L8 }', '[LAB001L8, LAB005L8]'));
    await expect(start()).rejects.toMatchObject({ message: expect.stringMatching(/tapelab\.yaml:12:28: There is no cartridge LAB005L8/) });
    await configure(text);
    const { actions } = await start();
    expect(full(await actions['library.show']({}))).toEqual(['storage 1: LAB001L8', 'storage 2: LAB002L8']);
  });
});
