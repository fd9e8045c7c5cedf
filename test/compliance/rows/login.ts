/** §6 and §11.12, §11.13: the login, its text and its stages. */
import type { ComplianceRow } from '../row.ts';

const endsTheLogin = { file: 'conformance/login.test.ts', title: '%s ends the login' } as const;

export const loginRows: readonly ComplianceRow[] = [
  {
    section: '6.1',
    subject: 'Numbers',
    conduct: 'decimal without leading zeros, or hexadecimal',
    test: { file: 'conformance/login-keys.test.ts', title: 'MaxBurstLength=%s is read as hexadecimal (§6.1)' },
    removal: { file: 'iscsi/negotiation.ts', passage: '|0[xX][0-9a-fA-F]+)$/', becomes: ')$/' },
  },
  {
    section: '6.1',
    subject: 'Length of keys',
    conduct: '63 bytes; a longer one ends the login or the text exchange',
    test: { file: 'conformance/limits.test.ts', title: 'bound the length of a key’s name: 63 bytes (§6.1)' },
    removal: { file: 'wire/text.ts', passage: 'if (equals > MAXIMUM_KEY_LENGTH)', becomes: 'if (equals > 4096)' },
  },
  {
    section: '6.1',
    subject: 'Pairs',
    conduct: 'each has "=" and ends in a NUL; more NULs behind the last are padding',
    test: endsTheLogin,
    removal: {
      file: 'wire/text.ts',
      passage: "if (equals < 0) return 'has no",
      becomes: "if (equals < 0) return ['X-none', '']; if (equals < 0) return 'has no",
    },
  },
  {
    section: '6.2',
    subject: 'A key twice',
    conduct: 'ends the login',
    test: endsTheLogin,
    removal: { file: 'iscsi/negotiation.ts', passage: 'if (spoken.has(key)) return', becomes: 'if (spoken.size < 0) return' },
  },
  {
    section: '6.2',
    subject: 'Keys that nobody knows',
    conduct: 'NotUnderstood',
    test: { file: 'conformance/login-keys.test.ts', title: '%s is answered NotUnderstood' },
    removal: { file: 'iscsi/negotiation.ts', passage: "replies.push([key, 'NotUnderstood']);", becomes: '' },
  },
  {
    section: '6.2',
    subject: 'Answers',
    conduct: 'NotUnderstood, Irrelevant and Reject are not answered again',
    test: { file: 'conformance/login-keys.test.ts', title: '"%s" is an answer and not answered again' },
    removal: { file: 'iscsi/negotiation.ts', passage: 'if (answers.has(value)) continue;', becomes: '' },
  },
  {
    section: '6.2',
    subject: 'Keys that a discovery session has no use for',
    conduct: 'Irrelevant',
    test: { file: 'conformance/login-keys.test.ts', title: '%s is answered Irrelevant (RFC 7143 §13)' },
    removal: {
      file: 'iscsi/negotiation.ts',
      passage: "if (row.irrelevantInDiscovery && circumstances.sessionType === 'discovery') {",
      becomes: 'if (circumstances.sessionType === undefined) {',
    },
  },
  {
    section: '6.2',
    subject: 'Text longer than a PDU, coming',
    conduct: 'joined from pieces that are cut anywhere (the C bit), each answered with an empty PDU',
    test: {
      file: 'conformance/login.test.ts',
      title: 'is joined from pieces of %i bytes, cut anywhere, each answered with an empty response',
    },
    removal: { file: 'iscsi/text-continuation.ts', passage: "if (continues) return 'incomplete';", becomes: '' },
  },
  {
    section: '6.2',
    subject: 'Text longer than a PDU, going',
    conduct: 'goes in pieces with the C bit; T is not set before the last',
    test: { file: 'conformance/login.test.ts', title: 'comes back in pieces, and T is not set before the last of them' },
    removal: {
      file: 'iscsi/login.ts',
      passage: 'const transit = request.transit && !piece.continues && authentication.done;',
      becomes: 'const transit = request.transit && authentication.done;',
    },
  },
  {
    section: '6.2.1',
    subject: 'Lists',
    conduct: 'the first value of the initiator that the target has; Reject when there is none',
    test: { file: 'conformance/login-keys.test.ts', title: 'the list %s=%s is answered %s' },
    removal: {
      file: 'iscsi/negotiation.ts',
      passage: "return offered.split(',').find((candidate) => value.supported.includes(candidate));",
      becomes: "return value.supported.find((candidate) => offered.split(',').includes(candidate));",
    },
  },
  {
    section: '6.2.2',
    subject: 'Booleans',
    conduct: 'AND or OR of both values, as the key has it; Reject for what is neither Yes nor No',
    test: { file: 'conformance/login-keys.test.ts', title: 'ImmediateData=%s is answered Reject' },
    removal: {
      file: 'iscsi/negotiation.ts',
      passage: "if (offered !== 'Yes' && offered !== 'No') return undefined;",
      becomes: '',
    },
  },
  {
    section: '6.2.2',
    subject: 'Numbers that are negotiated',
    conduct: 'minimum or maximum of both values, as the key has it',
    test: { file: 'conformance/login-keys.test.ts', title: 'the number %s=%s is answered %s' },
    removal: {
      file: 'iscsi/negotiation.ts',
      passage: "String(value.result === 'minimum' ? Math.min(number, Number(own)) : Math.max(number, Number(own)))",
      becomes: 'String(number)',
    },
  },
  {
    section: '6.2.2',
    subject: 'Numbers out of range',
    conduct: 'Reject, and the value that held before goes on',
    test: { file: 'conformance/login-keys.test.ts', title: '%s=%s is out of range and answered Reject' },
    removal: {
      file: 'iscsi/negotiation.ts',
      passage: 'return number >= from && number <= to ? number : undefined;',
      becomes: 'return from > to ? undefined : number;',
    },
  },
  {
    section: '6.3',
    subject: 'What comes instead of a login',
    conduct: 'closes the connection without a word',
    test: { file: 'conformance/login.test.ts', title: '%s is not answered' },
    removal: {
      file: 'iscsi/connection.ts',
      passage: 'if (request === undefined) this.#violate(problem);',
      becomes: 'if (request === undefined) return;',
    },
  },
  {
    section: '6.3',
    subject: 'What comes in the middle of a login',
    conduct: 'status 020Bh (invalid during login), and the connection closes',
    test: { file: 'conformance/login.test.ts', title: 'anything but a Login Request in mid-login: invalid during login (§6.3)' },
    removal: {
      file: 'iscsi/connection.ts',
      passage: 'else this.#answer(request, this.#loginPhase.interrupt(problem));',
      becomes: 'else this.#violate(problem);',
    },
  },
  {
    section: '6.3',
    subject: 'A Login Request after the login',
    conduct: 'Reject (protocol error)',
    test: { file: 'conformance/reject.test.ts', title: 'a Login Request in full feature phase (§6.3)' },
    removal: {
      file: 'iscsi/full-feature-phase.ts',
      passage: "this.#channel.reject(pdu, RejectReason.protocolError, 'a Login Request after the login');",
      becomes: 'return;',
    },
  },
  {
    section: '6.3',
    subject: 'Time of a login',
    conduct: 'the connection closes when the login takes longer than was configured (15 s)',
    test: { file: 'conformance/limits.test.ts', title: 'is over for one that does not come to its end, however often it says something' },
    removal: {
      file: 'iscsi/connection.ts',
      passage: "this.#violate('the login took too long')",
      becomes: 'undefined',
    },
  },
  {
    section: '6.3.1',
    subject: 'What the first request has to say',
    conduct: 'InitiatorName, and TargetName but for discovery; else status 0207h (missing parameter)',
    test: { file: 'conformance/login.test.ts', title: 'refuses a login without TargetName: missing parameter' },
    removal: {
      file: 'iscsi/login.ts',
      passage: "return refuse(LoginStatus.missingParameter, 'TargetName is missing');",
      becomes: "return refuse(LoginStatus.notFound, 'TargetName is missing');",
    },
  },
  {
    section: '6.3.2',
    subject: 'Security before all else',
    conduct: 'who has to prove himself and begins with the operational stage is refused with status 0201h',
    test: {
      file: 'conformance/chap.test.ts',
      title: 'to whom CHAP is %s, a login that begins with the operational stage has not authenticated itself (§6.3.2)',
    },
    removal: {
      file: 'iscsi/login.ts',
      passage: '} else if (!authentication.done) return',
      becomes: '} else if (authentication === null) return',
    },
  },
  {
    section: '6.3.3',
    subject: 'Keys of the session after its first login',
    conduct: 'Reject: what the leading login has settled holds',
    test: {
      file: 'conformance/session-continuation.test.ts',
      title: 'and not what is the session’s: its bursts are as long as before (§13.13)',
    },
    removal: {
      file: 'iscsi/negotiation.ts',
      passage: "if (row.use === 'LO' && circumstances.leading === false) {",
      becomes: "if (row.use === 'LO' && circumstances.leading === null) {",
    },
  },
  {
    section: '7.12',
    subject: 'Negotiations that fail',
    conduct: 'a login ends with status class 2, and the connection closes',
    test: { file: 'conformance/login-keys.test.ts', title: 'MaxRecvDataSegmentLength=%s, which cannot be, ends the login (§7.12)' },
    removal: {
      file: 'iscsi/negotiation.ts',
      passage: "if (row.value.kind === 'number-declaration') return protocolError(",
      becomes: "if (row.value.kind === 'obsolete') return protocolError(",
    },
  },
  {
    section: '11.12.1',
    subject: 'T',
    conduct: 'granted when the initiator sets it, and neither side has anything left to say or to prove',
    test: { file: 'conformance/login.test.ts', title: 'may be talked about for as long as the initiator does not set T' },
    removal: {
      file: 'iscsi/login.ts',
      passage: 'const transit = request.transit && !piece.continues && authentication.done;',
      becomes: 'const transit = !piece.continues && authentication.done;',
    },
  },
];
