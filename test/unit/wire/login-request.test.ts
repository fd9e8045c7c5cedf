import { ByteList } from '../../../src/foundation/byte-list.ts';
import { LoginStage } from '../../../src/wire/login-request.ts';
import { Opcode } from '../../../src/wire/opcode.ts';
import { ascii, describeVector, hex } from './vector.ts';

describeVector('Login Request (RFC 7143 §11.12)', {
  pdu: {
    opcode: Opcode.loginRequest,
    immediate: true,
    transit: true,
    continues: false,
    currentStage: LoginStage.loginOperationalNegotiation,
    nextStage: LoginStage.fullFeaturePhase,
    versionMax: 0,
    versionMin: 0,
    isid: hex('00 02 3D 00 00 01'),
    tsih: 0x1234,
    initiatorTaskTag: 0x01020304,
    connectionId: 0x5678,
    cmdSn: 0x11121314,
    expStatSn: 0x21222324,
    data: ByteList.of(ascii('InitiatorName=iqn.x\0')),
  },
  bytes: `
    43 87 00 00   00 00 00 14   # T, CSG 1, NSG 3; versions
    00 02 3D 00   00 01 12 34   # ISID, TSIH
    01 02 03 04   56 78 00 00   # Initiator Task Tag, CID
    11 12 13 14   21 22 23 24   # CmdSN, ExpStatSN
    00 00 00 00   00 00 00 00
    00 00 00 00   00 00 00 00
    49 6E 69 74   69 61 74 6F   # InitiatorName=iqn.x and its NUL
    72 4E 61 6D   65 3D 69 71
    6E 2E 78 00`,
  reserved: `
    80 30 00 00   00 00 00 00
    00 00 00 00   00 00 00 00
    00 00 00 00   00 00 FF FF
    00 00 00 00   00 00 00 00
    FF FF FF FF   FF FF FF FF
    FF FF FF FF   FF FF FF FF`,
});

describeVector('Login Request: more text to come', {
  pdu: {
    opcode: Opcode.loginRequest,
    immediate: true,
    transit: false,
    continues: true,
    currentStage: LoginStage.securityNegotiation,
    nextStage: 0,
    versionMax: 2,
    versionMin: 1,
    isid: hex('80 12 34 56 78 9A'),
    tsih: 0,
    initiatorTaskTag: 0,
    connectionId: 0,
    cmdSn: 0,
    expStatSn: 0,
    data: ByteList.empty,
  },
  bytes: `
    43 40 02 01   00 00 00 00   # C, CSG 0
    80 12 34 56   78 9A 00 00
    00 00 00 00   00 00 00 00
    00 00 00 00   00 00 00 00
    00 00 00 00   00 00 00 00
    00 00 00 00   00 00 00 00`,
  reserved: `
    80 30 00 00   00 00 00 00
    00 00 00 00   00 00 00 00
    00 00 00 00   00 00 FF FF
    00 00 00 00   00 00 00 00
    FF FF FF FF   FF FF FF FF
    FF FF FF FF   FF FF FF FF`,
});
