import { Opcode } from '../../../src/wire/opcode.ts';
import { TaskManagementResponseCode } from '../../../src/wire/task-management-response.ts';
import { describeVector } from './vector.ts';

describeVector('Task Management Function Response (RFC 7143 §11.6)', {
  pdu: {
    opcode: Opcode.taskManagementResponse,
    response: TaskManagementResponseCode.functionRejected,
    initiatorTaskTag: 0x01020304,
    statSn: 0x11121314,
    expCmdSn: 0x21222324,
    maxCmdSn: 0x31323334,
  },
  bytes: `
    22 80 FF 00   00 00 00 00   # Response
    00 00 00 00   00 00 00 00
    01 02 03 04   00 00 00 00   # Initiator Task Tag
    11 12 13 14   21 22 23 24   # StatSN, ExpCmdSN
    31 32 33 34   00 00 00 00   # MaxCmdSN
    00 00 00 00   00 00 00 00`,
  reserved: `
    C0 7F 00 FF   00 00 00 00
    FF FF FF FF   FF FF FF FF
    00 00 00 00   FF FF FF FF
    00 00 00 00   00 00 00 00
    00 00 00 00   FF FF FF FF
    FF FF FF FF   FF FF FF FF`,
});
