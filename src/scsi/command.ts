/**
 * One row per SCSI command. From it come dispatch, the decoded fields, the reserved-bit check with its field pointer, the preconditions in
 * SAM's order, REPORT SUPPORTED OPERATION CODES with its usage masks, the trace's words, the faults' vocabulary and the tables of the docs.
 */
import type { ByteList } from '../foundation/byte-list.ts';
import type { Fields, Layout, Values } from '../foundation/layout.ts';
import type { Outcome } from './outcome.ts';
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
}

export interface Command<Device, F extends Fields = Fields> {
  /** T10's name: `WRITE(6)`. */
  readonly name: string;
  readonly operationCode: number;
  /** For operation codes that several commands share: byte 1, bits 4 to 0. */
  readonly serviceAction?: number;
  /** Fields from byte 1 on; byte 0 (and the service action) come from the row. */
  readonly cdb: Layout<F>;
  readonly dataDirection: 'none' | 'in' | 'out';
  /** `SSC-5 §5.3`. */
  readonly reference: string;
  /** Whether the device must be ready (medium mounted): asked of the device after the reservation check. */
  readonly needsReady: boolean;
  /** Under another nexus's reservation (SPC-2 table 10, SSC-5 table 15): `allowed` or a RESERVATION CONFLICT. */
  readonly reservation: 'allowed' | 'conflict';
  /** A pending unit attention: reported instead of executing the command, or passed by (INQUIRY, REPORT LUNS, REQUEST SENSE). */
  readonly unitAttention: 'reported' | 'passed';
  readonly execute: (device: Device, fields: Values<F>, context: CommandContext) => Outcome | Promise<Outcome>;
}

/** Declares a row with its fields' types inferred; the defaults are those of most medium commands. */
export function defineCommand<Device, F extends Fields>(
  row: Omit<Command<Device, F>, 'needsReady' | 'reservation' | 'unitAttention'> &
    Partial<Pick<Command<Device, F>, 'needsReady' | 'reservation' | 'unitAttention'>>,
): Command<Device> {
  return { needsReady: false, reservation: 'conflict', unitAttention: 'reported', ...row } as unknown as Command<Device>;
}
