import { ByteList } from '../../../src/foundation/byte-list.ts';
import { Opcode } from '../../../src/wire/opcode.ts';
import { ascii, describeVector } from './vector.ts';

const reserved = `
  C0 3F FF FF   00 00 00 00
  00 00 00 00   00 00 00 00
  00 00 00 00   00 00 00 00
  00 00 00 00   00 00 00 00
  00 00 00 00   FF FF FF FF
  FF FF FF FF   FF FF FF FF`;

describeVector('Text Response (RFC 7143 §11.11)', {
  pdu: {
    opcode: Opcode.textResponse,
    final: true,
    continues: false,
    lun: 0n,
    initiatorTaskTag: 0x01020304,
    targetTransferTag: 0xffffffff,
    statSn: 0x11121314,
    expCmdSn: 0x21222324,
    maxCmdSn: 0x31323334,
    data: ByteList.of(ascii('X=Reject\0')),
  },
  bytes: `
    24 80 00 00   00 00 00 09   # F
    00 00 00 00   00 00 00 00   # LUN
    01 02 03 04   FF FF FF FF   # Initiator Task Tag, Target Transfer Tag
    11 12 13 14   21 22 23 24   # StatSN, ExpCmdSN
    31 32 33 34   00 00 00 00   # MaxCmdSN
    00 00 00 00   00 00 00 00
    58 3D 52 65   6A 65 63 74   # X=Reject, NUL and padding
    00 00 00 00`,
  reserved,
});

describeVector('Text Response: to be continued', {
  pdu: {
    opcode: Opcode.textResponse,
    final: false,
    continues: true,
    lun: 0x0102_0304_0506_0708n,
    initiatorTaskTag: 1,
    targetTransferTag: 2,
    statSn: 3,
    expCmdSn: 4,
    maxCmdSn: 5,
    data: ByteList.empty,
  },
  bytes: `
    24 40 00 00   00 00 00 00
    01 02 03 04   05 06 07 08
    00 00 00 01   00 00 00 02
    00 00 00 03   00 00 00 04
    00 00 00 05   00 00 00 00
    00 00 00 00   00 00 00 00`,
  reserved,
});
