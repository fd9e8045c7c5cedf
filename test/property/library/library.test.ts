import fc from 'fast-check';
import { expect, test } from 'vitest';
import { MemoryStore } from '../../../src/cartridge/memory-store.ts';
import { UserError } from '../../../src/foundation/user-error.ts';
import type { Refusal } from '../../../src/library/refusal.ts';
import { host, layout, TapeRoom } from '../../unit/library/tape-room.ts';
import { PlainLibrary } from './plain-library.ts';

const [a, b, c, d, e] = ['LAB001L8', 'LAB002L8', 'LAB003L8', 'LAB004L8', 'LAB005L8'] as const;
const contents = { 'slot 1': a, 'slot 2': b, 'drive 1': c, 'mailslot 1': d };
const places = ['slot 1', 'slot 2', 'slot 3', 'mailslot 1', 'mailslot 2', 'drive 1', 'drive 2', 'arm 1'];
const elements = { ...layout, storage: { ...layout.storage, count: 3 } };

const place = fc.constantFrom(...places);
const mailSlot = fc.constantFrom('mailslot 1', 'mailslot 2');
const drive = fc.constantFrom(1, 2);
const force = fc.boolean();
const of = <Kind extends string, Fields>(kind: Kind, fields: { [Name in keyof Fields]: fc.Arbitrary<Fields[Name]> }, weight = 1) => ({
  arbitrary: fc.record({ kind: fc.constant(kind), ...fields }) as unknown as fc.Arbitrary<{ readonly kind: Kind } & Fields>,
  weight,
});
const act = fc.oneof(
  of('move', { source: place, destination: place, by: fc.constantFrom('host', 'operator'), invert: fc.boolean() }, 12),
  of('exchange', { source: place, first: place, second: place }, 4),
  of('insert', { barcode: fc.constantFrom(a, b, c, d, e), place, force }, 4),
  of('take', { place, force }, 3),
  of('open door', { force }),
  of('close door', {}, 2),
  of('online', { online: fc.boolean() }),
  of('lock', { locked: fc.boolean() }),
  of('mail slot', { place: mailSlot, open: fc.boolean() }),
  of('prevent', { drive, prevent: fc.boolean() }),
  of('unload', { drive }),
  of('load', { drive }),
  of('restart', { clean: fc.boolean() }),
);
type Act = typeof act extends fc.Arbitrary<infer One> ? One : never;

const said = (refusal: Refusal | undefined): string => refusal?.why ?? 'done';
const asked = (action: Promise<unknown>): Promise<string> =>
  action.then(
    () => 'done',
    (error: unknown) => {
      if (error instanceof UserError) return error.code;
      throw error;
    },
  );
/** What the operator is told where a host is told something else. */
const inWords: Readonly<Record<string, string>> = {
  'source-empty': 'element-empty',
  'destination-full': 'element-full',
  'import-export-open': 'mailslot-open',
};

class Rooms {
  #tapes: TapeRoom;
  readonly #plain: PlainLibrary;
  readonly #store: MemoryStore;

  constructor(tapes: TapeRoom, plain: PlainLibrary, store: MemoryStore) {
    this.#tapes = tapes;
    this.#plain = plain;
    this.#store = store;
  }

  /** Acts in both, and tells what each said. */
  async act(next: Act): Promise<readonly [real: string, plain: string]> {
    const [tapes, plain] = [this.#tapes, this.#plain];
    const { library } = tapes;
    switch (next.kind) {
      case 'move': {
        const { source, destination, invert } = next;
        if (next.by === 'host')
          return [said(await tapes.move(source, destination, { invert })), plain.move(source, destination, 'host', invert)];
        const expected = plain.move(source, destination, 'operator');
        return [await asked(library.moveByOperator(tapes.at(source), tapes.at(destination))), inWords[expected] ?? expected];
      }
      case 'exchange':
        return [said(await tapes.exchange(next.source, next.first, next.second)), plain.exchange(next.source, next.first, next.second)];
      case 'insert':
        return [await asked(library.insert(next.barcode, tapes.at(next.place), next)), plain.insert(next.barcode, next.place, next.force)];
      case 'take':
        return [await asked(library.take(tapes.at(next.place), next)), plain.take(next.place, next.force)];
      case 'open door':
        return [await asked(library.openDoor(next)), plain.openDoor(next.force)];
      case 'close door':
        return [await asked(library.closeDoor()), plain.closeDoor()];
      case 'mail slot':
        return [said(await library.setImportExportOpen(tapes.at(next.place), next.open)), plain.openMailSlot(next.place, next.open)];
      case 'online':
        plain.online = next.online;
        return [await asked(library.setOnline(next.online)), 'done'];
      case 'lock':
        plain.locked = next.locked;
        tapes.locked = next.locked;
        return ['done', 'done'];
      case 'prevent': {
        const { mediumRemoval } = tapes.drives[next.drive - 1]!.drive.logicalUnit;
        if (next.prevent) mediumRemoval.prevent(host);
        else mediumRemoval.allow(host);
        plain.preventing[next.prevent ? 'add' : 'delete'](`drive ${next.drive}`);
        return ['done', 'done'];
      }
      case 'unload':
      case 'load': {
        const at = `drive ${next.drive}`;
        const bay = tapes.drives[next.drive - 1]!;
        if (plain.in(at) !== undefined) plain.loaded[next.kind === 'load' ? 'add' : 'delete'](at);
        const expected = plain.in(at) === undefined ? 'drive-empty' : 'done';
        return [await asked(next.kind === 'load' ? bay.load(undefined) : bay.unload(true)), expected];
      }
      case 'restart':
        if (next.clean) await tapes.close();
        await tapes.inventory.settled();
        plain.restart();
        this.#tapes = await TapeRoom.open({ store: this.#store, layout: elements });
        return ['done', 'done'];
    }
  }

  async compare(): Promise<void> {
    const [tapes, plain] = [this.#tapes, this.#plain];
    expect(tapes.contents).toEqual(plain.contents);
    for (const [barcode, at] of plain.where) {
      expect((await tapes.room.show(barcode)).mounted).toBe(at.startsWith('drive'));
      if (at === 'shelf') continue;
      const { source, inverted, byOperator, accessible, volumeTag } = tapes.library.status(tapes.at(at));
      expect({ at, inverted, byOperator, volumeTag, from: source && `slot ${source.number}` }).toEqual({
        at,
        inverted: plain.inverted.has(barcode),
        byOperator: plain.byHand.has(barcode),
        volumeTag: barcode,
        from: plain.source.get(barcode),
      });
      expect(accessible).toBe(!plain.doorOpen && !plain.loaded.has(at) && !plain.openMailSlots.has(at));
    }
    expect(tapes.drives.map((bay) => bay.drive.state().loaded)).toEqual([plain.loaded.has('drive 1'), plain.loaded.has('drive 2')]);
    expect(tapes.drives.map((bay) => bay.drive.state().barcode)).toEqual([plain.in('drive 1'), plain.in('drive 2')]);
  }
}

test('a library does what a map of cartridges does', { timeout: 120_000 }, async () => {
  await fc.assert(
    fc.asyncProperty(fc.array(act, { minLength: 1, maxLength: 20 }), async (acts) => {
      const store = new MemoryStore();
      const tapes = await TapeRoom.open({ store, layout: elements, cartridges: { ...contents, 'shelf 1': e } });
      const rooms = new Rooms(tapes, new PlainLibrary(contents, [e]), store);
      for (const next of acts) {
        const [real, plain] = await rooms.act(next);
        expect(real).toBe(plain);
        await rooms.compare();
      }
    }),
    { numRuns: 60 },
  );
});
