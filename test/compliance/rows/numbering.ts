/** §4.2: how everything is counted, and where tasks belong. */
import type { ComplianceRow } from '../row.ts';

export const numberingRows: readonly ComplianceRow[] = [
  {
    section: '4.2.1',
    subject: 'More than one connection per session',
    conduct: 'MaxConnections is answered 1; a second connection of a session is refused with status 0206h',
  },
  {
    section: '4.2.2.1',
    subject: 'Order of commands',
    conduct: 'commands are carried out in the order of CmdSN, in whatever order they arrive',
    test: { file: 'conformance/window.test.ts', title: 'are carried out in the order of CmdSN for every order of arrival' },
    removal: {
      file: 'iscsi/full-feature-phase.ts',
      passage: 'window.take(pdu.cmdSn, this.#arriveInTurn(pdu));',
      becomes: '{ this.#arriveInTurn(pdu)(); window.take(pdu.cmdSn, nothing); }',
    },
  },
  {
    section: '4.2.2.1',
    subject: 'Numbers outside of the window',
    conduct: 'ignored without a word, and not held',
    test: { file: 'conformance/window.test.ts', title: '%s: the command never was' },
    removal: {
      file: 'iscsi/command-window.ts',
      passage: 'return this.includes(cmdSn) && !this.#held.has(cmdSn);',
      becomes: 'return !this.#held.has(cmdSn);',
    },
  },
  {
    section: '4.2.2.1',
    subject: 'A number that has arrived already',
    conduct: 'ignored without a word: what comes twice is carried out once',
    test: { file: 'conformance/window.test.ts', title: 'a number that is waiting already' },
    removal: {
      file: 'iscsi/command-window.ts',
      passage: 'return this.includes(cmdSn) && !this.#held.has(cmdSn);',
      becomes: 'return this.includes(cmdSn);',
    },
  },
  {
    section: '4.2.2.1',
    subject: 'MaxCmdSN',
    conduct: 'a window as wide as was configured (64), which closes when it is full and opens as commands end',
    test: { file: 'conformance/window.test.ts', title: 'closes, drops what comes all the same, and opens again as commands end' },
    removal: {
      file: 'iscsi/session-tasks.ts',
      passage: 'const room = this.#maximumTasks - this.#activeTasks;',
      becomes: 'const room = this.#maximumTasks;',
    },
  },
  {
    section: '4.2.2.1',
    subject: 'MaxCmdSN never goes back',
    conduct: 'a window that shrinks waits until the initiator has used what it was told',
    test: { file: 'unit/iscsi/command-window.test.ts', title: 'MaxCmdSN never goes back' },
    removal: {
      file: 'iscsi/command-window.ts',
      passage: 'if (serialLess(this.#maxCmdSn, offered)) this.#maxCmdSn = offered;',
      becomes: 'this.#maxCmdSn = offered;',
    },
  },
  {
    section: '4.2.2.1',
    subject: 'Unsolicited data and the window',
    conduct: 'the window closes before more data than was configured (32 MiB) could be brought unasked for',
    test: {
      file: 'conformance/stalled.test.ts',
      title: 'closes the window of an obedient initiator before it is too much, and all of it is taken in the end',
    },
    removal: {
      file: 'iscsi/session-tasks.ts',
      passage: 'if (this.#firstBurstBytes === 0) return room;',
      becomes: 'return room;',
    },
  },
  {
    section: '4.2.2.1',
    subject: 'Immediate delivery',
    conduct: 'immediate commands pass the window by and take no number',
    test: { file: 'conformance/window.test.ts', title: 'pass a missing number by, and take none themselves' },
    removal: {
      file: 'iscsi/full-feature-phase.ts',
      passage: 'else if (pdu.immediate) this.#arrive(pdu)();',
      becomes: 'else if (pdu.immediate && pdu.opcode !== Opcode.scsiCommand) this.#arrive(pdu)();',
    },
  },
  {
    section: '4.2.2.1',
    subject: 'Too many immediate commands',
    conduct: 'Reject (immediate command) beyond 16 at once',
    test: {
      file: 'conformance/reject.test.ts',
      title: 'because too many are immediate (§4.2.2.1): all are answered, one way or the other',
    },
    removal: {
      file: 'iscsi/session-tasks.ts',
      passage: 'this.#immediateCount() >= maximumImmediateTasks',
      becomes: 'this.#immediateCount() < 0',
    },
  },
  {
    section: '4.2.2.1',
    subject: 'Numbers of rejected commands',
    conduct: 'a command that is rejected for its form has used its CmdSN, so that those behind it go on',
    test: {
      file: 'conformance/reject.test.ts',
      title: 'that are longer than the header has room for are rejected, and have used their CmdSN (§4.2.2.1)',
    },
    removal: {
      file: 'iscsi/full-feature-phase.ts',
      passage: "if (error.reason === 'bad-field') this.#passOver(error.header);",
      becomes: '',
    },
  },
  {
    section: '4.2.2.1',
    subject: 'Serial number arithmetic',
    conduct: 'numbers wrap around and are compared as RFC 1982 has it',
    test: { file: 'unit/iscsi/command-window.test.ts', title: 'goes around the end of the numbers' },
    removal: { file: 'foundation/serial-number.ts', passage: '(a - b) | 0', becomes: 'a - b' },
  },
  {
    section: '4.2.2.2',
    subject: 'StatSN',
    conduct: 'each PDU with a status takes one, of its connection',
    test: { file: 'conformance/nop-and-text.test.ts', title: 'is answered as often as it is asked, in order' },
    removal: { file: 'iscsi/nop.ts', passage: '...numbering.next(),', becomes: '...numbering.current(),' },
  },
  {
    section: '4.2.2.2',
    subject: 'PDUs without a status',
    conduct: 'an R2T tells the next StatSN and takes none',
    test: {
      file: 'conformance/data-transfer.test.ts',
      title: 'with ImmediateData=$immediateData, InitialR2T=$initialR2T, MaxOutstandingR2T=$maxOutstandingR2T',
    },
    removal: { file: 'iscsi/command-task.ts', passage: '...channel.numbering.current(),', becomes: '...channel.numbering.next(),' },
  },
  {
    section: '4.2.2.2',
    subject: 'ExpStatSN',
    conduct: 'not looked at: at ErrorRecoveryLevel 0 nothing is kept to be sent again',
  },
  {
    section: '4.2.2.3',
    subject: 'Response fences',
    conduct: 'the one connection of a session keeps the order in which responses are sent; no other fence is needed or made',
  },
  {
    section: '4.2.2.4',
    subject: 'DataSN',
    conduct: 'counts the Data-Ins of a command from 0',
    test: { file: 'conformance/data-transfer.test.ts', title: 'at MaxRecvDataSegmentLength, and at MaxBurstLength into sequences' },
    removal: { file: 'iscsi/data-in-sequence.ts', passage: 'this.#dataSn += 1;', becomes: '' },
  },
  {
    section: '4.2.2.4',
    subject: 'R2TSN',
    conduct: 'counts the R2Ts of a command from 0',
    test: { file: 'conformance/data-transfer.test.ts', title: 'with the defaults of every key that nobody spoke of (§13)' },
    removal: { file: 'iscsi/data-out-sequence.ts', passage: 'this.#r2tSn += 1;', becomes: '' },
  },
  {
    section: '4.2.5.1',
    subject: 'Connection allegiance',
    conduct: 'tasks go with the connection they came by',
    test: {
      file: 'conformance/session-continuation.test.ts',
      title: 'ends what the old connection had under way, without a block and without a status, and says so once (§7.6)',
    },
    removal: { file: 'iscsi/session.ts', passage: 'served?.device.tasksAbandoned(served.nexus);', becomes: '' },
  },
  {
    section: '4.2.5.3',
    subject: 'Initiator Task Tags',
    conduct: 'a command under a tag that is in use: Reject (protocol error); the command that has it goes on',
    test: { file: 'conformance/reject.test.ts', title: 'whose tag is in use: the command that has it goes on (§11.17.1)' },
    removal: {
      file: 'iscsi/session-tasks.ts',
      passage: 'if (this.get(pdu.initiatorTaskTag) !== undefined)',
      becomes: 'if (this.#tasks.length < 0)',
    },
  },
];
