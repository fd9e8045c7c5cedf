import { describe, expect, test } from 'vitest';
import { ByteList } from '../../../src/foundation/byte-list.ts';
import { DataOutAllowance } from '../../../src/iscsi/data-out-allowance.ts';

describe('the allowance', () => {
  test('gives what is free and no more', () => {
    const allowance = new DataOutAllowance(100);
    expect([allowance.reserve(60), allowance.reserve(60), allowance.reserve(40), allowance.reserve(1)]).toEqual([true, false, true, false]);
    allowance.release(1);
    expect(allowance.reserve(1)).toBe(true);
  });

  test('is charged whatever comes unasked for', () => {
    const allowance = new DataOutAllowance(100);
    allowance.charge(130);
    expect([allowance.unusedBytes, allowance.reserve(1)]).toEqual([-30, false]);
    allowance.release(40);
    expect([allowance.unusedBytes, allowance.reserve(10)]).toEqual([10, true]);
  });

  test('gives nothing of what commands have been promised', () => {
    let promised = 80;
    const allowance = new DataOutAllowance(100, () => promised);
    expect([allowance.freeBytes, allowance.unusedBytes, allowance.reserve(21), allowance.reserve(20)]).toEqual([20, 100, false, true]);
    promised = 0;
    expect(allowance.reserve(80)).toBe(true);
  });

  test('a release wakes those who wait, once and in their order, and they may wait again', () => {
    const allowance = new DataOutAllowance(0);
    const woken: string[] = [];
    allowance.wait(() => {
      woken.push('a');
      allowance.wait(() => woken.push('again'));
    });
    allowance.wait(() => woken.push('b'));
    allowance.release(0);
    expect(woken).toEqual([]);
    allowance.release(1);
    expect(woken).toEqual(['a', 'b']);
    allowance.release(1);
    expect(woken).toEqual(['a', 'b', 'again']);
  });

  test('counts each chunk of memory once, however many views are on it, and keeps no more when they are too many', () => {
    const allowance = new DataOutAllowance(100);
    const [one, other] = [new Uint8Array(150), new Uint8Array(150)];
    const views = [one.subarray(0, 1), one.subarray(1, 2), other.subarray(0, 1)].map((view) => ByteList.of(view));
    expect(views.map((view) => allowance.keep(view))).toEqual([true, true, true]);
    expect(allowance.keep(views[0]!)).toBe(false);
    allowance.letGo(views[2]!);
    expect(allowance.keep(views[2]!)).toBe(true);
    allowance.letGo(views[0]!);
    expect(allowance.keep(views[2]!)).toBe(false);
    allowance.letGo(views[1]!);
    expect(allowance.keep(views[2]!)).toBe(true);
  });
});
