import fc from 'fast-check';
import { expect, test } from 'vitest';
import { openCartridge } from '../../../src/cartridge/cartridge.ts';
import { readDescription } from '../../../src/cartridge/cartridge-file.ts';
import { describeNew } from '../../../src/cartridge/cartridge-specification.ts';
import { MemoryStore } from '../../../src/cartridge/memory-store.ts';
import { prepareCartridge } from '../../../src/cartridge/prepare-cartridge.ts';
import type { Store } from '../../../src/cartridge/store.ts';
import type { Volume } from '../../../src/cartridge/volume.ts';
import { PowerLossStore } from './power-loss-store.ts';
import { discarded, fraction, type ModelObject, type Recorded, readAll, recorded } from './tape-model.ts';

const folder = '/cartridges/PWR001L8';
const capacityBytes = 1_000_000;

const mount = async (store: Store): Promise<Volume> =>
  openCartridge({ store, folder, description: await readDescription(store, folder, 'PWR001L8'), publish: () => {} });

/** A volume as a host sees it: its partitions with what is on them, and what its owner would miss. */
interface Seen {
  readonly partitions: readonly { readonly capacityBytes: number; readonly objects: readonly ModelObject[] }[];
  readonly recording: string;
  readonly loads: number;
}

async function see({ partitions, state }: Volume): Promise<Seen> {
  const seen = [];
  for (const partition of partitions) seen.push({ capacityBytes: partition.capacityBytes, objects: await readAll(partition) });
  return { partitions: seen, recording: state.recording, loads: state.loads };
}

interface Case {
  /** What stands on each of the partitions at first, and whether the volume was closed after it was written. */
  readonly before: readonly Recorded[];
  readonly closed: boolean;
  readonly discardsData: boolean;
  /** Of the partitions it is formatted into. */
  readonly after: readonly number[];
  readonly written: Recorded;
  readonly recoveryCalls: number;
  readonly killed: boolean;
  readonly fates: readonly number[];
}

const anyCase: fc.Arbitrary<Case> = fc.record({
  before: fc.array(recorded, { minLength: 1, maxLength: 4 }),
  closed: fc.boolean(),
  discardsData: fc.boolean(),
  after: fc.array(fc.integer({ min: 100_000, max: 250_000 }), { minLength: 1, maxLength: 4 }),
  written: recorded,
  recoveryCalls: fc.nat(25),
  killed: fc.boolean(),
  fates: fc.array(fraction, { minLength: 40, maxLength: 40 }),
});

async function written({ before, closed, discardsData }: Case): Promise<MemoryStore> {
  const store = new MemoryStore();
  await store.makeFolder('/cartridges');
  const made = describeNew({ barcode: 'PWR001L8', capacityBytes, partitions: before.length, discardsData }, { now: () => 0 });
  await (await prepareCartridge(store, folder, made)).place();
  const volume = await mount(store);
  for (const [number, { runs }] of before.entries()) await volume.partitions[number]!.append(runs);
  for (const partition of volume.partitions) await partition.sync();
  await volume.remember({ recording: 'recorded', loads: 1 });
  if (closed) await volume.close();
  return store;
}

test('a format leaves the old volume or the new one wherever the power fails, and the new one once it is done', async () => {
  await fc.assert(
    fc.asyncProperty(anyCase, async (all) => {
      const disk = await written(all);
      const old = await see(await mount(new PowerLossStore(disk).afterKill()));
      const fresh: Seen = {
        partitions: all.after.map((bytes) => ({ capacityBytes: bytes, objects: [] })),
        recording: 'blank',
        loads: 1,
      };
      const expected = all.discardsData ? all.written.objects.map(discarded) : all.written.objects;
      let fate = 0;
      const chance = (): number => all.fates[fate++ % all.fates.length]!;
      const found = (off: PowerLossStore): MemoryStore => (all.killed ? off.afterKill() : off.afterPowerLoss(chance));
      const last = all.after.length - 1;
      let formatted = false;
      let finished = false;
      // The power fails at every changing call of the format in turn, and of what is written behind it.
      for (let calls = 0; !finished; calls++) {
        const store = new PowerLossStore(disk, calls);
        formatted = false;
        try {
          const volume = await mount(store);
          await volume.format(all.after.map((bytes) => ({ capacityBytes: bytes })));
          formatted = true;
          await volume.partitions[last]!.append(all.written.runs);
          await volume.partitions[last]!.sync();
          finished = true;
        } catch (error) {
          if (!store.isPowerOff) throw error;
        }
        // It may happen again in the middle of the recovery.
        const recovery = new PowerLossStore(found(store), all.recoveryCalls);
        await mount(recovery).catch((error) => {
          if (!recovery.isPowerOff) throw error;
        });
        const volume = await mount(found(recovery));
        const seen = await see(volume);
        const objects = formatted ? (seen.partitions[last]?.objects ?? []) : [];
        // Of what was written behind the format, a prefix.
        expect(objects).toEqual(expected.slice(0, finished ? undefined : objects.length));
        const rest: Seen =
          objects.length === 0
            ? seen
            : {
                ...seen,
                recording: 'blank',
                partitions: seen.partitions.map((part, number) => (number === last ? { ...part, objects: [] } : part)),
              };
        if (formatted) expect(rest).toEqual(fresh);
        else expect([old, fresh]).toContainEqual(rest);
        await volume.close();
      }
    }),
    { numRuns: 30 },
  );
});

test('what is remembered is the old or the new wherever the power fails, and the new once it is done', async () => {
  const fates = fc.array(fraction, { minLength: 40, maxLength: 40 });
  await fc.assert(
    fc.asyncProperty(fates, fc.boolean(), async (all, killed) => {
      const made = new MemoryStore();
      await made.makeFolder('/cartridges');
      const description = describeNew({ barcode: 'PWR001L8', capacityBytes }, { now: () => 0 });
      await (await prepareCartridge(made, folder, description)).place();
      let fate = 0;
      let remembered = 0;
      for (let calls = 0; remembered < 3; calls++) {
        const store = new PowerLossStore(made, calls);
        remembered = 0;
        try {
          const volume = await mount(store);
          for (let loads = 1; loads <= 3; loads++) {
            await volume.remember({ loads });
            remembered = loads;
          }
        } catch (error) {
          if (!store.isPowerOff) throw error;
        }
        const found = killed ? store.afterKill() : store.afterPowerLoss(() => all[fate++ % all.length]!);
        const { loads } = (await mount(found)).state;
        expect([remembered, remembered + 1]).toContain(loads);
      }
    }),
    { numRuns: 30 },
  );
});
