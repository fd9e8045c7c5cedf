import { Opcode } from '../../../src/wire/opcode.ts';
import { describeVector } from './vector.ts';

describeVector('SNACK Request (RFC 7143 §11.16)', {
  pdu: {
    opcode: Opcode.snackRequest,
    type: 3,
    lun: 0x0001_0000_0000_0000n,
    initiatorTaskTag: 0x01020304,
    targetTransferTag: 0x11121314,
    expStatSn: 0x21222324,
    begRun: 0x31323334,
    runLength: 0x41424344,
  },
  bytes: `
    10 83 00 00   00 00 00 00   # Type
    00 01 00 00   00 00 00 00   # LUN
    01 02 03 04   11 12 13 14   # Initiator Task Tag, SNACK Tag
    00 00 00 00   21 22 23 24   # ExpStatSN
    00 00 00 00   00 00 00 00
    31 32 33 34   41 42 43 44   # BegRun, RunLength`,
  reserved: `
    C0 70 FF FF   00 00 00 00
    00 00 00 00   00 00 00 00
    00 00 00 00   00 00 00 00
    FF FF FF FF   00 00 00 00
    FF FF FF FF   FF FF FF FF
    00 00 00 00   00 00 00 00`,
});
