import { describe, expect, test } from 'vitest';
import { ByteList } from '../../../src/foundation/byte-list.ts';
import type { DataInPdu } from '../../../src/wire/data-in.ts';
import { Opcode, RESERVED_TAG } from '../../../src/wire/opcode.ts';
import { noResidual } from '../../../src/wire/scsi-response.ts';
import { serialise } from '../../../src/wire/serialiser.ts';
import { hex } from './vector.ts';

const dataIn = (data: ByteList): DataInPdu => ({
  opcode: Opcode.dataIn,
  final: true,
  acknowledge: false,
  hasStatus: false,
  residual: noResidual,
  status: 0,
  lun: 0n,
  initiatorTaskTag: 1,
  targetTransferTag: RESERVED_TAG,
  statSn: 0,
  expCmdSn: 0,
  maxCmdSn: 0,
  dataSn: 0,
  bufferOffset: 0,
  data,
});

describe('serialise', () => {
  test('passes the pieces of the data on as they are, and pads', () => {
    const first = new Uint8Array(3);
    const second = new Uint8Array(6);
    const pieces = serialise(dataIn(ByteList.of(first, second)));
    expect(pieces[1]).toBe(first);
    expect(pieces[2]).toBe(second);
    expect(pieces.map((piece) => piece.length)).toEqual([48, 3, 6, 3]);
  });

  test.each([
    [0, [48]],
    [1, [48, 1, 3]],
    [2, [48, 2, 2]],
    [3, [48, 3, 1]],
    [4, [48, 4]],
  ])('%i bytes of data are padded to words', (length, expected) => {
    expect(serialise(dataIn(ByteList.of(new Uint8Array(length)))).map((piece) => piece.length)).toEqual(expected);
  });

  test('a PDU without a data segment is its header', () => {
    const pdu = {
      opcode: Opcode.snackRequest,
      type: 0,
      lun: 0n,
      initiatorTaskTag: 1,
      targetTransferTag: 2,
      expStatSn: 3,
      begRun: 0,
      runLength: 0,
    };
    expect(serialise(pdu).map((piece) => piece.length)).toEqual([48]);
  });

  test('digests stand behind the header and behind the padding, in pieces that are made here', () => {
    const data = Uint8Array.of(1, 2, 3);
    const framed = (headerDigest: boolean, dataDigest: boolean) => serialise(dataIn(ByteList.of(data)), { headerDigest, dataDigest });
    expect(framed(true, true).map((piece) => piece.length)).toEqual([52, 3, 5]);
    expect(framed(true, false).map((piece) => piece.length)).toEqual([52, 3, 1]);
    expect(framed(false, true).map((piece) => piece.length)).toEqual([48, 3, 5]);
    expect(framed(true, true)[1]).toBe(data);
    expect(serialise(dataIn(ByteList.of(new Uint8Array(4))), { headerDigest: false, dataDigest: true })[2]).toHaveLength(4);
    expect(serialise(dataIn(ByteList.empty), { headerDigest: true, dataDigest: true }).map((piece) => piece.length)).toEqual([52]);
  });

  test('the data digest covers the padding (RFC 7143 §A.4: 32 zeros)', () => {
    const pieces = serialise(dataIn(ByteList.of(new Uint8Array(20), new Uint8Array(9))), { headerDigest: false, dataDigest: true });
    expect(pieces.at(-1)).toEqual(hex('00 00 00  AA 36 91 8A'));
  });
});
