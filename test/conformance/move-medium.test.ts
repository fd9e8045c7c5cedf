/**
 * MOVE MEDIUM and POSITION TO ELEMENT over the wire: every way that a cartridge can go, every refusal with nothing changed, and moves
 * at random against a map of what must be where.
 */
import fc from 'fast-check';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import * as cdb from './cdb.ts';
import { moveMedium, positionToElement } from './changer-cdb.ts';
import type { LabUnderTest } from './lab-under-test.ts';
import { LibraryHost, refused, say, startLibraries } from './libraries.ts';

const storage = 8;
const cartridges = { 1: 'MOV001L8', 2: 'MOV002L8', 3: 'MOV003L8' };

let lab: LabUnderTest;
let host: LibraryHost;
beforeEach(async () => {
  lab = await startLibraries({
    library: { storage, importExport: 2, cartridges },
    rigid: { model: 'ibm-3573-tl', storage, cartridges: { 1: 'RGD001L8' } },
  });
  host = await LibraryHost.attach(lab, 'library');
});
afterEach(async () => {
  await lab.hangUp();
  await lab.stop();
});

const invalidField = (byte: number, bit: number) => ({
  status: 2,
  sense: { key: 5, code: say.invalidFieldInCdb, fieldPointer: { inCdb: true, byte, bit } },
});

/** What a refusal leaves as it was. */
async function unchanged(act: () => Promise<void>): Promise<void> {
  const before = await host.inventory();
  await act();
  expect(await host.inventory()).toEqual(before);
}

describe('a cartridge goes', () => {
  const slot = (number: number) => (who: LibraryHost) => who.slot(number);
  const mailslot = (number: number) => (who: LibraryHost) => who.mailslot(number);
  const drive = (number: number) => (who: LibraryHost) => who.drive(number);
  const arm = (who: LibraryHost) => who.arm();
  type Station = (who: LibraryHost) => number;
  const routes: readonly (readonly [string, readonly Station[]])[] = [
    ['from slot to slot', [slot(1), slot(7)]],
    ['by a mail slot', [slot(1), mailslot(2), slot(1)]],
    ['from mail slot to mail slot', [slot(1), mailslot(1), mailslot(2), slot(1)]],
    ['into a drive and back', [slot(1), drive(1), slot(1)]],
    ['from drive to drive', [slot(1), drive(1), drive(2), slot(1)]],
    ['from a mail slot into a drive and out', [slot(1), mailslot(1), drive(2), mailslot(1), slot(1)]],
    ['to the arm and on into a slot', [slot(1), arm, slot(5)]],
    ['to the arm and on into a drive, and the same way back', [slot(1), arm, drive(1), arm, slot(1)]],
  ];
  it.each(routes)('%s', async (_, route) => {
    const stations = route.map((station) => station(host));
    for (const [index, to] of stations.entries()) {
      if (index === 0) continue;
      const from = stations[index - 1]!;
      await host.moved(from, to);
      expect(await host.element(to)).toMatchObject({ full: true, tag: { identifier: 'MOV001L8' } });
      expect(await host.element(from)).toMatchObject({ full: false });
      expect(Object.values(await host.inventory()).toSorted()).toEqual(Object.values(cartridges));
    }
  });

  it('nowhere when it is told to go where it is', async () => {
    await unchanged(() => host.moved(host.slot(1), host.slot(1)));
  });

  it('with the default arm, which has address 0', async () => {
    await host.moved(host.slot(1), host.slot(4), { transport: 0 });
    expect(await host.element(host.slot(4))).toMatchObject({ tag: { identifier: 'MOV001L8' } });
  });

  it('out of a drive in which it is loaded: it is unloaded first', async () => {
    await host.moved(host.slot(1), host.drive(1));
    await host.loaded(1);
    await host.moved(host.drive(1), host.slot(1));
    expect(await host.command(cdb.testUnitReady(), { lun: 1 })).toMatchObject({ status: 2, sense: { key: 2, code: 0x3a00 } });
  });

  it('one after the other, when several are sent at once', async () => {
    const [first, second] = [await LibraryHost.attach(lab, 'library'), await LibraryHost.attach(lab, 'library')];
    const ends = await Promise.all([
      first.move(first.slot(1), first.slot(6)),
      second.move(second.slot(2), second.drive(2)),
      first.move(first.slot(3), first.mailslot(1)),
      second.move(second.slot(1), second.slot(5)),
    ]);
    expect(ends.map(({ status }) => status).slice(0, 3)).toEqual([0, 0, 0]);
    const where = await host.inventory();
    expect([where[host.drive(2)], where[host.mailslot(1)]]).toEqual(['MOV002L8', 'MOV003L8']);
    expect(ends[3]!.status === 0 ? where[host.slot(5)] : where[host.slot(6)]).toBe('MOV001L8');
  });
});

describe('it remembers', () => {
  it('the slot that a cartridge came from, on all its ways', async () => {
    for (const [from, to] of [
      [host.slot(3), host.drive(1)],
      [host.drive(1), host.drive(2)],
      [host.drive(2), host.mailslot(1)],
    ] as const) {
      await host.moved(from, to);
      expect((await host.element(to)).source).toBe(host.slot(3));
    }
  });

  it('that a cartridge was turned round, and back', async () => {
    await host.moved(host.slot(1), host.slot(4), { invert: true });
    expect(await host.element(host.slot(4))).toMatchObject({ full: true, inverted: true });
    await host.moved(host.slot(4), host.slot(1), { invert: true });
    expect(await host.element(host.slot(1))).toMatchObject({ full: true, inverted: false });
  });
});

