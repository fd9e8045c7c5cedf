import { expect, test } from 'vitest';
import { ByteList } from '../../../src/foundation/byte-list.ts';
import { Opcode } from '../../../src/wire/opcode.ts';
import { noResidual } from '../../../src/wire/scsi-response.ts';
import { decodeHeader, describeVector, hex } from './vector.ts';

describeVector('SCSI Data-In with status (RFC 7143 §11.7)', {
  pdu: {
    opcode: Opcode.dataIn,
    final: true,
    acknowledge: false,
    hasStatus: true,
    residual: { kind: 'underflow', count: 0x51525354 },
    status: 0x08,
    lun: 0n,
    initiatorTaskTag: 0x01020304,
    targetTransferTag: 0xffffffff,
    statSn: 0x61626364,
    expCmdSn: 0x11121314,
    maxCmdSn: 0x21222324,
    dataSn: 0x31323334,
    bufferOffset: 0x41424344,
    data: ByteList.of(hex('01 02 03')),
  },
  bytes: `
    25 83 00 08   00 00 00 03   # F U S; Status
    00 00 00 00   00 00 00 00   # LUN
    01 02 03 04   FF FF FF FF   # Initiator Task Tag, Target Transfer Tag
    61 62 63 64   11 12 13 14   # StatSN, ExpCmdSN
    21 22 23 24   31 32 33 34   # MaxCmdSN, DataSN
    41 42 43 44   51 52 53 54   # Buffer Offset, Residual Count
    01 02 03 00`,
  reserved: `
    C0 38 FF 00   00 00 00 00
    00 00 00 00   00 00 00 00
    00 00 00 00   00 00 00 00
    00 00 00 00   00 00 00 00
    00 00 00 00   00 00 00 00
    00 00 00 00   00 00 00 00`,
});

describeVector('SCSI Data-In without status: O, U, Status, StatSN and Residual Count are reserved', {
  pdu: {
    opcode: Opcode.dataIn,
    final: false,
    acknowledge: true,
    hasStatus: false,
    residual: noResidual,
    status: 0,
    lun: 0x0007_0000_0000_0000n,
    initiatorTaskTag: 1,
    targetTransferTag: 2,
    statSn: 0,
    expCmdSn: 3,
    maxCmdSn: 4,
    dataSn: 5,
    bufferOffset: 6,
    data: ByteList.of(hex('FF')),
  },
  bytes: `
    25 40 00 00   00 00 00 01   # A
    00 07 00 00   00 00 00 00
    00 00 00 01   00 00 00 02
    00 00 00 00   00 00 00 03
    00 00 00 04   00 00 00 05
    00 00 00 06   00 00 00 00
    FF 00 00 00`,
  reserved: `
    C0 3E FF FF   00 00 00 00
    00 00 00 00   00 00 00 00
    00 00 00 00   00 00 00 00
    FF FF FF FF   00 00 00 00
    00 00 00 00   00 00 00 00
    00 00 00 00   FF FF FF FF`,
});

test('both residual bits at once mean nothing', () => {
  const header = hex(`25 87 ${'00'.repeat(46)}`);
  const message = 'byte 1 is 87h, and of the bits O (04h) and U (02h) only one may be set';
  expect(decodeHeader(header)).toEqual({ kind: 'wire-error', reason: 'bad-field', message, header });
});
