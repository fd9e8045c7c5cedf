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
  // After a refusal they tell when to try again and until when (§11.15.3, §11.15.4). What has been closed is retained for nobody, and a new
  // session may follow at once.
  const refused = response === LogoutResponseCode.recoveryNotSupported;
  channel.port.send({
    opcode: Opcode.logoutResponse,
    response,
    initiatorTaskTag: pdu.initiatorTaskTag,
    ...channel.numbering.next(),
    time2Wait: refused ? channel.parameters.time2WaitSeconds : 0,
    time2Retain: refused ? channel.parameters.time2RetainSeconds : 0,
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
