/**
 * VPD pages (SPC-4 §7.8): a page is its code and the bytes after the 4-byte header. Pages 80h, 83h and 86h are the same for every device, which
 * lists them beside its own, such as B0h and B1h of a tape drive; 00h lists them all.
 *
 *     header 0 PERIPHERAL QUALIFIER, DEVICE TYPE   1 PAGE CODE   2–3 PAGE LENGTH
 *     designation descriptor 0 PROTOCOL IDENTIFIER, CODE SET   1 PIV, ASSOCIATION, DESIGNATOR TYPE   3 DESIGNATOR LENGTH   4… DESIGNATOR
 *     86h 4 GRD_CHK, APP_CHK, REF_CHK   5 UASK_SUP (bit 5) PRIOR_SUP (3) HEADSUP (2) ORDSUP (1) SIMPSUP (0)   13 MAXIMUM SENSE DATA LENGTH
 */
import { bits, flag, layout, uint } from '../foundation/layout.ts';
import { type Identity, naaIdentifier, t10VendorIdentifier } from './identity.ts';

export interface VitalProductDataPage {
  readonly pageCode: number;
  /** T10's name: `Sequential-Access Device Capabilities`. */
  readonly name: string;
  /** `SSC-5 §8.5.2`. */
  readonly reference: string;
  /** The page from byte 4 on, of a unit that says it is this one. */
  content(identity: Identity): Uint8Array;
}

export const vitalProductDataHeader = layout(4, {
  peripheralQualifier: bits(0, 7, 3),
  peripheralDeviceType: bits(0, 4, 5),
  pageCode: uint(1),
  pageLength: uint(2, 2),
});

const designationHeader = layout(4, {
  protocolIdentifier: bits(0, 7, 4),
  codeSet: bits(0, 3, 4),
  protocolIdentifierValid: flag(1, 7),
  association: bits(1, 5, 2),
  designatorType: bits(1, 3, 4),
  designatorLength: uint(3),
});

const CodeSet = { binary: 1, ascii: 2 } as const;
const Association = { logicalUnit: 0, targetPort: 1 } as const;
const DesignatorType = { t10VendorId: 1, naa: 3, relativeTargetPort: 4, targetPortGroup: 5 } as const;

/** The target device has one port, in one group. */
export const relativeTargetPort = 1;
export const targetPortGroup = 1;

/** Page 86h from byte 4 on (SPC-4 §7.8.7). */
const extendedInquiryData = layout(60, {
  unitAttentionConditionSenseKeySpecific: flag(1, 5),
  prioritySupported: flag(1, 3),
  headOfQueueSupported: flag(1, 2),
  orderedSupported: flag(1, 1),
  simpleSupported: flag(1, 0),
  maximumSupportedSenseDataLength: uint(9),
});

/** Page 83h from byte 4 on (SPC-4 §7.8.6). */
function designators(identity: Identity, inTargetPortGroup: boolean): Uint8Array {
  const designator = (codeSet: number, association: number, designatorType: number, value: Uint8Array): Uint8Array[] => [
    designationHeader.encode({ codeSet, association, designatorType, designatorLength: value.length }),
    value,
  ];
  const t10 = Buffer.from(t10VendorIdentifier(identity), 'latin1');
  return Buffer.concat([
    ...designator(CodeSet.ascii, Association.logicalUnit, DesignatorType.t10VendorId, t10),
    ...designator(CodeSet.binary, Association.logicalUnit, DesignatorType.naa, naaIdentifier(identity)),
    ...designator(CodeSet.binary, Association.targetPort, DesignatorType.relativeTargetPort, Uint8Array.of(0, 0, 0, relativeTargetPort)),
    ...(inTargetPortGroup
      ? designator(CodeSet.binary, Association.targetPort, DesignatorType.targetPortGroup, Uint8Array.of(0, 0, 0, targetPortGroup))
      : []),
  ]);
}

/** What the shared pages tell of a device; `served` as in `DeviceServer`. */
interface Described {
  readonly served?: ReadonlySet<string>;
}

/** The pages that mean the same whatever the device, for it to list among its own. */
export const sharedVitalProductData = ({ served }: Described): readonly VitalProductDataPage[] => [
  {
    pageCode: 0x80,
    name: 'Unit Serial Number',
    reference: 'SPC-4 §7.8',
    content: ({ serialNumber }) => Buffer.from(serialNumber, 'latin1'),
  },
  {
    pageCode: 0x83,
    name: 'Device Identification',
    reference: 'SPC-4 §7.8.6',
    content: (identity) => designators(identity, served?.has('REPORT TARGET PORT GROUPS') ?? true),
  },
  {
    pageCode: 0x86,
    name: 'Extended INQUIRY Data',
    reference: 'SPC-4 §7.8.7',
    content: () => extendedInquiryData.encode({ headOfQueueSupported: true, orderedSupported: true, simpleSupported: true }),
  },
];

/** A unit's pages in ascending order, with 00h, which lists them. */
export function withListOfPages(own: readonly VitalProductDataPage[]): readonly VitalProductDataPage[] {
  const pages: VitalProductDataPage[] = [
    {
      pageCode: 0x00,
      name: 'Supported VPD Pages',
      reference: 'SPC-4 §7.8',
      content: () => Uint8Array.from(pages, (page) => page.pageCode),
    },
    ...own,
  ];
  return pages.sort((a, b) => a.pageCode - b.pageCode);
}
