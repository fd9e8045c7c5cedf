import { deflateSync } from 'node:zlib';
import { beforeEach, expect, test } from 'vitest';
import { MemoryContent, MemoryStore } from '../../../src/cartridge/memory-store.ts';
import { formatNamed, openTapeImage } from '../../../src/cartridge/tape-image.ts';
import type { ImageFormat } from '../../../src/cartridge/walked-image.ts';
import { encodeAws } from './awstape-bytes.ts';
import { hex, text } from './tape.ts';

const tap = hex('03000000 616263 00 03000000 00000000');
const aws = encodeAws(['abc', '|']);
const het = encodeAws(['a'.repeat(100), '|'], { compress: true });

let store: MemoryStore;
beforeEach(async () => {
  store = new MemoryStore();
  await store.makeFolder('/');
});
const open = (name: string, content: Uint8Array, format?: ImageFormat) => {
  store.files.set(name, MemoryContent.of(content));
  return openTapeImage(store, name, { checksums: true, format });
};

test('the ending of a name tells what it is meant to be', () => {
  expect(['a.tap', 'b.TAP', 'c.aws', 'd.Het', 'e.tar', 'tap', '/het.d/x'].map(formatNamed)).toEqual([
    'tap',
    'tap',
    'aws',
    'het',
    undefined,
    undefined,
    undefined,
  ]);
});

test('what a file is, its content says and not its name', async () => {
  for (const name of ['/x.tap', '/x.aws', '/x.het', '/x.img', '/x'])
    for (const [content, format] of [
      [tap, 'tap'],
      [aws, 'aws'],
      [het, 'het'],
    ] as const) {
      const image = await open(name, content);
      expect([image.format, image.index.count, image.index.filemarksBefore(2)]).toEqual([format, 2, 1]);
      await image.close();
    }
});

test('a file with nothing in it is a blank tape', async () => {
  for (const name of ['/x.tap', '/x.aws', '/x']) expect((await open(name, hex(''))).index.count).toBe(0);
});

test('a named format is the only one', async () => {
  expect((await open('/x.tap', het, 'aws')).format).toBe('het');
  await expect(open('/x.tap', aws, 'tap')).rejects.toMatchObject({ code: 'tap-invalid' });
  await expect(open('/x.aws', tap, 'aws')).rejects.toMatchObject({ code: 'aws-invalid' });
});

test.each([
  ['/x.tap', text('hello world'), 'tap-invalid', /^\/x\.tap:0: /],
  ['/x.aws', text('hello world'), 'aws-invalid', /^\/x\.aws:2: /],
  ['/x', text('hello world'), 'tap-invalid', /^\/x:0: /],
  // Whoever gets further knows what it is.
  ['/x.tap', aws.subarray(0, 12), 'aws-invalid', /^\/x\.tap:9: 3 bytes at the end of the file/],
  ['/x.aws', tap.subarray(0, 14), 'tap-invalid', /^\/x\.aws:12: /],
  // But zeros are marks to anybody.
  ['/x.aws', hex('00000000 4000 00'), 'aws-invalid', /^\/x\.aws:6: /],
  ['/x.tap', hex('0100 0000 a200 61'), 'compression-unsupported', /^\/x\.tap:4: a block that is compressed with bzip2/],
])('what is none is refused with the byte that is wrong (%s, %j)', async (name, content, code, message) => {
  await expect(open(name, content)).rejects.toMatchObject({ name: 'UserError', code, message: expect.stringMatching(message) });
});

test('the hint tells how much is whole, or what to do', async () => {
  await expect(open('/x.aws', encodeAws(['abc', '|', 'd']).subarray(0, 17))).rejects.toMatchObject({
    message: '/x.aws:15: 2 bytes at the end of the file, too few for the header of a chunk.',
    hint: 'the file is no AWSTAPE image from there on; 2 objects before it are whole.',
  });
  await expect(open('/x.het', hex('0100 0000 a200 61'))).rejects.toMatchObject({
    hint: 'write the image anew with zlib, or without compression.',
  });
  await expect(openTapeImage(store, '/none', { checksums: true })).rejects.toMatchObject({ code: 'file-not-found' });
});

test('an image that has changed between walking and copying is refused like any other', async () => {
  const image = await open('/x.het', het);
  const bytes = store.files.get('/x.het')!.bytes;
  bytes[8]! ^= 0xff;
  const copy = await store.openFile('/copy', 'create');
  await expect(image.fill(copy)).rejects.toMatchObject({
    name: 'UserError',
    code: 'aws-invalid',
    message: expect.stringMatching(/^\/x\.het:0: /),
  });
});

test('compressed blocks are as long as they were before', async () => {
  const packed = deflateSync('a'.repeat(1000));
  const { index } = await open('/x', hex(`${packed.length.toString(16).padStart(2, '0')}00 0000 a080 ${packed.toString('hex')}`));
  expect(index.footprintBefore(1)).toBe(1000);
});
