/**
 * What a fault's rule looks at: something that is just about to happen at one of the seams of the house, with all that is known of it there. A
 * wrapper at the seam describes it; the rules' conditions read it; an action alters how it goes on.
 *
 *     connection  an initiator's TCP connection has been accepted
 *     pdu         a PDU has arrived, or is about to leave
 *     command     a SCSI command is about to be executed, or (after) has been; its preconditions have been checked
 *     volume      a drive is about to do something to a loaded cartridge
 *     store       the store is about to do something to a file of a cartridge
 *     robot       a library's robot is about to move
 */
import type { Opcode } from '../wire/opcode.ts';

export const seams = ['connection', 'pdu', 'command', 'volume', 'store', 'robot'] as const;
export type Seam = (typeof seams)[number];

export const volumeOperations = ['load', 'unload', 'read', 'append', 'truncate', 'sync', 'recall', 'remember'] as const;
export type VolumeOperation = (typeof volumeOperations)[number];
export const storeOperations = ['open', 'read', 'write', 'truncate', 'sync'] as const;
export type StoreOperation = (typeof storeOperations)[number];
export type Operation = VolumeOperation | StoreOperation;
export type Movement = 'carry' | 'position' | 'scan';

/** Where a drive stands: of the loaded volume. */
export interface Whereabouts {
  readonly partition: number;
  /** The object that the next READ or WRITE begins with. */
  readonly block: number;
  readonly filemarks: number;
  /** What hosts have written to it since it was loaded. */
  readonly bytesWritten: number;
  /** At most one of `beginning` and `end-of-data` unless the tape is blank. */
  readonly positions: readonly Position[];
}

export const positions = ['beginning', 'end-of-data', 'early-warning', 'end-of-medium'] as const;
export type Position = (typeof positions)[number];

export interface Occurrence {
  readonly seam: Seam;
  /** The initiator's end of the connection. */
  readonly address?: string | undefined;
  /** The how-manieth connection of the lab it is. */
  readonly connection?: number | undefined;
  readonly target?: string | undefined;
  readonly lun?: number | undefined;
  /** A drive's or a library's name in the configuration. */
  readonly device?: string | undefined;
  readonly initiator?: string | undefined;
  /** TSIH. */
  readonly session?: number | undefined;
  readonly pdu?: Opcode | undefined;
  /** Of a PDU: it bears a status, and so a StatSN of its own (RFC 7143 §4.2.2.2). */
  readonly status?: boolean | undefined;
  /** T10's name of the command, or of the one that a PDU belongs to. */
  readonly command?: string | undefined;
  readonly operation?: Operation | undefined;
  readonly barcode?: string | undefined;
  /** Of the cartridge's files, the one that it is about: `partition-0.tap`. */
  readonly file?: string | undefined;
  /** The objects that it is about: the first, and how many. Of a command: where the drive stands, and one. */
  readonly blocks?: { readonly first: number; readonly count: number } | undefined;
  readonly movement?: Movement | undefined;
  /** Elements in the operator's words: `slot 3`, `drive 1`. */
  readonly from?: string | undefined;
  readonly to?: string | undefined;
  /** It has failed already, for another reason. */
  readonly failed?: boolean | undefined;
  /** Where the drive stands; asked only when a rule wants to know. */
  whereabouts?(): Whereabouts | undefined;
}
