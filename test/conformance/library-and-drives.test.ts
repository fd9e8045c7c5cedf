/**
 * One physical truth: what the changer moves is what the drives hold, each tells hosts the same of it, and both find it again after a loss of power.
 */
import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { CartridgeRoom } from '../../src/cartridge/cartridge-room.ts';
import * as cdb from './cdb.ts';
import { moveMedium } from './changer-cdb.ts';
import { type Ready, TapelabProcess } from './command-line.ts';
import { elementStatus } from './elements.ts';
import { HeldClock } from './held-clock.ts';
import { Initiator } from './initiator.ts';
import { acknowledgeAttentions, LabUnderTest } from './lab-under-test.ts';
import { attention, driveName, LibraryHost, layoutOf, notReady, refused, say, startLibraries, targetOf } from './libraries.ts';
import { pattern } from './pattern.ts';

const cartridges = { 1: 'TRU001L8', 2: 'TRU002L8', 3: 'TRU003L8' };
const library = 'library';
const readyOn = (host: LibraryHost, drive: number) => host.command(cdb.testUnitReady(), { lun: drive });
const noMedium = notReady(0x3a00);

describe('a drive in a library', () => {
  let lab: LabUnderTest;
  let host: LibraryHost;
  beforeEach(async () => {
    lab = await startLibraries(
      {
        library: { storage: 6, importExport: 1, cartridges },
        waiting: { storage: 2, cartridges: { 1: 'TRU004L8' }, ofDrives: 'autoload: false' },
        rigid: { model: 'exabyte-exb-480', drives: ['exabyte-8505'], cartridges: { 1: 'TRU005' } },
      },
      { cartridges: [{ barcode: 'TRU005', mediumType: '8mm-160m-xl', capacityBytes: 2 ** 24 }] },
    );
    host = await LibraryHost.attach(lab, library);
  });
  afterEach(async () => {
    await lab.hangUp();
    await lab.stop();
  });

  it('holds what the changer put there, and nothing else', async () => {
    expect(await readyOn(host, 1)).toMatchObject(noMedium);
    await host.moved(host.slot(1), host.drive(1));
    expect(await readyOn(host, 1), 'a medium has come').toMatchObject(attention(say.mediumMayHaveChanged));
    await host.loaded(1);
    expect(await readyOn(host, 2)).toMatchObject(noMedium);
    await host.moved(host.drive(1), host.slot(4));
    expect(await readyOn(host, 1)).toMatchObject(noMedium);
  });

  it('keeps what is written on a cartridge, whichever drive it is put into', async () => {
    const block = pattern(4096, 1);
    await host.moved(host.slot(1), host.drive(1));
    await host.loaded(1);
    await host.good(cdb.write6(block.length), { lun: 1, write: block });
    // Not synchronised: the move out of the drive does it.
    await host.moved(host.drive(1), host.drive(2));
    await host.loaded(2);
    expect(await host.good(cdb.read6(block.length), { lun: 2, read: block.length })).toEqual(Buffer.from(block));
    await host.moved(host.slot(2), host.drive(1));
    await host.loaded(1);
    expect(await host.command(cdb.read6(block.length), { lun: 1, read: block.length }), 'the other is blank').toMatchObject({
      status: 2,
      sense: { key: 8 },
    });
  });

  it('is asked for its cartridge by UNLOAD, the move out of it then takes it, and LOAD finds none', async () => {
    await host.moved(host.slot(1), host.drive(1));
    await host.loaded(1);
    await host.good(cdb.loadUnload(false), { lun: 1 });
    expect(await readyOn(host, 1)).toMatchObject({ status: 2, sense: { key: 2 } });
    expect(await host.element(host.drive(1))).toMatchObject({ full: true, accessible: true });
    await host.good(cdb.loadUnload(true), { lun: 1 });
    await host.loaded(1);
    await host.good(cdb.loadUnload(false), { lun: 1 });
    await host.moved(host.drive(1), host.slot(1));
    expect(await host.command(cdb.loadUnload(true), { lun: 1 })).toMatchObject(noMedium);
  });

  it('keeps its cartridge while a host prevents its removal (53/02), whoever the host is', async () => {
    const other = await LibraryHost.attach(lab, library);
    await host.moved(host.slot(1), host.drive(1));
    await host.loaded(1);
    await acknowledgeAttentions(other.initiator, 1);
    await other.good(cdb.preventAllow(1), { lun: 1 });
    expect(await host.move(host.drive(1), host.slot(1))).toMatchObject(refused(say.removalPrevented));
    expect(await host.command(cdb.loadUnload(false), { lun: 1 })).toMatchObject(refused(say.removalPrevented));
    await host.good(cdb.preventAllow(0), { lun: 1 });
    expect(await host.move(host.drive(1), host.slot(1)), 'the other has not allowed it').toMatchObject(refused(say.removalPrevented));
    await other.initiator.logOut();
    await host.moved(host.drive(1), host.slot(1));
  });

  it('is refused to the changer that wants it unloaded first, where the product does', async () => {
    const rigid = await LibraryHost.attach(lab, 'rigid');
    await rigid.moved(rigid.slot(1), rigid.drive(1));
    await rigid.loaded(1);
    expect(await rigid.move(rigid.drive(1), rigid.slot(1))).toMatchObject({ status: 2, sense: { key: 5 } });
    expect(await readyOn(rigid, 1)).toMatchObject({ status: 0 });
    await rigid.good(cdb.loadUnload(false), { lun: 1 });
    await rigid.moved(rigid.drive(1), rigid.slot(1));
  });

  it('waits for a LOAD where it does not load by itself', async () => {
    const waiting = await LibraryHost.attach(lab, 'waiting');
    await waiting.moved(waiting.slot(1), waiting.drive(1));
    await acknowledgeAttentions(waiting.initiator, 1);
    expect(await readyOn(waiting, 1)).toMatchObject({ status: 2, sense: { key: 2 } });
    expect(await waiting.element(waiting.drive(1))).toMatchObject({ full: true, accessible: true });
    await waiting.good(cdb.loadUnload(true), { lun: 1 });
    await waiting.loaded(1);
  });

  it('is the operator’s only through the library', async () => {
    for (const act of [
      () => lab.operator['drive.load']({ drive: driveName(library, 1), barcode: 'TRU001L8' }),
      () => lab.operator['drive.eject']({ drive: driveName(library, 1) }),
    ])
      await expect(act()).rejects.toMatchObject({ message: expect.any(String) });
    expect(await host.inventory()).toEqual({
      [host.slot(1)]: 'TRU001L8',
      [host.slot(2)]: 'TRU002L8',
      [host.slot(3)]: 'TRU003L8',
    });
  });

  it('and its changer are found by REPORT LUNS, with the changer’s and the drives’ own serial numbers', async () => {
    const luns = await host.good(cdb.reportLuns(), { read: 4096 });
    expect(luns.readUInt32BE(0)).toBe(3 * 8);
    const serials = new Set<string>();
    for (const lun of [0, 1, 2]) {
      const standard = await host.good(cdb.inquiry(), { lun, read: 255 });
      expect([standard[0], standard[1]! & 0x80]).toEqual([lun === 0 ? 0x08 : 0x01, 0x80]);
      serials.add((await host.good(cdb.inquiry(255, 0x80), { lun, read: 255 })).toString('latin1', 4));
    }
    expect(serials.size).toBe(3);
  });

  it('and all cartridges are where they were after the power is gone', async () => {
    const block = pattern(1000, 2);
    await host.moved(host.slot(1), host.drive(1));
    await host.loaded(1);
    await host.good(cdb.write6(block.length), { lun: 1, write: block });
    await host.good(cdb.writeFilemarks(1), { lun: 1 });
    await host.moved(host.slot(2), host.drive(2));
    await host.loaded(2);
    await host.good(cdb.loadUnload(false), { lun: 2 });
    await host.moved(host.slot(3), host.mailslot(1));
    const before = await host.inventory();
    await lab.restart();
    const again = await LibraryHost.attach(lab, library);
    expect(await again.inventory()).toEqual(before);
    expect((await again.element(again.drive(1))).source).toBe(again.slot(1));
    await again.loaded(1);
    await again.good(cdb.rewind(), { lun: 1 });
    expect(await again.good(cdb.read6(block.length), { lun: 1, read: block.length })).toEqual(Buffer.from(block));
    expect(await readyOn(again, 2), 'it was unloaded').toMatchObject({ status: 2, sense: { key: 2 } });
    await again.moved(again.drive(2), again.slot(2));
  });
});

