import { describe, expect, it } from 'vitest';
import { type ChunkHeader, decodeHeader, encodeHeader } from '../../../src/cartridge/awstape.ts';
import { hex } from './tape.ts';

const plain: ChunkHeader = {
  length: 0,
  previousLength: 0,
  isTapeMark: false,
  beginsBlock: false,
  endsBlock: false,
  compression: 'none',
  unknownFlagAt: undefined,
};

describe('the header of a chunk', () => {
  it.each<[string, string, Partial<ChunkHeader>]>([
    ['a block of 80 bytes behind one of 4096', '5000 0010 a0 00', { length: 80, previousLength: 4096, beginsBlock: true, endsBlock: true }],
    ['a tape mark', '0000 ffff 40 00', { previousLength: 65_535, isTapeMark: true }],
    ['the beginning of a long block', 'ffff 0000 80 00', { length: 65_535, beginsBlock: true }],
    ['the same as Bus-Tech has it', 'ffff 0000 90 00', { length: 65_535, beginsBlock: true }],
    ['its middle', '0100 ffff 00 00', { length: 1, previousLength: 65_535 }],
    ['its end', '0100 0100 20 00', { length: 1, previousLength: 1, endsBlock: true }],
    ['zlib', '0100 0000 a1 00', { length: 1, beginsBlock: true, endsBlock: true, compression: 'zlib' }],
    ['zlib as Bus-Tech says it', '0100 0000 a0 80', { length: 1, beginsBlock: true, endsBlock: true, compression: 'zlib' }],
    ['bzip2', '0100 0000 a2 00', { length: 1, beginsBlock: true, endsBlock: true, compression: 'bzip2' }],
    ['both', '0100 0000 a3 00', { length: 1, beginsBlock: true, endsBlock: true, compression: 'contradictory' }],
    ['twice', '0100 0000 a1 80', { length: 1, beginsBlock: true, endsBlock: true, compression: 'contradictory' }],
    ['an unknown flag', '0100 0000 a8 00', { length: 1, beginsBlock: true, endsBlock: true, unknownFlagAt: 4 }],
    ['an unknown flag in the last byte', '0100 0000 a0 01', { length: 1, beginsBlock: true, endsBlock: true, unknownFlagAt: 5 }],
  ])('tells %s', (_, bytes, expected) => {
    expect(decodeHeader(hex(`ff${bytes}`), 1)).toEqual({ ...plain, ...expected });
  });

  it('is written as it is read', () => {
    const written = (chunk: Partial<Parameters<typeof encodeHeader>[0]>): string =>
      Buffer.from(
        encodeHeader({ length: 0, previousLength: 0, beginsBlock: false, endsBlock: false, compressed: false, ...chunk }),
      ).toString('hex');
    expect(written({ length: 80, previousLength: 4096, beginsBlock: true, endsBlock: true })).toBe('50000010a000');
    expect(written({ previousLength: 65_535, beginsBlock: true, endsBlock: true })).toBe('0000ffff4000');
    expect(written({ length: 65_535, beginsBlock: true, compressed: true })).toBe('ffff00008100');
    expect(written({ length: 1, previousLength: 65_535, endsBlock: true })).toBe('0100ffff2000');
    expect(written({ length: 258, previousLength: 772 })).toBe('020104030000');
  });
});
