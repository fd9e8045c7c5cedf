/**
 * A physical device object: a logical unit as the port driver (iScsiPrt) hands it to class drivers. What these send are SCSI request blocks; what comes
 * back is a status of the port, with at most 18 bytes of sense.
 */

export interface ScsiRequestBlock {
  readonly cdb: Uint8Array;
  /** Room for data-in, in bytes. */
  readonly read?: number;
  readonly write?: Uint8Array;
  /** TimeOutValue of the SRB. The port adds its SrbTimeoutDelta. */
  readonly timeoutMs: number;
}

/** SRB_STATUS_… of the DDK, as far as a tape's drivers tell them apart. */
export type SrbStatus =
  | 'success'
  | 'data-overrun'
  | 'error'
  | 'busy'
  | 'timeout'
  | 'aborted'
  | 'selection-timeout'
  | 'no-device'
  | 'invalid-lun';

export interface SrbResult {
  readonly status: SrbStatus;
  /** SAM-5 §5.3.1; 0 where there was none. */
  readonly scsiStatus: number;
  /** At most 18 bytes (SENSE_BUFFER_SIZE); empty unless there were any. */
  readonly sense: Uint8Array;
  readonly data: Uint8Array;
  /** Bytes moved, whichever way. */
  readonly transferred: number;
}

/** INQUIRY as the port driver read it when it enumerated the bus; its strings with their trailing blanks. */
export interface EnumeratedUnit {
  readonly peripheralDeviceType: number;
  readonly vendorId: string;
  readonly productId: string;
  readonly productRevision: string;
  /** VPD page 80h; undefined: the unit has none. */
  readonly serialNumber: string | undefined;
  /** CmdQue of INQUIRY: with it requests go out with SIMPLE tags, else untagged. */
  readonly commandQueueing: boolean;
}

export interface PhysicalDevice extends EnumeratedUnit {
  /** Port, bus, target and LUN, as HKLM\HARDWARE\DEVICEMAP\Scsi shows them. */
  readonly address: { readonly port: number; readonly bus: number; readonly target: number; readonly lun: number };
  /** iSCSI name of its target. */
  readonly targetName: string;
  /** Plug and Play has taken it away: every request ends with `no-device` from then on. */
  readonly removed: boolean;
  execute(request: ScsiRequestBlock): Promise<SrbResult>;
  /** IoInvalidateDeviceRelations(BusRelations): the port is to look what is on its bus now. Does not wait for that. */
  invalidateBusRelations(): void;
}
