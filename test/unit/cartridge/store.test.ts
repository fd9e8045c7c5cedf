import { expect, test } from 'vitest';
import { MemoryContent, MemoryStore } from '../../../src/cartridge/memory-store.ts';
import { isStoreError, readWhole, replaceWhole, StoreError } from '../../../src/cartridge/store.ts';
import { FailingStore } from './failing-store.ts';
import { text } from './tape.ts';

test('a store error is told by its code', () => {
  const error = new StoreError('no-space', 'full', { writtenBytes: 3 });
  expect([isStoreError(error, 'no-space'), isStoreError(error, 'io'), isStoreError(new Error('full'), 'no-space')]).toEqual([
    true,
    false,
    false,
  ]);
  expect(error.writtenBytes).toBe(3);
});

test('a replacement is durable before it takes the place, and a failed one leaves the old content', async () => {
  const store = new FailingStore();
  await store.makeFolder('/f');
  await replaceWhole(store, '/f/x', [text('old')]);
  expect(store.calls).toEqual(['write x.new 3', 'datasync x.new', 'rename x']);
  store.broken = /^datasync/;
  await expect(replaceWhole(store, '/f/x', [text('new')])).rejects.toMatchObject({ code: 'io' });
  expect(new TextDecoder().decode(await readWhole(store, '/f/x'))).toBe('old');
});

test('a file is read whole', async () => {
  const store = new MemoryStore();
  store.files.set('/x', MemoryContent.of(text('abc')));
  expect(await readWhole(store, '/x')).toEqual(text('abc'));
  await expect(readWhole(store, '/y')).rejects.toMatchObject({ code: 'not-found' });
});
