import { setImmediate } from 'node:timers/promises';
import fc from 'fast-check';
import { expect, test } from 'vitest';
import { openCartridge } from '../../../src/cartridge/cartridge.ts';
import { type CartridgeDescription, readDescription } from '../../../src/cartridge/cartridge-file.ts';
import { type CartridgeSpecification, describeNew } from '../../../src/cartridge/cartridge-specification.ts';
import { MemoryStore } from '../../../src/cartridge/memory-store.ts';
import { prepareCartridge } from '../../../src/cartridge/prepare-cartridge.ts';
import type { Store } from '../../../src/cartridge/store.ts';
import { toBlockNumber, type Volume, type VolumePartition } from '../../../src/cartridge/volume.ts';
import { PowerLossStore } from './power-loss-store.ts';
import { type Action, action, discarded, fraction, type ModelObject, only, readAll } from './tape-model.ts';

/** How the cartridge is kept. */
type Keeping = Pick<CartridgeSpecification, 'checksum' | 'discardsData'>;

const description = (keeping: Keeping): CartridgeDescription =>
  describeNew({ ...keeping, barcode: 'PWR001L8', capacityBytes: 1_000_000, earlyWarningBytes: 1000 }, { now: () => 0 });
const folder = '/PWR001L8';

async function mount(store: Store): Promise<Volume> {
  return openCartridge({ store, folder, description: await readDescription(store, folder, 'PWR001L8'), publish: () => {} });
}

async function blank(keeping: Keeping): Promise<MemoryStore> {
  const store = new MemoryStore();
  await store.makeFolder('/');
  await (await prepareCartridge(store, folder, description(keeping))).place();
  return store;
}

/** An object, and what it takes of the capacity, which the index alone knows. */
interface Written {
  readonly object: ModelObject;
  readonly footprint: number;
}

async function readBack(partition: VolumePartition): Promise<Written[]> {
  const before = (number: number): number => partition.footprintBefore(toBlockNumber(number));
  return (await readAll(partition)).map((object, number) => ({ object, footprint: before(number + 1) - before(number) }));
}

/** What may be on the tape after a crash: a prefix of `written` that holds at least the first `synchronised` objects. */
interface Expectation {
  written: Written[];
  synchronised: number;
}

function expectAfterCrash(found: readonly Written[], { written, synchronised }: Expectation): void {
  expect(found.length).toBeGreaterThanOrEqual(synchronised);
  expect(found.map(({ object }) => object)).toEqual(written.slice(0, found.length).map(({ object }) => object));
  // Of those that were not synchronised, the record may be there and what the index knew of it not.
  expect(found.slice(0, synchronised)).toEqual(written.slice(0, synchronised));
}

/** Acts until the actions are done or the power fails, keeping the expectation true at every moment. */
async function act(open: () => Promise<Volume>, actions: readonly Action[], expected: Expectation): Promise<void> {
  let volume = await open();
  for (const next of actions) {
    const partition = only(volume);
    if (next.kind === 'append') {
      // From the moment the append begins, any prefix of it may be there.
      const before = expected.written;
      const { objects, footprints } = next.recorded;
      const kept = volume.discardsData ? objects.map(discarded) : objects;
      expected.written = [...before, ...kept.map((object, index) => ({ object, footprint: footprints[index]! }))];
      await partition.append(next.recorded.runs);
    } else if (next.kind === 'truncate') {
      const at = Math.floor(next.share * partition.endOfData);
      expected.synchronised = Math.min(expected.synchronised, at);
      await partition.truncate(toBlockNumber(at));
      expected.written = expected.written.slice(0, at);
    } else if (next.kind === 'sync') {
      await partition.sync();
      expected.synchronised = expected.written.length;
    } else if (next.kind === 'kill') {
      // What the process had given to the system still arrives.
      await setImmediate();
      volume = await open();
      const objects = await readBack(only(volume));
      expectAfterCrash(objects, expected);
      // What opening has accepted is there to stay.
      expected.written = objects;
      expected.synchronised = objects.length;
    } else {
      await volume.close();
      expected.synchronised = expected.written.length;
      volume = await open();
    }
  }
}

async function survivesPowerLoss(keeping: Keeping, rounds: readonly Round[]): Promise<void> {
  let disk = await blank(keeping);
  const expected: Expectation = { written: [], synchronised: 0 };
  for (const { actions, calls, recoveryCalls, fates, killed } of rounds) {
    const store = new PowerLossStore(disk, calls);
    const open = () => mount(store);
    await act(open, actions, expected).catch((error) => {
      if (!store.isPowerOff) throw error;
    });
    let fate = 0;
    const after = (off: PowerLossStore): MemoryStore =>
      killed ? off.afterKill() : off.afterPowerLoss(() => fates[fate++ % fates.length]!);
    disk = after(store);
    // It may happen again in the middle of the recovery.
    const recovery = new PowerLossStore(disk, recoveryCalls);
    await mount(recovery).catch((error) => {
      if (!recovery.isPowerOff) throw error;
    });
    disk = after(recovery);
    const found = await mount(disk);
    const objects = await readBack(only(found));
    expectAfterCrash(objects, expected);
    await found.close();
    expected.written = objects;
    expected.synchronised = objects.length;
  }
}

interface Round {
  readonly actions: readonly Action[];
  /** After which changing calls the power fails, while acting and while recovering. */
  readonly calls: number;
  readonly recoveryCalls: number;
  readonly fates: readonly number[];
  readonly killed: boolean;
}
const round = (killed: boolean): fc.Arbitrary<Round> =>
  fc.record({
    actions: fc.array(action, { maxLength: 12 }),
    calls: fc.oneof(fc.constant(Number.POSITIVE_INFINITY), fc.nat(60)),
    recoveryCalls: fc.nat(12),
    fates: fc.array(fraction, { minLength: 40, maxLength: 40 }),
    killed: fc.constant(killed),
  });
const rounds = (killed: boolean) => fc.array(round(killed), { minLength: 1, maxLength: 3 });

test('power loss at any moment keeps every synchronised object and a prefix of the others, whatever of the unsynchronised writes survives', async () => {
  await fc.assert(
    fc.asyncProperty(rounds(false), (all) => survivesPowerLoss({}, all)),
    { numRuns: 400 },
  );
});

test('the same holds without checksums', async () => {
  await fc.assert(
    fc.asyncProperty(rounds(false), (all) => survivesPowerLoss({ checksum: 'off' }, all)),
    { numRuns: 150 },
  );
});

test.each([false, true])('it holds without data too, when only the structure is kept (killed: %s)', async (killed) => {
  await fc.assert(
    fc.asyncProperty(rounds(killed), (all) => survivesPowerLoss({ discardsData: true }, all)),
    { numRuns: 150 },
  );
});

test('being killed at any moment keeps every synchronised object and a prefix of the others', async () => {
  await fc.assert(
    fc.asyncProperty(rounds(true), (all) => survivesPowerLoss({}, all)),
    { numRuns: 200 },
  );
});
