import { expect, test } from 'vitest';
import { writeNewFile } from '../../../src/cartridge/new-file.ts';
import { FailingStore } from './failing-store.ts';
import { text } from './tape.ts';

const filled = (store: FailingStore, path = '/out/file') =>
  writeNewFile(store, path, async (file) => {
    await file.write([text('abc')], 0);
    return 3;
  });

async function newStore(): Promise<FailingStore> {
  const store = new FailingStore();
  await store.makeFolder('/out');
  return store;
}

test('a new file is durable when it is done', async () => {
  const store = await newStore();
  expect(await filled(store)).toBe(3);
  expect(store.calls).toEqual(['write file 3', 'datasync file']);
});

test('it takes the place of nothing', async () => {
  const store = await newStore();
  await filled(store);
  await expect(filled(store)).rejects.toMatchObject({ code: 'file-exists', hint: 'choose another name: nothing is overwritten.' });
  expect(store.files.get('/out/file')!.length).toBe(3);
  await expect(filled(store, '/none/file')).rejects.toMatchObject({ code: 'folder-not-found' });
});

test.each([/^write file/, /^datasync file/])('one that fails is gone again (%s)', async (broken) => {
  const store = await newStore();
  store.broken = broken;
  await expect(filled(store)).rejects.toMatchObject({ code: 'io' });
  expect(await store.list('/out')).toEqual([]);
});
