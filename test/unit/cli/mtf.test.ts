import { mkdtemp, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, expect, test } from 'vitest';
import { simpleTape } from '../mtf/handmade-tape.ts';
import { file, folder as folderEntry, pattern, type Recorded } from '../mtf/memory-tape.ts';
import { TapeRow, writeTo } from '../mtf/round-trip.ts';
import { answerOf, problemOf, tapelab } from './command-line.ts';

let folder: string;
let home: string;
beforeEach(async () => {
  folder = await mkdtemp(join(tmpdir(), 'tapelab-mtf-'));
  home = join(folder, 'home');
});
afterEach(() => rm(folder, { recursive: true, force: true }));

const word = (value: number): Buffer => {
  const bytes = Buffer.alloc(4);
  bytes.writeUInt32LE(value);
  return bytes;
};

/** A SIMH tape image. */
async function image(name: string, recorded: readonly (Recorded | { readonly unreadable: number })[]): Promise<string> {
  const pieces = recorded.map((object) =>
    object instanceof Uint8Array ? Buffer.concat([word(object.length), object, word(object.length)]) : word(0),
  );
  const path = join(folder, name);
  await writeFile(path, Buffer.concat(pieces));
  return path;
}

const entries = () => [
  folderEntry(),
  file(['letter.txt'], [Buffer.from('Dear Sir')]),
  folderEntry('data'),
  file(['data', 'big.bin'], [pattern(60_000, 7)]),
];

/** A backup on two tapes. */
async function twoTapes(): Promise<[string, string]> {
  const row = new TapeRow((tape) => ({ blockBytes: 16_384, ...(tape === 0 && { earlyWarningBlock: 4 }) }));
  await writeTo(row, entries());
  return [await image('one.tap', row.tapes[0]!.recorded), await image('two.tap', row.tapes[1]!.recorded)];
}

test('a list tells of media, sets, folders and files', async () => {
  const tape = await image('a.tap', simpleTape({ 'one.txt': 'hello', 'two.txt': 'x'.repeat(2048) }));
  expect(await tapelab('mtf', 'list', tape)).toEqual({
    code: 0,
    stderr: '',
    stdout: [
      `${tape} is medium 1 of the family 0000CAFEh, 'Media created by hand', written by By hand.`,
      '  MTF Media Label|1.0|Nobody',
      "Set 1 'Set 1', normal, of C: of SERVER, by LAB\\operator, on 2005-03-05 05:33:30: 1 folder, 2 files, 2053B.",
      'SIZE  MODIFIED             ATTRIBUTES  NAME',
      '-     2005-03-05 05:33:30  -           docs/',
      '5B    2005-03-05 05:33:30  A           docs/one.txt',
      '2KiB  2005-03-05 05:33:30  A           docs/two.txt',
      '',
    ].join('\n'),
  });
  expect(answerOf(await tapelab('mtf', 'list', tape, '--json'))).toMatchObject({
    media: [{ cartridge: tape, mediaFamilyId: 0xcafe, sequenceNumber: 1 }],
    sets: [{ files: 2, outcome: 'complete', entries: [{ path: 'docs', kind: 'folder' }, { path: 'docs/one.txt', bytes: 5 }, {}] }],
    problems: [],
  });
});

test('a backup on two tapes is verified and extracted, from images and from cartridges alike', async () => {
  const images = await twoTapes();
  expect((await tapelab('mtf', 'verify', ...images)).stdout).toContain('The backup is sound: 1 set on 2 tapes, as its set map has it.');
  for (const [index, barcode] of ['LAB001L4', 'LAB002L4'].entries())
    expect((await tapelab('cartridge', 'import', images[index]!, '--barcode', barcode, '--home', home)).code).toBe(0);
  await tapelab('cartridge', 'export', 'LAB002L4', join(folder, 'two.het'), '--home', home);
  for (const [row, tapes] of [images, ['LAB001L4', 'LAB002L4'], ['LAB001L4', join(folder, 'two.het')]].entries()) {
    const into = join(folder, `out-${row}`);
    const said = await tapelab('mtf', 'extract', ...tapes, '--into', into, '--home', home);
    expect(said).toMatchObject({ code: 0, stderr: '', stdout: expect.stringContaining('2 files, 1 folder, ') });
    expect(Buffer.compare(await readFile(join(into, 'data', 'big.bin')), pattern(60_000, 7))).toBe(0);
    expect(await readFile(join(into, 'letter.txt'), 'utf8')).toBe('Dear Sir');
  }
});

test('only what is named is extracted', async () => {
  const images = await twoTapes();
  const into = join(folder, 'out');
  const said = await tapelab('mtf', 'extract', ...images, '--into', into, '--path', 'LETTER.TXT', '--path', 'none\\such');
  expect(said).toMatchObject({ code: 1, stderr: expect.stringContaining('1 wanted object could not be extracted.') });
  expect(said.stdout).toContain('The set has no none/such.');
  expect(await readFile(join(into, 'letter.txt'), 'utf8')).toBe('Dear Sir');
});

