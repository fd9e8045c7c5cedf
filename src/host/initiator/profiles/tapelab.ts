/**
 * The initiator of our own verbs, for one person at a terminal: long segments, and an ISID of its own for every session (type 10b, random), so that two
 * programs under one name do not push each other out. A connection that is lost is not mended: a tape command that may or may not have been done cannot be
 * repeated unseen, so whoever gave it is told. Pings find out that nobody is there any more: a tape may take an hour for one command, and a person should not.
 */
import type { InitiatorProfile } from '../profile.ts';

export const tapelab: InitiatorProfile = {
  name: 'tapelab',
  isid(_session, random) {
    const isid = Uint8Array.of(0x80, 0, 0, 0, 0, 0);
    isid.set(random(5), 1);
    return isid;
  },
  introduction: ['InitiatorName', 'SessionType', 'TargetName'],
  firstStage: 'security',
  // Targets that ask for CHAP at some of their doors only are met halfway: discovery often asks for none.
  authMethodWithChap: 'CHAP,None',
  chapAlgorithms: [8, 7, 6, 5],
  normalKeys: [
    ['HeaderDigest', 'None'],
    ['DataDigest', 'None'],
    ['ErrorRecoveryLevel', '0'],
    ['InitialR2T', 'No'],
    ['ImmediateData', 'Yes'],
    ['MaxRecvDataSegmentLength', '1048576'],
    ['MaxBurstLength', '1048576'],
    ['FirstBurstLength', '262144'],
    ['MaxConnections', '1'],
    ['MaxOutstandingR2T', '1'],
    ['DataPDUInOrder', 'Yes'],
    ['DataSequenceInOrder', 'Yes'],
    ['DefaultTime2Wait', '0'],
    ['DefaultTime2Retain', '0'],
  ],
  discoveryKeys: [
    ['HeaderDigest', 'None'],
    ['DataDigest', 'None'],
    ['ErrorRecoveryLevel', '0'],
    ['MaxRecvDataSegmentLength', '65536'],
    ['DefaultTime2Wait', '0'],
    ['DefaultTime2Retain', '0'],
  ],
  numbering: { connectionId: 0, firstCmdSn: 1, loginTag: 0, firstTag: 1, firstDiscoveryTag: 1 },
  recovery: {
    reconnectEveryMs: 0,
    attempts: 0,
    holdMs: 0,
    answerMs: 15_000,
    onTimeout: 'abort-task',
    ping: { everyMs: 15_000, patienceMs: 30_000 },
  },
};
