import { Opcode } from '../../../src/wire/opcode.ts';
import { describeVector } from './vector.ts';

describeVector('Ready To Transfer (RFC 7143 §11.8)', {
  pdu: {
    opcode: Opcode.readyToTransfer,
    lun: 0x0001_0000_0000_0000n,
    initiatorTaskTag: 0x01020304,
    targetTransferTag: 0x11121314,
    statSn: 0x21222324,
    expCmdSn: 0x31323334,
    maxCmdSn: 0x41424344,
    r2tSn: 0x51525354,
    bufferOffset: 0x61626364,
    desiredDataTransferLength: 0x71727374,
  },
  bytes: `
    31 80 00 00   00 00 00 00
    00 01 00 00   00 00 00 00   # LUN
    01 02 03 04   11 12 13 14   # Initiator Task Tag, Target Transfer Tag
    21 22 23 24   31 32 33 34   # StatSN, ExpCmdSN
    41 42 43 44   51 52 53 54   # MaxCmdSN, R2TSN
    61 62 63 64   71 72 73 74   # Buffer Offset, Desired Data Transfer Length`,
  reserved: `
    C0 7F FF FF   00 00 00 00
    00 00 00 00   00 00 00 00
    00 00 00 00   00 00 00 00
    00 00 00 00   00 00 00 00
    00 00 00 00   00 00 00 00
    00 00 00 00   00 00 00 00`,
});
