/**
 * Who a logical unit is: what standard INQUIRY data (SPC-4 §6.6.2) and the designators of VPD pages 80h and 83h say of it. A host that finds
 * any of it changed takes the unit for another one, so an identity never changes by itself.
 */
import { createHash } from 'node:crypto';

/** Peripheral device types (SPC-4 §6.6.2). */
export const PeripheralDeviceType = {
  sequentialAccess: 0x01,
  mediumChanger: 0x08,
  wellKnown: 0x1e,
  unknown: 0x1f,
} as const;
export type PeripheralDeviceType = (typeof PeripheralDeviceType)[keyof typeof PeripheralDeviceType];

/** The strings by which hosts choose a driver; shorter ones are padded with spaces. */
export interface InquiryStrings {
  /** At most 8 characters: `IBM`. */
  readonly vendorIdentification: string;
  /** At most 16 characters: `ULT3580-TD8`. */
  readonly productIdentification: string;
  /** At most 4 characters. */
  readonly productRevisionLevel: string;
}

/** How standard INQUIRY data look beside the strings (SPC-5 §6.7.2). */
export interface StandardInquiryFacts {
  /** The whole, ADDITIONAL LENGTH + 5. */
  readonly lengthBytes: number;
  /** 1 in products older than SCSI-2. */
  readonly responseDataFormat: number;
  /** CMDQUE: Windows queues commands only where it is set. */
  readonly commandQueuing: boolean;
  /** Vendor specific bytes, by where they begin: text as ASCII. */
  readonly vendorSpecific?: readonly { readonly at: number; readonly bytes: string | readonly number[] }[];
  /** Where a product puts its serial number into standard data. */
  readonly serialNumber?: { readonly at: number; readonly length: number };
}

export interface Identity extends InquiryStrings {
  readonly peripheralDeviceType: PeripheralDeviceType;
  /** RMB: the medium can be taken out. */
  readonly removableMedium: boolean;
  /** VERSION: 05h SPC-3, 06h SPC-4, 07h SPC-5. */
  readonly version: number;
  /** Up to eight version descriptors (SPC-4 §6.6.2), as `versionDescriptor` has them. */
  readonly versionDescriptors: readonly number[];
  /** Undefined: 96 bytes as SPC-5 has them. */
  readonly standardInquiry?: StandardInquiryFacts;
  /** PROTECT: the unit has logical block protection (SSC-5 §4.2.21). */
  readonly protectionInformation?: boolean;
  /** ASCII; what VPD page 80h returns. */
  readonly serialNumber: string;
}

/** Version descriptors of the standards that units of this product claim, without a revision. */
export const versionDescriptor = {
  sam5: 0x00a0,
  smc3: 0x0480,
  spc4: 0x0460,
  ssc4: 0x0520,
  ssc5: 0x05a0,
  spc5: 0x05c0,
  iscsi: 0x0960,
} as const;

/** The T10 vendor ID based identifier (SPC-4 §7.8.6.4): vendor and product as in INQUIRY, then the serial number. */
export const t10VendorIdentifier = (identity: Identity): string =>
  identity.vendorIdentification.padEnd(8) + identity.productIdentification.padEnd(16) + identity.serialNumber;

/**
 * The unit's NAA identifier, format 3h (locally assigned, SPC-4 §7.8.6.6): no company's identifier is borrowed, and the same vendor,
 * product and serial number always give the same 8 bytes.
 */
export function naaIdentifier(identity: Identity): Uint8Array {
  const identifier = new Uint8Array(createHash('sha256').update(t10VendorIdentifier(identity)).digest().subarray(0, 8));
  identifier[0] = 0x30 | (identifier[0]! & 0x0f);
  return identifier;
}
