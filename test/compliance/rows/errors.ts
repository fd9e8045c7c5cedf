/** §7, §9, §11.16, §11.17: what goes wrong, and who takes too much. */
import type { ComplianceRow } from '../row.ts';

export const errorRows: readonly ComplianceRow[] = [
  {
    section: '7.1.4.1',
    subject: 'Recovery within a command',
    conduct: 'of ErrorRecoveryLevel 1: no data is sent or asked for again',
  },
  {
    section: '7.1.4.2',
    subject: 'Recovery within a connection',
    conduct: 'of ErrorRecoveryLevel 1: no status is sent again, and no command is missed',
  },
  { section: '7.1.4.3', subject: 'Recovery of a connection', conduct: 'of ErrorRecoveryLevel 2' },
  {
    section: '7.1.4.4',
    subject: 'Session recovery',
    conduct: 'what goes wrong ends the task or the connection; a session may be continued, and its tasks not',
    test: {
      file: 'conformance/session-continuation.test.ts',
      title: 'is kept as well when it was the target that gave the connection up: a header digest was wrong (§7.8)',
    },
    removal: {
      file: 'iscsi/session.ts',
      passage: 'broken: (how, reason) => connection.end(how, reason),',
      becomes: 'broken: (how, reason) => this.end(how, reason),',
    },
  },
  {
    section: '9',
    subject: 'Initiators that never read',
    conduct:
      'not listened to while more than 4 MiB wait for them, and cut off when they read nothing for the time that was configured (60 s)',
    test: {
      file: 'conformance/stalled.test.ts',
      title: 'is listened to no further when its pings’ answers pile up, and ended',
    },
    removal: {
      file: 'server/connection-port.ts',
      passage: 'if (this.#portal.queuedBytes > OUTPUT_BOUND_BYTES) this.#pause();',
      becomes: '',
    },
  },
  {
    section: '9',
    subject: 'Too many connections',
    conduct: 'closed before anything is said beyond the numbers that were configured, in all (256) and of one address (64)',
    test: {
      file: 'conformance/limits.test.ts',
      title: 'are so many from one address, so many from all, and one more for each that leaves',
    },
    removal: {
      file: 'server/iscsi-server.ts',
      passage: 'return fromThere >= connectionsPerAddress ?',
      becomes: 'return fromThere < 0 ?',
    },
  },
  {
    section: '11.16',
    subject: 'SNACK of every type',
    conduct: 'Reject (SNACK); the session goes on',
    test: { file: 'conformance/reject.test.ts', title: 'a %s SNACK at error recovery level 0 (§11.16, type %i)' },
    removal: {
      file: 'iscsi/full-feature-phase.ts',
      passage: "this.#channel.reject(pdu, RejectReason.snackReject, 'SNACK takes an ErrorRecoveryLevel above 0');",
      becomes: 'return;',
    },
  },
  {
    section: '11.16',
    subject: 'SNACK for a task that is under way',
    conduct: 'nothing is sent again; the task goes on',
    test: {
      file: 'conformance/reject.test.ts',
      title: 'a SNACK for a task that is under way, whose R2T is not sent again and which goes on (§11.16)',
    },
    removal: {
      file: 'iscsi/full-feature-phase.ts',
      passage: "this.#channel.reject(pdu, RejectReason.snackReject, 'SNACK takes an ErrorRecoveryLevel above 0');",
      becomes: "{ this.#channel.reject(pdu, RejectReason.snackReject, ''); this.#tasks?.dropAll(); }",
    },
  },
  { section: '11.16', subject: 'What SNACK asks for', conduct: 'neither data nor status nor R2Ts are sent again' },
  {
    section: '11.17.1',
    subject: 'Task in progress, invalid DataACK, negotiation reset, waiting for logout',
    conduct: 'reasons that are never given',
  },
  {
    section: '11.17.4',
    subject: 'Header of the bad PDU',
    conduct: 'stands in every Reject',
    test: { file: 'conformance/reject.test.ts', title: "opcode %i, which is a target's" },
    removal: {
      file: 'iscsi/full-feature-phase.ts',
      passage: 'data: ByteList.of(header.slice(0, HEADER_LENGTH)),',
      becomes: 'data: ByteList.empty,',
    },
  },
];
