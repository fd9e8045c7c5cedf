/**
 * One row per SCSI command. From it come dispatch, the decoded fields, the reserved-bit check with its field pointer, the preconditions in
 * SAM's order, REPORT SUPPORTED OPERATION CODES with its usage masks, the trace's words, the faults' vocabulary and the tables of the docs.
 */
import type { ByteList } from '../foundation/byte-list.ts';
import type { Fields, Layout, Values } from '../foundation/layout.ts';
import type { Outcome } from './outcome.ts';
import type { ReservationRule } from './reservation-rules.ts';
import type { Nexus } from './target.ts';

/** What a command's `execute` sees of the task it serves. */
export interface CommandContext {
  readonly nexus: Nexus;
  readonly cdb: Uint8Array;
  /** What the initiator will send and has room for, in bytes. */
  readonly dataOutLength: number;
  readonly dataInLength: number;
  /** See `ScsiTask.receiveDataOut`. */
  receiveDataOut(length: number): Promise<ByteList>;
  /** Waits for something long: `what`, or the end of the task if that comes first. A task of no task set is not aborted. @throws TaskAbortedError */
  untilAborted?<T>(what: Promise<T>): Promise<T>;
}

export type { ReservationRule } from './reservation-rules.ts';

export interface Command<Device, F extends Fields = Fields> {
  /** T10's name: `WRITE(6)`. */
  readonly name: string;
  readonly operationCode: number;
  /** For operation codes that several commands share: byte 1, bits 4 to 0. */
  readonly serviceAction?: number;
  /**
   * Fields from byte 1 on. Byte 0 and the service action come from the row. The CONTROL byte is no field of any row: none of its bits is
   * served (NACA=0, SAM-5 §5.2), so the reserved-bit check covers it.
   */
  readonly cdb: Layout<F>;
  readonly dataDirection: 'none' | 'in' | 'out';
  /** `SSC-5 §5.3`. */
  readonly reference: string;
  /** Whether the device must be ready (medium mounted): asked of the device after the reservation check. */
  readonly needsReady: boolean;
  /**
   * What another nexus's reservation does to it, of either kind; a function where a field decides. `allowed` always, `reads` (the medium or what is kept
   * about it) where Write Exclusive lets it, `tests` for TEST UNIT READY, `conflict` for all that changes anything: that is the default. The table
   * stands in `reservation-rules.ts`.
   */
  readonly reservation: ReservationRule | ((fields: Values<F>) => ReservationRule);
  /** A pending unit attention: reported instead of executing the command, or passed by (INQUIRY, REPORT LUNS, REQUEST SENSE). */
  readonly unitAttention: 'reported' | 'passed';
  /**
   * Runs beside the command that the device is at, not behind it: for what has nothing to do with the device and must get through when a task of
   * another nexus hangs. Deferred errors, which are the device's, wait for another command.
   */
  readonly beside?: boolean;
  readonly execute: (device: Device, fields: Values<F>, context: CommandContext) => Outcome | Promise<Outcome>;
}

/** Declares a row with its fields' types inferred; the defaults are those of most medium commands. */
export function defineCommand<Device, F extends Fields>(
  row: Omit<Command<Device, F>, 'needsReady' | 'reservation' | 'unitAttention'> &
    Partial<Pick<Command<Device, F>, 'needsReady' | 'reservation' | 'unitAttention'>>,
): Command<Device> {
  return { needsReady: false, reservation: 'conflict', unitAttention: 'reported', ...row } as unknown as Command<Device>;
}

/** A row together with what it acts on. */
export type ServedCommand = Omit<Command<never>, 'execute'> & {
  readonly execute: (fields: Values<Fields>, context: CommandContext) => Outcome | Promise<Outcome>;
};

/** Binds rows to the device that executes them. */
export const serve = <Device>(device: Device, rows: readonly Command<Device>[]): readonly ServedCommand[] =>
  rows.map((row) => ({ ...row, execute: (fields, context) => row.execute(device, fields, context) }));
