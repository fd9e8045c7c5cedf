/**
 * open-iscsi with the defaults of its iscsid.conf: one login request that goes straight to the operational stage, pings every five seconds, and a session
 * that is given up 120 s after it was lost (node.session.timeo.replacement_timeout); it goes on trying all the same.
 */
import type { InitiatorProfile } from '../profile.ts';

const usual = [
  ['HeaderDigest', 'None'],
  ['DataDigest', 'None'],
  ['DefaultTime2Wait', '2'],
  ['DefaultTime2Retain', '0'],
  ['IFMarker', 'No'],
  ['OFMarker', 'No'],
  ['ErrorRecoveryLevel', '0'],
] as const;

export const openIscsi: InitiatorProfile = {
  name: 'open-iscsi',
  /** Type OUI (00b), 00023Dh, and a number of 24 bits. */
  isid: (session) => Uint8Array.of(0x00, 0x02, 0x3d, 0, 0, session === 'discovery' ? 0 : session + 1),
  introduction: ['InitiatorName', 'InitiatorAlias', 'TargetName', 'SessionType'],
  firstStage: 'operational',
  authMethodWithChap: 'CHAP,None',
  chapAlgorithms: [5],
  normalKeys: [
    ...usual,
    ['InitialR2T', 'No'],
    ['ImmediateData', 'Yes'],
    ['MaxBurstLength', '16776192'],
    ['FirstBurstLength', '262144'],
    ['MaxOutstandingR2T', '1'],
    ['MaxConnections', '1'],
    ['DataPDUInOrder', 'Yes'],
    ['DataSequenceInOrder', 'Yes'],
    ['MaxRecvDataSegmentLength', '262144'],
  ],
  discoveryKeys: [...usual, ['MaxRecvDataSegmentLength', '32768']],
  numbering: { connectionId: 0, firstCmdSn: 1, loginTag: 0, firstTag: 1, firstDiscoveryTag: 1 },
  recovery: {
    reconnectEveryMs: 2000,
    attempts: Number.POSITIVE_INFINITY,
    holdMs: 120_000,
    answerMs: 15_000,
    onTimeout: 'abort-task',
    ping: { everyMs: 5000, patienceMs: 5000 },
  },
};
