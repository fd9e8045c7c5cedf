/** The structures of Microsoft Tape Format byte by byte, at the offsets that MTF 1.00a gives them. */
import { describe, expect, it } from 'vitest';
import { BlockType, decodeBlockHeader, encodeDescriptorBlock } from '../../../src/mtf/descriptor-block.ts';
import { dateTime, LittleEndianLayout, wallTime, zoned } from '../../../src/mtf/little-endian.ts';
import { setMapEntry, volumeDetail } from '../../../src/mtf/media-based-catalog.ts';
import { endOfTapeMarker, mediumHeader } from '../../../src/mtf/media-family.ts';
import { endOfSetBlock, startOfSetBlock } from '../../../src/mtf/set-block.ts';
import { decodeStreamHeader, encodeStreamHeader, StreamChecksum } from '../../../src/mtf/stream-header.ts';
import { padding } from '../../../src/mtf/stream-pieces.ts';
import { tapeBlock } from '../../../src/mtf/tape-block.ts';
import { decodeText, encodeText, namesOf, StringType, tapePath } from '../../../src/mtf/text.ts';
import { corruptObjectBlock, directoryBlock, fileBlock, volumeBlock } from '../../../src/mtf/tree-block.ts';
import { someFamily } from './round-trip.ts';

const hex = (bytes: Uint8Array): string => Buffer.from(bytes).toString('hex');

