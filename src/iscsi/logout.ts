/**
 * Logout (RFC 7143 §11.14, §11.15). With one connection to a session, closing that connection and closing the session are one and the same;
 * recovery of another connection takes an ErrorRecoveryLevel that is not offered here.
 */
import { LogoutReason, type LogoutRequestPdu } from '../wire/logout-request.ts';
import { LogoutResponseCode } from '../wire/logout-response.ts';
import { Opcode } from '../wire/opcode.ts';
import { RejectReason } from '../wire/reject.ts';
import type { Channel } from './channel.ts';

/** Answers the request; true when the connection has to close now. */
export function answerLogout(pdu: LogoutRequestPdu, connectionId: number, channel: Channel): boolean {
  const response = responseTo(pdu, connectionId);
  if (response === undefined) {
    channel.reject(pdu, RejectReason.invalidPduField, `logout reason ${pdu.reason} is not defined`);
    return false;
  }
  channel.port.send({
    opcode: Opcode.logoutResponse,
    response,
    initiatorTaskTag: pdu.initiatorTaskTag,
    ...channel.numbering.next(),
    // A new session may follow at once, and nothing of this one is retained.
    time2Wait: 0,
    time2Retain: 0,
  });
  return response === LogoutResponseCode.closed;
}

function responseTo(pdu: LogoutRequestPdu, connectionId: number): number | undefined {
  switch (pdu.reason) {
    case LogoutReason.closeSession:
      return LogoutResponseCode.closed;
    case LogoutReason.closeConnection:
      return pdu.connectionId === connectionId ? LogoutResponseCode.closed : LogoutResponseCode.cidNotFound;
    case LogoutReason.removeConnectionForRecovery:
      return LogoutResponseCode.recoveryNotSupported;
    default:
      return undefined;
  }
}
