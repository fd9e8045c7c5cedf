import { mkdtemp, readdir, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, expect, test } from 'vitest';
import { decodeAws, encodeAws } from '../cartridge/awstape-bytes.ts';
import { answerOf, problemOf, type Said, tapelab } from './command-line.ts';

let folder: string;
const onHome = (...words: string[]): Promise<Said> => tapelab(...words, '--home', join(folder, 'home'));
const path = (name: string): string => join(folder, name);

beforeEach(async () => {
  folder = await mkdtemp(join(tmpdir(), 'tapelab-images-'));
});
afterEach(() => rm(folder, { recursive: true }));

const objects = ['VOL1LAB007', '|', 'a'.repeat(70_000), 'b'.repeat(100), '|', '|'];

test('an AWSTAPE image comes in, and goes out as HET and as .tap', async () => {
  await writeFile(path('lab007l8.aws'), encodeAws(objects));
  expect((await onHome('cartridge', 'import', path('lab007l8.aws'))).stdout).toMatch(
    /^Cartridge LAB007L8 is made of the AWSTAPE image .*lab007l8\.aws: 3 blocks and 3 filemarks\.\n/,
  );
  expect((await onHome('cartridge', 'export', 'LAB007L8', path('copy.het'))).stdout).toMatch(
    /^Cartridge LAB007L8 is copied to .*copy\.het, \d+B\.\n$/,
  );
  expect(decodeAws(await readFile(path('copy.het')))).toMatchObject({ objects, compressed: 2 });
  expect((await onHome('cartridge', 'import', path('copy.het'), '--barcode', 'LAB008L8')).stdout).toMatch(/ of the HET image /);
  expect(answerOf(await onHome('cartridge', 'export', 'LAB008L8', path('copy'), '--format', 'aws', '--json'))).toEqual({
    barcode: 'LAB008L8',
    file: path('copy'),
    bytes: encodeAws(objects).length,
    format: 'aws',
  });
  expect(await readFile(path('copy'))).toEqual(await readFile(path('lab007l8.aws')));
  for (const barcode of ['LAB007L8', 'LAB008L8']) await onHome('cartridge', 'export', barcode, path(`${barcode}.tap`));
  expect(await readFile(path('LAB007L8.tap'))).toEqual(await readFile(path('LAB008L8.tap')));
  // What it is, its content says.
  await writeFile(path('lying.tap'), encodeAws(objects));
  expect(answerOf(await onHome('cartridge', 'import', path('lying.tap'), '--barcode', 'LAB009L8', '--json'))).toMatchObject({
    barcode: 'LAB009L8',
    image: 'aws',
  });
});

test('what cannot be read or written so is refused, and leaves nothing', async () => {
  await writeFile(path('LAB007L8.aws'), encodeAws(objects));
  await onHome('cartridge', 'import', path('LAB007L8.aws'));
  await onHome('cartridge', 'create', 'LAB002L8', '--partitions', '2');
  await writeFile(path('bzip2.het'), Buffer.from('01000000a20061', 'hex'));
  const before = await readdir(folder);
  for (const [words, code, exitCode] of [
    [['import', path('bzip2.het'), '--barcode', 'LAB001L8'], 'compression-unsupported', 1],
    [['import', path('LAB007L8.aws'), '--barcode', 'LAB001L8', '--format', 'tap'], 'tap-invalid', 1],
    [['import', path('LAB007L8.aws'), '--barcode', 'LAB001L8', '--format', 'iso'], 'usage', 2],
    [['import', path('LAB007L8.aws'), '--barcode', 'LAB001L8', '--capacity', '1KiB', '--early-warning', '1B'], 'capacity-too-small', 1],
    [['export', 'LAB002L8', path('x.aws')], 'partition-missing', 2],
    [['export', 'LAB007L8', path('LAB007L8.aws')], 'file-exists', 1],
    [['export', 'LAB007L8', path('x'), '--format', 'zip'], 'usage', 2],
  ] as const) {
    const said = await onHome('cartridge', ...words, '--json');
    expect(problemOf(said)).toMatchObject({ code });
    expect(said.code).toBe(exitCode);
  }
  expect(await readdir(folder)).toEqual(before);
  expect(await readdir(join(folder, 'home/cartridges'))).toEqual(['LAB002L8', 'LAB007L8']);
});
