import { setFlagsFromString } from 'node:v8';
import { runInNewContext } from 'node:vm';
import { describe, expect, test } from 'vitest';
import { ByteList } from '../../../src/foundation/byte-list.ts';
import { Slab } from '../../../src/foundation/slab.ts';
import { decodeInitiatorPdu } from '../../../src/wire/codec.ts';
import type { DataOutPdu } from '../../../src/wire/data-out.ts';
import { type Decode, Framer } from '../../../src/wire/framer.ts';
import { type Framing, loginFraming } from '../../../src/wire/framing.ts';
import { Opcode } from '../../../src/wire/opcode.ts';
import type { Pdu } from '../../../src/wire/pdu.ts';
import { serialise } from '../../../src/wire/serialiser.ts';
import type { WireError } from '../../../src/wire/wire-error.ts';
import { hex } from './vector.ts';

const framerOf = (framing: Partial<Framing>, decode?: Decode<Pdu>) =>
  new Framer({ framing: { ...loginFraming, ...framing }, ...(decode && { decode }) });

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
    const chunks = [stream.slice(0, 60), stream.slice(60, 90), stream.slice(90)];
    const framer = framerOf({ maximumDataSegmentLength: 100 });
    for (const chunk of chunks) framer.push(chunk);
    const { data } = framer.next() as DataOutPdu;
    expect(data.pieces.map((piece) => piece.length)).toEqual([12, 30, 58]);
    expect(Buffer.concat(data.pieces)).toEqual(Buffer.from(stream.subarray(48, 148)));
    for (const [n, piece] of data.pieces.entries()) expect(piece.buffer).toBe(chunks[n]!.buffer);
  });

  test('what lies behind one another is one piece, so that drops of a stream do not become as many objects', () => {
    const stream = new Uint8Array(Buffer.concat([dataOut(100), dataOut(100)]));
    const framer = framerOf({ maximumDataSegmentLength: 100 });
    const pdus: (DataOutPdu | WireError | undefined)[] = [];
    for (let at = 0; at < stream.length; at++) {
      framer.push(stream.subarray(at, at + 1));
      pdus.push(framer.next() as DataOutPdu | undefined);
    }
    const whole = pdus.filter((pdu) => pdu !== undefined) as DataOutPdu[];
    expect(whole.map(({ data }) => data.pieces)).toEqual([[stream.subarray(48, 148)], [stream.subarray(196, 296)]]);
  });

  test('chunks of one memory that do not follow one another stay apart', () => {
    const memory = new Uint8Array(300).fill(0xee);
    memory.set(dataOut(20).subarray(0, 60), 0);
    memory.set(dataOut(20).subarray(60), 100);
    const framer = framerOf({ maximumDataSegmentLength: 100 });
    framer.push(memory.subarray(0, 60));
    framer.push(memory.subarray(100, 108));
    expect(Buffer.concat((framer.next() as DataOutPdu).data.pieces)).toEqual(Buffer.from(dataOut(20).subarray(48)));
  });

  test('several PDUs may lie in one chunk, and padding is swallowed', () => {
    const framer = framerOf({ maximumDataSegmentLength: 100 });
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
    const framer = framerOf({ maximumDataSegmentLength: 8 });
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
    const framer = framerOf({ maximumDataSegmentLength: 4 });
    framer.push(dataOut(4));
    framer.push(dataOut(16));
    expect((framer.next() as DataOutPdu).data.length).toBe(4);
    framer.framing = { ...framer.framing, maximumDataSegmentLength: 16 };
    expect((framer.next() as DataOutPdu).data.length).toBe(16);
  });

  test('a PDU that is refused ends where it says, and the stream goes on', () => {
    const bad = dataOut(6);
    bad[0] = Opcode.logoutRequest;
    const framer = framerOf({ maximumDataSegmentLength: 8 });
    framer.push(bad);
    framer.push(dataOut(3));
    expect((framer.next() as WireError).reason).toBe('bad-field');
    expect((framer.next() as DataOutPdu).data.length).toBe(3);
  });

  test('additional headers stand before the data', () => {
    const framer = framerOf({ maximumDataSegmentLength: 8 });
    framer.push(hex(`01 80 00 00 02 00 00 02 ${'00'.repeat(40)}  00 05 02 00 00 00 10 00  AA BB 00 00`));
    expect(framer.next()).toMatchObject({
      additionalHeaderSegments: [{ type: 2, bytes: hex('00 00 00 10 00') }],
      data: ByteList.of(hex('AA BB')),
    });
  });

  test('reads with the decoder it is given', () => {
    const response = new Uint8Array(48);
    response[0] = Opcode.nopIn;
    const framer = framerOf({ maximumDataSegmentLength: 8 }, decodeInitiatorPdu);
    framer.push(response);
    expect((framer.next() as WireError).reason).toBe('unknown-opcode');
  });

  test('lets go of the chunks that it has given away', async () => {
    const framer = framerOf({ maximumDataSegmentLength: 100 });
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
    const framer = framerOf({ maximumDataSegmentLength: length });
    for (let at = 0; at < stream.length; at++) framer.push(stream.subarray(at, at + 1));
    expect((framer.next() as DataOutPdu).data.length).toBe(length);
  });
});

