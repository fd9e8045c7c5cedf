import { LogoutReason } from '../../../src/wire/logout-request.ts';
import { Opcode } from '../../../src/wire/opcode.ts';
import { describeVector } from './vector.ts';

describeVector('Logout Request (RFC 7143 §11.14)', {
  pdu: {
    opcode: Opcode.logoutRequest,
    immediate: true,
    reason: LogoutReason.closeConnection,
    initiatorTaskTag: 0x01020304,
    connectionId: 0x0506,
    cmdSn: 0x11121314,
    expStatSn: 0x21222324,
  },
  bytes: `
    46 81 00 00   00 00 00 00   # I; Reason Code
    00 00 00 00   00 00 00 00
    01 02 03 04   05 06 00 00   # Initiator Task Tag, CID
    11 12 13 14   21 22 23 24   # CmdSN, ExpStatSN
    00 00 00 00   00 00 00 00
    00 00 00 00   00 00 00 00`,
  reserved: `
    80 00 FF FF   00 00 00 00
    FF FF FF FF   FF FF FF FF
    00 00 00 00   00 00 FF FF
    00 00 00 00   00 00 00 00
    FF FF FF FF   FF FF FF FF
    FF FF FF FF   FF FF FF FF`,
});
