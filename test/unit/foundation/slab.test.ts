import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { InvariantError } from '../../../src/foundation/invariant.ts';
import { giveBack, giveBackAll, SlabPool, SlabPools, shareAll } from '../../../src/foundation/slab.ts';
import { overwritten } from '../../overwritten.ts';

const small = { slabBytes: 16, keptBytes: 32 };

describe('a slab', () => {
  test('lends its bytes from front to end, as views', () => {
    const slab = new SlabPool(small).take();
    slab.rest.set([1, 2, 3, 4]);
    expect([...slab.lend(3)]).toEqual([1, 2, 3]);
    expect([...slab.lend(1)]).toEqual([4]);
    expect(slab.rest).toHaveLength(12);
  });

  test('is used again once it is finished and everything is given back, in any pieces', () => {
    const pool = new SlabPool(small);
    const slab = pool.take();
    const lent = slab.lend(10);
    giveBack(lent.buffer, 0, 4);
    slab.finish();
    expect(pool.take()).not.toBe(slab);
    giveBack(lent.buffer, 4, 6);
    const again = pool.take();
    expect(again).toBe(slab);
    expect(again.rest).toHaveLength(16);
  });

  test('that is still being filled is not used again, however much was given back', () => {
    const pool = new SlabPool(small);
    const slab = pool.take();
    giveBack(slab.lend(5).buffer, 0, 5);
    expect(pool.take()).not.toBe(slab);
    slab.finish();
    expect(pool.take()).toBe(slab);
  });

  test('takes no more back than it lent', () => {
    const lent = new SlabPool(small).take().lend(5);
    giveBack(lent.buffer, 0, 5);
    expect(() => giveBack(lent.buffer, 0, 1)).toThrow(InvariantError);
  });

  test('is overwritten at once where it is given back, and nowhere else, while that is asked for', () => {
    const slab = new SlabPool(small).take();
    slab.rest.fill(1);
    const [held, lent] = [slab.lend(2), slab.lend(6)];
    giveBack(lent.buffer, lent.byteOffset + 1, 2);
    expect([...held, ...lent]).toEqual([1, 1, 1, overwritten, overwritten, 1, 1, 1]);
  });

  test('other memory is given back without effect', () => {
    expect(() => giveBack(Buffer.alloc(8).buffer, 0, 8)).not.toThrow();
  });
});

test('a pool keeps so much and no more', () => {
  const pool = new SlabPool(small);
  const slabs = [pool.take(), pool.take(), pool.take()];
  for (const slab of slabs) slab.finish();
  const again = [pool.take(), pool.take(), pool.take()];
  expect(again.filter((slab) => slabs.includes(slab))).toHaveLength(2);
});

test('whoever holds bytes not given back sees them unchanged', () => {
  const step = fc.oneof(fc.record({ fill: fc.integer({ min: 1, max: 16 }) }), fc.record({ giveBack: fc.nat() }));
  fc.assert(
    fc.property(fc.array(step, { maxLength: 200 }), (steps) => {
      const pool = new SlabPool({ slabBytes: 16, keptBytes: 64 });
      const held: { view: Uint8Array; mark: number }[] = [];
      let slab = pool.take();
      let mark = 0;
      for (const now of steps) {
        if ('fill' in now) {
          if (slab.rest.length < now.fill) {
            slab.finish();
            slab = pool.take();
          }
          mark = (mark + 1) % 256;
          slab.rest.subarray(0, now.fill).fill(mark);
          held.push({ view: slab.lend(now.fill), mark });
        } else if (held.length > 0) {
          for (const { view } of held.splice(now.giveBack % held.length, 1)) giveBack(view.buffer, view.byteOffset, view.length);
        }
        for (const { view, mark: expected } of held) expect(view.every((byte) => byte === expected)).toBe(true);
      }
    }),
  );
});

describe('slabs of any length', () => {
  const pools = new SlabPools({ keptBytes: 1024 * 1024 });

  test('lend what was given back last, and hold what is a little longer than a round length', () => {
    const first = pools.lend(65_536 + 128);
    giveBackAll([first]);
    expect(pools.lend(60_000).buffer).toBe(first.buffer);
    expect(first.buffer.byteLength).toBeLessThan(2 * 65_536);
  });

  test('lend nothing without taking memory for it', () => {
    expect(pools.lend(0)).toHaveLength(0);
    expect(pools.lend(0).buffer.byteLength).toBeLessThan(1024 * 1024);
  });

  test('are free when all owners have given back', () => {
    const bytes = pools.lend(100_000);
    const part = bytes.subarray(10, 20);
    shareAll([part]);
    giveBackAll([bytes]);
    expect(pools.lend(100_000).buffer).not.toBe(bytes.buffer);
    giveBackAll([part]);
    expect(pools.lend(100_000).buffer).toBe(bytes.buffer);
    expect(() => {
      shareAll([bytes, bytes]);
    }).not.toThrow();
  });

  test('share nothing that has no owner', () => {
    const bytes = pools.lend(100);
    giveBackAll([bytes]);
    expect(() => shareAll([bytes])).toThrow(InvariantError);
  });
});
