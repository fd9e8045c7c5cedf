import { mkdir, mkdtemp, readdir, readFile, rm, stat, symlink, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import { type Extraction, type ExtractOptions, extractSet } from '../../../src/mtf/extract.ts';
import {
  DATED,
  directoryBlock,
  endBlock,
  fileBlock,
  laidOut,
  object,
  physical,
  type Recorded,
  setBlock,
  stream,
  tapeBlock,
  tapeOf,
  volumeBlock,
} from './handmade-tape.ts';

let root: string;
let into: string;
beforeEach(async () => {
  root = await mkdtemp(join(tmpdir(), 'tapelab-extract-'));
  into = join(root, 'into');
});
afterEach(() => rm(root, { recursive: true, force: true }));

type Objects = readonly ((address: number) => Buffer)[];
const folder = (id: number, path: string) => (address: number) => object(directoryBlock(id, path, { address }));
const file = (id: number, directory: number, name: string, content: string) => (address: number) =>
  object(fileBlock(id, name, { address, directory, size: content.length }), [stream('STAN', Buffer.from(content))]);
const volume = (address: number) => object(volumeBlock({ address }));

const tapeOfSets = (...sets: readonly Objects[]): Recorded[] => [
  ...physical(object(tapeBlock())),
  'filemark',
  ...sets.flatMap((objects, index): Recorded[] => [
    ...physical(laidOut([(address) => object(setBlock(index + 1, { address })), volume, ...objects])),
    'filemark',
    ...physical(object(endBlock(index + 1))),
    'filemark',
  ]),
];

async function extract(tape: readonly Recorded[], options: Partial<ExtractOptions> = {}): Promise<Extraction> {
  let given = false;
  const next = async () => {
    const reader = given ? undefined : tapeOf(tape);
    given = true;
    return reader;
  };
  const extraction = await extractSet(next, { into, paths: [], overwrite: false, ...options });
  if (!('set' in extraction)) throw new Error('no such set');
  return extraction;
}

const tree = async (at = into, prefix = ''): Promise<Record<string, string>> => {
  const found: Record<string, string> = {};
  for (const entry of await readdir(at, { withFileTypes: true })) {
    const path = join(prefix, entry.name);
    if (entry.isDirectory()) Object.assign(found, await tree(join(at, entry.name), path));
    else if (entry.isFile()) found[path] = await readFile(join(at, entry.name), 'utf8');
    else found[path] = 'a link';
  }
  return found;
};

const twoFolders: Objects = [
  folder(1, '\0'),
  file(1, 1, 'top', '0'),
  folder(2, 'a\0'),
  file(2, 2, 'one', '1'),
  folder(3, 'a\0b\0'),
  file(3, 3, 'two', '22'),
  folder(4, 'empty\0'),
];

test('a set is there as it was, with its moments', async () => {
  const extraction = await extract(tapeOfSets(twoFolders));
  expect(extraction).toMatchObject({ files: 3, folders: 3, bytes: 4, leftOut: [], notFound: [], nextSet: undefined, problems: [] });
  expect(await tree()).toEqual({ top: '0', 'a/one': '1', 'a/b/two': '22' });
  for (const path of ['top', 'a', 'a/b', 'a/b/two', 'empty']) expect((await stat(join(into, path))).mtime, path).toEqual(DATED);
});

test('what is wanted is found in whatever case, and no more than that', async () => {
  const { notFound } = await extract(tapeOfSets(twoFolders), { paths: [['A', 'B'], ['TOP'], ['elsewhere']] });
  expect(await tree()).toEqual({ top: '0', 'a/b/two': '22' });
  expect(notFound).toEqual(['elsewhere']);
});

test('what is wanted may be called by its volume too', async () => {
  const volumes = tapeOfSets([...twoFolders, volume, folder(5, '\0'), file(4, 5, 'f', 'D')]);
  expect((await extract(volumes, { paths: [['c:', 'A', 'b']] })).notFound).toEqual([]);
  expect(await tree()).toEqual({ 'a/b/two': '22' });
  expect((await extract(volumes, { paths: [['volume-2']] })).notFound).toEqual([]);
  expect(await tree()).toEqual({ 'a/b/two': '22', 'volume-2/f': 'D' });
});

test('a file that nobody may write is one here', async () => {
  const fields = [[52, 4, 1 << 8]] as const;
  const readOnly = (address: number) => object(fileBlock(1, 'f', { address, size: 1, fields }), [stream('STAN', Buffer.from('1'))]);
  await extract(tapeOfSets([folder(1, '\0'), readOnly, file(2, 1, 'g', '2')]));
  const mayWrite = async (name: string) => ((await stat(join(into, name))).mode & 0o222) !== 0;
  expect([await mayWrite('f'), await mayWrite('g')]).toEqual([false, true]);
});

test('one set is extracted, and the next one is told', async () => {
  const tape = tapeOfSets([folder(1, '\0'), file(1, 1, 'f', 'first')], [folder(1, '\0'), file(1, 1, 'f', 'second')]);
  expect(await extract(tape)).toMatchObject({ set: { number: 1 }, nextSet: 2 });
  expect(await extract(tape, { set: 2, overwrite: true })).toMatchObject({ set: { number: 2 }, nextSet: undefined });
  expect(await tree()).toEqual({ f: 'second' });
  await expect(extract(tape, { set: 3 })).rejects.toThrow('no such set');
});

test('the files of a second volume do not get between those of the first', async () => {
  await extract(tapeOfSets([folder(1, '\0'), file(1, 1, 'f', 'C'), volume, folder(2, '\0'), file(2, 2, 'f', 'D')]));
  expect(await tree()).toEqual({ f: 'C', 'volume-2/f': 'D' });
});

describe('nothing is written outside of the folder', () => {
  test.each(['..', '../up', '..\\up', '/tmp/up', 'C:', 'C:\\up', 'file:stream', 'NUL', 'a/../../up', 'up.', 'x\u0007'])(
    'by a file that is called %j',
    async (name) => {
      const { leftOut } = await extract(tapeOfSets([folder(1, '\0'), file(1, 1, name, 'evil'), file(2, 1, 'good', 'good')]));
      expect(leftOut).toEqual([expect.objectContaining({ why: expect.stringContaining('its name ') })]);
      expect(await tree()).toEqual({ good: 'good' });
      expect(await readdir(root)).toEqual(['into']);
    },
  );

  test.each(['..\0up\0', 'a\0..\0..\0up\0', '/up\0', 'C:\0up\0', '..\\up\0', 'con\0'])('by a folder that is called %j', async (path) => {
    const { leftOut } = await extract(tapeOfSets([folder(1, path), file(1, 1, 'f', 'evil')]));
    expect(leftOut.length).toBe(2);
    expect(Object.keys(await tree())).toEqual([]);
    expect(await readdir(root)).toEqual(['into']);
  });

  test('through a link in its place', async () => {
    await mkdir(join(root, 'elsewhere'));
    await writeFile(join(root, 'elsewhere', 'precious'), 'mine');
    await mkdir(into);
    await symlink(join(root, 'elsewhere'), join(into, 'a'));
    await symlink(join(root, 'elsewhere', 'precious'), join(into, 'top'));
    await symlink(join(root, 'elsewhere', 'new'), join(into, 'dangling'));
    const { leftOut } = await extract(tapeOfSets([...twoFolders, folder(9, '\0'), file(9, 9, 'dangling', 'x')]), { overwrite: true });
    expect(leftOut.map(({ path, why }) => `${path}: ${why}`)).toEqual([
      'top: something that is no file is in its way',
      `a: a link is in its way, ${join(into, 'a')}`,
      `a/one: a link is in its way, ${join(into, 'a')}`,
      `a/b: a link is in its way, ${join(into, 'a')}`,
      `a/b/two: a link is in its way, ${join(into, 'a')}`,
      'dangling: something that is no file is in its way',
    ]);
    expect(await tree(join(root, 'elsewhere'))).toEqual({ precious: 'mine' });
  });

  test('when the folder itself is reached by a link, which is what was asked for', async () => {
    await mkdir(join(root, 'real'));
    await symlink(join(root, 'real'), into);
    await extract(tapeOfSets(twoFolders));
    expect(await tree(join(root, 'real'))).toEqual({ top: '0', 'a/one': '1', 'a/b/two': '22' });
  });
});

describe('what is there already', () => {
  test('stays, unless it is to be replaced', async () => {
    await mkdir(into);
    await writeFile(join(into, 'top'), 'mine');
    expect((await extract(tapeOfSets(twoFolders))).leftOut).toEqual([{ path: 'top', why: 'it is there already' }]);
    expect(await tree()).toMatchObject({ top: 'mine' });
    await rm(into, { recursive: true });
    await mkdir(into);
    await writeFile(join(into, 'top'), 'mine');
    expect((await extract(tapeOfSets(twoFolders), { overwrite: true })).leftOut).toEqual([]);
    expect(await tree()).toEqual({ top: '0', 'a/one': '1', 'a/b/two': '22' });
  });

  test('may be what an extraction that was broken off has left', async () => {
    await mkdir(into);
    for (const name of ['top', '.tapelab-0.part']) await writeFile(join(into, name), 'left');
    expect((await extract(tapeOfSets(twoFolders), { overwrite: true, paths: [['top']] })).leftOut).toEqual([]);
    expect(await tree()).toEqual({ top: '0', '.tapelab-0.part': 'left' });
  });

  test('stays when what should replace it is not whole', async () => {
    await mkdir(into);
    await writeFile(join(into, 'f'), 'mine');
    const damaged = tapeOfSets([folder(1, '\0'), file(1, 1, 'f', 'x'.repeat(5000)), file(2, 1, 'g', 'g')]).map((each, index) =>
      index === 3 ? { unreadable: 2048 } : each,
    );
    const { leftOut, problems } = await extract(damaged, { overwrite: true });
    expect(leftOut.map(({ path }) => path)).toEqual(['f']);
    expect(problems.map(({ code }) => code)).toEqual(['unreadable-block']);
    expect(await tree()).toEqual({ f: 'mine', g: 'g' });
  });

  test('is not replaced by another of the same set', async () => {
    const { leftOut } = await extract(tapeOfSets([folder(1, '\0'), file(1, 1, 'f', 'one'), file(2, 1, 'f', 'two')]), { overwrite: true });
    expect(leftOut).toEqual([{ path: 'f', why: 'the set has it twice, or this disk does not tell its name from that of another' }]);
    expect(await tree()).toEqual({ f: 'one' });
  });

  test('as a file where a folder should be', async () => {
    await mkdir(into);
    await writeFile(join(into, 'a'), 'a file');
    const { leftOut } = await extract(tapeOfSets(twoFolders));
    expect(leftOut.map(({ path }) => path)).toEqual(['a', 'a/one', 'a/b', 'a/b/two']);
    expect(await tree()).toEqual({ top: '0', a: 'a file' });
  });
});

test('a file that is not whole is not there', async () => {
  const damaged = tapeOfSets([folder(1, '\0'), file(1, 1, 'f', 'x'.repeat(5000)), file(2, 1, 'g', 'g')]).map((each, index) =>
    index === 3 ? { unreadable: 2048 } : each,
  );
  expect((await extract(damaged)).leftOut).toMatchObject([{ path: 'f', why: expect.stringContaining('cannot be read') }]);
  expect(await tree()).toEqual({ g: 'g' });
});

test('a folder into which nothing can be written is a sentence', async () => {
  await writeFile(join(root, 'file'), '');
  await expect(extract(tapeOfSets(twoFolders), { into: join(root, 'file') })).rejects.toMatchObject({
    name: 'UserError',
    code: 'folder-not-writable',
  });
});
