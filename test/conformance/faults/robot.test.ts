/**
 * The faults of the robot as a host sees them: what a move ends with, and what is left behind in the element status, in the drives, for the operator, and
 * after a restart.
 */
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import { ManualClock } from '../../../src/foundation/clock.ts';
import type { Rule } from '../../../src/lab-faults.ts';
import * as cdb from '../cdb.ts';
import { initializeElementStatus, readElementStatus, sendVolumeTag, translate, volumeTagTemplate } from '../changer-cdb.ts';
import { type ElementDescriptor, elementAt, elementStatus } from '../elements.ts';
import { acknowledgeAttentions, type LabUnderTest } from '../lab-under-test.ts';
import { attention, LibraryHost, notReady, refused, say, startLibraries } from '../libraries.ts';
import type { Completion } from '../task.ts';

/** No test needs as much as it takes until a silent initiator is asked whether it is there. */
const clock = new ManualClock();
const cartridges = Object.fromEntries(Array.from({ length: 4 }, (_, index) => [index + 1, `ROB00${index + 1}L8`]));

let lab: LabUnderTest;
let host: LibraryHost;
let before: Awaited<ReturnType<LibraryHost['inventory']>>;

beforeAll(async () => {
  lab = await startLibraries({ library: { storage: 8, importExport: 2, cartridges } }, { clock });
});
beforeEach(async () => {
  host = await LibraryHost.attach(lab, 'library');
  before = await host.inventory();
});
/** Everything is put back where it was, by hand. */
afterEach(async () => {
  await lab.hangUp();
  await door('open');
  const { elements } = await lab.operator['library.show']({});
  for (const { type, number, cartridge } of elements) {
    if (cartridge === undefined || (type === 'storage' && cartridges[number] === cartridge)) continue;
    if (type === 'dataTransfer') await lab.operator['drive.eject']({ drive: `library-drive${number}`, force: true });
    else await lab.operator['library.move']({ from: cartridge, to: 'shelf' });
  }
  const left = (await lab.operator['library.show']({})).elements.flatMap(({ cartridge }) => cartridge ?? []);
  for (const [slot, barcode] of Object.entries(cartridges))
    if (!left.includes(barcode)) await lab.operator['library.insert']({ barcode, slot: Number(slot) });
  await door('closed');
  // What that has told is not of the next test.
  await lab.hangUp();
});
afterAll(() => lab.stop());

const door = (state: 'open' | 'closed') => lab.operator['library.door']({ open: state === 'open' });
const hardwareError = (code: number) => ({ status: 2, sense: { key: 4, code } });
const code = { mechanicalPositioning: 0x1501, changerError: 0x3b16, manualIntervention: 0x0403, magazineNotAccessible: 0x3b11 } as const;
const during = (rule: Rule, work: () => Promise<void>): Promise<void> =>
  lab.faults.during(rule, async (record) => {
    await work();
    expect(record().firings, 'it has fired').toBeGreaterThan(0);
  });
/** A deed is done when the host looks. */
const atALook = (action: Rule['do']): Rule => ({ match: { command: 'READ ELEMENT STATUS', device: 'library' }, do: action });
const moveOf = (slot: number, destination: number): Promise<Completion> => host.move(host.slot(slot), destination);
const told = async (expected: object, completion: Promise<Completion>): Promise<void> => expect(await completion).toMatchObject(expected);
const seen = (address: number): Promise<ElementDescriptor> => host.element(address);

describe('a movement that fails', () => {
  it.each<[string, Rule['do'], ReturnType<typeof refused>]>([
    ['mechanical-positioning-error', 'mechanical-positioning-error', hardwareError(code.mechanicalPositioning)],
    ['jam that clears itself', { jam: { stuck: false } }, hardwareError(code.changerError)],
    ['source-empty by a gripper that missed', { 'source-empty': { cartridge: 'place' } }, refused(say.sourceEmpty)],
    ['destination-full of nothing', { 'destination-full': { stays: false } }, refused(say.destinationFull)],
  ])('leaves everything where it was, and can be tried again: %s', async (_, action, end) => {
    await during({ match: { movement: 'carry' }, do: action }, async () => {
      await told(end, moveOf(1, host.drive(1)));
      expect(await host.inventory()).toEqual(before);
      await host.moved(host.slot(1), host.drive(1));
    });
    await host.loaded(1);
    expect(await host.inventory()).toEqual({ ...before, [host.slot(1)]: undefined, [host.drive(1)]: cartridges[1] });
  });

  it('puts a cartridge that it has pulled out of a drive back to its mouth, unloaded', async () => {
    await host.moved(host.slot(1), host.drive(1));
    await host.loaded(1);
    await during({ match: { from: 'drive 1' }, do: 'mechanical-positioning-error' }, async () => {
      await told(hardwareError(code.mechanicalPositioning), host.move(host.drive(1), host.slot(1)));
    });
    expect(await seen(host.drive(1))).toMatchObject({ full: true, accessible: true, tag: { identifier: cartridges[1] } });
    expect((await host.command(cdb.testUnitReady(), { lun: 1 })).sense).toMatchObject({ key: 2 });
    await host.moved(host.drive(1), host.slot(1));
    expect(await host.inventory()).toEqual(before);
  });

  it('is that of POSITION TO ELEMENT and INITIALIZE ELEMENT STATUS, too', async () => {
    await during({ match: { movement: 'scan' }, do: 'mechanical-positioning-error' }, async () => {
      await told(hardwareError(code.mechanicalPositioning), host.command(initializeElementStatus()));
      await host.good(initializeElementStatus());
    });
  });
});

