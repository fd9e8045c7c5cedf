/**
 * All PDUs of RFC 7143 §11 as one union, told apart by `opcode`. Each has a file of its own with its byte table, its decoder and its encoder.
 * Decoding is total: any 48 bytes give a PDU or a `WireError`.
 */
import type { AsyncMessagePdu } from './async-message.ts';
import type { DataInPdu } from './data-in.ts';
import type { DataOutPdu } from './data-out.ts';
import type { LoginRequestPdu } from './login-request.ts';
import type { LoginResponsePdu } from './login-response.ts';
import type { LogoutRequestPdu } from './logout-request.ts';
import type { LogoutResponsePdu } from './logout-response.ts';
import type { NopInPdu } from './nop-in.ts';
import type { NopOutPdu } from './nop-out.ts';
import type { ReadyToTransferPdu } from './ready-to-transfer.ts';
import type { RejectPdu } from './reject.ts';
import type { ScsiCommandPdu } from './scsi-command.ts';
import type { ScsiResponsePdu } from './scsi-response.ts';
import type { SnackRequestPdu } from './snack-request.ts';
import type { TaskManagementRequestPdu } from './task-management-request.ts';
import type { TaskManagementResponsePdu } from './task-management-response.ts';
import type { TextRequestPdu } from './text-request.ts';
import type { TextResponsePdu } from './text-response.ts';

export type InitiatorPdu =
  | NopOutPdu
  | ScsiCommandPdu
  | TaskManagementRequestPdu
  | LoginRequestPdu
  | TextRequestPdu
  | DataOutPdu
  | LogoutRequestPdu
  | SnackRequestPdu;

export type TargetPdu =
  | NopInPdu
  | ScsiResponsePdu
  | TaskManagementResponsePdu
  | LoginResponsePdu
  | TextResponsePdu
  | DataInPdu
  | LogoutResponsePdu
  | ReadyToTransferPdu
  | AsyncMessagePdu
  | RejectPdu;

export type Pdu = InitiatorPdu | TargetPdu;
