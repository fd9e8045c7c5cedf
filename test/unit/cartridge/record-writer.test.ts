import { expect, test } from 'vitest';
import { encodeEnvelope } from '../../../src/cartridge/envelope.ts';
import { layOut, wholeRuns } from '../../../src/cartridge/record-writer.ts';
import { ByteList } from '../../../src/foundation/byte-list.ts';
import { crc32c } from '../../../src/foundation/crc32c.ts';
import { blocks, enveloped, filemarks, hex, setmarks, text } from './tape.ts';

const together = (pieces: readonly Uint8Array[]): string => Buffer.concat(pieces).toString('hex');

test('records and filemarks stand as SIMH has them', () => {
  const { pieces, spanBytes, checksums } = layOut([blocks('abc', 'def'), filemarks(2), blocks('gh')], true);
  const expected = hex('03000000 616263 00 03000000  03000000 646566 00 03000000  00000000 00000000  02000000 6768 02000000');
  expect(together(pieces)).toBe(Buffer.from(expected).toString('hex'));
  expect(spanBytes).toBe(expected.length);
  expect([...checksums]).toEqual(['abc', 'def', 'gh'].map((content) => crc32c(text(content))));
});

test('large blocks are passed on as the views they came in, cut where a block ends', () => {
  const data = new Uint8Array(6000).map((_, at) => at);
  const run = { kind: 'block', count: 2, recordLength: 3000, data: ByteList.of(data.subarray(0, 1000), data.subarray(1000)) } as const;
  const { pieces, checksums } = layOut([filemarks(1), run], true);
  expect(pieces.map(({ length }) => length)).toEqual([8, 1000, 2000, 8, 3000, 4]);
  for (const piece of [pieces[1], pieces[2], pieces[4]]) expect(piece!.buffer).toBe(data.buffer);
  expect([...checksums]).toEqual([crc32c(data.subarray(0, 3000)), crc32c(data.subarray(3000))]);
});

test('small blocks become one piece, and nobody sums up what nobody asked for', () => {
  const { pieces, checksums } = layOut([blocks(...Array.from({ length: 100 }, () => 'x'.repeat(512)))], false);
  expect(pieces.map(({ length }) => length)).toEqual([52_000]);
  expect(checksums.length).toBe(0);
});

test.each([1535, 1537])('an odd block of %i bytes is padded with a zero', (length) => {
  const { pieces } = layOut([blocks('y'.repeat(length), 'z'.repeat(length))], false);
  const all = new Uint8Array(Buffer.concat(pieces));
  expect(all.length).toBe(2 * (length + 9));
  expect([all[4 + length], all[length + 9 + 4 + length]]).toEqual([0, 0]);
});

test('setmarks are a word of their own, and an envelope stands before the data it is about, summed up with it', () => {
  const { envelope } = enveloped('abc');
  const stored = Buffer.concat([encodeEnvelope(envelope!), text('abc')]);
  const { pieces, spanBytes, checksums } = layOut([setmarks(2), enveloped('abc'), blocks('d')], true);
  const expected = `53455474 53455474  17000050 ${stored.toString('hex')} 00 17000050  01000000 64 00 01000000`.replaceAll(' ', '');
  expect(together(pieces)).toBe(expected);
  expect(spanBytes).toBe(expected.length / 2);
  expect([...checksums]).toEqual([crc32c(new Uint8Array(stored)), crc32c(text('d'))]);
});

test('a large block in an envelope is passed on as the view it came in', () => {
  const large = enveloped('y'.repeat(5001));
  const { pieces, spanBytes } = layOut([large, filemarks(1)], true);
  expect(pieces.map(({ length }) => length)).toEqual([4, 20, 5001, 9]);
  expect(pieces[2]!.buffer).toBe(large.data.pieces[0]!.buffer);
  expect(spanBytes).toBe(5034);
});

test('an envelope is for one block', () => {
  expect(() => layOut([{ ...blocks('a', 'b'), envelope: enveloped('a').envelope! }], true)).toThrow("an envelope is one block's");
});

test.each([
  [3, []],
  [4, ['setmark 1']],
  [35, ['setmark 1']],
  [36, ['setmark 1', 'block 1']],
  [45, ['setmark 1', 'block 1']],
  [46, ['setmark 1', 'block 1', 'block 1']],
  [56, ['setmark 1', 'block 1', 'block 2']],
])('of what was laid out, the first %i bytes hold whole records', (length, whole) => {
  const found = wholeRuns([setmarks(1), enveloped('abcd'), blocks('e', 'f')], length);
  expect(found.map(({ kind, count }) => `${kind} ${count}`)).toEqual(whole);
});