describe('jam', () => {
  it('stops the library until the door has been opened and closed', async () => {
    await during({ match: { movement: 'carry' }, do: 'jam' }, async () => {
      await told(hardwareError(code.changerError), moveOf(1, host.slot(5)));
      for (const command of [cdb.testUnitReady(), readElementStatus(), initializeElementStatus()])
        await told(notReady(code.manualIntervention), host.command(command, { read: 4096 }));
      await told(notReady(code.manualIntervention), moveOf(2, host.slot(5)));
      expect(await lab.operator['library.show']({})).toMatchObject({ unready: 'robot-stuck', door: 'closed' });
      await expect(lab.operator['library.move']({ from: 'slot 1', to: 'slot 5' })).rejects.toMatchObject({ code: 'robot-stuck' });
    });
    await door('open');
    await told(notReady(say.doorOpen), host.command(cdb.testUnitReady()));
    await door('closed');
    await told(attention(say.mediumMayHaveChanged), host.command(cdb.testUnitReady()));
    expect(await host.inventory()).toEqual(before);
    await host.moved(host.slot(1), host.slot(5));
  });

  it('can leave the cartridge on the arm, where it is after a restart, too', async () => {
    await host.moved(host.slot(2), host.drive(2));
    await host.loaded(2);
    await during({ match: { from: 'drive 2' }, do: { jam: { cartridge: 'arm', stuck: false } } }, async () => {
      await told(hardwareError(code.changerError), host.move(host.drive(2), host.slot(2)));
    });
    const onArm = { ...before, [host.slot(2)]: undefined, [host.arm()]: cartridges[2] };
    expect(await host.inventory()).toEqual(onArm);
    expect(await seen(host.arm())).toMatchObject({ source: host.slot(2) });
    await told(notReady(0x3a00), host.command(cdb.testUnitReady(), { lun: 2 }));
    await told(refused(say.destinationFull), moveOf(1, host.slot(5)));
    await lab.restart();
    host = await LibraryHost.attach(lab, 'library');
    expect(await host.inventory()).toEqual(onArm);
    await host.moved(host.arm(), host.slot(2));
    expect(await host.inventory()).toEqual(before);
  });

  it('in the second half of an exchange leaves one cartridge on the arm and the other in its place', async () => {
    await during({ match: { movement: 'carry', nth: 2 }, do: { jam: { cartridge: 'arm', stuck: false } } }, async () => {
      await told(hardwareError(code.changerError), host.exchange(host.slot(1), host.slot(2), host.slot(5)));
    });
    expect(await host.inventory()).toEqual({ ...before, [host.slot(2)]: undefined, [host.arm()]: cartridges[2] });
  });
});