it('a library and its drives stand at any LUNs of their target', async () => {
  /** LUN 300 by flat space addressing (SAM-5 §4.7.7.3). */
  const far = 0x4000 | 300;
  const name = 'iqn.2026-11.local.conformance:scattered';
  const lab = await LabUnderTest.start({
    configuration: `
drives:
  one: { model: lto-8, serial: SCATTER1 }
  two: { model: lto-8, serial: SCATTER2 }
libraries:
  ${library}: { model: generic-library, serial: SCATTER0, drives: [two, one], cartridges: { 1: CNF001L8 } }
targets:
  ${name}: { luns: { 0: one, 6: ${library}, 300: two } }
`,
  });
  const host = await lab.logIn({ targetName: name });
  for (const lun of [0, 6, far]) await acknowledgeAttentions(host, lun);
  const { drive, storage } = await layoutOf(host, 6);
  const { elements } = await elementStatus(host, { deviceIdentifiers: true }, 6);
  const drives = elements.filter(({ address }) => address >= drive.first && address < drive.first + 2);
  // A LUN past 7 has no room in the descriptor; the identifier names the drive all the same.
  expect(drives.map((element) => [element.lun, element.identifier!.value.toString('latin1').slice(-8)])).toEqual([
    [undefined, 'SCATTER2'],
    [0, 'SCATTER1'],
  ]);
  expect(await host.command(moveMedium(storage.first, drive.first), { lun: 6 })).toMatchObject({ status: 0 });
  await lab.happening('tape.loaded');
  await acknowledgeAttentions(host, far);
  const { status, sense } = await host.command(cdb.testUnitReady(), { lun: far });
  expect({ status, sense }).toEqual({ status: 0, sense: undefined });
  expect(await host.command(cdb.testUnitReady(), { lun: 0 })).toMatchObject(noMedium);
  await lab.hangUp();
  await lab.stop();
});

