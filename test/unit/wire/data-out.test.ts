import { ByteList } from '../../../src/foundation/byte-list.ts';
import { Opcode } from '../../../src/wire/opcode.ts';
import { describeVector, hex } from './vector.ts';

const reserved = `
  C0 7F FF FF   00 00 00 00
  00 00 00 00   00 00 00 00
  00 00 00 00   00 00 00 00
  FF FF FF FF   00 00 00 00
  FF FF FF FF   00 00 00 00
  00 00 00 00   FF FF FF FF`;

describeVector('SCSI Data-Out (RFC 7143 §11.7)', {
  pdu: {
    opcode: Opcode.dataOut,
    final: true,
    lun: 0x0001_0000_0000_0000n,
    initiatorTaskTag: 0x01020304,
    targetTransferTag: 0x11121314,
    expStatSn: 0x21222324,
    dataSn: 0x31323334,
    bufferOffset: 0x41424344,
    data: ByteList.of(hex('AA BB'), hex('CC DD EE FF 99')),
  },
  bytes: `
    05 80 00 00   00 00 00 07   # F
    00 01 00 00   00 00 00 00   # LUN
    01 02 03 04   11 12 13 14   # Initiator Task Tag, Target Transfer Tag
    00 00 00 00   21 22 23 24   # ExpStatSN
    00 00 00 00   31 32 33 34   # DataSN
    41 42 43 44   00 00 00 00   # Buffer Offset
    AA BB CC DD   EE FF 99 00   # data and padding`,
  reserved,
});

describeVector('SCSI Data-Out: not the last', {
  pdu: {
    opcode: Opcode.dataOut,
    final: false,
    lun: 0n,
    initiatorTaskTag: 0,
    targetTransferTag: 0xffffffff,
    expStatSn: 0,
    dataSn: 0,
    bufferOffset: 0,
    data: ByteList.empty,
  },
  bytes: `
    05 00 00 00   00 00 00 00
    00 00 00 00   00 00 00 00
    00 00 00 00   FF FF FF FF
    00 00 00 00   00 00 00 00
    00 00 00 00   00 00 00 00
    00 00 00 00   00 00 00 00`,
  reserved,
});
