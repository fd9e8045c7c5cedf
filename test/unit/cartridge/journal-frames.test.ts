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
import { hex } from './tape.ts';

const mark = hex('544c4958 01 02 0000 10000000  0500000000000000 0000000001000000  f6a37c37');

test('a mark stands as its table says', () => {
  const frame = encodeMark(FrameType.synchronised, 5, 0x1_0000_0000);
  expect(Buffer.from(frame.subarray(0, 28)).toString('hex')).toBe(Buffer.from(mark.subarray(0, 28)).toString('hex'));
  expect(decodeFrame(frame)).toEqual({ frame: { type: FrameType.synchronised, objects: 5, tapLength: 0x1_0000_0000 }, sizeBytes: 32 });
});

test('records come back as they were', () => {
  const runs = [
    { kind: ObjectKind.block, count: 2, recordLength: 65_536, offset: 2 ** 40, checksummed: true },
    { kind: ObjectKind.filemark, count: 3_000_000_000, recordLength: 0, offset: 2 ** 40 + 131_088, checksummed: false },
  ];
  const decoded = decodeFrame(encodeRecords(runs, [0xffff_ffff, 7]));
  expect(decoded).toMatchObject({ frame: { type: FrameType.records, runs } });
  expect([...(decoded as { frame: RecordsFrame }).frame.checksums]).toEqual([0xffff_ffff, 7]);
});

test('a frame is short while bytes are missing, and invalid when one differs', () => {
  const frame = encodeRecords([{ kind: ObjectKind.block, count: 1, recordLength: 512, offset: 0, checksummed: true }], [42]);
  for (let length = 0; length < frame.length; length++) expect(decodeFrame(frame.subarray(0, length))).toBe('short');
  for (let at = 0; at < frame.length; at++) {
    const spoiled = frame.slice();
    spoiled[at]! ^= 0x41;
    expect(['invalid', 'short']).toContain(decodeFrame(spoiled));
  }
});

test('a large index becomes frames of bounded size that say the same', () => {
  const index = new RecordIndex();
  index.append(ObjectKind.block, 150_000, 512, { checksummed: true });
  for (let object = 0; object < 150_000; object++) index.setChecksum(object, object);
  index.append(ObjectKind.filemark, 1, 0);
  for (let length = 1; length <= 70_000; length++) index.append(ObjectKind.block, 1, length);
  const frames = [...encodeIndex(index)];
  expect(frames.length).toBe(4);
  const copy = new RecordIndex();
  for (const bytes of frames) {
    const { frame } = decodeFrame(bytes) as { frame: RecordsFrame };
    let next = 0;
    for (const { kind, count, recordLength, offset, checksummed } of frame.runs) {
      const first = copy.count;
      copy.append(kind, count, recordLength, { offset, checksummed });
      if (checksummed) for (let object = first; object < copy.count; object++) copy.setChecksum(object, frame.checksums[next++]!);
    }
  }
  expect([copy.count, copy.runCount, copy.endOffset]).toEqual([index.count, index.runCount, index.endOffset]);
  expect(copy.checksum(149_999)).toBe(149_999);
});

test('a frame is found behind whatever stands before it', () => {
  const frame = encodeMark(FrameType.truncate, 1, 2);
  const bytes = new Uint8Array([0x54, 0x4c, 0x54, ...frame]);
  expect(nextMagic(bytes, 0)).toBe(3);
  expect(nextMagic(bytes, 4)).toBeUndefined();
});
