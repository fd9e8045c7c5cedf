import { expect, test } from 'vitest';
import { encodeEnvelope } from '../../../src/cartridge/envelope.ts';
import { MemoryContent, MemoryStore } from '../../../src/cartridge/memory-store.ts';
import { ObjectKind } from '../../../src/cartridge/record-index.ts';
import { type ScanEnd, type ScannedObject, scanTap } from '../../../src/cartridge/tap-scanner.ts';
import { crc32c } from '../../../src/foundation/crc32c.ts';
import { hex, text } from './tape.ts';

async function scan(content: Uint8Array, from = 0, checksums = true): Promise<{ objects: ScannedObject[]; end: ScanEnd }> {
  const store = new MemoryStore();
  store.files.set('/t.tap', MemoryContent.of(content));
  const objects: ScannedObject[] = [];
  const file = await store.openFile('/t.tap', 'read');
  const end = await scanTap(file, { from, sizeBytes: content.length, checksums }, (object) => objects.push(object));
  return { objects, end };
}

const found = (kind: ObjectKind, offset: number, recordLength: number, more: Partial<ScannedObject> = {}): ScannedObject => ({
  kind,
  offset,
  recordLength,
  envelopeLength: 0,
  enciphered: false,
  checksum: undefined,
  ...more,
});

const abc = '03000000 616263 00 03000000';

test('a walk meets records, filemarks and what has no data', async () => {
  const { objects, end } = await scan(
    hex(`${abc} 00000000 feffffff 02000080 6566 02000080 05000070 04000010 61626364 04000010 06000000 000000000000 06000000`),
  );
  expect(objects).toEqual([
    found(ObjectKind.block, 0, 3, { checksum: crc32c(text('abc')) }),
    found(ObjectKind.filemark, 12, 0),
    found(ObjectKind.damaged, 20, 2),
    found(ObjectKind.marker, 30, 0),
    found(ObjectKind.damaged, 34, 4),
    found(ObjectKind.block, 46, 6, { checksum: crc32c(new Uint8Array(6)) }),
  ]);
  expect(end).toEqual({ at: 'end-of-file', offset: 60, why: '' });
});

const envelope = encodeEnvelope({ protection: hex('01020304') });
const envelopeInHex = Buffer.from(envelope).toString('hex');

test('a walk meets setmarks, and blocks in envelopes with the length of their data', async () => {
  const { objects } = await scan(hex(`53455474 17000050 ${envelopeInHex} 616263 00 17000050 53455474`));
  expect(objects).toEqual([
    found(ObjectKind.setmark, 0, 0),
    found(ObjectKind.block, 4, 3, { envelopeLength: 20, checksum: crc32c(new Uint8Array([...envelope, ...text('abc')])) }),
    found(ObjectKind.setmark, 36, 0),
  ]);
});

test.each([
  ['something else in front', `14000050 55${envelopeInHex.slice(2)} 14000050`, 20],
  ['nothing behind the envelope', `14000050 ${envelopeInHex} 14000050`, 20],
  ['too little for its envelope', `0e000050 ${envelopeInHex.slice(0, 28)} 0e000050`, 14],
])('a record of the class of envelopes with %s is no good data', async (_, content, length) => {
  expect((await scan(hex(content))).objects).toEqual([found(ObjectKind.damaged, 0, length)]);
});

test('a half-overwritten gap is two bytes, and a description of the tape is no object of it', async () => {
  // A record of two bytes has taken the first half of a gap: what is left of the gap reads as FFFEFFFFh, two gaps in one.
  const { objects, end } = await scan(hex(`02000000 6162 02000000 ffff feffffff 020000e0 4142 020000e0 ${abc}`));
  expect(objects.map(({ offset }) => offset)).toEqual([0, 26]);
  expect(end.at).toBe('end-of-file');
});

test('the end-of-medium marker ends the tape, whatever follows', async () => {
  const { objects, end } = await scan(hex(`${abc} ffffffff 01020304`));
  expect(objects.length).toBe(1);
  expect(end).toEqual({ at: 'end-of-medium', offset: 12, why: '' });
});

test.each<[string, string, number, RegExp, ('torn' | 'malformed')?]>([
  ['text', Buffer.from('hello, world').toString('hex'), 0, /^6C6C6568h would be a record of/],
  ['a record that is cut off', `${abc} 10000000 6162`, 12, /^a record of 16 bytes, and the file ends 6 bytes after its beginning$/, 'torn'],
  ['a word of another class that would lead behind the end', `${abc} 10000060 6162`, 12, /^a record of 16 bytes, and the file ends 6/],
  ['half a word', `${abc} 0000`, 12, /^2 bytes at the end of the file, too few/, 'torn'],
  [
    'lengths that differ',
    '02000000 6162 03000000',
    0,
    /^a record of 2 bytes whose length after the data is 00000003h instead of 00000002h$/,
  ],
  ['a record without padding', `03000000 616263 03000000 00`, 0, /E11 format/],
])('%s makes no sense, and it is said where and why', async (_, content, offset, why, at = 'malformed') => {
  const { end } = await scan(hex(content));
  expect(end).toMatchObject({ at, offset });
  expect(end.why).toMatch(why);
});

test('records larger than what is read at once, and records across its edges', async () => {
  const lengths = [3_000_000, 1, 700_001, 700_000, 16_777_215, 5];
  const content = Buffer.concat(
    lengths.map((length) => {
      const record = Buffer.alloc(8 + length + (length & 1), length & 0xff);
      record.writeUInt32LE(length, 0);
      if (length & 1) record[4 + length] = 0;
      record.writeUInt32LE(length, record.length - 4);
      return record;
    }),
  );
  const { objects, end } = await scan(new Uint8Array(content));
  expect(objects.map(({ recordLength }) => recordLength)).toEqual(lengths);
  expect(objects.map(({ checksum }) => checksum)).toEqual(lengths.map((length) => crc32c(new Uint8Array(length).fill(length & 0xff))));
  expect(end).toMatchObject({ at: 'end-of-file', offset: content.length });
});

test('a walk may begin behind the beginning, and need not sum up', async () => {
  const { objects } = await scan(hex(`${abc} ${abc}`), 12, false);
  expect(objects).toEqual([found(ObjectKind.block, 12, 3)]);
});
