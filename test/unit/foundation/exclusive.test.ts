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
