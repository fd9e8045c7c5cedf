import { ByteList } from '../../../src/foundation/byte-list.ts';
import { LoginStage } from '../../../src/wire/login-request.ts';
import { LoginStatus } from '../../../src/wire/login-response.ts';
import { Opcode } from '../../../src/wire/opcode.ts';
import { ascii, describeVector, hex } from './vector.ts';

const reserved = `
  C0 30 00 00   00 00 00 00
  00 00 00 00   00 00 00 00
  00 00 00 00   FF FF FF FF
  00 00 00 00   00 00 00 00
  00 00 00 00   00 00 FF FF
  FF FF FF FF   FF FF FF FF`;

describeVector('Login Response (RFC 7143 §11.13)', {
  pdu: {
    opcode: Opcode.loginResponse,
    transit: true,
    continues: false,
    currentStage: LoginStage.securityNegotiation,
    nextStage: LoginStage.loginOperationalNegotiation,
    versionMax: 0,
    versionActive: 0,
    isid: hex('00 02 3D 00 00 01'),
    tsih: 0xabcd,
    initiatorTaskTag: 0x01020304,
    statSn: 0x11121314,
    expCmdSn: 0x21222324,
    maxCmdSn: 0x31323334,
    status: LoginStatus.success,
    data: ByteList.of(ascii('A=B\0')),
  },
  bytes: `
    23 81 00 00   00 00 00 04   # T, CSG 0, NSG 1; versions
    00 02 3D 00   00 01 AB CD   # ISID, TSIH
    01 02 03 04   00 00 00 00   # Initiator Task Tag
    11 12 13 14   21 22 23 24   # StatSN, ExpCmdSN
    31 32 33 34   00 00 00 00   # MaxCmdSN; Status-Class, Status-Detail
    00 00 00 00   00 00 00 00
    41 3D 42 00`,
  reserved,
});

describeVector('Login Response: target not found', {
  pdu: {
    opcode: Opcode.loginResponse,
    transit: false,
    continues: true,
    currentStage: LoginStage.loginOperationalNegotiation,
    nextStage: 0,
    versionMax: 3,
    versionActive: 1,
    isid: hex('FF FE FD FC FB FA'),
    tsih: 0,
    initiatorTaskTag: 0,
    statSn: 0,
    expCmdSn: 0,
    maxCmdSn: 0,
    status: LoginStatus.notFound,
    data: ByteList.empty,
  },
  bytes: `
    23 44 03 01   00 00 00 00   # C, CSG 1
    FF FE FD FC   FB FA 00 00
    00 00 00 00   00 00 00 00
    00 00 00 00   00 00 00 00
    00 00 00 00   02 03 00 00   # Status-Class 2, Status-Detail 3
    00 00 00 00   00 00 00 00`,
  reserved,
});
