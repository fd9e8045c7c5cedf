import { setFlagsFromString } from 'node:v8';
import { runInNewContext } from 'node:vm';
import { describe, expect, test } from 'vitest';
import { ByteList } from '../../../src/foundation/byte-list.ts';
import { decodeInitiatorPdu } from '../../../src/wire/codec.ts';
import type { DataOutPdu } from '../../../src/wire/data-out.ts';
import { Framer } from '../../../src/wire/framer.ts';
import { Opcode } from '../../../src/wire/opcode.ts';
import type { WireError } from '../../../src/wire/wire-error.ts';
import { hex } from './vector.ts';

/** A Data-Out of `length` data bytes 01 02 03 …, with its padding. */
const dataOut = (length: number): Uint8Array => {
  const bytes = new Uint8Array(48 + Math.ceil(length / 4) * 4);
  bytes[0] = Opcode.dataOut;
  bytes[6] = length >> 8;
  bytes[7] = length;
  for (let n = 0; n < length; n++) bytes[48 + n] = n + 1;
  return bytes;
};

describe('Framer', () => {
  test('data segments are views on the chunks they arrived in', () => {
    const stream = dataOut(100);
    const chunks = [stream.subarray(0, 60), stream.subarray(60, 90), stream.subarray(90)];
    const framer = new Framer({ maximumDataSegmentLength: 100 });
    for (const chunk of chunks) framer.push(chunk);
    const { data } = framer.next() as DataOutPdu;
    expect(data.pieces.map((piece) => piece.length)).toEqual([12, 30, 58]);
    expect(data.toBytes()).toEqual(stream.subarray(48, 148));
    for (const piece of data.pieces) expect(piece.buffer).toBe(stream.buffer);
  });

  test('several PDUs may lie in one chunk, and padding is swallowed', () => {
    const framer = new Framer({ maximumDataSegmentLength: 100 });
    framer.push(Buffer.concat([dataOut(1), dataOut(0), dataOut(5), dataOut(2).subarray(0, 51)]));
    const lengths = [framer.next(), framer.next(), framer.next()].map((pdu) => (pdu as DataOutPdu).data.length);
    expect(lengths).toEqual([1, 0, 5]);
    expect(framer.next()).toBeUndefined();
    expect(framer.pendingBytes).toBe(51);
    framer.push(new Uint8Array(1));
    expect((framer.next() as DataOutPdu).data.toBytes()).toEqual(hex('01 02'));
    expect(framer.pendingBytes).toBe(0);
  });

  test('the longest data segment allowed passes, and one byte more loses the stream', () => {
    const framer = new Framer({ maximumDataSegmentLength: 8 });
    framer.push(dataOut(8));
    framer.push(dataOut(9).subarray(0, 48));
    framer.push(dataOut(0));
    expect((framer.next() as DataOutPdu).data.length).toBe(8);
    const error = framer.next() as WireError;
    expect(error.reason).toBe('too-long');
    expect(error.message).toBe('bytes 5 to 7 (DataSegmentLength) are 9, and at most 8 may stand there (SCSI Data-Out)');
    expect(error.header).toEqual(dataOut(9).subarray(0, 48));
    expect(framer.next()).toBeUndefined();
    framer.push(dataOut(0));
    expect(framer.next()).toBeUndefined();
    expect(framer.pendingBytes).toBe(0);
  });

  test('the bound may change between PDUs', () => {
    const framer = new Framer({ maximumDataSegmentLength: 4 });
    framer.push(dataOut(4));
    framer.push(dataOut(16));
    expect((framer.next() as DataOutPdu).data.length).toBe(4);
    framer.maximumDataSegmentLength = 16;
    expect((framer.next() as DataOutPdu).data.length).toBe(16);
  });

  test('a PDU that is refused ends where it says, and the stream goes on', () => {
    const bad = dataOut(6);
    bad[0] = Opcode.logoutRequest;
    const framer = new Framer({ maximumDataSegmentLength: 8 });
    framer.push(bad);
    framer.push(dataOut(3));
    expect((framer.next() as WireError).reason).toBe('bad-field');
    expect((framer.next() as DataOutPdu).data.length).toBe(3);
  });

  test('additional headers stand before the data', () => {
    const framer = new Framer({ maximumDataSegmentLength: 8 });
    framer.push(hex(`01 80 00 00 02 00 00 02 ${'00'.repeat(40)}  00 05 02 00 00 00 10 00  AA BB 00 00`));
    expect(framer.next()).toMatchObject({
      additionalHeaderSegments: [{ type: 2, bytes: hex('00 00 00 10 00') }],
      data: ByteList.of(hex('AA BB')),
    });
  });

  test('reads with the decoder it is given', () => {
    const response = new Uint8Array(48);
    response[0] = Opcode.nopIn;
    const framer = new Framer({ maximumDataSegmentLength: 8, decode: decodeInitiatorPdu });
    framer.push(response);
    expect((framer.next() as WireError).reason).toBe('unknown-opcode');
  });

  test('lets go of the chunks that it has given away', async () => {
    const framer = new Framer({ maximumDataSegmentLength: 100 });
    const pushed = [0, 1, 2].map(() => {
      const chunk = dataOut(100);
      framer.push(chunk);
      framer.next();
      return new WeakRef(chunk.buffer);
    });
    framer.push(dataOut(100).subarray(0, 60));
    setFlagsFromString('--expose-gc');
    // A WeakRef holds its target until the turn in which it was made has ended.
    await new Promise((resolve) => setImmediate(resolve));
    runInNewContext('gc')();
    expect(pushed.map((chunk) => chunk.deref())).toEqual([undefined, undefined, undefined]);
    expect(framer.pendingBytes).toBe(60);
  });

  test('a data segment may arrive byte by byte', () => {
    const length = 200_000;
    const stream = new Uint8Array(48 + length);
    stream.set([Opcode.dataOut, 0, 0, 0, 0, length >> 16, (length >> 8) & 0xff, length & 0xff]);
    const framer = new Framer({ maximumDataSegmentLength: length });
    for (let at = 0; at < stream.length; at++) framer.push(stream.subarray(at, at + 1));
    expect((framer.next() as DataOutPdu).data.length).toBe(length);
  });
});
