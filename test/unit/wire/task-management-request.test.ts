import { Opcode } from '../../../src/wire/opcode.ts';
import { TaskManagementFunctionCode } from '../../../src/wire/task-management-request.ts';
import { describeVector } from './vector.ts';

describeVector('Task Management Function Request: ABORT TASK (RFC 7143 §11.5)', {
  pdu: {
    opcode: Opcode.taskManagementRequest,
    immediate: true,
    function: TaskManagementFunctionCode.abortTask,
    lun: 0x0003_0000_0000_0000n,
    initiatorTaskTag: 0x01020304,
    referencedTaskTag: 0x11121314,
    cmdSn: 0x21222324,
    expStatSn: 0x31323334,
    refCmdSn: 0x41424344,
    expDataSn: 0x51525354,
  },
  bytes: `
    42 81 00 00   00 00 00 00   # I; Function
    00 03 00 00   00 00 00 00   # LUN
    01 02 03 04   11 12 13 14   # Initiator Task Tag, Referenced Task Tag
    21 22 23 24   31 32 33 34   # CmdSN, ExpStatSN
    41 42 43 44   51 52 53 54   # RefCmdSN, ExpDataSN
    00 00 00 00   00 00 00 00`,
  reserved: `
    80 00 FF FF   00 00 00 00
    00 00 00 00   00 00 00 00
    00 00 00 00   00 00 00 00
    00 00 00 00   00 00 00 00
    00 00 00 00   00 00 00 00
    FF FF FF FF   FF FF FF FF`,
});
