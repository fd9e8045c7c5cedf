import fc from 'fast-check';
import { expect, test } from 'vitest';
import { CartridgeRoom } from '../../../src/cartridge/cartridge-room.ts';
import { MemoryStore } from '../../../src/cartridge/memory-store.ts';
import type { Store } from '../../../src/cartridge/store.ts';
import { Inventory, type Place, placeInWords } from '../../../src/library/inventory.ts';
import { TapeRoom } from '../../unit/library/tape-room.ts';
import { PowerLossStore } from '../cartridge/power-loss-store.ts';

const [a, b, c, d, e] = ['LAB001L8', 'LAB002L8', 'LAB003L8', 'LAB004L8', 'LAB005L8'] as const;
const cartridges = { 'slot 1': a, 'slot 2': b, 'drive 1': c, 'mailslot 1': d, 'shelf 1': e };
type Contents = Readonly<Record<string, string>>;
const { 'shelf 1': _, ...atFirst } = cartridges;

/** What is done resolves to true when it was told that it has happened. */
type Act = (tapes: TapeRoom) => Promise<boolean>;
const robot =
  (move: (tapes: TapeRoom) => ReturnType<TapeRoom['move']>): Act =>
  async (tapes) =>
    (await move(tapes)) === undefined;
const hand =
  (work: (tapes: TapeRoom) => Promise<unknown>): Act =>
  (tapes) =>
    work(tapes).then(
      () => true,
      () => false,
    );
const acts: Readonly<Record<string, Act>> = {
  'slot to slot': robot((tapes) => tapes.move('slot 1', 'slot 3')),
  'slot to drive': robot((tapes) => tapes.move('slot 1', 'drive 2')),
  'drive to slot': robot((tapes) => tapes.move('drive 1', 'slot 4')),
  'drive to drive': robot((tapes) => tapes.move('drive 1', 'drive 2')),
  'swap with a drive': robot((tapes) => tapes.exchange('slot 2', 'drive 1')),
  'exchange through drives': robot((tapes) => tapes.exchange('slot 2', 'drive 1', 'drive 2')),
  insert: hand((tapes) => tapes.library.insert(e, tapes.at('mailslot 2'))),
  take: hand((tapes) => tapes.library.take(tapes.at('mailslot 1'))),
  'fill a drive by hand': hand(async (tapes) => {
    await tapes.library.openDoor();
    await tapes.library.insert(e, tapes.at('drive 2'));
  }),
};

/** A home as it is at the beginning. */
async function home(): Promise<MemoryStore> {
  const store = new MemoryStore();
  await (await TapeRoom.open({ store, cartridges })).close();
  return store;
}

/** Where every cartridge is for whoever comes next: each in one place, or on the shelf. The inventory is all that a library knows of that. */
async function found(store: Store): Promise<Contents> {
  const inventory = await Inventory.open(store, '/home/inventory.json');
  const places = [...inventory.entries()].map(([barcode, { place }]) => [inWords(place), barcode] as const);
  const contents = Object.fromEntries(places);
  expect(Object.keys(contents)).toHaveLength(places.length);
  const room = new CartridgeRoom({ folder: '/home/cartridges', store });
  expect(await room.barcodes()).toEqual([a, b, c, d, e]);
  for (const [, barcode] of places) await (await room.mount(barcode)).close();
  return contents;
}

const inWords = (place: Place): string =>
  'drive' in place ? place.drive.replace('drive', 'drive ') : placeInWords(place).replace('library ', '');

/** The acts until the power fails: what was where before the last of them, and whether that one was told to have happened. */
async function until(store: PowerLossStore, names: readonly string[]): Promise<{ readonly ended: number; readonly told: boolean }> {
  let ended = 0;
  try {
    const tapes = await TapeRoom.open({ store });
    for (const name of names) {
      const told = await acts[name]!(tapes);
      if (store.isPowerOff) return { ended, told };
      ended += 1;
    }
    await tapes.inventory.settled();
  } catch {
    // The power failed while the lab started.
  }
  return { ended, told: false };
}

/** What is where before each of the acts and after the last, when nothing fails. */
async function course(names: readonly string[]): Promise<readonly Contents[]> {
  const tapes = await TapeRoom.open({ store: await home() });
  const contents = [tapes.contents];
  for (const name of names) {
    await acts[name]!(tapes);
    contents.push(tapes.contents);
  }
  return contents;
}

type Crash = {
  readonly before: MemoryStore;
  readonly names: readonly string[];
  /** So many changing calls get through. */
  readonly calls: number;
  readonly contents: readonly Contents[];
};

/** @returns whether the power has failed */
async function crash({ before, names, calls, contents }: Crash, left: (store: PowerLossStore) => MemoryStore): Promise<boolean> {
  const store = new PowerLossStore(before, calls);
  const { ended, told } = await until(store, names);
  const now = await found(left(store));
  const [old, next] = [contents[ended]!, contents[ended + 1] ?? contents[ended]!];
  expect(told ? [next] : [old, next]).toContainEqual(now);
  return store.isPowerOff;
}

const killed = (store: PowerLossStore): MemoryStore => store.afterKill();

/** How many calls it takes to find everything as it was. */
async function callsToStart(before: MemoryStore): Promise<number> {
  let calls = 0;
  while (await crash({ before, names: [], calls, contents: [atFirst] }, killed)) calls += 1;
  return calls;
}

test('a crash at any write leaves the cartridges before or after', { timeout: 120_000 }, async () => {
  const before = await home();
  const starting = await callsToStart(before);
  for (const name of Object.keys(acts)) {
    const contents = await course([name]);
    let calls = starting;
    while (await crash({ before, names: [name], calls, contents }, killed)) calls += 1;
    // Beside the file itself: the one aside, its content, its name, its folder.
    expect(calls - starting, name).toBeGreaterThan(4);
  }
});

test('a power loss, too, whatever went before', { timeout: 120_000 }, async () => {
  const before = await home();
  const names = fc.array(fc.constantFrom(...Object.keys(acts)), { minLength: 1, maxLength: 4 });
  await fc.assert(
    fc.asyncProperty(
      names,
      fc.nat({ max: 120 }),
      fc.infiniteStream(fc.double({ min: 0, max: 0.999, noNaN: true })),
      async (wanted, calls, chances) => {
        await crash({ before, names: wanted, calls, contents: await course(wanted) }, (store) =>
          store.afterPowerLoss(() => chances.next().value as number),
        );
      },
    ),
    { numRuns: 40 },
  );
});
