/**
 * The Microsoft iSCSI Software Initiator 1.x, as captured on Windows Server 2003: two login requests, security and operational stage, with keys in this
 * very order; no pings of its own. When a connection is lost it tries again every five seconds for ever, and holds requests for sixty: DelayBetweenReconnect,
 * MaxConnectionRetries and MaxRequestHoldTime of its driver's parameters. A request that takes too long ends in a reset (events 9, 39, 49 and 63); of what,
 * and how long an answer is waited for, is unconfirmed.
 */
import type { InitiatorProfile } from '../profile.ts';

/** Type EN (01b), enterprise number 311, and a qualifier of 16 bits, which counts its sessions. */
export const microsoftIsid = (qualifier: number): Uint8Array => Uint8Array.of(0x40, 0x00, 0x01, 0x37, qualifier >> 8, qualifier);

export const microsoft1: InitiatorProfile = {
  name: 'ms-iscsi-1.x',
  isid: (session) => microsoftIsid(session === 'discovery' ? 0 : session),
  introduction: ['InitiatorName', 'SessionType', 'TargetName'],
  firstStage: 'security',
  authMethodWithChap: 'CHAP,None',
  chapAlgorithms: [5],
  normalKeys: [
    ['HeaderDigest', 'None'],
    ['DataDigest', 'None'],
    ['ErrorRecoveryLevel', '0'],
    ['InitialR2T', 'No'],
    ['ImmediateData', 'Yes'],
    ['MaxRecvDataSegmentLength', '65536'],
    ['MaxBurstLength', '262144'],
    ['FirstBurstLength', '65536'],
    ['MaxConnections', '4'],
    ['DataPDUInOrder', 'Yes'],
    ['DataSequenceInOrder', 'Yes'],
    ['DefaultTime2Wait', '5'],
    ['DefaultTime2Retain', '5'],
  ],
  discoveryKeys: [
    ['HeaderDigest', 'None'],
    ['DataDigest', 'None'],
    ['ErrorRecoveryLevel', '0'],
    ['MaxRecvDataSegmentLength', '65536'],
    ['DefaultTime2Wait', '5'],
    ['DefaultTime2Retain', '5'],
  ],
  numbering: { connectionId: 1, firstCmdSn: 1, loginTag: 0, firstTag: 1, firstDiscoveryTag: 0 },
  recovery: {
    reconnectEveryMs: 5000,
    attempts: Number.POSITIVE_INFINITY,
    holdMs: 60_000,
    answerMs: 15_000,
    onTimeout: 'logical-unit-reset',
  },
};
