/**
 * SCSI as an initiator sees it (SAM-5 §5.1, Execute Command): a CDB and data to a logical unit, status and data back. What is above (tape and changer
 * calls, class drivers) knows no iSCSI, and what is below (sessions) knows no tape.
 */
import type { ByteList } from '../foundation/byte-list.ts';

export interface ScsiRequest {
  readonly lun: number;
  readonly cdb: Uint8Array;
  /** Room for data-in, in bytes: the expected data transfer length. */
  readonly read?: number;
  /** Data-out. */
  readonly write?: Uint8Array;
  /** SAM-5 §8.9; `untagged` unless given. */
  readonly taskAttribute?: 'untagged' | 'simple' | 'ordered' | 'head-of-queue' | 'aca';
  /** After which the task is aborted, and the answer is `timed-out`; for ever unless given. */
  readonly timeoutMs?: number;
  /** Gives it up: the task is aborted, and the answer is `aborted`. */
  readonly signal?: AbortSignal;
}

/** SCSI status and what came with it. */
export interface ScsiStatusAnswer {
  readonly kind: 'status';
  /** SAM-5 §5.3.1. */
  readonly status: number;
  /** Sense data as they came; empty unless they did. */
  readonly sense: Uint8Array;
  /** Data-in that arrived, in their order; no more than there was room for. */
  readonly data: ByteList;
  /** Bytes that were expected and not transferred; negative: how many more there would have been (RFC 7143 §11.4.5). */
  readonly residual: number;
}

/**
 * There is no status. `timed-out`, `aborted`: it was given up, and the target has been told to abort the task. `device-gone`: the connection was lost, and
 * did not come back in the time that the profile gives it. `failed`: the target failed to deliver it (RFC 7143 §11.4.3, "target failure"), or was rejected.
 */
export interface NoAnswer {
  readonly kind: 'timed-out' | 'aborted' | 'device-gone' | 'failed';
  readonly problem: string;
}

export type ScsiAnswer = ScsiStatusAnswer | NoAnswer;

/** A way to logical units. Never rejects: whatever happens to a command is an answer. */
export interface ScsiPath {
  execute(request: ScsiRequest): Promise<ScsiAnswer>;
}
