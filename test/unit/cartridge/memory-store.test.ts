import { expect, test } from 'vitest';
import { MemoryContent, MemoryStore } from '../../../src/cartridge/memory-store.ts';
import { describeStore } from './store-contract.ts';
import { text } from './tape.ts';

describeStore(async () => {
  const store = new MemoryStore();
  await store.makeFolder('/home/cartridges');
  return { store, folder: '/home/cartridges' };
});

test('what was cut off does not come back when a file grows again', () => {
  const content = MemoryContent.of(text('abcdef'));
  content.truncate(2);
  content.write(text('z'), 4);
  expect([...content.bytes]).toEqual([...text('ab\0\0z')]);
});
