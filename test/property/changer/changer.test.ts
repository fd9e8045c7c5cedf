/**
 * A library as its hosts see it, against a plain map: two hosts with nothing but CDBs, an operator with both hands, and a power that comes and goes. After
 * each act status and sense are the map's; element status, taken apart by hand, says what the map says; and after each loss of power every cartridge
 * is in one place, with its own data.
 */
import { isDeepStrictEqual } from 'node:util';
import fc from 'fast-check';
import { expect, test } from 'vitest';
import { CartridgeRoom } from '../../../src/cartridge/cartridge-room.ts';
import { MemoryStore } from '../../../src/cartridge/memory-store.ts';
import { Inventory } from '../../../src/library/inventory.ts';
import { ending } from '../../unit/changer/host.ts';
import { driveWithTape } from '../../unit/tape/host.ts';
import { type Chance, PowerLossStore } from '../cartridge/power-loss-store.ts';
import { PlainLibrary } from '../library/plain-library.ts';
import { type Act, anAct, cartridges, endsWell, type Recordings, type Step, settling } from './acts.ts';
import { drives, endOfData, PlainTarget } from './plain-target.ts';
import { cartridgesFolder, inventoryFile, RoomOfHosts } from './room-of-hosts.ts';

const [a, b, c, d, e, cleaning] = cartridges;
const atFirst = { 'slot 1': a, 'slot 2': b, 'drive 1': c, 'mailslot 1': d, 'slot 3': cleaning };

/** From one power on to the next. */
interface Life {
  readonly timed: boolean;
  readonly acts: readonly Act[];
  /** Hosts begin when the library is ready, and have been told of the power on. */
  readonly settles: boolean;
  /** The power fails in the middle of the changing call of the store that follows so many. */
  readonly calls: number;
  /** In order, if the power lasts; else the power is cut. */
  readonly closes: boolean;
  /** What was not brought to the medium may be lost. */
  readonly losing: boolean;
}
const life: fc.Arbitrary<Life> = fc.record({
  timed: fc.boolean(),
  acts: fc.array(anAct, { minLength: 1, maxLength: 25, size: '+1' }),
  settles: fc.constantFrom(true, true, true, false),
  calls: fc.oneof(fc.constant(Number.POSITIVE_INFINITY), fc.nat(150)),
  closes: fc.boolean(),
  losing: fc.boolean(),
});

const made = home();
async function home(): Promise<MemoryStore> {
  const store = new MemoryStore();
  await new CartridgeRoom({ folder: cartridgesFolder, store }).createAll(
    cartridges.map((barcode) => ({ barcode, ...(barcode === cleaning ? {} : { capacityBytes: 1_000_000 }) })),
  );
  const inventory = await Inventory.open(store, inventoryFile);
  await inventory.change([
    [a, { place: { library: 'library', element: 'storage', number: 1 } }],
    [b, { place: { library: 'library', element: 'storage', number: 2 } }],
    [cleaning, { place: { library: 'library', element: 'storage', number: 3 } }],
    [c, { place: { drive: 'drive1' } }],
    [d, { place: { library: 'library', element: 'importExport', number: 1 } }],
  ]);
  return store;
}

/** What may be found at the next power on. */
type Findings = readonly PlainLibrary[];

/** A life until its power is off. */
async function live(
  { acts, settles, timed, closes }: Life,
  store: PowerLossStore,
  may: Findings,
  recordings: Recordings,
): Promise<Findings> {
  const unlessOff = (error: unknown): undefined => {
    if (!store.isPowerOff) throw error;
  };
  const room = await RoomOfHosts.open(store, timed).catch(unlessOff);
  const plain = room && (await found(room, may, timed));
  if (room === undefined || plain === undefined || store.isPowerOff) return may;
  for (const { steps, words } of [...(settles ? settling : []), ...acts])
    for (const step of steps(plain, recordings)) {
      const before = plain.library.copy();
      const [real, expected] = await both(step, room, plain);
      // What was told to have happened has; anything else has, or has not.
      if (store.isPowerOff) return endsWell(real) ? afterwards(plain) : [...undecided(before, drives), ...afterwards(plain)];
      expect(real, `${words}: ${step.words}`).toBe(expected);
      if (!endsWell(real)) break;
      step.endedWell?.();
      promiseWhatIsOut(plain.library, recordings);
      await compare(room, plain, `${words}: ${step.words}`);
    }
  if (!closes) return afterwards(plain);
  await room.close().catch(unlessOff);
  if (store.isPowerOff) return afterwards(plain);
  for (const recording of recordings.values()) recording.safe = recording.blocks.length;
  return [plain.library];
}

