import { ByteList } from '../../../src/foundation/byte-list.ts';
import { Opcode } from '../../../src/wire/opcode.ts';
import { ascii, describeVector } from './vector.ts';

describeVector('NOP-Out (RFC 7143 §11.18)', {
  pdu: {
    opcode: Opcode.nopOut,
    immediate: true,
    lun: 0x0001_0000_0000_0000n,
    initiatorTaskTag: 0x11223344,
    targetTransferTag: 0xffffffff,
    cmdSn: 0x01020304,
    expStatSn: 0xa1a2a3a4,
    data: ByteList.of(ascii('ping!')),
  },
  bytes: `
    40 80 00 00   00 00 00 05
    00 01 00 00   00 00 00 00   # LUN
    11 22 33 44   FF FF FF FF   # Initiator Task Tag, Target Transfer Tag
    01 02 03 04   A1 A2 A3 A4   # CmdSN, ExpStatSN
    00 00 00 00   00 00 00 00
    00 00 00 00   00 00 00 00
    70 69 6E 67   21 00 00 00   # data and padding`,
  reserved: `
    80 7F FF FF   00 00 00 00
    00 00 00 00   00 00 00 00
    00 00 00 00   00 00 00 00
    00 00 00 00   00 00 00 00
    FF FF FF FF   FF FF FF FF
    FF FF FF FF   FF FF FF FF`,
});
