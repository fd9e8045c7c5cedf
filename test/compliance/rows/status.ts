/** §11.4: statuses, residuals and sense data. */
import type { ComplianceRow } from '../row.ts';

const transfer = 'conformance/data-transfer.test.ts';
const violations = 'conformance/data-out-violations.test.ts';

export const statusRows: readonly ComplianceRow[] = [
  {
    section: '11.4.2',
    subject: 'A status waits for data that is on its way',
    conduct: 'the response to a command that has failed goes behind the last Data-Out',
    test: { file: violations, title: 'does not answer before' },
    removal: {
      file: 'iscsi/session-tasks.ts',
      passage: '(lastPiece) => task.dataOut.finish(() => this.#respond(task, status, sense, lastPiece))',
      becomes: '(lastPiece) => this.#respond(task, status, sense, lastPiece)',
    },
  },
  { section: '11.4.3', subject: 'Response 1 (target failure)', conduct: 'never sent: what a device server cannot do is a CHECK CONDITION' },
  {
    section: '11.4.5.1',
    subject: 'Underflow',
    conduct: 'U and what is missing',
    test: { file: transfer, title: 'tell what is missing when the device has less' },
    removal: { file: 'iscsi/command-task.ts', passage: 'if (transferred < expected) return', becomes: 'if (transferred < 0) return' },
  },
  {
    section: '11.4.5.1',
    subject: 'Overflow',
    conduct: 'O and what there was no room for',
    test: { file: transfer, title: 'tell of data that nobody expected: %o' },
    removal: { file: 'iscsi/command-task.ts', passage: 'if (transferred > expected) return', becomes: 'if (transferred < 0) return' },
  },
  {
    section: '11.4.5.1',
    subject: 'Residual of a write',
    conduct: 'U and what the command had no use for',
    test: { file: transfer, title: 'tell what the command had no use for: %o' },
    removal: {
      file: 'iscsi/command-task.ts',
      passage: 'return residual(this.dataOut.requested, this.dataOutLength);',
      becomes: 'return noResidual;',
    },
  },
  {
    section: '11.4.7.1',
    subject: 'Autosense',
    conduct: 'CHECK CONDITION comes with its sense data',
    test: {
      file: 'conformance/unit-attention.test.ts',
      title: 'meets the first command of a nexus, which is not carried out, and no other',
    },
    removal: {
      file: 'iscsi/session-tasks.ts',
      passage: 'data: sense === undefined ? ByteList.empty : senseSegment(sense),',
      becomes: 'data: ByteList.empty,',
    },
  },
  {
    section: '11.4.7.2',
    subject: 'Unsolicited data that was not agreed on',
    conduct: 'ABORTED COMMAND, 0Ch/0Ch; nothing of it reaches the tape',
    test: { file: violations, title: 'is refused as unsolicited Data-Out' },
    removal: { file: 'iscsi/data-out-sequence.ts', passage: '(unsolicitedFollows && parameters.initialR2T);', becomes: 'false;' },
  },
  {
    section: '11.4.7.2',
    subject: 'Immediate data that was not agreed on',
    conduct: 'ABORTED COMMAND, 0Ch/0Ch',
    test: { file: violations, title: 'is refused as immediate data' },
    removal: {
      file: 'iscsi/data-out-sequence.ts',
      passage: '(immediateData.length > 0 && !parameters.immediateData) ||',
      becomes: '',
    },
  },
  {
    section: '11.4.7.2',
    subject: 'Immediate data longer than the first burst',
    conduct: 'ABORTED COMMAND',
    test: { file: violations, title: 'is refused when it is longer than FirstBurstLength' },
    removal: { file: 'iscsi/data-out-sequence.ts', passage: 'immediateData.length > unsolicitedEnd ||', becomes: '' },
  },
  {
    section: '11.4.7.2',
    subject: 'A first burst that is not whole',
    conduct: 'ABORTED COMMAND, 0Ch/0Dh',
    test: { file: violations, title: 'of unsolicited data: the first burst has to be whole' },
    removal: {
      file: 'iscsi/data-out-sequence.ts',
      passage: 'tag === RESERVED_TAG ? this.#options.expectedLength > this.#options.parameters.firstBurstLength : true',
      becomes: 'tag !== RESERVED_TAG',
    },
  },
  {
    section: '11.4.7.2',
    subject: 'A burst that was asked for and is not met',
    conduct: 'ABORTED COMMAND, 0Ch/0Dh, for too little and for too much',
    test: { file: violations, title: 'of a burst that was asked for: %s' },
    removal: {
      file: 'iscsi/data-out-sequence.ts',
      passage: 'if (short && burst.next !== burst.end) {',
      becomes: 'if (tag === RESERVED_TAG && short && burst.next !== burst.end) {',
    },
  },
  {
    section: '11.4.8',
    subject: 'ExpDataSN',
    conduct: 'the number of Data-Ins that were sent',
    test: { file: transfer, title: 'are those of the data that came before an error, too' },
    removal: { file: 'iscsi/session-tasks.ts', passage: 'expDataSn: task.dataIn.pduCount,', becomes: 'expDataSn: 0,' },
  },
];
