import { mkdtemp, readFile, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, expect, test } from 'vitest';
import { Home } from '../../../src/home.ts';
import { answerOf, problemOf, type Said, tapelab } from './command-line.ts';

let folder: string;
let home: string;
const onHome = (...words: string[]): Promise<Said> => tapelab(...words, '--home', home);

beforeEach(async () => {
  folder = await mkdtemp(join(tmpdir(), 'tapelab-label-'));
  home = join(folder, 'home');
  await onHome('cartridge', 'create', 'LAB001L8');
});
afterEach(() => rm(folder, { recursive: true }));

test('another barcode, and a label that no scanner reads', async () => {
  expect((await onHome('cartridge', 'label', 'LAB001L8', 'LAB009L8')).stdout).toBe(
    'Cartridge LAB001L8 is LAB009L8 now. It bears a label that can be read.\n',
  );
  expect((await onHome('cartridge', 'label', 'LAB009L8', '--unreadable')).stdout).toBe(
    'Cartridge LAB009L8 bears a label that no scanner can read.\n',
  );
  expect((await onHome('cartridge', 'show', 'LAB009L8')).stdout).toMatch(/^Label: +a label that no scanner can read$/m);
  expect((await onHome('cartridge', 'list')).stdout).toMatch(/^LAB009L8 .* blank, unreadable label$/m);
  expect(answerOf(await onHome('cartridge', 'label', 'LAB009L8', 'LAB001L8', '--none', '--json'))).toMatchObject({
    barcode: 'LAB001L8',
    label: 'none',
  });
  expect((await onHome('cartridge', 'list')).stdout).toMatch(/^LAB001L8 .* blank, no label$/m);
  expect((await onHome('cartridge', 'label', 'LAB001L8', '--readable')).stdout).toBe(
    'Cartridge LAB001L8 bears a label that can be read.\n',
  );
  expect(await readFile(join(home, 'cartridges/LAB001L8/cartridge.json'), 'utf8')).not.toMatch(/label|LAB009L8/i);
});

test.each([
  [['LAB001L8'], 'usage', 2],
  [['LAB001L8', '--unreadable', '--none'], 'usage', 2],
  [['LAB001L8', 'LAB001L8'], 'barcode-taken', 1],
  [['LAB001L8', 'lab002l8'], 'barcode-invalid', 2],
  [['LAB009L8', '--none'], 'barcode-unknown', 1],
])('cartridge label %j is refused', async (words, code, exitCode) => {
  const said = await onHome('cartridge', 'label', ...words, '--json');
  expect(problemOf(said)).toMatchObject({ code });
  expect(said.code).toBe(exitCode);
});

test('nobody labels what is in a library', async () => {
  const own = await Home.open(home, { program: 'test', create: false });
  await own.inventory.change([['LAB001L8', { place: { library: 'library', element: 'storage', number: 1 } }]], ['library']);
  await own.close();
  const said = await onHome('cartridge', 'label', 'LAB001L8', 'LAB002L8');
  expect(said.stderr).toBe(
    'tapelab: LAB001L8 is in library slot 1.\n' +
      "Hint: 'tapelab move LAB001L8 mailslot:1', then 'tapelab library mailslot take LAB001L8' takes it out.\n",
  );
  expect(said.code).toBe(1);
});
