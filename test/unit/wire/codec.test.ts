import { describe, expect, test } from 'vitest';
import { ByteList } from '../../../src/foundation/byte-list.ts';
import { InvariantError } from '../../../src/foundation/invariant.ts';
import { decodeInitiatorPdu, decodePdu, encodeHeader } from '../../../src/wire/codec.ts';
import type { NopOutPdu } from '../../../src/wire/nop-out.ts';
import { Opcode, opcodeName, RESERVED_TAG } from '../../../src/wire/opcode.ts';
import { isWireError, type WireError } from '../../../src/wire/wire-error.ts';
import { hex } from './vector.ts';

const none = new Uint8Array(0);
const headerOf = (opcode: number): Uint8Array => {
  const header = new Uint8Array(48);
  header[0] = opcode;
  return header;
};
const ping: NopOutPdu = {
  opcode: Opcode.nopOut,
  immediate: true,
  lun: 0n,
  initiatorTaskTag: 1,
  targetTransferTag: RESERVED_TAG,
  cmdSn: 0,
  expStatSn: 0,
  data: ByteList.empty,
};

describe('decodePdu', () => {
  test('knows exactly the operation codes that the RFC defines', () => {
    const known = Array.from({ length: 256 }, (_, byte) => byte).filter(
      (byte) => !isWireError(decodePdu(headerOf(byte), none, ByteList.empty)),
    );
    const codes = Object.values(Opcode).flatMap((opcode) => [opcode, opcode | 0x40, opcode | 0x80, opcode | 0xc0]);
    expect(known).toEqual(codes.sort((a, b) => a - b));
  });

  test('an unknown operation code keeps its header for the Reject', () => {
    const header = headerOf(0x5e);
    const error = decodePdu(header, none, ByteList.empty) as WireError;
    expect(error.reason).toBe('unknown-opcode');
    expect(error.message).toBe('byte 0 holds operation code 1eh, which RFC 7143 §11.2.1.2 does not define');
    header.fill(0);
    expect(error.header).toEqual(headerOf(0x5e));
  });

  test.each([Opcode.taskManagementRequest, Opcode.logoutRequest, Opcode.snackRequest, Opcode.readyToTransfer, Opcode.logoutResponse])(
    'operation code %i has no data segment',
    (opcode) => {
      const error = decodePdu(headerOf(opcode), none, ByteList.of(hex('00 01 02'))) as WireError;
      expect(error.reason).toBe('bad-field');
      expect(error.message).toBe(`bytes 5 to 7 (DataSegmentLength) are 3, and only 0 may stand there (${opcodeName(opcode)})`);
    },
  );

  test('only a SCSI Command has additional headers', () => {
    const error = decodePdu(headerOf(Opcode.dataOut), hex('00 01 01 00'), ByteList.empty) as WireError;
    expect(error.reason).toBe('bad-field');
    expect(error.message).toBe('byte 4 (TotalAHSLength) is 1, and only 0 may stand there (SCSI Data-Out)');
  });

  test('an additional header segment stays within TotalAHSLength', () => {
    const error = decodePdu(headerOf(Opcode.scsiCommand), hex('00 01 01 00  00 06 01 00  00 00 00 00'), ByteList.empty) as WireError;
    expect(error.reason).toBe('bad-field');
    expect(error.message).toBe('bytes 52 and 53 (AHSLength) are 6, and at most 5 bytes are left of TotalAHSLength');
  });

  test('a decoded PDU keeps nothing of the header it came from', () => {
    const header = headerOf(Opcode.scsiCommand).fill(0x11, 32);
    const pdu = decodePdu(header, none, ByteList.empty);
    header.fill(0);
    expect(pdu).toMatchObject({ cdb: new Uint8Array(16).fill(0x11) });
  });
});

describe('decodeInitiatorPdu', () => {
  test("takes an initiator's operation codes and no target's", () => {
    for (const opcode of Object.values(Opcode)) {
      const error = decodeInitiatorPdu(headerOf(opcode), none, ByteList.empty);
      expect(isWireError(error) && error.reason).toBe(opcode < 0x20 ? false : 'unknown-opcode');
    }
  });
});

describe('encodeHeader', () => {
  test('fills in the lengths of the segments', () => {
    const header = encodeHeader({ ...ping, data: ByteList.of(new Uint8Array(0x010203)) });
    expect(Array.from(header.subarray(4, 8))).toEqual([0, 1, 2, 3]);
  });

  test('refuses data that no length field can count', () => {
    const half = new Uint8Array(0x80_0000);
    expect(() => encodeHeader({ ...ping, data: ByteList.of(half, half) })).toThrow(InvariantError);
  });
});