test('tapes that are missing, in another order, or of no use are told', async () => {
  const [one, two] = await twoTapes();
  const missing = await tapelab('mtf', 'verify', one);
  expect(missing).toMatchObject({ code: 1, stderr: expect.stringContaining('medium 2 of the family is missing') });
  expect(missing.stderr).toContain('Hint: name all tapes of the family, in their order.');
  expect(missing.stdout).toContain('set 1 has no end');
  const reversed = await tapelab('mtf', 'list', two, one);
  expect(reversed).toMatchObject({
    code: 1,
    stderr: expect.stringContaining('it is number 2 of its family, and what was before it is not here'),
  });
  const other = await image('other.tap', simpleTape({ a: 'a' }));
  expect(await tapelab('mtf', 'verify', one, other, two)).toMatchObject({
    code: 1,
    stdout: expect.stringContaining(`${other}, object 0: it is of another media family.`),
  });
  expect(problemOf(await tapelab('mtf', 'verify', one, two, other, '--json'))).toMatchObject({
    code: 'mtf-not-read',
    message: expect.stringContaining(`${other} was not read`),
  });
});

test('a tape that has been labelled, and nothing else, has no set', async () => {
  const tape = await image('a.tap', simpleTape({ a: 'a' }).slice(0, 2));
  expect(await tapelab('mtf', 'extract', tape, '--into', join(folder, 'out'))).toMatchObject({
    code: 1,
    stderr: `tapelab: There is no set on ${tape}.\nHint: nothing has been backed up to it yet.\n`,
  });
});

test('a cartridge that is no such tape, or none at all, is a sentence', async () => {
  const blank = await image('blank.tap', []);
  const tar = await image('tar.tap', [Buffer.from('ustar'.repeat(1000)), 'filemark']);
  for (const [tape, why] of [
    [blank, 'nothing is recorded on it'],
    [tar, 'it does not begin with a TAPE block'],
  ])
    for (const words of [['list'], ['verify'], ['extract', '--into', join(folder, 'out')]]) {
      const [verb, ...options] = words;
      const said = await tapelab('mtf', verb!, tape!, ...options);
      expect(said).toMatchObject({ code: 1, stdout: '' });
      expect(said.stderr).toMatch(new RegExp(`^tapelab: There is no backup in Microsoft Tape Format: .*: ${why}\\.\nHint: `));
    }
  await writeFile(join(folder, 'x.tap'), 'no tape image');
  expect(problemOf(await tapelab('mtf', 'list', join(folder, 'x.tap'), '--json'))).toMatchObject({ code: 'tap-invalid' });
  expect(problemOf(await tapelab('mtf', 'list', join(folder, 'missing.tap'), '--json'))).toMatchObject({ code: 'file-not-found' });
  expect(problemOf(await tapelab('mtf', 'list', 'LAB009L4', '--home', home, '--json'))).toMatchObject({ code: 'barcode-unknown' });
});

test('a set that is not there is told with those that are', async () => {
  const tape = await image('a.tap', simpleTape({ a: 'a' }));
  expect(problemOf(await tapelab('mtf', 'extract', tape, '--into', join(folder, 'out'), '--set', '2', '--json'))).toMatchObject({
    code: 'mtf-set-unknown',
    hint: 'there is set 1.',
  });
  expect(await tapelab('mtf', 'extract', tape, '--into', join(folder, 'out'), '--set', 'two')).toMatchObject({ code: 2 });
  expect(await tapelab('mtf', 'extract', tape)).toMatchObject({ code: 2 });
});

test('damage is told with its place, and what is sound is had all the same', async () => {
  const recorded = simpleTape({ a: 'x'.repeat(5000), b: 'b' });
  const spoilt = Buffer.from(recorded[2] as Uint8Array);
  spoilt[3 * 512 + 10]! ^= 1;
  const tape = await image(
    'a.tap',
    recorded.map((object, index) => (index === 2 ? spoilt : object)),
  );
  const said = await tapelab('mtf', 'extract', tape, '--into', join(folder, 'out'));
  expect(said.code).toBe(1);
  expect(said.stdout).toContain(`${tape}, object 2: no descriptor block stands here; `);
  expect(await readFile(join(folder, 'out', 'docs', 'b'), 'utf8')).toBe('b');
});

test('names of files are no orders to a terminal', async () => {
  const tape = await image('a.tap', simpleTape({ 'a\u001b[2Jb': 'x' }));
  expect((await tapelab('mtf', 'list', tape)).stdout).toContain('docs/a\ufffd[2Jb');
});

test('a folder is no tape', async () => {
  const said = await tapelab('mtf', 'list', folder, '--json');
  expect(said).toMatchObject({ code: 1, stdout: '' });
  expect(problemOf(said)).toMatchObject({ code: 'not-a-tape-image', message: `${folder} is a folder.` });
});
