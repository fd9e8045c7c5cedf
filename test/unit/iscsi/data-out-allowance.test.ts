import { expect, test } from 'vitest';
import { DataOutAllowance } from '../../../src/iscsi/data-out-allowance.ts';

test('gives what is free and no more', () => {
  const allowance = new DataOutAllowance(100);
  expect([allowance.reserve(60), allowance.reserve(60), allowance.reserve(40), allowance.reserve(1)]).toEqual([true, false, true, false]);
  allowance.release(1);
  expect(allowance.reserve(1)).toBe(true);
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
