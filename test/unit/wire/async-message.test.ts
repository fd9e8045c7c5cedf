import { ByteList } from '../../../src/foundation/byte-list.ts';
import { AsyncEvent } from '../../../src/wire/async-message.ts';
import { Opcode } from '../../../src/wire/opcode.ts';
import { describeVector } from './vector.ts';

describeVector('Asynchronous Message: a request to log out (RFC 7143 §11.9)', {
  pdu: {
    opcode: Opcode.asyncMessage,
    lun: 0n,
    statSn: 0x01020304,
    expCmdSn: 0x11121314,
    maxCmdSn: 0x21222324,
    asyncEvent: AsyncEvent.logoutRequest,
    asyncVCode: 0x31,
    parameter1: 0x4142,
    parameter2: 0x5152,
    parameter3: 0x6162,
    data: ByteList.empty,
  },
  bytes: `
    32 80 00 00   00 00 00 00
    00 00 00 00   00 00 00 00   # LUN
    FF FF FF FF   00 00 00 00
    01 02 03 04   11 12 13 14   # StatSN, ExpCmdSN
    21 22 23 24   01 31 41 42   # MaxCmdSN; AsyncEvent, AsyncVCode, Parameter1
    51 52 61 62   00 00 00 00   # Parameter2, Parameter3`,
  reserved: `
    C0 7F FF FF   00 00 00 00
    00 00 00 00   00 00 00 00
    00 00 00 00   FF FF FF FF
    00 00 00 00   00 00 00 00
    00 00 00 00   00 00 00 00
    00 00 00 00   FF FF FF FF`,
});
