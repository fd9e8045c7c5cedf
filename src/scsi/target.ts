/**
 * All that a transport knows of SCSI devices, and all that devices know of a transport: the services of SAM-5 §5.4 (execute command) and
 * §7 (task management), and nothing of iSCSI. `iscsi/` speaks to this interface only; faults and the trace wrap it.
 */
import type { ByteList } from '../foundation/byte-list.ts';

/** The 64-bit logical unit number as it travels (SAM-5 §4.7), of which this product serves the single-level forms. */
export type Lun = number & { readonly __brand: 'Lun' };

/**
 * The logical unit that the 8 bytes of a LUN field address: peripheral device (00b, bus 0) and flat space (01b) addressing, SAM-5 §4.7.7.
 * Undefined for every other method: no logical unit of ours has such an address.
 */
export function decodeLun(field: bigint): Lun | undefined {
  const first = Number(field >> 48n);
  if ((field & 0xffff_ffff_ffffn) !== 0n) return undefined;
  if (first <= 0xff || (first >= 0x4000 && first < 0x8000)) return (first & 0x3fff) as Lun;
  return undefined;
}

/** The LUN field of `lun`: peripheral device addressing up to 255, flat space above. */
export const encodeLun = (lun: Lun): bigint => BigInt(lun < 256 ? lun : 0x4000 | lun) << 48n;

/** Checks the range of a LUN from a configuration: 0 to 16 383. */
export function toLun(number: number): Lun {
  if (!Number.isInteger(number) || number < 0 || number > 0x3fff)
    throw new RangeError(`a LUN is a whole number from 0 to 16383, not ${number}`);
  return number as Lun;
}

/**
 * An I_T nexus: one initiator port and one target port. Devices keep what belongs to a nexus (unit attentions, reservations, mode pages)
 * under its `id`, which outlives the session: for iSCSI the initiator's name and ISID, the target's name and portal group tag (RFC 7143 §4.4.2).
 */
export interface Nexus {
  /** That of its two ports: `nexusId`. */
  readonly id: string;
  readonly initiatorName: string;
  /** The names of the two ports, which outlive resets and the nexus itself; an initiator port's in the form of its TransportID (SPC-4 §7.6.4). */
  readonly initiatorPort: string;
  readonly targetPort: string;
  /** All ports of the target device, this one among them; RELATIVE TARGET PORT IDENTIFIER is a port's place, the first is 1. */
  readonly targetPorts: readonly string[];
  /** The logical units that are shown to it (LUN masking); all unless given. The others are to it as if they were not there. */
  readonly luns?: ReadonlySet<Lun>;
}

/** The id of the nexus that joins two ports, whether or not it has ever been there. */
export const nexusId = (initiatorPort: string, targetPort: string): string => `${initiatorPort};${targetPort}`;

/** SAM-5 §8.2. `untagged` is what a command without a queue tag carries. */
export type TaskAttribute = 'untagged' | 'simple' | 'ordered' | 'head-of-queue' | 'aca';

/** One command on its way to a logical unit, with the transport's side of its data (SAM-5 §5.4.3). */
export interface ScsiTask {
  readonly nexus: Nexus;
  /** Undefined: the LUN field holds an address that no logical unit can have. */
  readonly lun: Lun | undefined;
  /** Unique among the nexus's tasks: iSCSI's Initiator Task Tag. */
  readonly tag: number;
  readonly attribute: TaskAttribute;
  /** 6 to 260 bytes; a transport with fixed CDB fields hands over 16. */
  readonly cdb: Uint8Array;
  /** The data-out bytes the initiator is ready to send; 0 for commands that read. */
  readonly dataOutLength: number;
  /** The data-in bytes the initiator has room for; 0 for commands that write. */
  readonly dataInLength: number;
  /**
   * Receive Data-Out: solicits the first `length` bytes, waits for them, and gives them (fewer if `dataOutLength` is smaller). To be called
   * at most once, when there is room for them: that is what holds a fast host back.
   * @throws TaskAbortedError when the task is aborted meanwhile.
   */
  receiveDataOut(length: number): Promise<ByteList>;
  /**
   * Send Data-In: hands over the data that goes before the status. Waits while the transport has more on its way than it wants to hold. The
   * transport clips to `dataInLength` and reports the residual. The bytes must not change until the command completes.
   */
  sendDataIn(data: ByteList): void | Promise<void>;
}

/** Thrown out of `receiveDataOut` into a task that has been aborted; it unwinds the task and goes no further than the task set. */
export class TaskAbortedError extends Error {
  override readonly name = 'TaskAbortedError';
}

/** How a task ended: with a status, or, when aborted on behalf of its own nexus (SAM-5 §5.6), without any. */
export type TaskOutcome = { readonly status: number; readonly sense?: Uint8Array } | 'aborted';

export type TaskManagementFunction =
  | 'abort-task'
  | 'abort-task-set'
  | 'clear-aca'
  | 'clear-task-set'
  | 'logical-unit-reset'
  | 'target-warm-reset'
  | 'target-cold-reset';

export interface TaskManagementRequest {
  readonly function: TaskManagementFunction;
  readonly nexus: Nexus;
  /** Not used by the target resets. */
  readonly lun: Lun | undefined;
  /** For `abort-task`: the tag of the task to abort. */
  readonly tag?: number;
}

/** SAM-5 §7.1's service responses, as far as a device decides them. */
export type TaskManagementResponse = 'complete' | 'task-does-not-exist' | 'lun-does-not-exist' | 'not-supported' | 'rejected';

/** A SCSI target device: the logical units behind one iSCSI target name. */
export interface ScsiTarget {
  /** A session of `nexus` has reached its full feature phase; a nexus never seen before meets the unit attention of power on. */
  nexusEstablished(nexus: Nexus): void;
  /** I_T nexus loss (SAM-5 §6.3.4): its tasks are aborted without status, its reservations of the RESERVE kind end. */
  nexusLost(nexus: Nexus): void;
  /**
   * The transport has given up the tasks that the nexus has, and not the nexus: they are aborted without status, and each logical unit that had
   * one tells the nexus so by a unit attention (RFC 7143 §7.6).
   */
  tasksAbandoned(nexus: Nexus): void;
  /** Enters the task into its logical unit's task set, in the order of the calls, and resolves when it has ended. Never rejects. */
  execute(task: ScsiTask): Promise<TaskOutcome>;
  /** Resolves when the affected tasks are gone and the unit attentions stand. Never rejects. */
  manage(request: TaskManagementRequest): Promise<TaskManagementResponse>;
}
