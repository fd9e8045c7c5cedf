/**
 * What the operator's hands do to a library and what its hosts are told of it: mail slots, the door, and taking it offline. Hosts hear of it by unit
 * attentions and by being refused (SMC-3 §4, and its table of additional sense codes), and keep hands out by PREVENT ALLOW MEDIUM REMOVAL.
 */
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import * as cdb from './cdb.ts';
import { elementType, importExportAction, initializeElementStatus, openCloseImportExport, readElementStatus } from './changer-cdb.ts';
import { elementStatus } from './elements.ts';
import { acknowledgeAttentions, type LabUnderTest } from './lab-under-test.ts';
import { attention, LibraryHost, notReady, refused, say, startLibraries } from './libraries.ts';

const shelved = ['SHF001L8', 'SHF002L8'];

let lab: LabUnderTest;
let host: LibraryHost;
beforeEach(async () => {
  lab = await startLibraries(
    { library: { storage: 6, importExport: 2, cartridges: { 1: 'HND001L8', 2: 'HND002L8' } } },
    { cartridges: shelved.map((barcode) => ({ barcode, capacityBytes: 2 ** 24 })) },
  );
  host = await LibraryHost.attach(lab, 'library');
});
afterEach(async () => {
  await lab.hangUp();
  await lab.stop();
});

const ready = { status: 0 };
const testUnitReady = () => host.command(cdb.testUnitReady());
const library = 'library';
const told = (): Promise<number[]> => acknowledgeAttentions(host.initiator);

describe('a mail slot', () => {
  it('takes a cartridge from the operator: the host is told once (28/01), and sees who put it there', async () => {
    await lab.operator['library.insert']({ library, barcode: 'SHF001L8', mailslot: 2 });
    expect(await testUnitReady()).toMatchObject(attention(say.importExportAccessed));
    expect(await testUnitReady()).toMatchObject(ready);
    expect(await host.element(host.mailslot(2))).toMatchObject({
      full: true,
      accessible: true,
      byOperator: true,
      source: undefined,
      tag: { identifier: 'SHF001L8' },
    });
    await host.moved(host.mailslot(2), host.slot(5));
    await host.moved(host.slot(5), host.mailslot(2));
    expect(await host.element(host.mailslot(2)), 'the robot put it there').toMatchObject({ full: true, byOperator: false });
  });

  it('tells every host, of every session', async () => {
    const other = await LibraryHost.attach(lab, 'library');
    await lab.operator['library.insert']({ library, barcode: 'SHF001L8' });
    for (const who of [host, other]) expect(await acknowledgeAttentions(who.initiator)).toEqual([say.importExportAccessed]);
  });

  it('gives a cartridge to the operator', async () => {
    await host.moved(host.slot(1), host.mailslot(1));
    await lab.operator['library.take']({ library, mailslot: 1 });
    expect(await told()).toEqual([say.importExportAccessed]);
    expect(await host.element(host.mailslot(1))).toMatchObject({ full: false, tag: undefined });
    expect(Object.values(await host.inventory())).toEqual(['HND002L8']);
    expect(await host.move(host.mailslot(1), host.slot(1))).toMatchObject(refused(say.sourceEmpty));
  });

  it('is locked by PREVENT, until the host allows it or goes away', async () => {
    await host.good(cdb.preventAllow(1));
    await host.moved(host.slot(1), host.mailslot(1));
    await expect(lab.operator['library.insert']({ library, barcode: 'SHF001L8', mailslot: 2 })).rejects.toMatchObject({
      code: 'removal-prevented',
    });
    await expect(lab.operator['library.take']({ library, mailslot: 1 })).rejects.toMatchObject({ code: 'removal-prevented' });
    await lab.operator['library.insert']({ library, barcode: 'SHF001L8', mailslot: 2, force: true });
    await host.good(cdb.preventAllow(0)).catch(() => told());
    await host.good(cdb.preventAllow(0));
    await lab.operator['library.take']({ library, mailslot: 1 });
    await told();

    await host.good(cdb.preventAllow(1));
    await host.initiator.logOut();
    await lab.operator['library.take']({ library, mailslot: 2 });
  });

  it('is out of the robot’s reach while a host holds it open, and refuses to open while a host prevents it', async () => {
    await host.moved(host.slot(1), host.mailslot(1));
    await host.good(openCloseImportExport(host.mailslot(1), importExportAction.open));
    expect(await host.element(host.mailslot(1))).toMatchObject({ accessible: false });
    expect(await host.move(host.mailslot(1), host.slot(1))).toMatchObject({ status: 2 });
    expect(await host.inventory()).toMatchObject({ [host.mailslot(1)]: 'HND001L8' });
    await host.good(openCloseImportExport(host.mailslot(1), importExportAction.close));
    await host.moved(host.mailslot(1), host.slot(1));
    await host.good(cdb.preventAllow(1));
    expect(await host.command(openCloseImportExport(host.mailslot(1), importExportAction.open))).toMatchObject(
      refused(say.removalPrevented),
    );
    expect(await host.element(host.mailslot(1))).toMatchObject({ accessible: true });
  });

  it('is the only element that OPEN/CLOSE IMPORT/EXPORT ELEMENT knows, and opening and closing all it knows', async () => {
    for (const address of [host.slot(1), host.drive(1), host.arm(), host.mailslot(3)])
      expect(await host.command(openCloseImportExport(address, importExportAction.open))).toMatchObject(refused(say.invalidElementAddress));
    for (const action of [2, 3, 0x1f])
      expect(await host.command(openCloseImportExport(host.mailslot(1), action))).toMatchObject({
        status: 2,
        sense: { key: 5, code: say.invalidFieldInCdb, fieldPointer: { inCdb: true, byte: 4, bit: 4 } },
      });
  });
});