describe('drop-cartridge', () => {
  it('leaves it in no element, now and after a restart, and on the shelf', async () => {
    await during({ match: { to: 'drive *' }, do: 'drop-cartridge' }, async () => {
      await told(hardwareError(code.changerError), moveOf(3, host.drive(1)));
    });
    const without = { ...before, [host.slot(3)]: undefined };
    expect(await host.inventory()).toEqual(without);
    await told(refused(say.sourceEmpty), moveOf(3, host.drive(1)));
    await told(notReady(0x3a00), host.command(cdb.testUnitReady(), { lun: 1 }));
    expect(await lab.happening('library.stranded')).toMatchObject({ barcode: cartridges[3], on: 'floor', from: 'slot 3', to: 'drive 1' });
    await lab.restart();
    host = await LibraryHost.attach(lab, 'library');
    expect(await host.inventory()).toEqual(without);
    await lab.operator['library.insert']({ barcode: cartridges[3]!, mailslot: 1 });
    await told(attention(say.importExportAccessed), host.command(cdb.testUnitReady()));
    expect(await host.inventory()).toEqual({ ...without, [host.mailslot(1)]: cartridges[3] });
  });

  it('raises the flag of a stray tape until the door has been closed', async () => {
    const flags = async () => (await lab.operator['library.show']({})) && (await host.good(cdb.logSense(0x2e), { read: 4096 }));
    const raised = async (): Promise<boolean> => (await flags())[4 + 11 * 5 + 4] === 1;
    expect(await raised()).toBe(false);
    await during({ do: 'drop-cartridge' }, async () => void (await moveOf(3, host.slot(6))));
    expect(await raised()).toBe(true);
    await door('open');
    await door('closed');
    await acknowledgeAttentions(host.initiator);
    expect(await raised()).toBe(false);
  });

  it('does not waste itself on a movement that carries nothing', async () => {
    await during({ do: 'drop-cartridge' }, async () => {
      await host.good(initializeElementStatus());
      await told(hardwareError(code.changerError), moveOf(3, host.slot(6)));
    });
  });
});

describe('what the inventory does not know', () => {
  it('source-empty: the element was reported full, and is reported empty from then on', async () => {
    expect(await seen(host.slot(4))).toMatchObject({ full: true });
    await during({ match: { from: 'slot 4' }, do: 'source-empty' }, () => told(refused(say.sourceEmpty), moveOf(4, host.drive(1))));
    expect(await host.inventory()).toEqual({ ...before, [host.slot(4)]: undefined });
    expect(await lab.operator['cartridge.show']({ barcode: cartridges[4]! })).not.toHaveProperty('place');
    await told(refused(say.sourceEmpty), moveOf(4, host.drive(1)));
  });

  it('destination-full: the element is reported full without a label, and nothing goes in or out until somebody has seen to it', async () => {
    await during({ match: { to: 'slot 7' }, do: 'destination-full' }, () => told(refused(say.destinationFull), moveOf(1, host.slot(7))));
    expect(await host.inventory()).toEqual({ ...before, [host.slot(7)]: undefined });
    expect(await seen(host.slot(7))).toMatchObject({ full: true, except: true, code: 0x8309, tag: undefined, source: undefined });
    await told(refused(say.destinationFull), moveOf(1, host.slot(7)));
    await told(hardwareError(code.mechanicalPositioning), moveOf(7, host.slot(8)));
    await host.good(initializeElementStatus());
    expect(await seen(host.slot(7))).toMatchObject({ full: true });
    await door('open');
    await door('closed');
    await acknowledgeAttentions(host.initiator);
    expect(await seen(host.slot(7))).toMatchObject({ full: false, except: false });
    await host.moved(host.slot(1), host.slot(7));
  });
});

describe('open-door', () => {
  it('stops a move on its way: the cartridge is on the arm, and the drive has let go of it', async () => {
    await host.moved(host.slot(1), host.drive(1));
    await host.loaded(1);
    await host.good(cdb.preventAllow(1));
    await during({ match: { from: 'drive 1' }, do: 'open-door' }, () =>
      told(notReady(say.doorOpen), host.move(host.drive(1), host.slot(1))),
    );
    expect(await lab.operator['library.show']({})).toMatchObject({ door: 'open' });
    await told(notReady(say.doorOpen), host.command(readElementStatus(), { read: 4096 }));
    await told(notReady(0x3a00), host.command(cdb.testUnitReady(), { lun: 1 }));
    await door('closed');
    await told(attention(say.mediumMayHaveChanged), host.command(cdb.testUnitReady()));
    expect(await host.inventory()).toEqual({ ...before, [host.slot(1)]: undefined, [host.arm()]: cartridges[1] });
    await host.good(cdb.preventAllow(0));
  });

  it('closes it again after a time', async () => {
    await during({ match: { command: 'TEST UNIT READY', device: 'library' }, do: { 'open-door': { for: '30s' } } }, async () => {
      await host.command(cdb.testUnitReady());
      await told(notReady(say.doorOpen), host.command(cdb.testUnitReady()));
      clock.advance(30_000);
    });
    await lab.happening('library.became-ready');
    expect(await acknowledgeAttentions(host.initiator)).toEqual([say.mediumMayHaveChanged]);
    expect(await host.inventory()).toEqual(before);
  });

  it('stops a robot that takes its time where it is', async () => {
    const other = await LibraryHost.attach(lab, 'library');
    await during({ match: { movement: 'carry' }, do: { 'slow-robot': { by: '30s' } } }, () =>
      during({ match: { command: 'REPORT LUNS' }, do: 'open-door' }, async () => {
        const move = moveOf(1, host.slot(5));
        await lab.happening('fault.fired');
        await other.command(cdb.reportLuns(256), { read: 256 });
        await told(notReady(say.doorOpen), move);
      }),
    );
    await door('closed');
    await acknowledgeAttentions(host.initiator);
    expect(await seen(host.arm())).toMatchObject({ full: true, tag: { identifier: cartridges[1] } });
  });
});

