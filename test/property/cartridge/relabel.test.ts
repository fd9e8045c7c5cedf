import fc from 'fast-check';
import { expect, test } from 'vitest';
import { CartridgeRoom } from '../../../src/cartridge/cartridge-room.ts';
import { MemoryStore } from '../../../src/cartridge/memory-store.ts';
import { PowerLossStore } from './power-loss-store.ts';
import { fraction, readAll, recorded } from './tape-model.ts';

test('wherever the power fails, a cartridge that is given another barcode has the old or the new one, and the new one once it is done', async () => {
  const fates = fc.array(fraction, { minLength: 40, maxLength: 40 });
  await fc.assert(
    fc.asyncProperty(recorded, fates, fc.boolean(), async ({ runs, objects }, all, killed) => {
      const disk = new MemoryStore();
      const roomOn = (store: MemoryStore | PowerLossStore) => new CartridgeRoom({ folder: '/cartridges', store });
      await roomOn(disk).create({ barcode: 'PWR001L8' });
      const volume = await roomOn(disk).mount('PWR001L8');
      await volume.partitions[0]!.append(runs);
      await volume.close();
      let fate = 0;
      const chance = (): number => all[fate++ % all.length]!;
      const seen = new Set<string>();
      let done = false;
      for (let calls = 0; !done; calls++) {
        const store = new PowerLossStore(disk, calls);
        try {
          await roomOn(store).relabel('PWR001L8', { barcode: 'NEW001L8', label: 'unreadable' });
          done = true;
        } catch (error) {
          if (!store.isPowerOff) throw error;
        }
        const room = roomOn(killed ? store.afterKill() : store.afterPowerLoss(chance));
        const [barcode, ...others] = await room.barcodes();
        expect(others).toEqual([]);
        expect(done ? ['NEW001L8'] : ['PWR001L8', 'NEW001L8']).toContain(barcode);
        expect(await room.list()).toEqual([expect.objectContaining({ barcode, recording: 'recorded' })]);
        if (barcode === 'NEW001L8') expect(await room.label(barcode)).toBe('unreadable');
        const found = await room.mount(barcode!);
        expect(await readAll(found.partitions[0]!)).toEqual(objects);
        await found.close();
        seen.add(barcode!);
      }
      if (killed) expect([...seen]).toEqual(['PWR001L8', 'NEW001L8']);
    }),
    { numRuns: 40 },
  );
});
