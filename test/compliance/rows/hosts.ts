/** What real initiators say, byte for byte. */
import type { ComplianceRow } from '../row.ts';

const file = 'conformance/known-hosts.test.ts';

export const hostRows: readonly ComplianceRow[] = [
  {
    section: '6.3',
    subject: 'Windows Server 2003 in a discovery session',
    conduct: 'answered as its initiator expects it, byte for byte: no portal group tag, SendTargets, logout',
    test: { file, title: 'asks what there is in a discovery session, and leaves' },
    removal: {
      file: 'iscsi/login.ts',
      passage: 'if (target === undefined) return [];',
      becomes: "if (target === undefined) return [['TargetPortalGroupTag', '1']];",
    },
  },
  {
    section: '6.3',
    subject: 'Windows that offers several connections and error recovery',
    conduct: 'answered MaxConnections=1 and ErrorRecoveryLevel=0, byte for byte',
    test: { file, title: 'in the versions that offer several connections and error recovery, is answered one and none' },
    removal: { file: 'iscsi/operational-parameters.ts', passage: "ErrorRecoveryLevel: '0',", becomes: "ErrorRecoveryLevel: '2'," },
  },
  {
    section: '6.3',
    subject: 'open-iscsi, libiscsi and FreeBSD in a session',
    conduct: 'answered as each expects it, byte for byte: former keys with No, whatever ExpStatSN it begins with',
    test: { file, title: '$host logs in, asks who is there, and leaves' },
    removal: {
      file: 'iscsi/key-table.ts',
      passage: "OFMarker: { ...ofSession, value: { kind: 'obsolete', answer: 'No' }",
      becomes: "OFMarker: { ...ofSession, value: { kind: 'obsolete', answer: 'Reject' }",
    },
  },
  {
    section: '6.3',
    subject: 'open-iscsi and libiscsi in a discovery session',
    conduct: 'answered as each expects it, byte for byte, straight from the operational stage',
    test: { file, title: 'a discovery session of %s' },
    removal: {
      file: 'iscsi/negotiation.ts',
      passage: "if (row.irrelevantInDiscovery && circumstances.sessionType === 'discovery') {",
      becomes: 'if (circumstances.sessionType === undefined) {',
    },
  },
];
