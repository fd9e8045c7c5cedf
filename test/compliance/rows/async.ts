/** §11.9: Asynchronous Messages, as the operator has them sent and on the target's own behalf. */
import type { ComplianceRow } from '../row.ts';

const file = 'conformance/async-message.test.ts';
const bytes = { file, title: 'has these bytes' } as const;
const source = 'iscsi/async-message.ts';

export const asyncRows: readonly ComplianceRow[] = [
  {
    section: '11.9.1',
    subject: 'AsyncEvent 0: a SCSI event',
    conduct: 'with the LUN and its sense data, as the operator has it sent',
    test: bytes,
    removal: { file: source, passage: 'putUint16(segment, 0, sense.length);', becomes: '' },
  },
  {
    section: '11.9.1',
    subject: 'AsyncEvent 1: a request to log out',
    conduct: 'with the seconds that are given',
    test: bytes,
    removal: {
      file: source,
      passage: 'asyncEvent: AsyncEvent.logoutRequest, parameter3: seconds(withinSeconds)',
      becomes: 'asyncEvent: AsyncEvent.logoutRequest',
    },
  },
  {
    section: '11.9.1',
    subject: 'AsyncEvent 1 before a shutdown',
    conduct: 'every normal session is asked to log out, and served until the time has passed',
    test: { file, title: 'asks for a logout, leaves those in peace that follow, and says goodbye to those that stay' },
    removal: {
      file: 'iscsi/session.ts',
      passage: "service.phase.notify({ event: 'logout-request', withinSeconds: withinMs / 1000 });",
      becomes: '',
    },
  },
  {
    section: '11.9.1',
    subject: 'A request to log out that is not followed',
    conduct: 'the session ends when the time has passed',
    test: { file, title: 'and does not is told so and ended, and no other' },
    removal: {
      file: 'iscsi/session.ts',
      passage: 'service.connection.port.schedule(withinMs, () => this.dismiss(farewell, reason));',
      becomes: '() => {};',
    },
  },
  {
    section: '11.9.1',
    subject: 'AsyncEvent 2: a connection that is dropped',
    conduct: 'with its CID, Time2Wait and Time2Retain',
    test: bytes,
    removal: { file: source, passage: 'parameter1: connectionId,', becomes: '' },
  },
  {
    section: '11.9.1',
    subject: 'AsyncEvent 3: all connections that are dropped',
    conduct: 'with Time2Wait and Time2Retain',
    test: bytes,
    removal: {
      file: source,
      passage: 'asyncEvent: AsyncEvent.allConnectionsDropped,',
      becomes: 'asyncEvent: AsyncEvent.connectionDropped,',
    },
  },
  {
    section: '11.9.1',
    subject: 'AsyncEvent 3 at a cold reset',
    conduct: 'every session of the target is told before its connection closes',
    test: { file, title: 'is said to every session of it before its connection is closed' },
    removal: {
      file: 'iscsi/iscsi-node.ts',
      passage: "session.dismiss('all-connections-dropped', reason);",
      becomes: "session.end('after-sending', reason);",
    },
  },
  {
    section: '11.9.1',
    subject: 'AsyncEvent 4: a request to negotiate',
    conduct: 'with the seconds that are given',
    test: bytes,
    removal: {
      file: source,
      passage: 'asyncEvent: AsyncEvent.negotiationRequest,\n    parameter3: seconds(withinSeconds),',
      becomes: 'asyncEvent: AsyncEvent.negotiationRequest,',
    },
  },
  {
    section: '11.9.1',
    subject: 'A request to negotiate that is not followed',
    conduct: 'the connection closes when the time has passed',
    test: { file: 'unit/iscsi/full-feature-phase.test.ts', title: 'waits for a negotiation that it has asked for, and %s comes' },
    removal: {
      file: 'iscsi/full-feature-phase.ts',
      passage: "this.#options.events.broken('after-sending', 'the initiator has not begun the negotiation it was asked for'),",
      becomes: '{},',
    },
  },
  {
    section: '11.9.1',
    subject: 'AsyncEvent 5: the termination of all tasks',
    conduct: 'with the LUN; only as the operator has it sent, since it is of FastAbort',
    test: bytes,
    removal: {
      file: source,
      passage: 'asyncEvent: AsyncEvent.taskTermination, lun: encodeLun(lun)',
      becomes: 'asyncEvent: AsyncEvent.taskTermination',
    },
  },
  { section: '11.9.1', subject: 'AsyncEvent 0 on the target’s own behalf', conduct: 'never sent: unit attentions tell what has happened' },
  { section: '11.9.1', subject: 'AsyncEvents of vendors', conduct: 'none; AsyncVCode is 0' },
  {
    section: '11.9.4',
    subject: 'Length of event data',
    conduct: 'no more than the initiator takes',
    test: {
      file: 'unit/iscsi/full-feature-phase.test.ts',
      title: 'sends asynchronous messages with StatSNs of their own, and no more data than the initiator takes',
    },
    removal: {
      file: 'iscsi/full-feature-phase.ts',
      passage: 'const data = content.data.slice(0, this.#parameters.maximumSendDataSegmentLength);',
      becomes: 'const { data } = content;',
    },
  },
];
