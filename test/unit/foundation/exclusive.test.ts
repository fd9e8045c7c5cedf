import { expect, it } from 'vitest';
import { Exclusive } from '../../../src/foundation/exclusive.ts';

it('runs one thing at a time, in order, also after one has failed', async () => {
  const exclusive = new Exclusive();
  const order: string[] = [];
  const slow = exclusive.run(async () => {
    order.push('first begins');
    await new Promise((resolve) => setImmediate(resolve));
    order.push('first ends');
    throw new Error('no');
  });
  const next = exclusive.run(() => order.push('second'));
  await expect(slow).rejects.toThrow('no');
  await next;
  expect(order).toEqual(['first begins', 'first ends', 'second']);
});

it('is at rest when nothing runs and nothing waits, whatever came meanwhile', async () => {
  const exclusive = new Exclusive();
  const order: string[] = [];
  await exclusive.atRest();
  const failing = exclusive.run(async () => {
    order.push('first');
    throw new Error('no');
  });
  const atRest = exclusive.atRest().then(() => order.push('at rest'));
  const next = exclusive.run(async () => {
    await new Promise((resolve) => setImmediate(resolve));
    order.push('second');
  });
  await expect(failing).rejects.toThrow('no');
  await Promise.all([atRest, next]);
  expect(order).toEqual(['first', 'second', 'at rest']);
});
