import { ByteList } from '../../../src/foundation/byte-list.ts';
import { Opcode } from '../../../src/wire/opcode.ts';
import { ascii, describeVector } from './vector.ts';

describeVector('NOP-In (RFC 7143 §11.19)', {
  pdu: {
    opcode: Opcode.nopIn,
    lun: 0n,
    initiatorTaskTag: 0xffffffff,
    targetTransferTag: 0x55667788,
    statSn: 0x01020304,
    expCmdSn: 0x11121314,
    maxCmdSn: 0x21222324,
    data: ByteList.of(ascii('pong')),
  },
  bytes: `
    20 80 00 00   00 00 00 04
    00 00 00 00   00 00 00 00   # LUN
    FF FF FF FF   55 66 77 88   # Initiator Task Tag, Target Transfer Tag
    01 02 03 04   11 12 13 14   # StatSN, ExpCmdSN
    21 22 23 24   00 00 00 00   # MaxCmdSN
    00 00 00 00   00 00 00 00
    70 6F 6E 67`,
  reserved: `
    C0 7F FF FF   00 00 00 00
    00 00 00 00   00 00 00 00
    00 00 00 00   00 00 00 00
    00 00 00 00   00 00 00 00
    00 00 00 00   FF FF FF FF
    FF FF FF FF   FF FF FF FF`,
});