describe('it refuses', () => {
  it('to move what is not there (3B/0E)', async () => {
    for (const source of [host.slot(5), host.mailslot(1), host.drive(1), host.arm()])
      await unchanged(async () => expect(await host.move(source, host.slot(6))).toMatchObject(refused(say.sourceEmpty)));
  });

  it('to put one where another is (3B/0D)', async () => {
    await unchanged(async () => expect(await host.move(host.slot(1), host.slot(2))).toMatchObject(refused(say.destinationFull)));
    await host.moved(host.slot(3), host.drive(1));
    await host.loaded(1);
    await unchanged(async () => expect(await host.move(host.slot(1), host.drive(1))).toMatchObject(refused(say.destinationFull)));
    expect(await host.command(cdb.testUnitReady(), { lun: 1 }), 'it is still loaded').toMatchObject({ status: 0 });
  });

  it('addresses at which there is nothing, and an arm that is none (21/01)', async () => {
    const nowhere = [host.slot(storage + 1), host.mailslot(3), host.drive(3), 0xffff];
    for (const address of nowhere)
      await unchanged(async () => {
        expect(await host.move(address, host.slot(5))).toMatchObject(refused(say.invalidElementAddress));
        expect(await host.move(host.slot(1), address)).toMatchObject(refused(say.invalidElementAddress));
        const transport = { transport: address };
        expect(await host.move(host.slot(1), host.slot(5), transport)).toMatchObject(refused(say.invalidElementAddress));
      });
    for (const transport of [host.slot(2), host.drive(1), host.mailslot(1)])
      await unchanged(async () => {
        expect(await host.move(host.slot(1), host.slot(5), { transport })).toMatchObject(refused(say.invalidElementAddress));
      });
  });

  it('reserved bits, each at its place (24/00)', async () => {
    for (const [byte, bit] of [
      [8, 0],
      [9, 7],
      [10, 1],
      [10, 7],
    ] as const) {
      const odd = moveMedium(host.slot(1), host.slot(5), { transport: host.arm() });
      odd[byte]! |= 1 << bit;
      await unchanged(async () => expect(await host.command(odd)).toMatchObject(invalidField(byte, bit)));
    }
  });

  it('to turn round what it cannot (24/00)', async () => {
    const rigid = await LibraryHost.attach(lab, 'rigid');
    expect(await rigid.move(rigid.slot(1), rigid.slot(2), { invert: true })).toMatchObject(invalidField(10, 0));
    expect(await rigid.element(rigid.slot(1))).toMatchObject({ full: true });
  });

  it('to take a cartridge out of a drive that keeps it (53/02)', async () => {
    await host.moved(host.slot(1), host.drive(1));
    await host.loaded(1);
    await host.good(cdb.preventAllow(1), { lun: 1 });
    await unchanged(async () => expect(await host.move(host.drive(1), host.slot(1))).toMatchObject(refused(say.removalPrevented)));
    expect(await host.command(cdb.testUnitReady(), { lun: 1 }), 'it is still loaded').toMatchObject({ status: 0 });
    await host.good(cdb.preventAllow(0), { lun: 1 });
    await host.moved(host.drive(1), host.slot(1));
  });
});

describe('POSITION TO ELEMENT', () => {
  it('goes to every element, and moves nothing', async () => {
    for (const address of [host.slot(1), host.slot(storage), host.mailslot(1), host.drive(2)])
      await unchanged(async () => void (await host.good(positionToElement(address, { transport: host.arm() }))));
    await unchanged(async () => void (await host.good(positionToElement(host.slot(2)))));
  });

  it('refuses an address at which there is nothing, an arm that is none, and reserved bits', async () => {
    const { transport } = { transport: host.arm() };
    expect(await host.command(positionToElement(host.slot(storage + 1), { transport }))).toMatchObject(refused(say.invalidElementAddress));
    expect(await host.command(positionToElement(host.slot(1), { transport: host.slot(2) }))).toMatchObject(
      refused(say.invalidElementAddress),
    );
    for (const byte of [6, 7]) {
      const odd = positionToElement(host.slot(1), { transport });
      odd[byte] = 1;
      expect(await host.command(odd)).toMatchObject(invalidField(byte, 0));
    }
  });
});

it('keeps every cartridge in one place, whatever is moved wherever', async () => {
  const places = [
    ...[1, 2, 3, 4, 5, 6, 7, 8].map((number) => host.slot(number)),
    ...[1, 2].map((number) => host.mailslot(number)),
    ...[1, 2].map((number) => host.drive(number)),
    host.arm(),
    host.slot(storage + 1),
  ];
  const place = fc.constantFrom(...places);
  await fc.assert(
    fc.asyncProperty(fc.array(fc.tuple(place, place), { minLength: 1, maxLength: 15 }), async (moves) => {
      const expected: Record<number, string | undefined> = { ...(await host.inventory()) };
      for (const [from, to] of moves) {
        const { status, sense } = await host.move(from, to);
        if (from === host.slot(storage + 1) || to === host.slot(storage + 1)) expect(sense?.code).toBe(say.invalidElementAddress);
        else if (expected[from] === undefined) expect(sense?.code).toBe(say.sourceEmpty);
        // A full arm carries nothing else.
        else if ((from !== to && expected[to] !== undefined) || (from !== host.arm() && expected[host.arm()] !== undefined))
          expect(sense?.code).toBe(say.destinationFull);
        else {
          expect({ status, sense }).toEqual({ status: 0, sense: undefined });
          const barcode = expected[from];
          delete expected[from];
          expected[to] = barcode;
        }
      }
      expect(await host.inventory()).toEqual(expected);
    }),
    { numRuns: 20 },
  );
});
