import { ByteList } from '../../../src/foundation/byte-list.ts';
import { Opcode } from '../../../src/wire/opcode.ts';
import { RejectReason } from '../../../src/wire/reject.ts';
import { describeVector, hex } from './vector.ts';

const offending = `
  1F 80 00 00   00 00 00 00
  00 00 00 00   00 00 00 00
  00 00 00 2A   00 00 00 00
  00 00 00 01   00 00 00 02
  00 00 00 00   00 00 00 00
  00 00 00 00   00 00 00 00`;

describeVector('Reject with the header that it rejects (RFC 7143 §11.17)', {
  pdu: {
    opcode: Opcode.reject,
    reason: RejectReason.commandNotSupported,
    statSn: 0x01020304,
    expCmdSn: 0x11121314,
    maxCmdSn: 0x21222324,
    dataSn: 0x31323334,
    data: ByteList.of(hex(offending)),
  },
  bytes: `
    3F 80 05 00   00 00 00 30   # Reason
    00 00 00 00   00 00 00 00
    FF FF FF FF   00 00 00 00
    01 02 03 04   11 12 13 14   # StatSN, ExpCmdSN
    21 22 23 24   31 32 33 34   # MaxCmdSN, DataSN
    00 00 00 00   00 00 00 00
    ${offending}`,
  reserved: `
    C0 7F 00 FF   00 00 00 00
    FF FF FF FF   FF FF FF FF
    00 00 00 00   FF FF FF FF
    00 00 00 00   00 00 00 00
    00 00 00 00   00 00 00 00
    FF FF FF FF   FF FF FF FF`,
});