/** Which of the findings it is. */
async function found(room: RoomOfHosts, may: Findings, timed: boolean): Promise<PlainTarget | undefined> {
  const plains = may.map((library) => new PlainTarget(library, timed));
  if (plains.length > 1) {
    await room.timePasses();
    for (const plain of plains) plain.timePasses();
  }
  for (;;) {
    const [expected] = plains.map((plain) => plain.readElementStatus('observer', true));
    const real = await room.report('observer');
    if (expected === 'good') {
      expect(plains.map(({ report }) => report)).toContainEqual(real);
      return plains.find(({ report }) => isDeepStrictEqual(report, real));
    }
    expect(real).toBe(expected);
    if (!expected!.startsWith('6')) return plains[0];
  }
}

async function both({ act, expected }: Step, room: RoomOfHosts, plain: PlainTarget): Promise<readonly [real: string, expected: string]> {
  room.waited = false;
  plain.waited = false;
  const said = expected(plain);
  const real = await act(room);
  const ended = (ending: string, waited: boolean): string => ending + (waited ? ', after a while' : '');
  return [ended(real, room.waited), ended(said, plain.waited)];
}

/** The observer reads element status, once it has been told what there is to be told. */
async function compare(room: RoomOfHosts, plain: PlainTarget, after: string): Promise<void> {
  for (;;) {
    const expected = plain.readElementStatus('observer', true);
    expect(await room.report('observer'), `READ ELEMENT STATUS after ${after}`).toEqual(expected === 'good' ? plain.report : expected);
    if (!expected.startsWith('6')) return;
  }
}

const afterwards = ({ library, touched }: PlainTarget): Findings => undecided(library, [...touched]);

/** Whether the cartridges in these drives are found loaded depends on what was written down. */
function undecided(library: PlainLibrary, which: readonly number[]): Findings {
  return which.reduce<Findings>(
    (findings, drive) => {
      const place = `drive ${drive}`;
      const barcode = library.in(place);
      if (barcode === undefined || barcode === cleaning) return findings;
      return findings.flatMap((finding) => {
        const [loaded, unloaded] = [finding.copy(), finding.copy()];
        loaded.loaded.add(place);
        unloaded.loaded.delete(place);
        return [loaded, unloaded];
      });
    },
    [library],
  );
}

/** What has left its drive has everything on its tape. */
function promiseWhatIsOut(library: PlainLibrary, recordings: Recordings): void {
  for (const [barcode, recording] of recordings)
    if (!library.where.get(barcode)!.startsWith('drive')) recording.safe = recording.blocks.length;
}

/** Every cartridge has its own data, all that was promised, and in their order; and what is lost of the rest is lost. */
async function readAll(store: MemoryStore, recordings: Recordings): Promise<void> {
  const room = new CartridgeRoom({ folder: cartridgesFolder, store });
  expect(await room.barcodes()).toEqual([...cartridges].sort());
  for (const [barcode, recording] of recordings) {
    const { host, drive } = await driveWithTape({ volume: await room.mount(barcode) });
    const blocks: string[] = [];
    let ended = await host.read(1000, { sili: true });
    for (; ended.status === 0; ended = await host.read(1000, { sili: true })) blocks.push(ended.data.toString('latin1'));
    expect(ending(ended), barcode).toBe(endOfData);
    expect(blocks, barcode).toEqual(recording.blocks.slice(0, blocks.length));
    expect(blocks.length, `blocks of ${barcode}`).toBeGreaterThanOrEqual(recording.safe);
    recording.blocks.length = blocks.length;
    recording.safe = blocks.length;
    await (await drive.eject())!.close();
  }
}

test('hosts find in a library what a map of its cartridges has', { timeout: 120_000 }, async () => {
  const before = await made;
  const chances = fc.infiniteStream(fc.double({ min: 0, max: 0.999, noNaN: true }));
  await fc.assert(
    fc.asyncProperty(fc.array(life, { minLength: 1, maxLength: 3 }), chances, async (lives, stream) => {
      const chance: Chance = () => stream.next().value as number;
      const recordings: Recordings = new Map([a, b, c, d, e].map((barcode) => [barcode, { blocks: [], safe: 0 }]));
      let left = before;
      let may: Findings = [new PlainLibrary(atFirst, [e])];
      for (const one of lives) {
        const store = new PowerLossStore(left, one.calls);
        may = await live(one, store, may, recordings);
        left = one.losing ? store.afterPowerLoss(chance) : store.afterKill();
        await readAll(new PowerLossStore(left).afterKill(), recordings);
      }
      // Whoever comes last finds it, too.
      await live(
        { timed: false, acts: [], settles: true, calls: Number.POSITIVE_INFINITY, closes: false, losing: false },
        new PowerLossStore(left),
        may,
        recordings,
      );
    }),
    { numRuns: 60 },
  );
});
