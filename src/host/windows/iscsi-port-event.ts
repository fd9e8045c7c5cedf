/**
 * What iScsiPrt writes to the System log, by the numbers that the DDK's `iscsilog.h` gives its messages; the words are ours. Which of them a loss or a
 * failed login is written under is inferred from what the messages say.
 */
import type { LossCause } from '../initiator/link.ts';
import type { LoginFailure } from '../initiator/login-error.ts';

export const ISCSI_PORT_DRIVER = 'iScsiPrt';

export const IscsiPortEvent = {
  connectFailed: 1,
  requestTimedOut: 9,
  loginFailed: 10,
  invalidLoginResponse: 11,
  badRedirection: 12,
  connectionLost: 20,
  segmentTooLong: 21,
  headerDigest: 22,
  invalidPdu: 23,
  invalidOpcode: 24,
  dataDigest: 25,
  excessData: 26,
  unknownTag: 27,
  invalidR2t: 28,
  rejected: 29,
  logoutRequested: 32,
  reconnected: 34,
  taskManagementSent: 39,
  badStatSn: 42,
  loginNotAnswered: 43,
  pingNotAnswered: 48,
  taskManagementNotAnswered: 49,
  droppedDuringLogin: 59,
  sessionRecovery: 63,
} as const;
type IscsiPortEventId = (typeof IscsiPortEvent)[keyof typeof IscsiPortEvent];

/** What is written about the reason of a loss, before the loss itself. */
export const lossEvents: Partial<Record<LossCause, { readonly id: IscsiPortEventId; readonly text: string }>> = {
  'segment-too-long': { id: IscsiPortEvent.segmentTooLong, text: 'A data segment was longer than agreed.' },
  'header-digest': { id: IscsiPortEvent.headerDigest, text: 'A header digest was wrong.' },
  'invalid-pdu': { id: IscsiPortEvent.invalidPdu, text: 'An invalid PDU came.' },
  'data-in-order': { id: IscsiPortEvent.invalidPdu, text: 'Data came out of order.' },
  'missing-data': { id: IscsiPortEvent.invalidPdu, text: 'Data were missing.' },
  'unknown-opcode': { id: IscsiPortEvent.invalidOpcode, text: 'A PDU with an unknown opcode came.' },
  'data-digest': { id: IscsiPortEvent.dataDigest, text: 'A data digest was wrong.' },
  'excess-data': { id: IscsiPortEvent.excessData, text: 'More data came than there was room for.' },
  'unknown-tag': { id: IscsiPortEvent.unknownTag, text: 'A PDU came for a task that is not there.' },
  r2t: { id: IscsiPortEvent.invalidR2t, text: 'An R2T was invalid.' },
  'stat-sn': { id: IscsiPortEvent.badStatSn, text: 'A StatSN was not the one expected.' },
  ping: { id: IscsiPortEvent.pingNotAnswered, text: 'A ping was not answered.' },
  'task-management': { id: IscsiPortEvent.sessionRecovery, text: 'A task could not be aborted; the session is recovered.' },
};

export const loginFailureEvents: Record<LoginFailure, IscsiPortEventId> = {
  unreachable: IscsiPortEvent.connectFailed,
  dropped: IscsiPortEvent.droppedDuringLogin,
  'no-answer': IscsiPortEvent.loginNotAnswered,
  'invalid-answer': IscsiPortEvent.invalidLoginResponse,
  'bad-redirection': IscsiPortEvent.badRedirection,
  authentication: IscsiPortEvent.loginFailed,
  refused: IscsiPortEvent.loginFailed,
};
