import { describe, expect, test } from 'vitest';
import { ByteList } from '../../../src/foundation/byte-list.ts';

const of = (...numbers: number[]) => Uint8Array.from(numbers);

describe('ByteList', () => {
  test('keeps its pieces as they are and leaves out empty ones', () => {
    const first = of(1, 2);
    const second = of(3);
    const list = ByteList.of(first, of(), second, of());
    expect(list.length).toBe(3);
    expect(list.pieces).toHaveLength(2);
    expect(list.pieces[0]).toBe(first);
    expect(list.pieces[1]).toBe(second);
  });

  test('without bytes is the empty list', () => {
    expect(ByteList.of()).toBe(ByteList.empty);
    expect(ByteList.of(of(), of())).toBe(ByteList.empty);
    expect(ByteList.from([])).toBe(ByteList.empty);
    expect(ByteList.concat([])).toBe(ByteList.empty);
    expect(ByteList.concat([ByteList.empty, ByteList.empty])).toBe(ByteList.empty);
  });

  test('takes more pieces than a call has room for arguments', () => {
    const pieces = Array.from({ length: 300_000 }, () => of(7));
    expect(ByteList.from(pieces).length).toBe(300_000);
  });

  test('concat puts lists one after the other', () => {
    const list = ByteList.concat([ByteList.of(of(1), of(2)), ByteList.empty, ByteList.of(of(3))]);
    expect(list.toBytes()).toEqual(of(1, 2, 3));
    expect(list.pieces).toHaveLength(3);
  });

  test('slice gives views, clamped to the list', () => {
    const chunk = of(1, 2, 3, 4);
    const list = ByteList.of(chunk, of(5, 6));
    const middle = list.slice(2, 5);
    expect(middle.toBytes()).toEqual(of(3, 4, 5));
    expect(middle.pieces[0]!.buffer).toBe(chunk.buffer);
    expect(list.slice(0)).toBe(list);
    expect(list.slice(-3, 99)).toBe(list);
    expect(list.slice(4).toBytes()).toEqual(of(5, 6));
    expect(list.slice(0, 4).pieces).toHaveLength(1);
    expect(list.slice(3, 3)).toBe(ByteList.empty);
    expect(list.slice(6)).toBe(ByteList.empty);
  });

  test('toBytes copies only when there are several pieces', () => {
    const only = of(1, 2);
    expect(ByteList.of(only).toBytes()).toBe(only);
    const several = ByteList.of(only, of(3)).toBytes();
    only[0] = 9;
    expect(several).toEqual(of(1, 2, 3));
    expect(ByteList.empty.toBytes()).toEqual(of());
  });

  test('copyTo writes at an offset', () => {
    const target = new Uint8Array(5).fill(9);
    ByteList.of(of(1), of(2, 3)).copyTo(target, 1);
    expect(target).toEqual(of(9, 1, 2, 3, 9));
  });

  test('retainedBytes counts each chunk behind the views once', () => {
    const chunk = new Uint8Array(1000);
    const other = new Uint8Array(50);
    const list = ByteList.of(chunk.subarray(0, 10), chunk.subarray(500, 501), other.subarray(1, 2));
    expect(list.retainedBytes).toBe(1050);
    expect(ByteList.empty.retainedBytes).toBe(0);
  });
});