describe('digests', () => {
  const both = { headerDigest: true, dataDigest: true, maximumDataSegmentLength: 100 };
  /** A Data-Out of 1, 2, 3 … as bytes with both digests. */
  const digested = (length: number): Uint8Array => {
    const plain = framerOf({ maximumDataSegmentLength: 100 });
    plain.push(dataOut(length));
    return new Uint8Array(Buffer.concat(serialise(plain.next() as DataOutPdu, both)));
  };
  const flipped = (bytes: Uint8Array, at: number): Uint8Array => bytes.map((byte, n) => (n === at ? byte ^ 0x10 : byte));

  test('stand behind the header, and behind data and padding, and are not there for data that are not', () => {
    const framer = framerOf(both);
    framer.push(hex(`05 80 00 00 00 00 00 00 ${'00'.repeat(40)}  ${'00'.repeat(4)}`));
    const error = framer.next() as WireError;
    expect(error).toMatchObject({ reason: 'header-digest', header: hex(`05 80 ${'00'.repeat(46)}`) });
    expect([digested(0).length, digested(1).length, digested(4).length]).toEqual([52, 60, 60]);
    const whole = framerOf(both);
    for (const length of [0, 1, 4, 0]) whole.push(digested(length));
    expect([1, 2, 3, 4].map(() => (whole.next() as DataOutPdu).data.length)).toEqual([0, 1, 4, 0]);
    expect(whole.pendingBytes).toBe(0);
  });

  test.each([0, 4, 5, 20, 47, 48, 51])('a header that is wrong in byte %i loses the stream', (at) => {
    const framer = framerOf(both);
    framer.push(flipped(digested(8), at));
    framer.push(new Uint8Array(1024)); // the length of additional headers may be what is wrong
    expect((framer.next() as WireError).reason).toBe('header-digest');
    framer.push(digested(8));
    expect(framer.next()).toBeUndefined();
    expect(framer.pendingBytes).toBe(0);
  });

  test('a length counts only once its header is known to be right', () => {
    const framer = framerOf({ ...both, maximumDataSegmentLength: 4 });
    framer.push(digested(8).subarray(0, 51));
    expect(framer.next()).toBeUndefined();
    framer.push(digested(8).subarray(51, 52));
    expect((framer.next() as WireError).reason).toBe('too-long');
    const wrong = framerOf({ ...both, maximumDataSegmentLength: 4 });
    wrong.push(flipped(digested(8), 30));
    expect((wrong.next() as WireError).reason).toBe('header-digest');
  });

  test.each([
    ['data', 52],
    ['padding', 57],
    ['digest', 60],
  ])('a PDU whose %s are wrong is an error with its header, and the stream goes on', (_title, at) => {
    const framer = framerOf(both);
    framer.push(flipped(digested(5), at));
    framer.push(digested(3));
    expect(framer.next()).toMatchObject({ reason: 'data-digest', header: dataOut(5).subarray(0, 48) });
    expect((framer.next() as DataOutPdu).data.toBytes()).toEqual(hex('01 02 03'));
  });

  test('additional headers are covered by the header digest', () => {
    const command = hex(`01 80 00 00 02 00 00 00 ${'00'.repeat(40)}  00 05 02 00 00 00 10 00`);
    const plain = framerOf({});
    plain.push(command);
    const bytes = new Uint8Array(Buffer.concat(serialise(plain.next() as Pdu, both)));
    expect(bytes.length).toBe(60);
    for (const wrong of [bytes, flipped(bytes, 53)]) {
      const framer = framerOf(both);
      for (const byte of wrong) framer.push(Uint8Array.of(byte));
      expect(framer.next()).toMatchObject(wrong === bytes ? { opcode: Opcode.scsiCommand } : { reason: 'header-digest' });
    }
  });

  test('each byte of a slab is given back once: headers, padding and digests here, wrong data too, good data by who gets them', () => {
    let free = 0;
    const stream = Buffer.concat([digested(5), flipped(digested(6), 53), digested(0)]);
    const slab = new Slab(stream.length, () => free++);
    slab.rest.set(stream);
    const framer = framerOf(both);
    framer.push(slab.lend(70));
    framer.push(slab.lend(stream.length - 70));
    slab.finish();
    const { data } = framer.next() as DataOutPdu;
    expect((framer.next() as WireError).reason).toBe('data-digest');
    framer.next();
    expect(free).toBe(0);
    for (const { byteOffset, length } of data.pieces) slab.takeBack(byteOffset, length);
    expect(free).toBe(1);
  });
});
