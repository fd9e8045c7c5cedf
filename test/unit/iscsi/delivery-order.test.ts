import { describe, expect, test } from 'vitest';
import { DeliveryOrder } from '../../../src/iscsi/delivery-order.ts';
import { settled } from './rig.ts';

function orderOf() {
  const failures: unknown[] = [];
  const order = new DeliveryOrder((error) => failures.push(error));
  const delivered: string[] = [];
  const add = (name: string, ready?: () => Promise<void> | undefined): void => order.add(() => delivered.push(name), ready);
  return { order, delivered, failures, add };
}

describe('the order of delivery', () => {
  test('delivers at once what waits for nothing', () => {
    const { delivered, add } = orderOf();
    add('a');
    add('b', () => undefined);
    expect(delivered).toEqual(['a', 'b']);
  });

  test('holds up all behind one that waits, which is asked only when it is its turn', async () => {
    const { delivered, add } = orderOf();
    let go = (): void => {};
    const asked: string[] = [];
    const waiting = (name: string) => (): Promise<void> => {
      asked.push(name);
      return new Promise((resolve) => {
        go = resolve;
      });
    };
    add('a', waiting('a'));
    add('b');
    add('c', waiting('c'));
    add('d');
    await settled();
    expect([asked, delivered]).toEqual([['a'], []]);
    go();
    await settled();
    expect([asked, delivered]).toEqual([
      ['a', 'c'],
      ['a', 'b'],
    ]);
    go();
    await settled();
    expect(delivered).toEqual(['a', 'b', 'c', 'd']);
  });

  test('delivers what is added meanwhile after it', () => {
    const { order, delivered, add } = orderOf();
    order.add(() => {
      add('inner');
      delivered.push('outer');
    });
    expect(delivered).toEqual(['outer', 'inner']);
  });

  test('tells what a delivery throws: at once to whoever added it, later to whom it was told to', async () => {
    const { order, failures, add } = orderOf();
    const error = new Error('a bug');
    const breakDown = (): never => {
      throw error;
    };
    expect(() => order.add(breakDown)).toThrow(error);
    add('a', () => Promise.resolve());
    order.add(breakDown);
    await settled();
    expect(failures).toEqual([error]);
  });

  test('delivers nothing of what was cleared, and everything after that', async () => {
    const { order, delivered, add } = orderOf();
    let go = (): void => {};
    add('a', () => new Promise((resolve) => (go = resolve)));
    add('b');
    order.clear();
    add('c');
    go();
    await settled();
    expect(delivered).toEqual(['c']);
  });
});
