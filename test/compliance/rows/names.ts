/** §4.2.7 to §4.4, §9.5, Appendix C: names, portals, who is shown what. */
import type { ComplianceRow } from '../row.ts';

export const nameRows: readonly ComplianceRow[] = [
  {
    section: '4.2.7.1',
    subject: 'Form of iSCSI names',
    conduct: 'a name that is not well formed, or longer than 223 bytes, is refused',
    test: { file: 'conformance/login.test.ts', title: 'refuses the initiator name "%s" (§4.2.7)' },
    removal: {
      file: 'iscsi/login.ts',
      passage: 'if (problem !== undefined) return refuse(LoginStatus.initiatorError,',
      becomes: "if (problem === '') return refuse(LoginStatus.initiatorError,",
    },
  },
  {
    section: '4.2.7.2',
    subject: 'Comparison of names',
    conduct: 'in a normal form: NFKC and lower case',
    test: { file: 'conformance/login.test.ts', title: 'finds its target in whatever case the name is written (RFC 3722)' },
    removal: { file: 'iscsi/iscsi-name.ts', passage: "name.normalize('NFKC').toLowerCase()", becomes: "name.normalize('NFKC')" },
  },
  {
    section: '4.2.7.2',
    subject: 'The tables of RFC 3722',
    conduct: 'beyond ASCII, letters, marks and digits of the present Unicode are taken instead of those of version 3.2',
  },
  {
    section: '4.2.7.4',
    subject: 'Names of type iqn.',
    conduct: 'a year and a month, a reversed domain name, and whatever its owner likes behind a colon',
    test: { file: 'conformance/login.test.ts', title: 'refuses the initiator name "%s" (§4.2.7)' },
    removal: { file: 'iscsi/iscsi-name.ts', passage: '-(0[1-9]|1[0-2])\\.', becomes: '-\\d\\d\\.' },
  },
  {
    section: '4.2.7.5',
    subject: 'Names of type eui.',
    conduct: '16 hexadecimal digits',
    test: { file: 'conformance/login.test.ts', title: 'welcomes the initiator name %s (§4.2.7)' },
    removal: { file: 'iscsi/iscsi-name.ts', passage: 'eui: /^eui\\.[0-9a-f]{16}$/,', becomes: 'eui: /^eui\\.$/,' },
  },
  {
    section: '4.2.7.6',
    subject: 'Names of type naa.',
    conduct: '16 or 32 hexadecimal digits',
    test: { file: 'conformance/login.test.ts', title: 'welcomes the initiator name %s (§4.2.7)' },
    removal: { file: 'iscsi/iscsi-name.ts', passage: '([0-9a-f]{16}|[0-9a-f]{32})', becomes: '[0-9a-f]{16}' },
  },
  {
    section: '4.3',
    subject: 'Discovery sessions',
    conduct: 'serve Text and Logout Requests; Reject (protocol error) for all others',
    test: { file: 'conformance/discovery.test.ts', title: 'rejects a %s, immediate or not, and goes on' },
    removal: {
      file: 'iscsi/full-feature-phase.ts',
      passage: "if (sessionType === 'discovery' && pdu.opcode !== Opcode.textRequest && pdu.opcode !== Opcode.logoutRequest) {",
      becomes: 'if (sessionType === undefined) {',
    },
  },
  {
    section: '4.3',
    subject: 'Who may discover',
    conduct: 'whoever the rules of discovery let in; everybody without rules',
    test: { file: 'conformance/access.test.ts', title: 'is refused where no rule of discovery fits: authorization failure' },
    removal: {
      file: 'iscsi/directory.ts',
      passage: 'const { access = everybody, credential } = this.#options.discovery ?? {};',
      becomes: 'const access = everybody; const { credential } = this.#options.discovery ?? {};',
    },
  },
  { section: '4.3', subject: 'Discovery by iSNS or SLP', conduct: 'there is SendTargets' },
  {
    section: '4.3',
    subject: 'Access by name and address',
    conduct: 'the first rule of a target that fits the name of the initiator and its address decides; nobody else gets in',
    test: { file: 'conformance/access.test.ts', title: '%s at %s: %j and what is for everybody' },
    removal: {
      file: 'iscsi/access.ts',
      passage: '(includesAddress === undefined || includesAddress(address))',
      becomes: 'true',
    },
  },
  {
    section: '4.3',
    subject: 'Access by patterns of names',
    conduct: '`*` stands for any characters, `?` for one',
    test: { file: 'conformance/access.test.ts', title: '%s at %s: %j and what is for everybody' },
    removal: { file: 'iscsi/access.ts', passage: "else if (wanted[at] === '?' ||", becomes: 'else if (' },
  },
  {
    section: '4.4.1',
    subject: 'Network portals',
    conduct: 'several, each in its portal group; a target may be reached by some groups alone',
    test: { file: 'conformance/portals.test.ts', title: '%s by portal %s: %j; otherwise it is not found there (§11.13.5)' },
    removal: {
      file: 'iscsi/directory.ts',
      passage: 'if (!isReached(target, approach.portalGroupTag))',
      becomes: 'if (target === null)',
    },
  },
  {
    section: '4.4.2',
    subject: 'SCSI ports',
    conduct: 'the nexus is that of initiator name and ISID with target name and portal group tag',
    test: { file: 'conformance/portals.test.ts', title: 'the same ISID by two portal groups makes two sessions, and two nexuses' },
    removal: {
      file: 'iscsi/sessions.ts',
      passage: "portalGroupTag.toString(16).padStart(4, '0')",
      becomes: "(0 * portalGroupTag).toString(16).padStart(4, '0')",
    },
  },
  {
    section: '4.4.3',
    subject: 'The ISID rule',
    conduct: 'one session at most between an initiator port and a target portal group; other ISIDs have sessions of their own',
    test: {
      file: 'conformance/session-continuation.test.ts',
      title: 'beside a session of another ISID leaves that alone (the ISID rule, §4.4.3)',
    },
    removal: {
      file: 'iscsi/sessions.ts',
      passage: "Buffer.from(isid).toString('hex')",
      becomes: "Buffer.from(isid).fill(0).toString('hex')",
    },
  },
  {
    section: '4.4.3.2',
    subject: 'Reservations',
    conduct: 'RESERVE(6) ends with the nexus',
    test: { file: 'conformance/sessions.test.ts', title: 'gives a reservation back (SPC-2 §5.5.1)' },
    removal: { file: 'scsi/logical-unit.ts', passage: 'this.reservation.release(nexus);', becomes: '' },
  },
  { section: '4.4.3.2', subject: 'Persistent reservations', conduct: 'the device server has no PERSISTENT RESERVE IN and OUT' },
  {
    section: '9.5',
    subject: 'LUN masking',
    conduct: 'a logical unit that a rule does not show answers as one that is not there, and is not in REPORT LUNS',
    test: { file: 'conformance/access.test.ts', title: '%s at %s: REPORT LUNS, INQUIRY and TEST UNIT READY agree on %j' },
    removal: {
      file: 'scsi/scsi-target-device.ts',
      passage: 'lun === undefined || !isShown(nexus, lun) ?',
      becomes: 'lun === undefined ?',
    },
  },
  {
    section: '9.5',
    subject: 'Task management and LUN masking',
    conduct: 'reaches no logical unit that is not shown: response 2 (LUN does not exist)',
    test: {
      file: 'conformance/access.test.ts',
      title: '%s of a logical unit that is not shown: LUN does not exist (RFC 7143 §11.6.1), and nothing happens to it',
    },
    removal: {
      file: 'scsi/scsi-target-device.ts',
      passage: 'lun === undefined || !isShown(nexus, lun) ?',
      becomes: 'lun === undefined ?',
    },
  },
  { section: '9.5', subject: 'SCSI access controls', conduct: 'no ACCESS CONTROL IN and OUT; there is LUN masking' },
];
