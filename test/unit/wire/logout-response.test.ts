import { LogoutResponseCode } from '../../../src/wire/logout-response.ts';
import { Opcode } from '../../../src/wire/opcode.ts';
import { describeVector } from './vector.ts';

describeVector('Logout Response (RFC 7143 §11.15)', {
  pdu: {
    opcode: Opcode.logoutResponse,
    response: LogoutResponseCode.cidNotFound,
    initiatorTaskTag: 0x01020304,
    statSn: 0x11121314,
    expCmdSn: 0x21222324,
    maxCmdSn: 0x31323334,
    time2Wait: 0x4142,
    time2Retain: 0x5152,
  },
  bytes: `
    26 80 01 00   00 00 00 00   # Response
    00 00 00 00   00 00 00 00
    01 02 03 04   00 00 00 00   # Initiator Task Tag
    11 12 13 14   21 22 23 24   # StatSN, ExpCmdSN
    31 32 33 34   00 00 00 00   # MaxCmdSN
    41 42 51 52   00 00 00 00   # Time2Wait, Time2Retain`,
  reserved: `
    C0 7F 00 FF   00 00 00 00
    FF FF FF FF   FF FF FF FF
    00 00 00 00   FF FF FF FF
    00 00 00 00   00 00 00 00
    00 00 00 00   FF FF FF FF
    00 00 00 00   FF FF FF FF`,
});