describe('the structures of Microsoft Tape Format', () => {
  it('have the lengths that they have in the standard', () => {
    const lengths = [
      tapeBlock,
      startOfSetBlock,
      volumeBlock,
      directoryBlock,
      fileBlock,
      corruptObjectBlock,
      endOfSetBlock,
      setMapEntry,
      volumeDetail,
    ];
    expect(lengths.map(({ length }) => length)).toEqual([94, 98, 73, 84, 88, 74, 85, 91, 61]);
  });

  it('begin with a header whose checksum is the XOR of the words before it', () => {
    const block = encodeDescriptorBlock(
      fileBlock,
      {
        type: BlockType.file,
        attributes: 1,
        osId: 14,
        osVersion: 1,
        displayableSize: 0x1234n,
        formatLogicalAddress: 0x1_0000_0002n,
        controlBlockId: 7,
        directoryId: 3,
        fileId: 4,
      },
      { osSpecificData: Uint8Array.of(0x20, 0, 0, 0), texts: { name: 'a.b' } },
    );
    expect(hex(block.subarray(0, 52))).toBe(
      '46494c45' + // FILE
        '01000000' + // a continuation
        '6400' + // its first stream behind 100 bytes
        '0e01' +
        '3412000000000000' +
        '0200000001000000' +
        '0000000000000000' +
        '07000000' +
        '00000000' +
        '04005800' + // 4 bytes of Windows NT at 88
        '02' +
        '00' +
        '0f1f',
    );
    expect(hex(block.subarray(76))).toBe('03000000' + '04000000' + '06005c00' + '20000000' + '61002e006200' + '0000');
    let sum = 0;
    for (let at = 0; at < 52; at += 2) sum ^= block[at]! | (block[at + 1]! << 8);
    expect(sum).toBe(0);
    expect(decodeBlockHeader(block)).toMatchObject({ type: 'FILE', formatLogicalAddress: 0x1_0000_0002n });
    block[12]! ^= 1;
    expect(decodeBlockHeader(block)).toBeUndefined();
    expect(decodeBlockHeader(new Uint8Array(512))).toBeUndefined();
  });

  it('have a date in five bytes, year first', () => {
    const layout = new LittleEndianLayout({ date: dateTime(0) });
    const date = new Date(Date.UTC(2001, 11, 20, 9, 29, 16));
    // 2001 = 00011111010001b, 12 = 1100b, 20 = 10100b, 9 = 01001b, 29 = 011101b, 16 = 010000b
    expect(hex(layout.encode({ date }))).toBe('1f47289750');
    expect(layout.decode(layout.encode({ date })).date).toEqual(date);
    expect(layout.decode(new Uint8Array(5)).date).toBeUndefined();
    expect(layout.decode(Uint8Array.of(0xff, 0xff, 0xff, 0xff, 0xff)).date).toBeUndefined();
    // A year that has no room is no date, instead of another one.
    for (const year of [-1, 16_384]) expect(layout.encode({ date: new Date(Date.UTC(year, 5)) })).toEqual(new Uint8Array(layout.length));
    // Eastern time is twenty quarters of an hour behind.
    expect(wallTime(date, -20).getUTCHours()).toBe(4);
    expect(zoned(wallTime(date, -20), -20)).toEqual(date);
    expect(zoned(date, 127)).toEqual(date);
  });

  it('have streams with a header of 22 bytes', () => {
    const header = encodeStreamHeader({ id: 'STAN', mediaAttributes: 0x20, length: 0x1_0000_0001n });
    expect(hex(header)).toBe('5354414e' + '0000' + '2000' + '0100000001000000' + '0000' + '0000' + '321a');
    expect(decodeStreamHeader(header)).toMatchObject({ id: 'STAN', length: 0x1_0000_0001n });
    header[8]! ^= 4;
    expect(decodeStreamHeader(header)).toBeUndefined();
    expect(decodeStreamHeader(new Uint8Array(22))).toBeUndefined();
  });

  it('have a padding stream that ends at a boundary, however near that is', () => {
    for (let offset = 0; offset <= 1024; offset++) {
      const bytes = padding(offset, 512);
      expect((offset + bytes.length) % 512).toBe(0);
      expect(bytes.length).toBeLessThan(512 + 25);
      expect(decodeStreamHeader(bytes.subarray((4 - (offset % 4)) % 4))).toMatchObject({ id: 'SPAD' });
    }
  });

  it('have a checksum that does not depend on how the data come', () => {
    const data = Buffer.from('0102030411121314ff', 'hex');
    const whole = new StreamChecksum();
    whole.add(data);
    const pieces = new StreamChecksum();
    for (const byte of data) pieces.add(Uint8Array.of(byte));
    expect(hex(whole.bytes)).toBe('ef101010');
    expect(pieces.value).toBe(whole.value);
  });

  it('have strings of one encoding, and paths with a zero behind each name', () => {
    expect(decodeText(encodeText('Größe €'), StringType.unicode)).toBe('Größe €');
    expect(decodeText(Uint8Array.of(0x80, 0xe9, 0x41), StringType.ansi)).toBe('€éA');
    expect(decodeText(Uint8Array.of(0x41), StringType.none)).toBe('');
    expect(tapePath([])).toBe('\0');
    expect(tapePath(['apps', 'fred'])).toBe('apps\0fred\0');
    expect(namesOf('apps\0fred\0')).toEqual(['apps', 'fred']);
    expect(namesOf('\0')).toEqual([]);
  });

  it('begin and end a medium with one physical block', () => {
    const label = 'MTF Media Label|1.0|V|P|2001/12/20.09:29:16|C|1|{0}|';
    const header = mediumHeader(someFamily(), { name: 'Media', label }, 2);
    expect(header).toHaveLength(16_384);
    const view = Buffer.from(header);
    expect(view.toString('latin1', 0, 4)).toBe('TAPE');
    expect(view.readUInt32LE(4)).toBe(0x30001); // a continuation, with a set map and a detail
    expect([view.readUInt32LE(52), view.readUInt32LE(56), view.readUInt16LE(60), view.readUInt16LE(66)]).toEqual([0xcafef00d, 2, 2, 1]);
    expect([view.readUInt16LE(84), view.readUInt16LE(86), view.readUInt8(93)]).toEqual([1024, 0x0cbe, 1]);
    const [size, offset] = [view.readUInt16LE(72), view.readUInt16LE(74)];
    expect(view.toString('utf16le', offset, offset + size)).toBe(label);
    const first = view.readUInt16LE(8);
    expect(view.toString('latin1', first, first + 4)).toBe('SPAD');
    expect(Number(view.readBigUInt64LE(first + 8))).toBe(16_384 - first - 22);

    const marker = Buffer.from(endOfTapeMarker(someFamily(), undefined));
    expect([marker.toString('latin1', 0, 4), marker.readUInt32LE(4), marker.length]).toEqual(['EOTM', 0x10000, 16_384]);
    const after = Buffer.from(endOfTapeMarker(someFamily(), 300));
    expect([after.readUInt32LE(4), after.readBigUInt64LE(52)]).toEqual([0, 300n]);
    // Without a catalog there is no second ESET to point to.
    const plain = Buffer.from(endOfTapeMarker(someFamily({ catalog: 'none' }), 300));
    expect(plain.readUInt32LE(4)).toBe(0x20000);
  });

  it('cuts what has no room in a logical block', () => {
    const header = Buffer.from(
      mediumHeader(someFamily({ formatLogicalBlockBytes: 512 }), { name: 'n'.repeat(500), label: 'l'.repeat(130) }, 1),
    );
    expect(header.readUInt16LE(8)).toBeLessThanOrEqual(512);
    // The label is what media are known by: the longer name gives way.
    expect(header.readUInt16LE(72)).toBe(260);
  });
});
