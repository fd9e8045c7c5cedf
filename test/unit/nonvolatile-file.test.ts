import { describe, expect, test } from 'vitest';
import { MemoryStore } from '../../src/cartridge/memory-store.ts';
import { readWhole, replaceWhole, type Store, StoreError } from '../../src/cartridge/store.ts';
import { NonvolatileFile } from '../../src/nonvolatile-file.ts';

const file = '/home/nonvolatile/drive0.json';
async function home(): Promise<MemoryStore> {
  const store = new MemoryStore();
  await store.makeFolder('/home');
  return store;
}
const open = (store: Store) => NonvolatileFile.open(store, file);
const text = async (store: Store) => Buffer.from(await readWhole(store, file)).toString();

describe('the nonvolatile memory', () => {
  test('holds nothing at first, and makes no file of it', async () => {
    const store = await home();
    expect((await open(store)).read('pages')).toBeUndefined();
    await expect(readWhole(store, file)).rejects.toMatchObject({ code: 'not-found' });
  });

  test('remembers each value under its name, and forgets one that is taken away', async () => {
    const store = await home();
    const before = await open(store);
    void before.write('pages', { 10: [1, null, 'x'], 2: true });
    void before.write('reservations', 'none');
    await before.write('reservations', undefined);
    for (const memory of [before, await open(store)]) {
      expect(memory.read('pages')).toEqual({ 10: [1, null, 'x'], 2: true });
      expect(memory.read('reservations')).toBeUndefined();
    }
  });

  test('keeps the old value when a write fails, says why, and goes on', async () => {
    const store = await home();
    const told: string[] = [];
    const memory = await NonvolatileFile.open(store, file, (message) => told.push(message));
    await memory.write('pages', 1);
    const { rename } = store;
    store.rename = () => Promise.reject(new Error('no space'));
    await expect(memory.write('pages', 2)).rejects.toThrow('no space');
    expect([memory.read('pages'), told]).toEqual([1, ['no space']]);
    expect((await open(store)).read('pages')).toBe(1);
    store.rename = rename;
    await memory.write('pages', 3);
    expect((await open(store)).read('pages')).toBe(3);
  });

  test.each([
    ['nothing', () => ''],
    ['half of it', (whole: string) => whole.slice(0, whole.length / 2)],
    ['another format', (whole: string) => whole.replace('"format": 1', '"format": 2')],
    ['another value', (whole: string) => whole.replace('"key": "1"', '"key": "2"')],
    ['another checksum', (whole: string) => whole.replace(/"crc32c": "./, '"crc32c": "x')],
    ['something else besides', (whole: string) => whole.replace('{', '{"more": 1,')],
  ])('is damaged with %s in its file, and says which file and what to do', async (_what, damage) => {
    const store = await home();
    await (await open(store)).write('registration', { key: '1' });
    await replaceWhole(store, file, [Buffer.from(damage(await text(store)))]);
    const left = await text(store);
    await expect(open(store)).rejects.toMatchObject({
      code: 'nonvolatile-damaged',
      message: expect.stringContaining(`${file} is damaged`),
      hint: expect.stringContaining('remove it'),
    });
    expect(await text(store)).toBe(left);
  });

  test('that cannot be read is told, too', async () => {
    const store = await home();
    store.openFile = () => Promise.reject(new StoreError('denied', `${file}: permission denied (EACCES)`));
    await expect(open(store)).rejects.toMatchObject({ code: 'nonvolatile-unreadable', message: `${file}: permission denied (EACCES).` });
  });
});