it('drives may be behind other targets than their library, whose element status then tells no LUN of them', async () => {
  const name = 'iqn.2026-11.local.conformance:apart';
  const lab = await LabUnderTest.start({
    configuration: `
drives:
  beside: { model: lto-8, serial: APART1 }
  apart: { model: lto-8, serial: APART2 }
libraries:
  ${library}: { model: generic-library, serial: APART0, drives: [beside, apart], cartridges: { 1: CNF001L8 } }
targets:
  ${name}-robot: { luns: { 0: ${library}, 1: beside } }
  ${name}-drive: { luns: { 0: apart } }
`,
  });
  const robot = await lab.logIn({ targetName: `${name}-robot` });
  await acknowledgeAttentions(robot);
  const drive = await lab.logIn({ targetName: `${name}-drive` });
  await acknowledgeAttentions(drive);
  const { drive: bays, storage } = await layoutOf(robot);
  const { elements } = await elementStatus(robot, { deviceIdentifiers: true });
  const identified = elements.filter(({ address }) => address >= bays.first && address < bays.first + 2);
  expect(identified.map((element) => [element.lun, element.identifier!.value.toString('latin1').slice(-6)])).toEqual([
    [1, 'APART1'],
    [undefined, 'APART2'],
  ]);
  expect(await robot.command(moveMedium(storage.first, bays.first + 1))).toMatchObject({ status: 0 });
  await lab.happening('tape.loaded');
  await acknowledgeAttentions(drive);
  expect(await drive.command(cdb.testUnitReady())).toMatchObject({ status: 0 });
  await lab.hangUp();
  await lab.stop();
});

