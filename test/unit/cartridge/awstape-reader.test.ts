import { deflateSync } from 'node:zlib';
import { describe, expect, it } from 'vitest';
import { type ImageObject, readAwstape } from '../../../src/cartridge/awstape-reader.ts';
import type { StoreFile } from '../../../src/cartridge/store.ts';
import { encodeAws } from './awstape-bytes.ts';
import { hex } from './tape.ts';

/** A file of which it is known what was read. */
const fileOf = (content: Uint8Array, reads: number[] = []): StoreFile =>
  ({
    size: async () => content.length,
    read: async (target: Uint8Array, position: number) => {
      reads.push(target.length);
      const bytes = content.subarray(position, position + target.length);
      target.set(bytes);
      return bytes.length;
    },
  }) as Partial<StoreFile> as StoreFile;

const inWords = (object: ImageObject): string => (object.kind === 'filemark' ? '|' : Buffer.concat(object.data.pieces).toString('latin1'));

/** What was read, and last what stopped it. */
async function read(file: StoreFile): Promise<string[]> {
  const found: string[] = [];
  try {
    for await (const objects of readAwstape(file)) found.push(...objects.map(inWords));
  } catch (error) {
    const { offset, message } = error as { offset: number; message: string };
    found.push(`! ${offset}: ${message}`);
  }
  return found;
}

describe('an AWSTAPE image', () => {
  it.each([
    ['nothing', '', []],
    ['blocks and tape marks', '0300 0000 a000 616263 0000 0300 4000 0000 0000 4000', ['abc', '|', '|']],
    ['a block of several chunks', '0200 0000 8000 6162 0100 0200 0000 63 0200 0100 2000 6465', ['abcde']],
    ['several images, one behind the other', '0100 0000 a000 61 0100 0000 a000 62', ['a', 'b']],
  ])('of %s is read', async (_, bytes, expected) => {
    expect(await read(fileOf(hex(bytes)))).toEqual(expected);
  });

  it('of compressed blocks is read, whoever says so', async () => {
    const content = 'ab'.repeat(50);
    const packed = deflateSync(content);
    for (const flags of ['a1 00', 'a0 80'])
      expect(await read(fileOf(hex(`${packed.length.toString(16).padStart(2, '0')}00 0000 ${flags} ${packed.toString('hex')}`)))).toEqual([
        content,
      ]);
  });

  it.each([
    ['a header cut off', '0100 0000 a000 61 0100', '! 7: 2 bytes at the end of the file, too few for the header of a chunk'],
    ['a chunk cut off', '0100 0000 a000 61 0300 0100 a000 6162', '! 7: a chunk of 3 bytes, and the file ends 8 bytes after its beginning'],
    ['a block without end', '0100 0000 a000 61 0100 0100 8000 61', '! 14: the file ends within a block'],
    ['another length before', '0100 0000 a000 61 0100 0200 a000 61', '! 9: the chunk before it is said to have 2 bytes, and has 1'],
    ['a block within a block', '0100 0000 a000 61 0100 0100 8000 61 0100 0100 a000 61', '! 18: a block begins within another one'],
    ['a tape mark within a block', '0100 0000 a000 61 0100 0100 8000 61 0000 0100 4000', '! 18: a tape mark within a block'],
    ['a tape mark with data', '0100 0000 a000 61 0100 0100 4000 61', '! 7: a tape mark of 1 byte'],
    ['a chunk of no block', '0100 0000 a000 61 0100 0100 2000 61', '! 11: a chunk that goes on with no block'],
    ['a chunk of nothing', '0100 0000 a000 61 0000 0100 a000', '! 7: a chunk without data'],
    ['an unknown flag', '0100 0000 a000 61 0100 0100 a400 61', '! 11: a flag that the format does not have'],
    ['another unknown flag', '0100 0000 a000 61 0100 0100 a040 61', '! 12: a flag that the format does not have'],
    ['two compressions', '0100 0000 a000 61 0100 0100 a180 61', '! 11: a chunk that is compressed in two ways'],
    [
      'compression half way',
      '0100 0000 a000 61 0100 0100 8000 61 0100 0100 2100 61',
      '! 18: a chunk that is compressed in another way than the one before it',
    ],
    ['bzip2', '0100 0000 a000 61 0100 0100 a200 61', '! 11: a block that is compressed with bzip2, which nobody here unpacks'],
    ['no zlib', '0100 0000 a000 61 0300 0100 a100 616263', '! 7: a compressed block that does not unpack (incorrect header check)'],
    ['zlib of nothing', `0100 0000 a000 61 0800 0100 a100 ${deflateSync('').toString('hex')}`, '! 7: a compressed block without data'],
  ])('is refused where it has %s, behind what is whole', async (_, bytes, fault) => {
    expect(await read(fileOf(hex(bytes)))).toEqual(['a', fault]);
  });

  it('is refused where a block is longer than any tape holds, packed or not', async () => {
    const most = 'x'.repeat(0xff_ffff);
    const lengthOf = async (content: string, compress: boolean) =>
      (await read(fileOf(encodeAws([content], { compress })))).map((text) => (text.length > 100 ? text.length : text));
    expect(await lengthOf(most, false)).toEqual([0xff_ffff]);
    expect(await lengthOf(most, true)).toEqual([0xff_ffff]);
    // The 257th chunk is the one too many.
    expect(await lengthOf(`${most}x`, false)).toEqual([`! ${256 * 65_541}: a block of more than 16777215 bytes`]);
    expect(await lengthOf(`${most}x`, true)).toEqual(['! 0: a block of more than 16777215 bytes']);
  });

  it('is read some at a time, however long it is', async () => {
    const reads: number[] = [];
    const objects = Array.from({ length: 100 }, (_, number) => String(number).padStart(60_000, '.'));
    expect((await read(fileOf(encodeAws(objects), reads))).join('')).toBe(objects.join(''));
    expect(Math.max(...reads)).toBe(1024 * 1024);
    expect(reads.length).toBeLessThan(10);
  });

  it('is refused where something is said to stand before its beginning', async () => {
    expect(await read(fileOf(hex('0100 0500 a000 61')))).toEqual(['! 2: the chunk before it is said to have 5 bytes, and has 0']);
  });

  it('that becomes shorter meanwhile is refused', async () => {
    const file = fileOf(hex('0100 0000 a000 61'));
    expect(await read({ ...file, size: async () => 20 })).toEqual(['! 7: the file has become shorter while it was read']);
  });
});
