/** §13: the keys of logins, sessions and connections, one row each. */
import type { ComplianceRow } from '../row.ts';

const file = 'conformance/login-keys.test.ts';
const table = 'iscsi/key-table.ts';
const list = { file, title: 'the list %s=%s is answered %s' } as const;
const number = { file, title: 'the number %s=%s is answered %s' } as const;
const declaration = { file, title: 'the declaration %s=%s is not answered' } as const;
const former = { file, title: 'the former key %s=%s is answered %s' } as const;

export const keyRows: readonly ComplianceRow[] = [
  {
    section: '13.1',
    subject: 'HeaderDigest',
    conduct: 'CRC32C or None, as the initiator likes it best',
    test: list,
    removal: { file: table, passage: 'HeaderDigest: ofDigest,', becomes: "HeaderDigest: { ...ofDigest, value: list('None') }," },
  },
  {
    section: '13.1',
    subject: 'DataDigest',
    conduct: 'CRC32C or None, as the initiator likes it best',
    test: list,
    removal: { file: table, passage: '  DataDigest: ofDigest,', becomes: "  DataDigest: { ...ofDigest, value: list('None') }," },
  },
  {
    section: '13.2',
    subject: 'MaxConnections',
    conduct: 'minimum; the target has 1',
    test: number,
    removal: { file: 'iscsi/operational-parameters.ts', passage: "MaxConnections: '1',", becomes: "MaxConnections: '4'," },
  },
  {
    section: '13.3',
    subject: 'SendTargets',
    conduct: 'in full feature phase alone; a login that asks ends',
    test: { file: 'conformance/login.test.ts', title: '%s ends the login' },
    removal: { file: 'iscsi/negotiation.ts', passage: "return row.use !== 'FFPO' && (", becomes: 'return (' },
  },
  {
    section: '13.4',
    subject: 'TargetName',
    conduct: 'which target a login is for; not again after the first request',
    test: { file: 'conformance/login.test.ts', title: 'in a later request: what had to stand in the first, if at all (§6.3.1)' },
    removal: { file: 'iscsi/login.ts', passage: "'SessionType', 'TargetName'] satisfies", becomes: "'SessionType'] satisfies" },
  },
  {
    section: '13.5',
    subject: 'InitiatorName',
    conduct: 'demanded in the first request of every login',
    test: { file: 'conformance/login.test.ts', title: 'refuses a login without InitiatorName: missing parameter' },
    removal: {
      file: 'iscsi/login.ts',
      passage: "if (initiatorName === undefined) return refuse(LoginStatus.missingParameter, 'InitiatorName is missing');",
      becomes: "if (initiatorName === undefined) return refuse(LoginStatus.initiatorError, 'InitiatorName is missing');",
    },
  },
  {
    section: '13.6',
    subject: 'TargetAlias',
    conduct: 'declared with the first answer where one was configured',
    test: { file: 'conformance/login.test.ts', title: 'tell what the target is called (§13.6), where it has such a name' },
    removal: {
      file: 'iscsi/login.ts',
      passage: "target.alias === undefined ? [tag] : [tag, ['TargetAlias', target.alias]]",
      becomes: '[tag]',
    },
  },
  {
    section: '13.7',
    subject: 'InitiatorAlias',
    conduct: 'taken note of and not answered',
    test: declaration,
    removal: {
      file: table,
      passage: "InitiatorAlias: { value: declared, sender: 'initiator',",
      becomes: "InitiatorAlias: { value: list('x'), sender: 'initiator',",
    },
  },
  {
    section: '13.9',
    subject: 'TargetPortalGroupTag',
    conduct: 'told with the first answer to a login to a target',
    test: { file: 'conformance/portals.test.ts', title: 'the tag of portal %s is told with the first answer, and only there: %s' },
    removal: { file: 'iscsi/login.ts', passage: 'String(approach.portalGroupTag)', becomes: "'1'" },
  },
  {
    section: '13.15',
    subject: 'DefaultTime2Wait',
    conduct: 'maximum; the target has what was configured (0)',
    test: number,
    removal: { file: table, passage: "value: number('maximum', 0, 3600)", becomes: "value: number('minimum', 0, 3600)" },
  },
  {
    section: '13.16',
    subject: 'DefaultTime2Retain',
    conduct: 'minimum; the target has what was configured (20)',
    test: number,
    removal: { file: table, passage: "value: number('minimum', 0, 3600)", becomes: "value: number('maximum', 0, 3600)" },
  },
  {
    section: '13.20',
    subject: 'ErrorRecoveryLevel',
    conduct: 'minimum; the target has 0',
    test: number,
    removal: { file: 'iscsi/operational-parameters.ts', passage: "ErrorRecoveryLevel: '0',", becomes: "ErrorRecoveryLevel: '1'," },
  },
  {
    section: '13.21',
    subject: 'SessionType',
    conduct: 'Normal or Discovery; Normal where nothing is said',
    test: { file: 'conformance/login.test.ts', title: 'refuses the same where SessionType is left to its default' },
    removal: { file: 'iscsi/login.ts', passage: "keys.get('SessionType') ?? 'Normal'", becomes: "keys.get('SessionType') ?? 'Discovery'" },
  },
  {
    section: '13.22',
    subject: 'Private keys',
    conduct: 'X- and X# keys are answered NotUnderstood',
    test: { file, title: '%s is answered NotUnderstood' },
    removal: {
      file: 'iscsi/negotiation.ts',
      passage: "replies.push([key, 'NotUnderstood']);",
      becomes: "if (!key.startsWith('X')) replies.push([key, 'NotUnderstood']);",
    },
  },
  {
    section: '13.23',
    subject: 'TaskReporting',
    conduct: 'RFC3720 out of every list that has it; else Reject',
    test: { file, title: 'TaskReporting comes to RFC3720 (§13.23)' },
    removal: { file: table, passage: "value: list('RFC3720')", becomes: "value: list('FastAbort', 'RFC3720')" },
  },
  { section: '13.23', subject: 'TaskReporting=ResponseFence, FastAbort', conduct: 'never chosen; see §4.2.3.4' },
  {
    section: '13.24',
    subject: 'iSCSIProtocolLevel',
    conduct: 'minimum; the target has 1',
    test: number,
    removal: { file: 'iscsi/operational-parameters.ts', passage: "iSCSIProtocolLevel: '1',", becomes: "iSCSIProtocolLevel: '2'," },
  },
  {
    section: '13.24',
    subject: 'iSCSIProtocolLevel 2 (RFC 7144)',
    conduct: 'no QUERY TASK, QUERY TASK SET, I_T NEXUS RESET and QUERY ASYNCHRONOUS EVENT, no command priority, no status qualifier',
  },
  {
    section: '13.25',
    subject: 'IFMarker and OFMarker',
    conduct: 'No',
    test: former,
    removal: {
      file: table,
      passage: "IFMarker: { ...ofSession, value: { kind: 'obsolete', answer: 'No' }",
      becomes: "IFMarker: { ...ofSession, value: yesNo('or')",
    },
  },
  {
    section: '13.25',
    subject: 'IFMarkInt and OFMarkInt',
    conduct: 'Reject',
    test: former,
    removal: {
      file: table,
      passage: "OFMarkInt: { ...ofSession, value: { kind: 'obsolete', answer: 'Reject' }",
      becomes: "OFMarkInt: { ...ofSession, value: { kind: 'obsolete', answer: 'No' }",
    },
  },
  { section: '13.25', subject: 'Markers', conduct: 'never in the stream; their keys are answered No and Reject' },
  {
    section: '13.26',
    subject: 'X#NodeArchitecture',
    conduct: 'taken note of and not answered; the target declares none of its own',
    test: declaration,
    removal: { file: table, passage: "'X#NodeArchitecture': { value: declared,", becomes: "'X#NodeArchitecture': { value: list('x')," },
  },
];
