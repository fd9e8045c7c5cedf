/**
 * VPD pages (SPC-5 §7.7): a page is its code and the bytes after the 4-byte header. The logical unit makes pages 00h, 80h and 83h from its
 * identity; a device adds pages of its own, such as B0h and B1h of a tape drive.
 */
export interface VitalProductDataPage {
  readonly pageCode: number;
  /** T10's name: `Sequential-Access Device Capabilities`. */
  readonly name: string;
  /** `SSC-5 §8.5.2`. */
  readonly reference: string;
  /** The page from byte 4 on. */
  content(): Uint8Array;
}
