/**
 * The Microsoft initiator from 2.0 on, and the one that later versions of Windows bring along: several connections and error recovery are offered (and not
 * insisted on). Its keys are from memory and unconfirmed; all else is as in 1.x.
 */
import type { InitiatorProfile } from '../profile.ts';
import { microsoft1 } from './microsoft-1.ts';

export const microsoft2: InitiatorProfile = {
  ...microsoft1,
  name: 'ms-iscsi-2.x',
  normalKeys: [
    ['HeaderDigest', 'None'],
    ['DataDigest', 'None'],
    ['ErrorRecoveryLevel', '2'],
    ['InitialR2T', 'No'],
    ['ImmediateData', 'Yes'],
    ['MaxRecvDataSegmentLength', '65536'],
    ['MaxBurstLength', '262144'],
    ['FirstBurstLength', '65536'],
    ['MaxConnections', '8'],
    ['DataPDUInOrder', 'Yes'],
    ['DataSequenceInOrder', 'Yes'],
    ['DefaultTime2Wait', '0'],
    ['DefaultTime2Retain', '60'],
    ['MaxOutstandingR2T', '16'],
  ],
  discoveryKeys: [
    ['HeaderDigest', 'None'],
    ['DataDigest', 'None'],
    ['ErrorRecoveryLevel', '2'],
    ['MaxRecvDataSegmentLength', '65536'],
    ['DefaultTime2Wait', '0'],
    ['DefaultTime2Retain', '60'],
  ],
};
