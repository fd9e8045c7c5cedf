/** §9.2.1, §12.1.3: CHAP. */
import type { ComplianceRow } from '../row.ts';

const oneWay = { file: 'conformance/chap.test.ts', title: 'with algorithm %s and a response in %s lets in' } as const;
const mutual = { file: 'conformance/chap-mutual.test.ts', title: 'with algorithm %s and a challenge in %s' } as const;
const unproved = { file: 'conformance/chap.test.ts', title: '%s does not let in' } as const;

export const chapRows: readonly ComplianceRow[] = [
  {
    section: '9.2.1',
    subject: 'Reflection',
    conduct: 'a challenge of ours that comes back as one of the initiator is refused',
    test: { file: 'conformance/chap-mutual.test.ts', title: 'refuses its own challenge handed back, whatever else is right (§9.2.1)' },
    removal: {
      file: 'iscsi/authentication.ts',
      passage: 'if (this.#challenges.isOwn(theirs.challenge)) return',
      becomes: 'if (theirs === null) return',
    },
  },
  {
    section: '9.2.1',
    subject: 'Reflection over another connection',
    conduct: 'refused just the same, at any time later',
    test: { file: 'conformance/chap-mutual.test.ts', title: 'refuses its challenge of another connection handed back (§9.2.1)' },
    removal: {
      file: 'iscsi/chap-challenges.ts',
      passage: 'this.#key = random(32);',
      becomes: 'this.#key = random(32); this.next = () => ({ identifier: 1, challenge: random(32) });',
    },
  },
  {
    section: '9.2.1',
    subject: 'Length of secrets',
    conduct: 'the configuration takes none under 96 bits',
    test: { file: 'unit/config/access-schema.test.ts', title: 'with %s are refused' },
    removal: { file: 'config/access-schema.ts', passage: 'least: 12, most: 255', becomes: 'least: 1, most: 255' },
  },
  {
    section: '9.2.1',
    subject: 'One secret for both directions',
    conduct: 'the configuration takes none',
    test: { file: 'unit/config/contradictions.test.ts', title: 'with %s are refused' },
    removal: {
      file: 'config/contradictions.ts',
      passage: 'if (initiators.some((other) => other.credential.secret.equals(credential.secret)))',
      becomes: 'if (initiators.length < 0)',
    },
  },
  {
    section: '9.2.1',
    subject: 'Keeping secrets',
    conduct: 'no secret stands in an event, an answer to the operator or a capture',
    test: { file: 'conformance/chap-mutual.test.ts', title: 'neither by events, nor by status, nor in a capture' },
    removal: {
      file: 'iscsi/authentication.ts',
      passage: "fail('CHAP_N and CHAP_R are not those of an initiator that may come in')",
      becomes: "fail('not ' + Buffer.from(initiator!.secret.reveal()))",
    },
  },
  {
    section: '12.1.3',
    subject: 'CHAP with MD5',
    conduct: 'CHAP_A=5',
    test: oneWay,
    removal: { file: 'iscsi/chap.ts', passage: "{ number: 5, hash: 'md5' },", becomes: '' },
  },
  {
    section: '12.1.3',
    subject: 'CHAP with SHA-1',
    conduct: 'CHAP_A=6',
    test: oneWay,
    removal: { file: 'iscsi/chap.ts', passage: "{ number: 6, hash: 'sha1' },", becomes: '' },
  },
  {
    section: '12.1.3',
    subject: 'CHAP with SHA-256',
    conduct: 'CHAP_A=7',
    test: oneWay,
    removal: { file: 'iscsi/chap.ts', passage: "{ number: 7, hash: 'sha256' },", becomes: '' },
  },
  {
    section: '12.1.3',
    subject: 'CHAP with SHA3-256',
    conduct: 'CHAP_A=8',
    test: oneWay,
    removal: { file: 'iscsi/chap.ts', passage: "{ number: 8, hash: 'sha3-256' },", becomes: '' },
  },
  {
    section: '12.1.3',
    subject: 'Choice of the algorithm',
    conduct: 'the first of the initiator that the target has',
    test: { file: 'conformance/chap.test.ts', title: 'CHAP_A=%s is answered with the first that both know: %i' },
    removal: { file: 'iscsi/authentication.ts', passage: '?? [])[0];', becomes: '?? []).at(-1);' },
  },
  {
    section: '12.1.3',
    subject: 'Binary values in base64',
    conduct: 'taken as well as hexadecimal ones, up to 1024 bytes',
    test: oneWay,
    removal: { file: 'iscsi/chap.ts', passage: "if (prefix === '0b' &&", becomes: "if (prefix === '' &&" },
  },
  {
    section: '12.1.3',
    subject: 'Mutual CHAP',
    conduct: 'the target proves itself to an initiator that has proved itself and asks for it',
    test: mutual,
    removal: {
      file: 'iscsi/authentication.ts',
      passage: 'chapResponse(algorithm, theirs.identifier, target.secret, theirs.challenge)',
      becomes: 'chapResponse(algorithm, 0, target.secret, theirs.challenge)',
    },
  },
  {
    section: '12.1.3',
    subject: 'Proof before proof',
    conduct: 'who has not proved himself gets no answer to his challenge',
    test: { file: 'conformance/chap-mutual.test.ts', title: 'is not answered to somebody who has not proved himself' },
    removal: {
      file: 'iscsi/authentication.ts',
      passage: 'if (!nameFits || !responseFits) return',
      becomes: "if (!keys.has('CHAP_C') && (!nameFits || !responseFits)) return",
    },
  },
  {
    section: '12.1.3',
    subject: 'A wrong secret',
    conduct: 'status 0201h',
    test: unproved,
    removal: { file: 'iscsi/authentication.ts', passage: 'if (!nameFits || !responseFits) return', becomes: 'if (!nameFits) return' },
  },
  {
    section: '12.1.3',
    subject: 'A wrong name',
    conduct: 'status 0201h',
    test: unproved,
    removal: { file: 'iscsi/authentication.ts', passage: 'if (!nameFits || !responseFits) return', becomes: 'if (!responseFits) return' },
  },
  {
    section: '12.1.3',
    subject: 'Wrong name and wrong secret',
    conduct: 'told in the same bytes, after the same work',
    test: { file: 'conformance/chap.test.ts', title: 'a wrong name and a wrong secret are told in the same bytes' },
    removal: {
      file: 'iscsi/authentication.ts',
      passage: 'if (!nameFits || !responseFits) return',
      becomes: "if (!nameFits) return { status: LoginStatus.authorizationFailure, problem: '' }; if (!responseFits) return",
    },
  },
  {
    section: '12.1.3',
    subject: 'Challenges',
    conduct: 'random, and never the same twice',
    test: { file: 'conformance/chap.test.ts', title: 'never gives the same challenge twice (RFC 1994 §2.3)' },
    removal: {
      file: 'iscsi/chap-challenges.ts',
      passage: 'const random = this.#random(randomBytes);',
      becomes: 'const random = new Uint8Array(randomBytes);',
    },
  },
  {
    section: '12.1.3',
    subject: 'The order of its steps',
    conduct: 'a key before or after its time ends the login',
    test: { file: 'conformance/chap-mutual.test.ts', title: 'cannot be had afterwards' },
    removal: {
      file: 'iscsi/authentication.ts',
      passage: 'return left === undefined ? answer : breach(',
      becomes: "return left !== '' ? answer : breach(",
    },
  },
  {
    section: '12.1.3',
    subject: 'T before the proof',
    conduct: 'not granted',
    test: {
      file: 'conformance/chap.test.ts',
      title: 'T=1 from the first request on, for %s, is not granted before the proof (§11.12.1)',
    },
    removal: {
      file: 'iscsi/login.ts',
      passage: 'const transit = request.transit && !piece.continues && authentication.done;',
      becomes: 'const transit = request.transit && !piece.continues;',
    },
  },
  {
    section: '12.1.3',
    subject: 'CHAP in discovery',
    conduct: 'by the rules and with the credential of discovery',
    test: { file: 'conformance/chap-mutual.test.ts', title: 'is demanded by the rules of discovery, and tells what there is' },
    removal: {
      file: 'iscsi/directory.ts',
      passage: 'const { access = everybody, credential } = this.#options.discovery ?? {};',
      becomes: 'const { access = everybody } = this.#options.discovery ?? {}, credential = undefined;',
    },
  },
  {
    section: '12.1.3',
    subject: 'CHAP and reinstatement',
    conduct: 'a session is reinstated only by who has proved himself again',
    test: { file: 'conformance/chap-mutual.test.ts', title: 'is reinstated only by who is authenticated himself (RFC 7143 §6.3.5)' },
    removal: { file: 'iscsi/authentication.ts', passage: 'if (!nameFits || !responseFits) return', becomes: 'if (!nameFits) return' },
  },
];
