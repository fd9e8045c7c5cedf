/** A login that ends with an answer of a fault's (RFC 7143 §11.13.5): the node hears nothing of the request. */

import type { LoginRequestPdu } from '../wire/login-request.ts';
import { Opcode } from '../wire/opcode.ts';
import type { Pdu } from '../wire/pdu.ts';
import { encodeText, type TextPair } from '../wire/text.ts';
import type { ConnectionHandle } from './connection-handle.ts';

export function endLogin(connection: ConnectionHandle, pdu: Pdu, status: number, pairs: readonly TextPair[] = []): void {
  const { currentStage, isid, tsih, initiatorTaskTag } = pdu as LoginRequestPdu;
  connection.send({
    opcode: Opcode.loginResponse,
    transit: false,
    continues: false,
    currentStage,
    nextStage: 0,
    versionMax: 0,
    versionActive: 0,
    isid,
    tsih,
    initiatorTaskTag,
    statSn: 0,
    expCmdSn: 0,
    maxCmdSn: 0,
    status,
    data: encodeText(pairs),
  });
  connection.finish();
}
