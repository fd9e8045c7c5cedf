/**
 * What a target may tell an initiator unasked: the events of the Asynchronous Message (RFC 7143 §11.9), each with its own parameters.
 */
import type { Lun } from '../scsi/target.ts';

export type AsyncNotice =
  /** 0: an asynchronous SCSI event. */
  | { readonly event: 'scsi'; readonly lun: Lun; readonly sense: Uint8Array; readonly eventData?: Uint8Array }
  /** 1: the target asks the initiator to log out within the time. */
  | { readonly event: 'logout-request'; readonly withinSeconds: number }
  /** 2: one connection is or will be dropped. */
  | {
      readonly event: 'connection-dropped';
      readonly connectionId: number;
      readonly time2WaitSeconds: number;
      readonly time2RetainSeconds: number;
    }
  /** 3: all connections of the session are or will be dropped. */
  | { readonly event: 'all-connections-dropped'; readonly time2WaitSeconds: number; readonly time2RetainSeconds: number }
  /** 4: the target asks for a negotiation of parameters within the time. */
  | { readonly event: 'negotiation-request'; readonly withinSeconds: number }
  /** 5: all active tasks of the logical unit are being terminated. */
  | { readonly event: 'task-termination'; readonly lun: Lun };
