/**
 * What a library knows of a drive in one of its data transfer elements: who it is, and how a cartridge gets in and out. The drive itself is
 * `tape/`'s; whoever builds the lab joins the two.
 */
import type { Volume } from '../cartridge/volume.ts';

export interface DataTransferDevice {
  /** What the configuration calls it, and the inventory. */
  readonly name: string;
  /** The logical unit behind it, as DVCID and the LUN fields tell; the descriptor is that of VPD page 83h byte for byte. */
  readonly identification: {
    /** Undefined: it is behind another target than the library, where the library's LUNs mean nothing. */
    readonly lun: number | undefined;
    readonly serialNumber: string;
    /** T10 vendor ID based designator: vendor and product identification as in INQUIRY data, then the serial number. */
    readonly designator: Uint8Array;
  };
  /** The cartridge is loaded, loading or unloading: the robot cannot get hold of it. */
  readonly engaged: boolean;
  /** A host prevents its removal. */
  readonly removalPrevented: boolean;
  /**
   * Brings everything to the medium, unloads the cartridge, which must be there, and lets go of it: it is the robot's, and still open. Not while a host
   * prevents that, unless forced.
   */
  release(options: { readonly force: boolean }): Promise<Volume | 'removal-prevented'>;
  /** The robot could not do what it pulled a cartridge for, and pushes it back: it lies at the drive's mouth. */
  putBack(volume: Volume): Promise<void>;
  /** The robot pushes a cartridge in: resolves when it is in the drive, which goes on to load it if that is its way. What becomes of that it tells itself. */
  put(volume: Volume): Promise<void>;
}