describe('the time of a movement', () => {
  it('slow-robot: it takes longer, what else is asked of the library waits, and its drives answer', async () => {
    const other = await LibraryHost.attach(lab, 'library');
    await during({ match: { movement: 'carry' }, do: { 'slow-robot': { by: '20s' } } }, async () => {
      const from = clock.now();
      const [move, next] = [host.initiator.start(moveMedium(1, 5), {}), other.initiator.start(moveMedium(2, 6), {})];
      await lab.happening('fault.fired');
      await told(notReady(0x3a00), other.command(cdb.testUnitReady(), { lun: 1 }));
      clock.advance(19_999);
      await host.initiator.ping();
      await other.initiator.ping();
      expect([move.ended, next.ended]).toEqual([false, false]);
      clock.advance(1);
      for (const task of [move, next]) await told({ status: 0 }, task.completion);
      expect(clock.now() - from).toBe(20_000);
    });
    expect(await host.inventory()).toMatchObject({ [host.slot(5)]: cartridges[1], [host.slot(6)]: cartridges[2] });
  });

  it('endless-move: it ends when its task is aborted, and nothing has moved', async () => {
    const other = await LibraryHost.attach(lab, 'library');
    await during({ match: { movement: 'carry' }, do: 'endless-move' }, async () => {
      const [move, next] = [host.initiator.start(moveMedium(1, 5), {}), other.initiator.start(moveMedium(2, 6), {})];
      await lab.happening('fault.fired');
      await told(notReady(0x3a00), host.command(cdb.testUnitReady(), { lun: 1 }));
      clock.advance(10_000);
      await Promise.all([host.initiator.ping(), other.initiator.ping()]);
      expect([move.ended, next.ended]).toEqual([false, false]);
      expect(await host.initiator.manage(1, { of: move })).toBe(0);
      await told({ status: 0 }, next.completion);
    });
    const { sense } = await host.command(cdb.testUnitReady());
    expect(sense).toMatchObject({ key: 4, code: code.mechanicalPositioning, deferred: true });
    expect(await host.inventory()).toEqual({ ...before, [host.slot(2)]: undefined, [host.slot(6)]: cartridges[2] });
    await host.moved(host.slot(1), host.slot(5));
  });
});

const moveMedium = (from: number, to: number): Uint8Array =>
  Buffer.from([
    0xa5,
    0,
    0,
    host.arm(),
    ...[host.slot(from), host.slot(to)].flatMap((address) => [address >> 8, address & 0xff]),
    0,
    0,
    0,
    0,
  ]);

describe('what the scanner reads', () => {
  it('wrong-barcode: it goes with the cartridge and is found, until the robot looks again', async () => {
    await during(atALook({ 'wrong-barcode': { element: 'slot 1', reads: 'OTHER1L8' } }), async () => {
      expect(await seen(host.slot(1))).toMatchObject({ full: true, except: false, tag: { identifier: 'OTHER1L8' } });
    });
    await host.moved(host.slot(1), host.drive(1));
    expect(await seen(host.drive(1))).toMatchObject({ tag: { identifier: 'OTHER1L8' } });
    await host.command(sendVolumeTag(translate.primary), { write: volumeTagTemplate('OTHER1L8') });
    const found = await host.good(Buffer.from([0xb5, 0x10, 0, 0, 0xff, 0xff, 0, 0, 0x10, 0, 0, 0]), { read: 4096 });
    expect(found.readUInt16BE(0)).toBe(host.drive(1));
    expect((await lab.operator['library.show']({})).elements.find(({ type }) => type === 'dataTransfer')).toMatchObject({
      cartridge: cartridges[1],
      volumeTag: 'OTHER1L8',
    });
    await host.good(initializeElementStatus());
    expect(await seen(host.drive(1))).toMatchObject({ tag: { identifier: cartridges[1] } });
  });

  it('wrong-barcode that lasts: until it is mended', async () => {
    await during(atALook({ 'wrong-barcode': { element: cartridges[2]!, reads: cartridges[3]!, until: 'mended' } }), async () => {
      expect(Object.values(await host.inventory()).filter((barcode) => barcode === cartridges[3])).toHaveLength(2);
    });
    await host.good(initializeElementStatus());
    expect((await seen(host.slot(2))).tag?.identifier).toBe(cartridges[3]);
    await during(atALook({ 'mend-element': { element: 'slot 2' } }), async () => expect(await host.inventory()).toEqual(before));
  });

  it('unreadable-barcode: the element is full, has an exception and no tag', async () => {
    await during(atALook({ 'unreadable-barcode': { element: 'slot 1' } }), async () => {
      expect(await seen(host.slot(1))).toMatchObject({ full: true, except: true, code: 0x8309, tag: undefined });
    });
    await host.moved(host.slot(1), host.slot(5));
    expect(await seen(host.slot(5))).toMatchObject({ full: true, except: true, tag: undefined });
    await host.good(initializeElementStatus());
    expect(await seen(host.slot(5))).toMatchObject({ except: false, tag: { identifier: cartridges[1] } });
  });
});

