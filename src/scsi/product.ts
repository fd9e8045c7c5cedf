/** What a drive and a changer have in common as products: names, INQUIRY data, commands and pages. Their own models add the rest. */
import type { Identity, InquiryStrings, PeripheralDeviceType, StandardInquiryFacts } from './identity.ts';
import type { PageFacts } from './product-pages.ts';

export interface Product extends PageFacts {
  /** What a configuration calls it: `lto-8`, `hp-c5683a`, `exabyte-exb-480`. */
  readonly name: string;
  /** For people: `HP C5683A (DAT40, DDS-4)`. */
  readonly title: string;
  readonly inquiry: InquiryStrings;
  /** VERSION of standard INQUIRY data. */
  readonly version: number;
  /** See `versionDescriptor` of `scsi/identity.ts`. */
  readonly versionDescriptors: readonly number[];
  readonly standardInquiry: StandardInquiryFacts;
  /** T10 names of the commands it serves; undefined: every one that this program knows of its kind. */
  readonly commands: readonly string[] | undefined;
}

/** Who one of these products is. Its medium, or its cartridges, can be taken out. */
export const identityOf = (
  { inquiry, version, versionDescriptors, standardInquiry }: Product,
  peripheralDeviceType: PeripheralDeviceType,
  serialNumber: string,
): Identity => ({
  ...inquiry,
  peripheralDeviceType,
  removableMedium: true,
  version,
  versionDescriptors,
  standardInquiry,
  serialNumber,
});
