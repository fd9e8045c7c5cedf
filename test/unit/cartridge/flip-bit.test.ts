import { describe, expect, it } from 'vitest';
import { partitionFiles } from '../../../src/cartridge/cartridge-file.ts';
import { flipBit } from '../../../src/cartridge/flip-bit.ts';
import { MemoryStore } from '../../../src/cartridge/memory-store.ts';
import { readWhole, replaceWhole } from '../../../src/cartridge/store.ts';

const folder = '/home/cartridges/BIT001L8';
const { tapPath } = partitionFiles(folder, 0);
/** A block of 3 bytes, a filemark, a block of 2: lengths before and after, padded to even. */
const image = Uint8Array.of(3, 0, 0, 0, 0x10, 0x11, 0x12, 0, 3, 0, 0, 0, 0, 0, 0, 0, 2, 0, 0, 0, 0x20, 0x21, 2, 0, 0, 0);

async function taped(): Promise<MemoryStore> {
  const store = new MemoryStore();
  await store.makeFolder(folder);
  await replaceWhole(store, tapPath, [image]);
  return store;
}
async function changes(store: MemoryStore): Promise<[offset: number, before: number, after: number][]> {
  const now = await readWhole(store, tapPath);
  expect(now.length).toBe(image.length);
  return [...image].flatMap((before, offset): [number, number, number][] =>
    now[offset] === before ? [] : [[offset, before, now[offset]!]],
  );
}

describe('flipBit', () => {
  it.each([
    [{ block: 0, byte: 0, bit: 0 }, [4, 0x10, 0x11]],
    [{ block: 0, bit: 7 }, [5, 0x11, 0x91]],
    [{ block: 2, byte: 1, bit: 3 }, [21, 0x21, 0x29]],
  ])('changes that bit and nothing else: %o', async (at, change) => {
    const store = await taped();
    await flipBit(store, folder, { partition: 0, ...at });
    expect(await changes(store)).toEqual([change]);
    await flipBit(store, folder, { partition: 0, ...at });
    expect(await changes(store)).toEqual([]);
  });

  it.each([
    ['a mark has no data', { partition: 0, block: 1 }, 'block-missing'],
    ['nothing is behind end of data', { partition: 0, block: 3 }, 'block-missing'],
    ['the block is shorter', { partition: 0, block: 2, byte: 2 }, 'byte-missing'],
    ['there is no such partition', { partition: 1, block: 0 }, 'data-missing'],
  ])('changes nothing where there is no such bit: %s', async (_why, at, code) => {
    const store = await taped();
    await expect(flipBit(store, folder, { ...at, bit: 0 })).rejects.toMatchObject({ code });
    expect(await changes(store)).toEqual([]);
  });
});
