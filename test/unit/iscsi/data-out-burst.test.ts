import { describe, expect, test } from 'vitest';
import { ByteList } from '../../../src/foundation/byte-list.ts';
import { Slab } from '../../../src/foundation/slab.ts';
import { DataOutAllowance } from '../../../src/iscsi/data-out-allowance.ts';
import { DataOutBurst } from '../../../src/iscsi/data-out-burst.ts';
import { pattern } from './rig.ts';

const burstOf = (length: number, allowance = new DataOutAllowance(1_000_000)): DataOutBurst => new DataOutBurst(5, 5 + length, allowance);

describe('a burst', () => {
  test('keeps what comes as it lies, and counts it', () => {
    const burst = burstOf(300);
    const pieces = [pattern(100), pattern(200, 100)];
    for (const piece of pieces) burst.append(piece);
    expect([burst.next, burst.dataSn]).toEqual([305, 2]);
    expect(burst.data.pieces.map((piece, index) => piece === pieces[index]!.pieces[0])).toEqual([true, true]);
  });

  test('of many crumbs is one piece of its own length', () => {
    const burst = burstOf(10_000);
    for (let at = 0; at < 10_000; at++) burst.append(pattern(1, at));
    expect(burst.data.pieces).toHaveLength(1);
    expect(burst.data.retainedBytes).toBe(10_000);
    expect(burst.data.toBytes()).toEqual(pattern(10_000).toBytes());
  });

  test('of many pieces that are worth it stays as it is', () => {
    const burst = burstOf(40 * 512);
    for (let at = 0; at < 40; at++) burst.append(pattern(512, at * 512));
    expect(burst.data.pieces).toHaveLength(40);
  });

  test('counts empty Data-Outs and keeps nothing of them', () => {
    const burst = burstOf(10);
    for (let count = 0; count < 1000; count++) burst.append(ByteList.empty);
    burst.append(pattern(10));
    expect([burst.dataSn, burst.next]).toEqual([1001, 15]);
    expect(burst.data.pieces).toHaveLength(1);
  });

  test('is copied, and the memory it came in given back, when too much stands behind it', () => {
    const freed: Slab[] = [];
    const allowance = new DataOutAllowance(100);
    const slabs = Array.from({ length: 4 }, () => new Slab(128, (slab) => freed.push(slab)));
    const burst = burstOf(40, allowance);
    for (const [index, slab] of slabs.entries()) {
      slab.bytes.set(pattern(10, index * 10).toBytes());
      burst.append(ByteList.of(slab.lend(10)));
      slab.finish();
    }
    // Two slabs were kept with the memory of more than twice the limit behind them; the third was too much.
    expect(freed).toHaveLength(4);
    expect(burst.data.retainedBytes).toBe(40);
    expect(burst.data.toBytes()).toEqual(pattern(40).toBytes());
  });

  test('that nobody wants holds nothing', () => {
    const allowance = new DataOutAllowance(100);
    const burst = burstOf(40, allowance);
    burst.append(ByteList.of(new Uint8Array(300).subarray(0, 20)));
    expect(allowance.keep(pattern(1))).toBe(false);
    burst.discard();
    expect(allowance.keep(pattern(1))).toBe(true);
  });
});
