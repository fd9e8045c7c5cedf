import { execFileSync } from 'node:child_process';
import { appendFile, chmod, mkdir, mkdtemp, readFile, rm, symlink, utimes, writeFile } from 'node:fs/promises';
import { createServer } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { diskTree, type LeftOut } from '../../../src/mtf/disk-tree.ts';
import type { TreeEntry } from '../../../src/mtf/tree.ts';
import { pattern } from './memory-tape.ts';

let folder: string;
beforeEach(async () => {
  folder = await mkdtemp(join(tmpdir(), 'disk-tree-'));
});
afterEach(() => rm(folder, { recursive: true, force: true }));

async function listed(): Promise<{ entries: TreeEntry[]; left: LeftOut[] }> {
  const entries: TreeEntry[] = [];
  const left: LeftOut[] = [];
  for await (const entry of diskTree(folder, (out) => left.push(out))) entries.push(entry);
  return { entries, left };
}

const lines = (entries: readonly TreeEntry[]): string[] => entries.map(({ kind, path }) => `${kind} ${path.join('/')}`);

describe('the tree of a folder', () => {
  it('has a folder before what is in it, and its files before its folders', async () => {
    await mkdir(join(folder, 'b', 'deep'), { recursive: true });
    await mkdir(join(folder, 'a'));
    for (const name of ['z.txt', 'B.txt', 'b/x', 'b/deep/y']) await writeFile(join(folder, name), name);
    const { entries, left } = await listed();
    expect(lines(entries)).toEqual([
      'folder ',
      'file B.txt',
      'file z.txt',
      'folder a',
      'folder b',
      'file b/x',
      'folder b/deep',
      'file b/deep/y',
    ]);
    expect(left).toEqual([]);
  });

  it('has the data, the times and the attributes of a file', async () => {
    const path = join(folder, 'data.bin');
    const data = pattern(150_000);
    const modified = new Date(Date.UTC(2003, 3, 24, 12, 0, 1));
    await writeFile(path, data);
    await utimes(path, modified, modified);
    await chmod(path, 0o444);
    const [, entry] = (await listed()).entries;
    if (entry?.kind !== 'file') throw new Error('no file');
    expect(entry).toMatchObject({ bytes: data.length, attributes: 0x21, modified });
    const pieces: Uint8Array[] = [];
    for await (const piece of entry.content()) pieces.push(piece);
    expect(Buffer.concat(pieces).equals(data)).toBe(true);
  });

  it('tells of links, sockets and pipes, and leaves them out', async () => {
    await writeFile(join(folder, 'file'), '');
    await symlink('file', join(folder, 'link'));
    await symlink('/', join(folder, 'root'));
    execFileSync('mkfifo', [join(folder, 'pipe')]);
    const server = createServer().listen(join(folder, 'socket'));
    await new Promise((resolve) => server.once('listening', resolve));
    const { entries, left } = await listed();
    await new Promise((resolve) => server.close(resolve));
    expect(lines(entries)).toEqual(['folder ', 'file file']);
    expect(left).toEqual([
      { path: ['link'], why: 'is a symbolic link' },
      { path: ['pipe'], why: 'is a pipe' },
      { path: ['root'], why: 'is a symbolic link' },
      { path: ['socket'], why: 'is a socket' },
    ]);
  });

  it('tells of what has gone, or may not be read', async () => {
    await mkdir(join(folder, 'gone'));
    await writeFile(join(folder, 'a'), '');
    await writeFile(join(folder, 'gone-too'), '');
    const left: LeftOut[] = [];
    const entries: TreeEntry[] = [];
    for await (const entry of diskTree(folder, (out) => left.push(out))) {
      entries.push(entry);
      if (entry.path[0] === 'a') {
        await rm(join(folder, 'gone'), { recursive: true });
        await rm(join(folder, 'gone-too'));
      }
    }
    expect(lines(entries)).toEqual(['folder ', 'file a']);
    expect(left.map(({ path, why }) => `${path.join('/')} ${why}`)).toEqual([
      'gone cannot be read: no such file or directory',
      'gone-too cannot be read: no such file or directory',
    ]);
  });

  it('reads a file as it is when it is read', async () => {
    const path = join(folder, 'growing');
    await writeFile(path, 'one');
    const [, entry] = (await listed()).entries;
    if (entry?.kind !== 'file') throw new Error('no file');
    await appendFile(path, ' two');
    const pieces: Uint8Array[] = [];
    for await (const piece of entry.content()) pieces.push(piece);
    expect(entry.bytes).toBe(3);
    expect(Buffer.concat(pieces).toString()).toBe(await readFile(path, 'utf8'));
  });

  it('refuses what is no folder', async () => {
    await writeFile(join(folder, 'file'), '');
    await expect(diskTree(join(folder, 'file')).next()).rejects.toMatchObject({ code: 'not-a-folder' });
    await expect(diskTree(join(folder, 'none')).next()).rejects.toMatchObject({ code: 'folder-unreadable' });
  });
});
