import { expect, test } from 'vitest';
import { ByteList } from '../../../src/foundation/byte-list.ts';
import { Opcode } from '../../../src/wire/opcode.ts';
import { noResidual } from '../../../src/wire/scsi-response.ts';
import { decodeHeader, describeVector, hex } from './vector.ts';

describeVector('SCSI Response: CHECK CONDITION with sense and an underflow (RFC 7143 §11.4)', {
  pdu: {
    opcode: Opcode.scsiResponse,
    bidirectionalReadResidual: noResidual,
    residual: { kind: 'underflow', count: 0x00010000 },
    response: 0,
    status: 0x02,
    initiatorTaskTag: 0x0a0b0c0d,
    snackTag: 0,
    statSn: 0x01020304,
    expCmdSn: 0x11121314,
    maxCmdSn: 0x21222324,
    expDataSn: 0x00000003,
    data: ByteList.of(hex('00 12 70 00 80 00 00 00 00 0A 00 00 00 00 00 01 00 00 00 00')),
  },
  bytes: `
    21 82 00 02   00 00 00 14   # U; Response, Status
    00 00 00 00   00 00 00 00
    0A 0B 0C 0D   00 00 00 00   # Initiator Task Tag, SNACK Tag
    01 02 03 04   11 12 13 14   # StatSN, ExpCmdSN
    21 22 23 24   00 00 00 03   # MaxCmdSN, ExpDataSN
    00 00 00 00   00 01 00 00   # residuals
    00 12 70 00   80 00 00 00   # SenseLength, sense data
    00 0A 00 00   00 00 00 01
    00 00 00 00`,
  reserved: `
    C0 61 00 00   00 00 00 00
    FF FF FF FF   FF FF FF FF
    00 00 00 00   00 00 00 00
    00 00 00 00   00 00 00 00
    00 00 00 00   00 00 00 00
    FF FF FF FF   00 00 00 00`,
});

describeVector('SCSI Response: target failure, residuals in both directions', {
  pdu: {
    opcode: Opcode.scsiResponse,
    bidirectionalReadResidual: { kind: 'underflow', count: 0x31323334 },
    residual: { kind: 'overflow', count: 0x41424344 },
    response: 1,
    status: 0,
    initiatorTaskTag: 1,
    snackTag: 0x51525354,
    statSn: 2,
    expCmdSn: 3,
    maxCmdSn: 4,
    expDataSn: 5,
    data: ByteList.empty,
  },
  bytes: `
    21 8C 01 00   00 00 00 00   # u O
    00 00 00 00   00 00 00 00
    00 00 00 01   51 52 53 54
    00 00 00 02   00 00 00 03
    00 00 00 04   00 00 00 05
    31 32 33 34   41 42 43 44`,
  reserved: `
    C0 61 00 00   00 00 00 00
    FF FF FF FF   FF FF FF FF
    00 00 00 00   00 00 00 00
    00 00 00 00   00 00 00 00
    00 00 00 00   00 00 00 00
    00 00 00 00   00 00 00 00`,
});

test.each([
  ['86', 'byte 1 is 86h, and of the bits O (04h) and U (02h) only one may be set'],
  ['98', 'byte 1 is 98h, and of the bits o (10h) and u (08h) only one may be set'],
])('both residual bits at once mean nothing: byte 1 = %sh', (flags, message) => {
  const header = hex(`21 ${flags} ${'00'.repeat(46)}`);
  expect(decodeHeader(header)).toEqual({ kind: 'wire-error', reason: 'bad-field', message, header });
});
