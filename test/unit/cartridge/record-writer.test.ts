import { expect, test } from 'vitest';
import { layOut } from '../../../src/cartridge/record-writer.ts';
import { ByteList } from '../../../src/foundation/byte-list.ts';
import { crc32c } from '../../../src/foundation/crc32c.ts';
import { blocks, filemarks, hex, text } from './tape.ts';

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
