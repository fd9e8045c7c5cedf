import { ByteList } from '../../../src/foundation/byte-list.ts';
import { Opcode } from '../../../src/wire/opcode.ts';
import { ascii, describeVector } from './vector.ts';

const reserved = `
  80 3F FF FF   00 00 00 00
  00 00 00 00   00 00 00 00
  00 00 00 00   00 00 00 00
  00 00 00 00   00 00 00 00
  FF FF FF FF   FF FF FF FF
  FF FF FF FF   FF FF FF FF`;

describeVector('Text Request: SendTargets (RFC 7143 §11.10)', {
  pdu: {
    opcode: Opcode.textRequest,
    immediate: false,
    final: true,
    continues: false,
    lun: 0n,
    initiatorTaskTag: 0x01020304,
    targetTransferTag: 0xffffffff,
    cmdSn: 0x11121314,
    expStatSn: 0x21222324,
    data: ByteList.of(ascii('SendTargets=All\0')),
  },
  bytes: `
    04 80 00 00   00 00 00 10   # F
    00 00 00 00   00 00 00 00   # LUN
    01 02 03 04   FF FF FF FF   # Initiator Task Tag, Target Transfer Tag
    11 12 13 14   21 22 23 24   # CmdSN, ExpStatSN
    00 00 00 00   00 00 00 00
    00 00 00 00   00 00 00 00
    53 65 6E 64   54 61 72 67   # SendTargets=All and its NUL
    65 74 73 3D   41 6C 6C 00`,
  reserved,
});

describeVector('Text Request: immediate, continued', {
  pdu: {
    opcode: Opcode.textRequest,
    immediate: true,
    final: false,
    continues: true,
    lun: 0x4001_0203_0405_0607n,
    initiatorTaskTag: 1,
    targetTransferTag: 2,
    cmdSn: 3,
    expStatSn: 4,
    data: ByteList.empty,
  },
  bytes: `
    44 40 00 00   00 00 00 00
    40 01 02 03   04 05 06 07
    00 00 00 01   00 00 00 02
    00 00 00 03   00 00 00 04
    00 00 00 00   00 00 00 00
    00 00 00 00   00 00 00 00`,
  reserved,
});
