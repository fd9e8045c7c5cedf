/** §6.4, §11.10, §11.11, §11.18, §11.19: text after the login, and pings both ways. */
import type { ComplianceRow } from '../row.ts';

const file = 'conformance/nop-and-text.test.ts';

export const textAndNopRows: readonly ComplianceRow[] = [
  {
    section: '6.4',
    subject: 'Keys whose time was the login',
    conduct: 'Reject; nothing changes',
    test: { file, title: 'cannot negotiate %s anew: its time was the login (§13)' },
    removal: { file: 'iscsi/negotiation.ts', passage: "return row.use === 'FFPO' || row.use === 'ALL';", becomes: 'return true;' },
  },
  {
    section: '6.4',
    subject: 'An exchange that is given up',
    conduct: 'leaves everything as it was',
    test: { file: 'conformance/text-exchange.test.ts', title: '%s is as if it had never been' },
    removal: { file: 'iscsi/text.ts', passage: 'this.abandon(pdu.initiatorTaskTag);', becomes: '' },
  },
  {
    section: '6.4',
    subject: 'When a declaration holds',
    conduct: 'from the end of its exchange on',
    test: { file: 'conformance/text-exchange.test.ts', title: 'holds from the end of the exchange on, and may be another one in the next' },
    removal: {
      file: 'iscsi/text.ts',
      passage: 'exchange.negotiation = step.state;',
      becomes: 'exchange.negotiation = step.state; this.#options.settle(step.state.values);',
    },
  },
  {
    section: '11.10.1',
    subject: 'F of Text Request',
    conduct: 'an exchange stays open until the initiator sets it',
    test: { file, title: 'may stay open for as long as the initiator does not set F' },
    removal: { file: 'iscsi/text.ts', passage: 'const final = pdu.final && !continues;', becomes: 'const final = !continues;' },
  },
  {
    section: '11.10.2',
    subject: 'C of Text Request',
    conduct: 'the pieces of a request are joined, each answered with an empty PDU',
    test: { file, title: 'may come in pieces, each answered with an empty one (the C bit, §11.10.2)' },
    removal: {
      file: 'iscsi/text.ts',
      passage: 'exchange.incoming.add(pdu.data, pdu.continues)',
      becomes: 'exchange.incoming.add(pdu.data, false)',
    },
  },
  {
    section: '11.10.4',
    subject: 'Target Transfer Tag of Text Request',
    conduct: 'has to be that of the exchange, with its Initiator Task Tag; else Reject (protocol error)',
    test: { file: 'conformance/text-exchange.test.ts', title: 'is not what %s belongs to' },
    removal: {
      file: 'iscsi/text.ts',
      passage: 'exchange.initiatorTaskTag === pdu.initiatorTaskTag ?',
      becomes: 'exchange !== undefined ?',
    },
  },
  {
    section: '11.10.5',
    subject: 'Text that is none',
    conduct: 'Reject (protocol error); the session goes on',
    test: { file, title: '%s is rejected, and the session goes on' },
    removal: {
      file: 'iscsi/text.ts',
      passage: "if (pdu.final && pdu.continues) return [RejectReason.protocolError, 'F and C are both set'];",
      becomes: '',
    },
  },
  {
    section: '11.10.5',
    subject: 'Length of text',
    conduct: 'bounds on the text of a request, its keys and their values, as configured; Reject or the end of the login beyond',
    test: { file: 'conformance/limits.test.ts', title: 'bound all of it, over as many PDUs as it takes (§6.2, the C bit)' },
    removal: {
      file: 'iscsi/text-continuation.ts',
      passage: "if (this.#length + piece.length > this.#maximumBytes) return 'too-long';",
      becomes: '',
    },
  },
  {
    section: '11.11.2',
    subject: 'C of Text Response',
    conduct: 'a long answer goes in pieces of what the initiator takes, each asked for with an empty request',
    test: { file: 'conformance/discovery.test.ts', title: 'comes in pieces, each asked for with an empty request' },
    removal: {
      file: 'iscsi/text.ts',
      passage: 'exchange.outgoing.next(parameters.maximumSendDataSegmentLength)',
      becomes: 'exchange.outgoing.next(parameters.maximumBurstLength)',
    },
  },
  {
    section: '11.18',
    subject: 'NOP-Out that asks',
    conduct: 'answered with its own data, as much of it as the initiator takes',
    test: { file, title: 'comes back with as much as the initiator takes' },
    removal: { file: 'iscsi/nop.ts', passage: 'pdu.data.slice(0, parameters.maximumSendDataSegmentLength)', becomes: 'pdu.data' },
  },
  {
    section: '11.18.1',
    subject: 'NOP-Out with the reserved tag',
    conduct: 'not answered',
    test: { file, title: 'with the reserved tag is not answered' },
    removal: { file: 'iscsi/nop.ts', passage: 'if (initiatorTaskTag !== RESERVED_TAG) {', becomes: 'if (pdu !== undefined) {' },
  },
  {
    section: '11.18.1',
    subject: 'NOP-Out with the reserved tag that is not immediate',
    conduct: 'Reject (protocol error); its CmdSN counts',
    test: { file, title: 'with the reserved tag has to be immediate: another is rejected, and has used its CmdSN all the same' },
    removal: { file: 'iscsi/nop.ts', passage: '} else if (!pdu.immediate) {', becomes: '} else if (pdu === undefined) {' },
  },
  {
    section: '11.19',
    subject: 'Pings of the target',
    conduct: 'a connection that is silent for the interval that was configured (60 s) is sent a NOP-In that asks',
    test: {
      file: 'conformance/keep-alive.test.ts',
      title: 'is pinged: a NOP-In without data that asks for an answer and takes no StatSN (§11.19)',
    },
    removal: {
      file: 'iscsi/nop.ts',
      passage: 'if (this.#mayPing && this.#outstanding === undefined) this.#ping();',
      becomes: '',
    },
  },
  {
    section: '11.19',
    subject: 'Peers that are dead',
    conduct: 'a connection that stays silent for the timeout after that (60 s) is closed',
    test: { file: 'conformance/keep-alive.test.ts', title: 'and does not answer is ended, with its reservation and without a word' },
    removal: { file: 'iscsi/nop.ts', passage: '() => this.#dead()', becomes: '() => {}' },
  },
  {
    section: '11.19.2',
    subject: 'StatSN of a ping',
    conduct: 'the next one, which it does not take',
    test: {
      file: 'conformance/keep-alive.test.ts',
      title: 'is pinged: a NOP-In without data that asks for an answer and takes no StatSN (§11.19)',
    },
    removal: { file: 'iscsi/nop.ts', passage: '...numbering.current(),', becomes: '...numbering.next(),' },
  },
];