describe('the door', () => {
  it('makes the library not ready while it is open: the robot stands still, and what is asked of it is refused', async () => {
    await lab.operator['library.door']({ library, open: true });
    expect(await testUnitReady()).toMatchObject(notReady(say.doorOpen));
    for (const command of [initializeElementStatus(), openCloseImportExport(host.mailslot(1), importExportAction.open)])
      expect(await host.command(command)).toMatchObject(notReady(say.doorOpen));
    expect(await host.move(host.slot(1), host.slot(3))).toMatchObject(notReady(say.doorOpen));
    expect(await host.exchange(host.slot(1), host.slot(2))).toMatchObject(notReady(say.doorOpen));
    for (const [command, read] of [
      [cdb.inquiry(), 255],
      [cdb.requestSense(), 252],
      [cdb.modeSense6(0x1d, { noDescriptor: true }), 255],
    ] as const)
      expect(await host.command(command, { read })).toMatchObject(ready);
  });

  it('lets hands in: when it is closed the robot has looked, and hosts are told that everything may be elsewhere (28/00)', async () => {
    await lab.operator['library.door']({ library, open: true });
    await lab.operator['library.insert']({ library, barcode: 'SHF002L8', slot: 4 });
    await lab.operator['library.take']({ library, slot: 1 });
    await lab.operator['library.door']({ library, open: false });
    expect(await told()).toContain(say.mediumMayHaveChanged);
    expect(await testUnitReady()).toMatchObject(ready);
    expect(await host.inventory()).toEqual({ [host.slot(2)]: 'HND002L8', [host.slot(4)]: 'SHF002L8' });
  });

  it('keeps hands out while it is closed, and stays closed while a host prevents it', async () => {
    await expect(lab.operator['library.insert']({ library, barcode: 'SHF001L8', slot: 4 })).rejects.toMatchObject({ code: 'door-closed' });
    await host.good(cdb.preventAllow(1));
    await expect(lab.operator['library.door']({ library, open: true })).rejects.toMatchObject({ code: 'removal-prevented' });
    expect(await testUnitReady()).toMatchObject(ready);
    await lab.operator['library.door']({ library, open: true, force: true });
    expect(await testUnitReady()).toMatchObject(notReady(say.doorOpen));
  });

  it('leaves the drives alone: what is loaded goes on being read and written', async () => {
    await host.moved(host.slot(1), host.drive(1));
    await host.loaded(1);
    await lab.operator['library.door']({ library, open: true });
    await host.good(cdb.write6(512), { lun: 1, write: new Uint8Array(512).fill(7) });
    await host.good(cdb.writeFilemarks(1), { lun: 1 });
  });
});

describe('offline', () => {
  it('refuses hosts (04/12) and not the operator, and is told of nothing when it is online again', async () => {
    await lab.operator['library.online']({ library, online: false });
    expect(await testUnitReady()).toMatchObject(notReady(say.offline));
    expect(await host.move(host.slot(1), host.slot(3))).toMatchObject(notReady(say.offline));
    await lab.operator['library.move']({ library, from: 'slot 1', to: 'slot 3' });
    await lab.operator['library.online']({ library, online: true });
    await told();
    expect(await testUnitReady()).toMatchObject(ready);
    expect(await host.inventory()).toEqual({ [host.slot(2)]: 'HND002L8', [host.slot(3)]: 'HND001L8' });
  });
});

describe('labels', () => {
  it('that cannot be read, and none at all, are told apart', async () => {
    await lab.operator['cartridge.label']({ barcode: 'SHF001L8', label: 'unreadable' });
    await lab.operator['cartridge.label']({ barcode: 'SHF002L8', label: 'none' });
    await lab.operator['library.insert']({ library, barcode: 'SHF001L8', mailslot: 1 });
    await lab.operator['library.insert']({ library, barcode: 'SHF002L8', mailslot: 2 });
    await told();
    expect(await host.element(host.mailslot(1))).toMatchObject({ full: true, except: true, code: 0x8309, tag: undefined });
    expect(await host.element(host.mailslot(2))).toMatchObject({ full: true, tag: undefined });
    const { elements } = await elementStatus(host.initiator, { type: elementType.importExport, volumeTags: false });
    expect(elements.map(({ full }) => full)).toEqual([true, true]);
    await host.moved(host.mailslot(1), host.slot(6));
    expect(await host.element(host.slot(6))).toMatchObject({ full: true, except: true, tag: undefined });
  });
});

it('the operator moves what hosts can see move', async () => {
  await lab.operator['library.move']({ library, from: 'slot 1', to: 'drive 1' });
  await host.loaded(1);
  expect(await host.element(host.drive(1))).toMatchObject({ full: true, source: host.slot(1), tag: { identifier: 'HND001L8' } });
  await lab.operator['library.move']({ library, from: 'HND001L8', to: 'mailslot 1' });
  expect(await host.inventory()).toMatchObject({ [host.mailslot(1)]: 'HND001L8' });
  const { elements } = await lab.operator['library.show']({ library });
  const data = await host.good(readElementStatus(), { read: 65_536 });
  expect(data.readUInt16BE(2)).toBe(elements.length);
});
