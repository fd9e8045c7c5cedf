import { expect, test } from 'vitest';
import {
  decodeFrame,
  encodeIndex,
  encodeMark,
  encodeRecords,
  FrameType,
  nextMagic,
  type RecordsFrame,
} from '../../../src/cartridge/journal-frames.ts';
import { ObjectKind, RecordIndex } from '../../../src/cartridge/record-index.ts';
import { crc32c } from '../../../src/foundation/crc32c.ts';
import { hex } from './tape.ts';

const markInHex = hex('544c4958 02 02 0000 10000000  0500000000000000 0000000001000000  f6a37c37');

test('a mark stands as its table says', () => {
  const frame = encodeMark(FrameType.synchronised, 5, 0x1_0000_0000);
  expect(Buffer.from(frame.subarray(0, 28)).toString('hex')).toBe(Buffer.from(markInHex.subarray(0, 28)).toString('hex'));
  expect(decodeFrame(frame)).toEqual({ frame: { type: FrameType.synchronised, objects: 5, tapLength: 0x1_0000_0000 }, sizeBytes: 32 });
});

const block = {
  kind: ObjectKind.block,
  count: 1,
  recordLength: 512,
  envelopeLength: 0,
  enciphered: false,
  footprintLength: 512,
  offset: 0,
  checksummed: true,
};
const mark = { ...block, recordLength: 0, footprintLength: 4, checksummed: false };

test('records come back as they were', () => {
  const runs = [
    { ...block, count: 2, recordLength: 65_536, footprintLength: 20_000, offset: 2 ** 40 },
    { ...block, envelopeLength: 300, enciphered: true, offset: 2 ** 40 + 131_088 },
    { ...mark, kind: ObjectKind.setmark, offset: 2 ** 41 },
    { ...mark, kind: ObjectKind.filemark, count: 3e9, offset: 2 ** 42 },
  ];
  const decoded = decodeFrame(encodeRecords(runs, [0xffff_ffff, 7, 8]));
  expect(decoded).toMatchObject({ frame: { type: FrameType.records, runs } });
  expect([...(decoded as { frame: RecordsFrame }).frame.checksums]).toEqual([0xffff_ffff, 7, 8]);
});

test('a frame of version 1 is read, its blocks as large on the medium as they are long', () => {
  const records = '544c4958 01 01 0000 38000000  02000000  0000000000000000 0100000000000000 00020000 00 01 0000';
  const rest = '0802000000000000 0200000000000000 00000000 01 00 0000  2a000000';
  const body = hex(`${records} ${rest}`);
  const checksum = new Uint8Array(4);
  new DataView(checksum.buffer).setUint32(0, crc32c(body.subarray(4)), true);
  const { frame } = decodeFrame(new Uint8Array([...body, ...checksum])) as { frame: RecordsFrame };
  expect(frame.runs).toEqual([block, { ...mark, kind: ObjectKind.filemark, count: 2, offset: 520 }]);
  expect([...frame.checksums]).toEqual([42]);
});

test('a frame is short while bytes are missing, and invalid when one differs', () => {
  const frame = encodeRecords([block], [42]);
  for (let length = 0; length < frame.length; length++) expect(decodeFrame(frame.subarray(0, length))).toBe('short');
  for (let at = 0; at < frame.length; at++) {
    const spoiled = frame.slice();
    spoiled[at]! ^= 0x41;
    expect(['invalid', 'short']).toContain(decodeFrame(spoiled));
  }
});

test('an object of a kind that nobody knows makes a frame invalid', () => {
  expect(decodeFrame(encodeRecords([{ ...block, kind: 6 as ObjectKind, checksummed: false }], []))).toBe('invalid');
});

test('a large index becomes frames of bounded size that say the same', () => {
  const index = new RecordIndex();
  index.append(ObjectKind.block, 150_000, 512, { checksummed: true });
  for (let object = 0; object < 150_000; object++) index.setChecksum(object, object);
  index.append(ObjectKind.filemark, 1, 0);
  for (let length = 1; length <= 70_000; length++) index.append(ObjectKind.block, 1, length, { footprintLength: 1 });
  const frames = [...encodeIndex(index)];
  expect(frames.length).toBe(4);
  const copy = new RecordIndex();
  for (const bytes of frames) {
    const { frame } = decodeFrame(bytes) as { frame: RecordsFrame };
    let next = 0;
    for (const run of frame.runs) {
      const first = copy.count;
      copy.append(run.kind, run.count, run.recordLength, run);
      if (run.checksummed) for (let object = first; object < copy.count; object++) copy.setChecksum(object, frame.checksums[next++]!);
    }
  }
  expect([copy.count, copy.runCount, copy.endOffset]).toEqual([index.count, index.runCount, index.endOffset]);
  expect(copy.footprintBefore(copy.count)).toBe(index.footprintBefore(index.count));
  expect(copy.checksum(149_999)).toBe(149_999);
});

test('a frame is found behind whatever stands before it', () => {
  const frame = encodeMark(FrameType.truncate, 1, 2);
  const bytes = new Uint8Array([0x54, 0x4c, 0x54, ...frame]);
  expect(nextMagic(bytes, 0)).toBe(3);
  expect(nextMagic(bytes, 4)).toBeUndefined();
});
