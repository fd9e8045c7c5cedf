/** §11.2.3, §7.8, Appendix A.4: digests, right and wrong. */
import type { ComplianceRow } from '../row.ts';

const everyPadding = {
  file: 'conformance/digests.test.ts',
  title: 'carries blocks of every padding both ways, in commands and behind them',
} as const;

export const digestRows: readonly ComplianceRow[] = [
  {
    section: '7.8',
    subject: 'A wrong header digest',
    conduct: 'closes the connection without a word',
    test: { file: 'conformance/digest-errors.test.ts', title: 'a damaged %s' },
    removal: {
      file: 'wire/framer.ts',
      passage: "if (problem !== undefined) return this.#lose('header-digest', problem);",
      becomes: '',
    },
  },
  {
    section: '7.8',
    subject: 'A wrong data digest',
    conduct: 'Reject (data digest error) with the header of the PDU',
    test: {
      file: 'conformance/digest-errors.test.ts',
      title: 'of a burst that was asked for, PDU %i of 8: Reject, and the task fails after the last',
    },
    removal: {
      file: 'iscsi/full-feature-phase.ts',
      passage: "'data-digest': { reject: RejectReason.dataDigestError },",
      becomes: "'data-digest': { reject: RejectReason.protocolError },",
    },
  },
  {
    section: '7.8',
    subject: 'A wrong data digest in a Data-Out',
    conduct: 'the task fails with ABORTED COMMAND, PROTOCOL SERVICE CRC ERROR once the last of its data has come',
    test: { file: 'conformance/digest-errors.test.ts', title: 'that nobody asked for (the last: %s)' },
    removal: {
      file: 'iscsi/full-feature-phase.ts',
      passage: "if (error.reason === 'data-digest' && (error.header[0]! & 0x3f) === Opcode.dataOut)",
      becomes: "if (error.reason === 'data-digest' && error.header.length === 0)",
    },
  },
  {
    section: '7.8',
    subject: 'A wrong data digest in a command',
    conduct: 'the command has not happened, and its CmdSN is still to come',
    test: {
      file: 'conformance/digest-errors.test.ts',
      title: 'in immediate data: the command has not happened, and comes again under its number',
    },
    removal: {
      file: 'iscsi/full-feature-phase.ts',
      passage: "if (error.reason === 'bad-field') this.#passOver(error.header);",
      becomes: 'this.#passOver(error.header);',
    },
  },
  {
    section: '7.8',
    subject: 'A wrong data digest in a ping or a text',
    conduct: 'there is no answer but the Reject',
    test: { file: 'conformance/digest-errors.test.ts', title: 'in a NOP-Out (immediate: %s): there is no answer but the Reject' },
    removal: {
      file: 'wire/framer.ts',
      passage: "if (problem !== undefined) return wireError('data-digest', problem, header);",
      becomes: "if (problem !== undefined && opcodeOf(header) !== 0) return wireError('data-digest', problem, header);",
    },
  },
  {
    section: '7.9',
    subject: 'A gap in DataSN',
    conduct: 'taken for data lost to a digest error: no Reject, and PROTOCOL SERVICE CRC ERROR when the rest has come',
    test: {
      file: 'unit/iscsi/data-out-sequence.test.ts',
      title: 'a DataSN ahead tells of data lost to a digest error, and nobody is rejected for it',
    },
    removal: { file: 'iscsi/data-out-sequence.ts', passage: 'if (pdu.dataSn > burst.dataSn) {', becomes: 'if (pdu.dataSn < 0) {' },
  },
  {
    section: '11.2.3',
    subject: 'Header digest of the target',
    conduct: 'a CRC32C behind every header, once it has been agreed on',
    test: everyPadding,
    removal: {
      file: 'wire/serialiser.ts',
      passage: 'framing.headerDigest ? digestedHeader(pdu) : encodeHeader(pdu)',
      becomes: 'encodeHeader(pdu)',
    },
  },
  {
    section: '11.2.3',
    subject: 'Header digest and additional headers',
    conduct: 'covered',
    test: { file: 'conformance/digests.test.ts', title: 'of %i bytes are covered by the header digest' },
    removal: { file: 'wire/framer.ts', passage: 'crc32c(additionalHeader, crc32c(header))', becomes: 'crc32c(header)' },
  },
  {
    section: '11.2.3',
    subject: 'Data digest of the target',
    conduct: 'covers data and padding',
    test: everyPadding,
    removal: { file: 'wire/serialiser.ts', passage: 'checksumOf([padding], checksumOf(data))', becomes: 'checksumOf(data)' },
  },
  {
    section: '11.2.3',
    subject: 'Data digest of the initiator',
    conduct: 'covers data and padding, and is there when there are data',
    test: everyPadding,
    removal: { file: 'wire/framer.ts', passage: 'checksumOf(padded.pieces)', becomes: 'checksumOf(padded.slice(0, dataLength).pieces)' },
  },
  {
    section: 'A.4',
    subject: 'CRC32C',
    conduct: 'the examples of the standard come out as they stand there',
    test: { file: 'unit/wire/digest.test.ts', title: 'the digest of %s' },
    removal: { file: 'wire/digest.ts', passage: 'bytes[offset + 1] = checksum >>> 8;', becomes: 'bytes[offset + 1] = checksum >>> 16;' },
  },
];