describe('while things take their time', () => {
  let lab: LabUnderTest;
  let clock: HeldClock;
  let host: LibraryHost;
  beforeEach(async () => {
    clock = new HeldClock(250);
    lab = await startLibraries(
      {
        library: {
          storage: 4,
          importExport: 1,
          cartridges,
          ofDrives: 'timing: { like: instant, load: 15s, unload: 10s }',
          more: 'timing: { move: 10s, position: 4s }',
        },
      },
      { clock },
    );
    host = await LibraryHost.attach(lab, library);
  });
  afterEach(async () => {
    clock.release();
    await lab.hangUp();
    await lab.stop();
  });

  it('a drive says that it is becoming ready (04/01) until the cartridge is loaded, and the changer is free meanwhile', async () => {
    await host.moved(host.slot(1), host.drive(1));
    clock.hold();
    await acknowledgeAttentions(host.initiator, 1);
    expect(await readyOn(host, 1)).toMatchObject(notReady(say.becomingReady));
    expect(await host.element(host.drive(1))).toMatchObject({ full: true, accessible: false });
    expect(await host.command(cdb.testUnitReady())).toMatchObject({ status: 0 });
    const other = host.move(host.slot(2), host.slot(4));
    clock.release();
    expect(await other).toMatchObject({ status: 0 });
    await host.loaded(1);
  });

  it('a move goes on when its host gives it up', async () => {
    clock.hold();
    const task = host.initiator.start(moveMedium(host.slot(1), host.slot(4), { transport: host.arm() }));
    await host.initiator.ping();
    expect(await host.initiator.manage(1, { of: task }), 'ABORT TASK').toBe(0);
    clock.release();
    await lab.happening('library.moved');
    const again = await LibraryHost.attach(lab, library);
    expect(await again.inventory()).toMatchObject({ [again.slot(4)]: 'TRU001L8' });
  });

  it('a move goes on when its host’s cable is pulled, and another host’s waits for it', async () => {
    const other = await LibraryHost.attach(lab, library);
    clock.hold();
    host.initiator.start(moveMedium(host.slot(1), host.drive(1), { transport: host.arm() })).completion.catch(() => {});
    await host.initiator.ping();
    host.initiator.connection.reset();
    const second = other.move(other.drive(1), other.slot(4));
    clock.release();
    const { status, sense } = await second;
    expect({ status, sense }).toEqual({ status: 0, sense: undefined });
    expect(await other.inventory()).toMatchObject({ [other.slot(4)]: 'TRU001L8' });
  });
});

describe('a server that is killed', () => {
  let folder: string;
  let server: TapelabProcess | undefined;
  beforeEach(async () => {
    folder = await mkdtemp(join(tmpdir(), 'tapelab-killed-'));
    const room = new CartridgeRoom({ folder: join(folder, 'cartridges') });
    await room.createAll(Object.values(cartridges).map((barcode) => ({ barcode, capacityBytes: 2 ** 24 })));
    await writeFile(
      join(folder, 'tapelab.yaml'),
      `
drives:
  one: { model: lto-8, serial: KILLED1 }
  two: { model: lto-8, serial: KILLED2 }
libraries:
  ${library}: { model: generic-library, serial: KILLED0, drives: [one, two], storage: 6, cartridges: { 1: TRU001L8..TRU003L8 } }
targets:
  ${targetOf(library)}: { luns: { 0: ${library}, 1: one, 2: two } }
`,
    );
  });
  afterEach(async () => {
    await server?.stop('SIGKILL');
    await rm(folder, { recursive: true, force: true });
  });

  async function serve(): Promise<Initiator> {
    server = new TapelabProcess(['serve', '--json', '--listen', '127.0.0.1:0', '--home', folder]);
    await server.says('\n');
    const { address, port } = JSON.parse(server.stdout.split('\n')[0]!) as Ready;
    const initiator = await Initiator.logIn({ host: address, port }, { targetName: targetOf(library) });
    for (const lun of [0, 1, 2]) await acknowledgeAttentions(initiator, lun);
    return initiator;
  }

  it('finds every cartridge in one place, and each move that was told GOOD made', async () => {
    const where: Record<string, number | undefined> = {};
    for (let round = 0; round < 4; round++) {
      const initiator = await serve();
      const layout = await layoutOf(initiator);
      const places = [layout.storage.first + 3, layout.drive.first, layout.storage.first + 5, layout.drive.first + 1];
      const found = await inventoryOver(initiator);
      expect(Object.values(found).toSorted(), 'each is in one place').toEqual(Object.values(cartridges));
      for (const [barcode, address] of Object.entries(where)) if (address !== undefined) expect(found[address]).toBe(barcode);

      const [source, barcode] = Object.entries(found).find(([, name]) => name === 'TRU001L8')!;
      const first = await initiator.command(moveMedium(Number(source), places[round]!));
      expect({ status: first.status, sense: first.sense }).toEqual({ status: 0, sense: undefined });
      where[barcode!] = places[round];
      // Another is under way when the power goes: it happened or it did not.
      const [other] = Object.entries(found).find(([, name]) => name === 'TRU002L8')!;
      initiator.start(moveMedium(Number(other), layout.storage.first + 4 - (round % 2) * 3)).completion.catch(() => {});
      await server!.stop('SIGKILL');
      initiator.connection.reset();
    }
  });

  async function inventoryOver(initiator: Initiator): Promise<Record<string, string | undefined>> {
    const { elements } = await elementStatus(initiator);
    return Object.fromEntries(elements.filter(({ full }) => full).map(({ address, tag }) => [address, tag?.identifier]));
  }
});
