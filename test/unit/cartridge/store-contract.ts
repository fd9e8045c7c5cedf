/** What every store promises, as tests to be run over one. */
import { join } from 'node:path';
import { beforeEach, expect, test } from 'vitest';
import { readWhole, replaceWhole, type Store } from '../../../src/cartridge/store.ts';
import { text } from './tape.ts';

export function describeStore(make: () => Promise<{ store: Store; folder: string }>): void {
  let store: Store;
  let folder: string;
  beforeEach(async () => {
    ({ store, folder } = await make());
  });
  const path = (name: string): string => join(folder, name);
  const write = async (name: string, content: string): Promise<void> => {
    const file = await store.openFile(path(name), 'create');
    await file.write([text(content)], 0);
    await file.datasync();
    await file.close();
  };
  const read = async (name: string): Promise<string> => new TextDecoder().decode(await readWhole(store, path(name)));

  test('pieces are written one after the other and read from anywhere', async () => {
    const file = await store.openFile(path('f'), 'create');
    await file.write([text('abc'), text(''), text('def')], 0);
    await file.write([text('XY')], 4);
    const target = new Uint8Array(10);
    expect(await file.read(target, 2)).toBe(4);
    expect(new TextDecoder().decode(target.subarray(0, 4))).toBe('cdXY');
    expect(await file.read(target, 6)).toBe(0);
    expect(await file.size()).toBe(6);
    await file.close();
  });

  test('more pieces than one system call takes arrive all', async () => {
    const file = await store.openFile(path('f'), 'create');
    const pieces = Array.from({ length: 3000 }, (_, at) => text(String(at)));
    await file.write(pieces, 1);
    await file.close();
    expect(await read('f')).toBe(`\0${pieces.map((_, at) => at).join('')}`);
  });

  test('a file becomes shorter, and longer by zeros', async () => {
    await write('f', 'abcdef');
    const file = await store.openFile(path('f'), 'update');
    await file.truncate(2);
    await file.truncate(4);
    await file.close();
    expect(await read('f')).toBe('ab\0\0');
  });

  test('a file to create must not exist, any other must', async () => {
    await write('f', '');
    await expect(store.openFile(path('f'), 'create')).rejects.toMatchObject({ name: 'StoreError', code: 'exists' });
    await expect(store.openFile(path('g'), 'update')).rejects.toMatchObject({ code: 'not-found' });
    await expect(store.openFile(path('g'), 'read')).rejects.toMatchObject({ code: 'not-found' });
    await expect(store.openFile(join(path('none'), 'g'), 'create')).rejects.toMatchObject({ code: 'not-found' });
  });

  test('folders are made with those above them, listed and removed with what is in them', async () => {
    await store.makeFolder(path('a/b'));
    await store.makeFolder(path('a/b'));
    await write('a/b/f', 'x');
    await write('a/c', 'y');
    expect(await store.list(path('a'))).toEqual(['b', 'c']);
    await expect(store.list(path('none'))).rejects.toMatchObject({ code: 'not-found' });
    await store.syncFolder(path('a'));
    await store.remove(path('a/b'));
    await store.remove(path('a/none'));
    expect(await store.list(path('a'))).toEqual(['c']);
  });

  test('a renamed file takes the place of another, a renamed folder that of nothing', async () => {
    await write('f', 'new');
    await write('g', 'old');
    await store.rename(path('f'), path('g'));
    expect(await read('g')).toBe('new');
    await store.makeFolder(path('a/sub'));
    await write('a/sub/f', 'deep');
    await store.rename(path('a'), path('b'));
    expect(await read('b/sub/f')).toBe('deep');
    await expect(store.list(path('a'))).rejects.toMatchObject({ code: 'not-found' });
    await store.makeFolder(path('c'));
    await write('c/f', '');
    await expect(store.rename(path('c'), path('b'))).rejects.toMatchObject({ code: 'exists' });
    await expect(store.rename(path('none'), path('d'))).rejects.toMatchObject({ code: 'not-found' });
  });

  test('a file is replaced whole, and nothing is left aside', async () => {
    await replaceWhole(store, path('f'), [text('first')]);
    await write('f.new', 'left by a crash');
    await replaceWhole(store, path('f'), [text('sec'), text('ond')]);
    expect(await read('f')).toBe('second');
    expect(await store.list(folder)).toEqual(['f']);
  });
}
