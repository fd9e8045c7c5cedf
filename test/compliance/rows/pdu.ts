/** §11.1, §11.2, §7.7, §7.10: PDUs, their headers, segments and lengths. */
import type { ComplianceRow } from '../row.ts';

export const pduRows: readonly ComplianceRow[] = [
  {
    section: '7.7',
    subject: 'A data segment longer than was declared',
    conduct: 'Reject (protocol error), and the connection closes before the segment is read',
    test: { file: 'conformance/reject.test.ts', title: 'ends the connection, and no other: %i bytes too long' },
    removal: { file: 'wire/framer.ts', passage: 'if (dataLength <= most) return undefined;', becomes: 'return undefined;' },
  },
  {
    section: '7.10',
    subject: 'What need not be checked',
    conduct: 'reserved bits and the LUN of a Data-Out are not looked at',
    test: {
      file: 'conformance/known-hosts.test.ts',
      title: 'finds its logical units, works with one of them in untagged commands, and leaves',
    },
    removal: {
      file: 'iscsi/session-tasks.ts',
      passage: 'if (this.#isAbandoned(pdu)) return;',
      becomes: 'if (this.#isAbandoned(pdu) || pdu.lun === 0n) return;',
    },
  },
  {
    section: '11.1',
    subject: 'Padding',
    conduct: 'segments are padded with zeros to a multiple of four bytes',
    test: { file: 'conformance/nop-and-text.test.ts', title: 'comes back with its %i bytes' },
    removal: {
      file: 'wire/serialiser.ts',
      passage: 'const padding = paddings[paddingOf(length)]!;',
      becomes: 'const padding = zeros.subarray(0, 0);',
    },
  },
  {
    section: '9',
    subject: 'Time of a PDU',
    conduct: 'the connection closes when one is not complete within the time that was configured (30 s), however it trickles',
    test: { file: 'conformance/limits.test.ts', title: 'is over though its bytes keep coming, %s' },
    removal: {
      file: 'server/connection-port.ts',
      passage: 'if (pdu === undefined) return this.#pduPatience.begin();',
      becomes: 'if (pdu === undefined) return;',
    },
  },
  {
    section: '11.2.1.2',
    subject: 'Unknown opcodes',
    conduct: 'Reject (command not supported); the stream goes on behind them',
    test: { file: 'conformance/reject.test.ts', title: 'an unknown opcode with data: the stream stays in step' },
    removal: {
      file: 'iscsi/full-feature-phase.ts',
      passage: "'unknown-opcode': { reject: RejectReason.commandNotSupported },",
      becomes: "'unknown-opcode': {},",
    },
  },
  {
    section: '11.2.1.2',
    subject: 'Opcodes of targets',
    conduct: 'Reject (command not supported)',
    test: { file: 'conformance/reject.test.ts', title: "opcode %i, which is a target's" },
    removal: { file: 'wire/codec.ts', passage: 'if (opcode >= Opcode.nopIn) {', becomes: 'if (opcode > 0x3f) {' },
  },
  {
    section: '11.2.1.6',
    subject: 'PDUs that have no data segment',
    conduct: 'with one: Reject (invalid PDU field)',
    test: { file: 'unit/wire/codec.test.ts', title: 'operation code %i has no data segment' },
    removal: {
      file: 'wire/codec.ts',
      passage: "if (data.length > 0 && codec.segments === 'none') {",
      becomes: 'if (data.length > 0 && codec.segments === undefined) {',
    },
  },
  {
    section: '11.2.2',
    subject: 'Additional header segments',
    conduct: 'a SCSI Command alone may have them; those of unknown types are passed over',
    test: { file: 'unit/wire/codec.test.ts', title: 'only a SCSI Command has additional headers' },
    removal: {
      file: 'wire/codec.ts',
      passage: "if (additionalHeader.length > 0 && codec.segments !== 'additional-header-and-data') {",
      becomes: 'if (additionalHeader.length < 0) {',
    },
  },
  {
    section: '11.2.2.2',
    subject: 'AHSLength',
    conduct: 'one that leaves TotalAHSLength: Reject (invalid PDU field)',
    test: {
      file: 'conformance/reject.test.ts',
      title: 'that are longer than the header has room for are rejected, and have used their CmdSN (§4.2.2.1)',
    },
    removal: {
      file: 'wire/additional-header.ts',
      passage: 'if (next > bytes.length) {',
      becomes: 'if (next > bytes.length) break; if (next < 0) {',
    },
  },
  {
    section: '11.2.2.3',
    subject: 'Extended CDB',
    conduct: 'joined to the 16 bytes of the header',
    test: { file: 'unit/iscsi/command-task.test.ts', title: 'has its LUN, its attribute and its whole CDB' },
    removal: { file: 'iscsi/command-task.ts', passage: 'if (segment === undefined) return pdu.cdb;', becomes: 'return pdu.cdb;' },
  },
  {
    section: '11.2.2.4',
    subject: 'Bidirectional read length',
    conduct: 'handed to the device server, with residuals of both directions',
    test: { file: 'unit/iscsi/command-task.test.ts', title: 'of two directions has both lengths, and both residuals' },
    removal: { file: 'iscsi/command-task.ts', passage: 'return uint32At(bytes, 1);', becomes: 'return 0;' },
  },
  { section: '11.2.2.4', subject: 'Bidirectional commands', conduct: 'the device server has none' },
];
