import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, expect, test } from 'vitest';
import { diskStore } from '../../../src/cartridge/disk-store.ts';
import { describeStore } from './store-contract.ts';
import { text } from './tape.ts';

const folders: string[] = [];
const makeFolder = async (): Promise<string> => {
  const folder = await mkdtemp(join(tmpdir(), 'tapelab-store-'));
  folders.push(folder);
  return folder;
};
afterAll(async () => {
  for (const folder of folders) await rm(folder, { recursive: true, force: true });
});

describeStore(async () => ({ store: diskStore, folder: await makeFolder() }));

test('what the system refuses is said in its words, with the path', async () => {
  const path = join(await makeFolder(), 'none');
  await expect(diskStore.openFile(path, 'read')).rejects.toThrow(`${path}: no such file or directory (ENOENT)`);
});

test.runIf(process.platform === 'linux')('a full device says so, and how much it took', async () => {
  const file = await diskStore.openFile('/dev/full', 'update');
  await expect(file.write([text('abc')], 0)).rejects.toMatchObject({ code: 'no-space', writtenBytes: 0 });
  await file.close();
});
