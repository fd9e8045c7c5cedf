/** §6.3.4 to §6.3.6, §7.4 to §7.6, §7.14, §11.14, §11.15: how sessions go on and end. */
import type { ComplianceRow } from '../row.ts';

const file = 'conformance/session-continuation.test.ts';

export const sessionRows: readonly ComplianceRow[] = [
  {
    section: '6.3.4',
    subject: 'Connection reinstatement',
    conduct: 'a login with ISID, TSIH and CID of a connection takes its place; the session goes on with its numbers',
    test: { file, title: 'puts the new connection in the place of the old, and the session goes on' },
    removal: {
      file: 'iscsi/session.ts',
      passage: "replaced?.end('at-once', 'the initiator has replaced the connection');",
      becomes: '',
    },
  },
  {
    section: '6.3.4',
    subject: 'What a new connection negotiates',
    conduct: 'digests and MaxRecvDataSegmentLength; what is of the session stays',
    test: { file, title: 'negotiates the new connection by itself: digests, and the length of its segments (§13)' },
    removal: { file: 'iscsi/operational-parameters.ts', passage: ', ...login]);', becomes: ']);' },
  },
  {
    section: '6.3.4',
    subject: 'Commands that waited for one that was missing',
    conduct: 'forgotten with their connection: their numbers are free',
    test: { file, title: 'forgets the commands that waited for one that was missing: their numbers are free' },
    removal: { file: 'iscsi/session.ts', passage: 'this.#window.discardHeld();', becomes: '' },
  },
  {
    section: '6.3.5',
    subject: 'Session reinstatement',
    conduct: 'a login with the ISID of a session and TSIH 0 ends that session, with all it had under way, and begins a new one',
    test: { file: 'conformance/sessions.test.ts', title: 'ends the older session, with all that it had under way' },
    removal: {
      file: 'iscsi/iscsi-node.ts',
      passage: "this.#sessions.named(name)?.end('at-once', 'the initiator has reinstated the session');",
      becomes: '',
    },
  },
  {
    section: '6.3.5',
    subject: 'Session timeout',
    conduct: 'a session without a connection ends after Time2Wait and Time2Retain',
    test: { file, title: 'ends when nobody comes, and its reservation with it: the nexus is lost (§6.3.5.1)' },
    removal: {
      file: 'iscsi/session.ts',
      passage: "this.end('at-once', 'the initiator has not taken the session up again'),",
      becomes: '{},',
    },
  },
  {
    section: '6.3.5.1',
    subject: 'Loss of nexus',
    conduct: 'unit attention 29h/07h on every logical unit, to the initiator port alone that lost it',
    test: {
      file,
      title: 'is an I_T nexus loss: 29/07 once, before anything of the new session is carried out, and to nobody else',
    },
    removal: {
      file: 'scsi/logical-unit.ts',
      passage: 'this.unitAttentions.establishFor(nexus, additionalSense.nexusLossOccurred);',
      becomes: '',
    },
  },
  {
    section: '6.3.6',
    subject: 'Session continuation',
    conduct: 'a session that has lost its connection is taken up again by its TSIH, with its reservation and its numbers',
    test: { file, title: 'waits to be continued for Time2Wait and Time2Retain, with its reservation and without a unit attention' },
    removal: {
      file: 'iscsi/session.ts',
      passage: "if (time2RetainSeconds === 0 || this.login.type === 'discovery') {",
      becomes: 'if (time2RetainSeconds >= 0) {',
    },
  },
  {
    section: '6.3.6',
    subject: 'Time2Wait before a session is continued',
    conduct: 'a login that comes before it has passed is taken',
  },
  {
    section: '7.4.1',
    subject: 'Discovery sessions that lose their connection',
    conduct: 'end at once',
    test: { file, title: 'was a discovery session: there is nothing to keep' },
    removal: {
      file: 'iscsi/session.ts',
      passage: "if (time2RetainSeconds === 0 || this.login.type === 'discovery') {",
      becomes: 'if (time2RetainSeconds === 0) {',
    },
  },
  {
    section: '7.4.2',
    subject: 'Reinstatement of discovery sessions',
    conduct: 'as of normal ones: the newer one stays',
    test: { file, title: 'of a discovery session leaves the newer one' },
    removal: {
      file: 'iscsi/iscsi-node.ts',
      passage: "this.#sessions.named(name)?.end('at-once', 'the initiator has reinstated the session');",
      becomes: "if (login.type === 'discovery' && this.#sessions.named(name) !== undefined) connection.end('at-once', '');",
    },
  },
  {
    section: '7.4.3',
    subject: 'What a discovery session is sent',
    conduct: 'answers alone: neither pings nor Asynchronous Messages',
    test: {
      file: 'conformance/keep-alive.test.ts',
      title: 'that is silent is ended without a ping: it is to be sent nothing but answers',
    },
    removal: { file: 'iscsi/full-feature-phase.ts', passage: "mayPing: sessionType === 'normal',", becomes: 'mayPing: true,' },
  },
  {
    section: '7.5.1',
    subject: 'Time2Retain of 0',
    conduct: 'the session ends with its connection',
    test: { file, title: 'ends at once when Time2Retain is 0' },
    removal: {
      file: 'iscsi/session.ts',
      passage: "if (time2RetainSeconds === 0 || this.login.type === 'discovery') {",
      becomes: "if (this.login.type === 'discovery') {",
    },
  },
  {
    section: '7.5.2',
    subject: 'A connection that the target drops',
    conduct: 'announced by an Asynchronous Message with Time2Wait and a Time2Retain of 0',
    test: { file: 'conformance/async-message.test.ts', title: 'and does not is told so and ended, and no other' },
    removal: {
      file: 'iscsi/session.ts',
      passage: "if (this.login.type === 'normal') this.notify(",
      becomes: 'if (this.login.type === undefined) this.notify(',
    },
  },
  {
    section: '7.6',
    subject: 'Implicit termination of tasks',
    conduct: 'without a status; unit attention 47h/7Fh on each logical unit that had one',
    test: { file, title: 'has lost what it had under way, and is told so once (§7.6)' },
    removal: {
      file: 'scsi/logical-unit.ts',
      passage: 'this.unitAttentions.establishFor(nexus, additionalSense.someCommandsClearedByIscsiProtocolEvent);',
      becomes: '',
    },
  },
  {
    section: '7.14',
    subject: 'A connection that breaks',
    conduct: 'ends what was under way, without half a block, and frees the drive for others',
    test: { file: 'conformance/sessions.test.ts', title: '%s in the middle of a write leaves no half a block, and the drive to others' },
    removal: { file: 'iscsi/connection.ts', passage: 'this.#established?.session.lost(this, reason);', becomes: '' },
  },
  {
    section: '11.14.1',
    subject: 'Logout: close the session, close the connection',
    conduct: 'both end the one connection and the session',
    test: { file: 'conformance/sessions.test.ts', title: 'closes %s' },
    removal: {
      file: 'iscsi/logout.ts',
      passage: 'return pdu.connectionId === connectionId ? LogoutResponseCode.closed : LogoutResponseCode.cidNotFound;',
      becomes: 'return LogoutResponseCode.cleanupFailed;',
    },
  },
  {
    section: '11.14.1',
    subject: 'Logout: remove the connection for recovery',
    conduct: 'response 2 (connection recovery not supported); the session goes on',
    test: { file: 'conformance/sessions.test.ts', title: 'for recovery is not supported at error recovery level 0' },
    removal: {
      file: 'iscsi/logout.ts',
      passage: 'return LogoutResponseCode.recoveryNotSupported;',
      becomes: 'return LogoutResponseCode.closed;',
    },
  },
  {
    section: '11.14.1',
    subject: 'Logout: reserved reasons',
    conduct: 'Reject (invalid PDU field); the session goes on',
    test: { file: 'conformance/sessions.test.ts', title: 'with reason %i, which is reserved, is rejected, and the session goes on' },
    removal: {
      file: 'iscsi/logout.ts',
      passage: 'return undefined;',
      becomes: 'return LogoutResponseCode.closed;',
    },
  },
  {
    section: '11.14.3',
    subject: 'Logout of another CID',
    conduct: 'response 1 (CID not found); the session goes on',
    test: { file: 'conformance/sessions.test.ts', title: 'closes a connection whose CID is not 0, and finds no other' },
    removal: {
      file: 'iscsi/logout.ts',
      passage: 'return pdu.connectionId === connectionId ? LogoutResponseCode.closed : LogoutResponseCode.cidNotFound;',
      becomes: 'return LogoutResponseCode.closed;',
    },
  },
  {
    section: '11.14.5',
    subject: 'Implicit termination by a logout',
    conduct: 'what is under way ends without a status and without a block',
    test: {
      file: 'conformance/sessions.test.ts',
      title: 'with reason %i ends what is under way, without a status and without a block (§11.14.1)',
    },
    removal: {
      file: 'iscsi/session.ts',
      passage:
        'const service = this.#release();\n    const { served, publish, ended } = this.#options;\n    served?.device.nexusLost(served.nexus);',
      becomes: 'const service = this.#service;\n    this.#service = undefined;\n    const { publish, ended } = this.#options;',
    },
  },
  {
    section: '11.15.3',
    subject: 'Time2Wait and Time2Retain of Logout Response',
    conduct: 'those of the session after a refusal, and 0 after a logout',
    test: { file: 'conformance/sessions.test.ts', title: 'for recovery is not supported at error recovery level 0' },
    removal: { file: 'iscsi/logout.ts', passage: 'refused ? channel.parameters.time2RetainSeconds : 0', becomes: '0' },
  },
  {
    section: 'E.2',
    subject: 'What the end of a session clears',
    conduct: 'RESERVE(6) and PREVENT ALLOW MEDIUM REMOVAL of its nexus',
    test: { file: 'conformance/tape-end.test.ts', title: 'is allowed again when the nexus that prevented it is gone' },
    removal: { file: 'scsi/logical-unit.ts', passage: 'this.mediumRemoval.allow(nexus);', becomes: '' },
  },
];
