import { ByteList } from '../../../src/foundation/byte-list.ts';
import { Opcode } from '../../../src/wire/opcode.ts';
import { TaskAttributeCode } from '../../../src/wire/scsi-command.ts';
import { ascii, describeVector, hex } from './vector.ts';

describeVector('SCSI Command: a WRITE(6) with immediate data (RFC 7143 §11.3)', {
  pdu: {
    opcode: Opcode.scsiCommand,
    immediate: false,
    final: true,
    read: false,
    write: true,
    attribute: TaskAttributeCode.simple,
    lun: 0x0002_0000_0000_0000n,
    initiatorTaskTag: 0x10000001,
    expectedDataTransferLength: 0x00000006,
    cmdSn: 0x00000102,
    expStatSn: 0x00000304,
    cdb: hex('0A 00 00 00 06 00 00 00 00 00 00 00 00 00 00 00'),
    additionalHeaderSegments: [],
    data: ByteList.of(ascii('blocks')),
  },
  bytes: `
    01 A1 00 00   00 00 00 06   # F W SIMPLE; DataSegmentLength
    00 02 00 00   00 00 00 00   # LUN
    10 00 00 01   00 00 00 06   # Initiator Task Tag, Expected Data Transfer Length
    00 00 01 02   00 00 03 04   # CmdSN, ExpStatSN
    0A 00 00 00   06 00 00 00   # CDB
    00 00 00 00   00 00 00 00
    62 6C 6F 63   6B 73 00 00   # data and padding`,
  reserved: `
    80 18 FF FF   00 00 00 00
    00 00 00 00   00 00 00 00
    00 00 00 00   00 00 00 00
    00 00 00 00   00 00 00 00
    00 00 00 00   00 00 00 00
    00 00 00 00   00 00 00 00`,
});

describeVector('SCSI Command: both directions, a CDB of 17 bytes (RFC 7143 §11.2.2)', {
  pdu: {
    opcode: Opcode.scsiCommand,
    immediate: true,
    final: false,
    read: true,
    write: true,
    attribute: TaskAttributeCode.headOfQueue,
    lun: 0n,
    initiatorTaskTag: 0xfedcba98,
    expectedDataTransferLength: 0x89abcdef,
    cmdSn: 0xffffffff,
    expStatSn: 0x80000000,
    cdb: hex('7F 00 00 00 00 00 00 09 12 34 00 00 00 00 00 01'),
    additionalHeaderSegments: [
      { type: 1, bytes: hex('00 AA') },
      { type: 2, bytes: hex('00 00 00 10 00') },
    ],
    data: ByteList.empty,
  },
  bytes: `
    41 63 00 00   04 00 00 00   # I; R W HEAD OF QUEUE; TotalAHSLength
    00 00 00 00   00 00 00 00   # LUN
    FE DC BA 98   89 AB CD EF   # Initiator Task Tag, Expected Data Transfer Length
    FF FF FF FF   80 00 00 00   # CmdSN, ExpStatSN
    7F 00 00 00   00 00 00 09   # CDB
    12 34 00 00   00 00 00 01
    00 02 01 00   AA 00 00 00   # extended CDB: reserved byte, one byte of CDB, padding
    00 05 02 00   00 00 10 00   # bidirectional read expected data transfer length`,
  reserved: `
    80 18 FF FF   00 00 00 00
    00 00 00 00   00 00 00 00
    00 00 00 00   00 00 00 00
    00 00 00 00   00 00 00 00
    00 00 00 00   00 00 00 00
    00 00 00 00   00 00 00 00`,
});
