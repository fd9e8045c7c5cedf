/** §4.2.5.2, §11.3, §11.7, §11.8: commands and their data. */
import type { ComplianceRow } from '../row.ts';

const transfer = 'conformance/data-transfer.test.ts';
const violations = 'conformance/data-out-violations.test.ts';
const everyWay = {
  file: transfer,
  title: 'with ImmediateData=$immediateData, InitialR2T=$initialR2T, MaxOutstandingR2T=$maxOutstandingR2T',
} as const;

export const dataRows: readonly ComplianceRow[] = [
  {
    section: '4.2.5.2',
    subject: 'Unsolicited Data-Out',
    conduct: 'taken up to FirstBurstLength where InitialR2T=No, and not asked for again',
    test: everyWay,
    removal: {
      file: 'iscsi/data-out-sequence.ts',
      passage: 'if (tag === RESERVED_TAG) this.#solicited = burst.next;',
      becomes: '',
    },
  },
  {
    section: '4.2.5.2',
    subject: 'Unsolicited data before the turn of its command',
    conduct: 'taken and kept',
    test: { file: 'conformance/window.test.ts', title: 'may bring their unsolicited data before their turn' },
    removal: {
      file: 'iscsi/session-tasks.ts',
      passage: 'this.#tasks.push(task);',
      becomes: 'return () => { this.#tasks.push(task); this.#deliver(task); };',
    },
  },
  {
    section: '11.3',
    subject: 'A SCSI Command that cannot be one',
    conduct: 'Reject (invalid PDU field); its CmdSN counts',
    test: { file: 'conformance/reject.test.ts', title: '%s is rejected' },
    removal: {
      file: 'iscsi/session-tasks.ts',
      passage: 'if (problem !== undefined) return this.#refuse(',
      becomes: "if (problem === '') return this.#refuse(",
    },
  },
  {
    section: '11.3.1',
    subject: 'Task attributes',
    conduct: 'untagged, simple, ordered, head of queue and ACA are handed to the device server',
    test: { file: 'unit/iscsi/command-task.test.ts', title: 'ATTR %i is %s' },
    removal: {
      file: 'iscsi/command-task.ts',
      passage: "[TaskAttributeCode.ordered, 'ordered'],",
      becomes: "[TaskAttributeCode.ordered, 'simple'],",
    },
  },
  {
    section: '11.3.1',
    subject: 'Untagged commands',
    conduct: 'taken, as Windows sends them',
    test: {
      file: 'conformance/known-hosts.test.ts',
      title: 'finds its logical units, works with one of them in untagged commands, and leaves',
    },
    removal: { file: 'iscsi/command-task.ts', passage: "[TaskAttributeCode.untagged, 'untagged'],", becomes: '' },
  },
  {
    section: '11.3.4',
    subject: 'Expected Data Transfer Length of a read',
    conduct: 'no more data goes than was expected',
    test: { file: transfer, title: 'tell what there was no room for: %i bytes expected of 36' },
    removal: {
      file: 'iscsi/data-in-sequence.ts',
      passage: 'const taken = data.slice(0, room);',
      becomes: 'const taken = data.slice(0, room + 1);',
    },
  },
  {
    section: '11.3.6',
    subject: 'Immediate data',
    conduct: 'the beginning of the data where ImmediateData=Yes, and not asked for again',
    test: everyWay,
    removal: { file: 'iscsi/data-out-sequence.ts', passage: 'this.#solicited = immediateData.length;', becomes: 'this.#solicited = 0;' },
  },
  {
    section: '11.7.1',
    subject: 'F of Data-In',
    conduct: 'ends every sequence of MaxBurstLength',
    test: { file: transfer, title: 'at MaxRecvDataSegmentLength, and at MaxBurstLength into sequences' },
    removal: {
      file: 'iscsi/data-in-sequence.ts',
      passage: 'final: this.#waiting.length === 0 || this.#offset % maximumBurstLength === 0',
      becomes: 'final: this.#waiting.length === 0',
    },
  },
  { section: '11.7.2', subject: 'A of Data-In', conduct: 'never set: DataACK is of ErrorRecoveryLevel 1' },
  {
    section: '11.7.3',
    subject: 'Status in Data-In',
    conduct: 'a GOOD status goes in the last Data-In',
    test: { file: transfer, title: 'and a good status comes in its last PDU (§11.7.3)' },
    removal: {
      file: 'iscsi/session-tasks.ts',
      passage: 'const statusInData = status === good && sense === undefined && !task.bidirectional;',
      becomes: 'const statusInData = false;',
    },
  },
  {
    section: '11.7.4',
    subject: 'Target Transfer Tags that nobody gave',
    conduct: 'Reject (protocol error), and the command fails when the rest of its data has come',
    test: {
      file: violations,
      title: 'under a Target Transfer Tag that nobody gave is rejected, and the command fails when the rest has come (§7.3)',
    },
    removal: {
      file: 'iscsi/data-out-sequence.ts',
      passage: 'burst === undefined ? this.#refuseStray(pdu) :',
      becomes: 'burst === undefined ? undefined :',
    },
  },
  {
    section: '11.7.5',
    subject: 'DataSN and Buffer Offset of Data-Out',
    conduct: 'each has to follow; else Reject or ABORTED COMMAND, and nothing reaches the tape',
    test: { file: violations, title: '%s does not reach the tape' },
    removal: { file: 'iscsi/data-out-sequence.ts', passage: ': pdu.bufferOffset !== burst.next', becomes: ': pdu.bufferOffset < 0' },
  },
  {
    section: '11.8.4',
    subject: 'R2T',
    conduct: 'asks for what did not come unasked, in bursts of MaxBurstLength',
    test: everyWay,
    removal: {
      file: 'iscsi/data-out-sequence.ts',
      passage: 'let length = Math.min(parameters.maximumBurstLength, wanted - this.#solicited);',
      becomes: 'let length = wanted - this.#solicited;',
    },
  },
  {
    section: '11.8.5',
    subject: 'Target Transfer Tags',
    conduct: 'each R2T has one of its own',
    test: { file: transfer, title: 'with %i R2Ts outstanding at once, and no more (§13.17)' },
    removal: { file: 'iscsi/numbering.ts', passage: 'this.#transferTag = addSerial(this.#transferTag, 1);', becomes: '' },
  },
];