describe('what an element reports', () => {
  it('element-exception: EXCEPT=1 with its code, as long as it is said to', async () => {
    await during(atALook({ 'element-exception': { element: 'drive 2', code: '83/02', for: '20s' } }), async () => {
      expect(await seen(host.drive(2))).toMatchObject({ except: true, code: 0x8302, full: false, accessible: true });
      await host.good(initializeElementStatus());
      expect(await seen(host.drive(2))).toMatchObject({ except: true });
      clock.advance(20_000);
      expect(await seen(host.drive(2))).toMatchObject({ except: false, code: 0 });
    });
  });

  it('element-access: ACCESS=0, and a move from or to it is refused with nothing changed', async () => {
    for (const slot of [2, 6])
      await during(atALook({ 'element-access': { element: `slot ${slot}` } }), async () => {
        expect(await seen(host.slot(slot))).toMatchObject({ full: slot === 2, accessible: false });
      });
    await told(refused(code.magazineNotAccessible), moveOf(2, host.slot(5)));
    await told(refused(code.magazineNotAccessible), moveOf(1, host.slot(6)));
    expect(await host.inventory()).toEqual(before);
    await host.moved(host.slot(1), host.slot(5));
    await lab.restart();
    host = await LibraryHost.attach(lab, 'library');
    expect(await seen(host.slot(2))).toMatchObject({ accessible: true });
  });

  it("wrong-dvcid: another drive's identifier, while the drive tells its own serial number", async () => {
    const identifiers = async (): Promise<(string | undefined)[]> =>
      (await elementStatus(host.initiator, { type: 4, deviceIdentifiers: true })).elements.map(({ identifier }) =>
        identifier?.value.toString(),
      );
    const [first, second] = await identifiers();
    expect(first).not.toBe(second);
    await during(atALook({ 'wrong-dvcid': { element: 'drive 1', as: 'library-drive2' } }), async () => {
      expect(await identifiers()).toEqual([second, second]);
    });
    expect((await elementAt(host.initiator, host.drive(1), { deviceIdentifiers: true })).lun).toBe(1);
    const page = await host.good(cdb.inquiry(255, 0x80), { read: 255, lun: 1 });
    expect(page.subarray(4).toString().trim()).toBe('LIB000D1');
    await during(atALook({ 'wrong-dvcid': { element: 'drive 1', serial: 'NOBODY' } }), async () => {
      expect(await identifiers()).toEqual([first!.replace('LIB000D1', 'NOBODY'), second]);
    });
    await during(atALook({ 'mend-element': { element: 'drive 1' } }), async () => expect(await identifiers()).toEqual([first, second]));
  });

  it.each([
    ['elements', 2, 2, 3],
    ['report', 5, 3, -16],
    ['descriptor-length', 10, 2, 1],
    ['page', 13, 3, 52],
  ] as const)('inconsistent-element-status: the count of %s alone is wrong', async (count, at, bytes, by) => {
    const ask = () => host.good(readElementStatus({ type: 2 }), { read: 4096 });
    const right = await ask();
    const expected = Buffer.from(right);
    expected.writeUIntBE(right.readUIntBE(at, bytes) + by, at, bytes);
    const action = { 'inconsistent-element-status': { count, by } };
    expect(() => lab.faults.add({ do: action })).toThrow(/could hang or crash/);
    await during({ do: action, dangerous: true }, async () => expect(await ask()).toEqual(expected));
    expect(await ask()).toEqual(right);
  });
});

it('an element that there is not is told, and nothing else happens', async () => {
  await during(atALook({ 'element-access': { element: 'slot 99' } }), async () => expect(await host.inventory()).toEqual(before));
  expect(await lab.happening('fault.failed')).toMatchObject({ action: 'element-access', message: 'There is no slot 99 in library.' });
});
