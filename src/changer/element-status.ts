/**
 * Element status pages (SMC-3, READ ELEMENT STATUS command), as READ ELEMENT STATUS and REQUEST VOLUME ELEMENT ADDRESS return them. Hosts' drivers walk these
 * data by their counts and believe them: every count tells what there is to be had, however little of it the allocation length has room for, and
 * what is transferred ends with a whole descriptor.
 *
 *     page         0 ELEMENT TYPE CODE │ 1 PVOLTAG (bit 7) AVOLTAG (6) │ 2–3 ELEMENT DESCRIPTOR LENGTH │ 5–7 BYTE COUNT OF DESCRIPTOR DATA AVAILABLE
 *     descriptor   0–1 ELEMENT ADDRESS │ 2 OIR (7) INENAB (5) EXENAB (4) ACCESS (3) EXCEPT (2) IMPEXP (1) FULL (0)
 *                  4–5 ADDITIONAL SENSE CODE, QUALIFIER │ 6 ID VALID (5) LU VALID (4) LOGICAL UNIT NUMBER (2–0) │ 7 SCSI BUS ADDRESS
 *                  9 SVALID (7) INVERT (6) MEDIUM TYPE (2–0) │ 10–11 SOURCE STORAGE ELEMENT ADDRESS
 *                  with PVOLTAG and AVOLTAG 36 bytes each: 0–31 VOLUME IDENTIFICATION, 34–35 VOLUME SEQUENCE NUMBER
 *                  then 0 CODE SET │ 1 IDENTIFIER TYPE │ 3 IDENTIFIER LENGTH │ 4… IDENTIFIER
 *
 * Written by hand and not by `layout.ts`: a library has up to 60 000 elements. What an element has no value for is zeros.
 */
import { putUint16, putUint24 } from '../foundation/big-endian.ts';
import type { Contents } from '../library/contents.ts';
import type { DataTransferDevice } from '../library/data-transfer-device.ts';
import { type Element, ElementType, type ElementTypeName } from '../library/element.ts';
import { type ElementStatus, isFull } from '../library/element-status.ts';
import type { Library } from '../library/library.ts';
import { mediumTypeOf } from './medium-type.ts';
import type { ChangerModel, ElementStatusFacts } from './model.ts';
import { volumeIdentificationBytes } from './volume-tag-search.ts';

const pageHeaderBytes = 8;
const fixedBytes = 12;
const volumeTagBytes = 36;
const identifierHeaderBytes = 4;

const CodeSet = { ascii: 2 } as const;
/** As DESIGNATOR TYPE of VPD page 83h. */
const IdentifierType = { vendorSpecific: 0, t10VendorId: 1 } as const;

/** The elements of one page, in the order of their addresses. */
export interface ElementPage {
  readonly type: ElementTypeName;
  readonly count: number;
  elements(): Iterable<Element>;
}

export interface ElementPagesOptions {
  readonly library: Pick<Library, 'status'> & { readonly contents: Pick<Contents, 'identificationAt'> };
  readonly model: Pick<ChangerModel, 'elementStatus' | 'layout'>;
  readonly pages: readonly ElementPage[];
  /** VOLTAG. */
  readonly volumeTags: boolean;
  /** DVCID. */
  readonly deviceIdentifiers: boolean;
  /** For so many bytes there is room. */
  readonly room: number;
}

export interface ElementPages {
  /** BYTE COUNT OF REPORT AVAILABLE: all of it, whatever there was room for. */
  readonly byteCount: number;
  /** Whole descriptors, behind the headers of their pages. */
  readonly data: Uint8Array;
  /** The last element in the data. */
  readonly last: Element | undefined;
}

/** What an element reports, of itself or of a cartridge whose label could not be read; undefined: nothing is out of the ordinary. */
export const exceptionOf = (
  { exception, labelUnreadable }: ElementStatus,
  { unreadableLabel }: ElementStatusFacts,
): { asc: number; ascq: number } | undefined => exception ?? (labelUnreadable ? unreadableLabel : undefined);

export function encodeElementPages(options: ElementPagesOptions): ElementPages {
  const lengths = options.pages.map((page) => descriptorLength(page, options));
  const byteCount = options.pages.reduce((sum, { count }, index) => sum + pageHeaderBytes + count * lengths[index]!, 0);
  const bytes = new Uint8Array(Math.min(byteCount, Math.max(0, options.room)));
  let at = 0;
  let last: Element | undefined;
  for (const [index, page] of options.pages.entries()) {
    const length = lengths[index]!;
    const fitting = Math.min(page.count, Math.floor((bytes.length - at - pageHeaderBytes) / length));
    if (fitting <= 0) break;
    putPageHeader(bytes, at, page, length, options);
    at += pageHeaderBytes;
    let left = fitting;
    for (const element of page.elements()) {
      putDescriptor(bytes.subarray(at, at + length), options.library.status(element), options);
      at += length;
      last = element;
      if (--left === 0) break;
    }
    if (fitting < page.count) break;
  }
  return { byteCount, data: bytes.subarray(0, at), last };
}

/** All descriptors of a page are as long as the longest: identifiers of drives may differ in length. */
function descriptorLength({ type, elements }: ElementPage, { library, model, volumeTags, deviceIdentifiers }: ElementPagesOptions): number {
  const { alternateVolumeTags, driveIdentifier, descriptorBytes } = model.elementStatus;
  let identifier = 0;
  if (deviceIdentifiers && type === 'dataTransfer')
    for (const element of elements()) {
      const drive = library.contents.identificationAt(element);
      if (drive !== undefined) identifier = Math.max(identifier, identifierOf(drive, driveIdentifier).value.length);
    }
  const tags = volumeTags ? volumeTagBytes * (alternateVolumeTags ? 2 : 1) : 0;
  return (descriptorBytes?.[type] ?? fixedBytes + identifierHeaderBytes) + tags + identifier;
}

function putPageHeader(
  bytes: Uint8Array,
  at: number,
  { type, count }: ElementPage,
  length: number,
  { model, volumeTags }: ElementPagesOptions,
): void {
  bytes[at] = ElementType[type];
  if (volumeTags) bytes[at + 1] = 0x80 | (model.elementStatus.alternateVolumeTags ? 0x40 : 0);
  putUint16(bytes, at + 2, length);
  putUint24(bytes, at + 5, count * length);
}

/** What is behind the end of a product's shorter descriptor is not written. */
function putDescriptor(bytes: Uint8Array, status: ElementStatus, options: ElementPagesOptions): void {
  const { library, model, volumeTags, deviceIdentifiers } = options;
  const { element, drive, volumeTag, barcode } = status;
  const facts = model.elementStatus;
  const source = barcode === undefined && facts.emptiedDriveSource === true ? status.lastSource : status.source;
  putUint16(bytes, 0, element.address);
  bytes[2] = flagsOf(status, facts);
  const exception = exceptionOf(status, facts);
  if (exception !== undefined) {
    bytes[4] = exception.asc;
    bytes[5] = exception.ascq;
  }
  if (drive !== undefined) putDriveAddress(bytes, element, drive.identification.lun, facts);
  if (source !== undefined) putUint16(bytes, 10, source.address);
  const mediumType = facts.mediumTypes && barcode !== undefined ? mediumTypeOf(volumeTag) : 0;
  bytes[9] = (source === undefined ? 0 : 0x80) | (status.inverted ? 0x40 : 0) | mediumType;

  let next = fixedBytes;
  if (volumeTags) {
    if (volumeTag !== undefined) putVolumeIdentification(bytes, next, volumeTag, facts);
    next += volumeTagBytes * (facts.alternateVolumeTags ? 2 : 1);
  }
  const identification = deviceIdentifiers ? library.contents.identificationAt(element) : undefined;
  if (identification !== undefined) {
    const { identifierType, value } = identifierOf(identification, facts.driveIdentifier);
    bytes[next] = CodeSet.ascii;
    bytes[next + 1] = identifierType;
    bytes[next + 3] = value.length;
    bytes.set(value, next + identifierHeaderBytes);
  }
}

/** Byte 2, of which each type has its own part. */
function flagsOf(status: ElementStatus, facts: ElementStatusFacts): number {
  const full = isFull(status) ? 0x01 : 0;
  const common = full | (exceptionOf(status, facts) === undefined ? 0 : 0x04);
  const access = status.accessible ? 0x08 : 0;
  switch (status.element.type) {
    case 'mediumTransport':
      return common;
    case 'importExport': {
      // OIR is of the editions that have medium types too; what the robot cannot get at there stands open.
      const operatorRequired = facts.mediumTypes && !status.accessible ? 0x80 : 0;
      return operatorRequired | 0x20 | 0x10 | access | (full !== 0 && status.byOperator ? 0x02 : 0) | common;
    }
    default:
      return access | common;
  }
}

/** Bytes 6 and 7. A LUN is told where it is one of the changer's own target. */
function putDriveAddress(bytes: Uint8Array, { number }: Element, lun: number | undefined, { driveAddresses }: ElementStatusFacts): void {
  if (driveAddresses === 'bus') {
    bytes[6] = 0x30;
    bytes[7] = number;
  } else if (driveAddresses === 'own-id') bytes[6] = 0x30 | (lun !== undefined && lun <= 7 ? lun : 0);
  else if (driveAddresses === 'logical-unit' && lun !== undefined && lun <= 7) bytes[6] = 0x10 | lun;
}

function identifierOf(
  { designator, serialNumber }: DataTransferDevice['identification'],
  kind: ElementStatusFacts['driveIdentifier'],
): { identifierType: number; value: Uint8Array } {
  return kind === 'serial-number'
    ? { identifierType: IdentifierType.vendorSpecific, value: Buffer.from(serialNumber, 'latin1') }
    : { identifierType: IdentifierType.t10VendorId, value: designator };
}

/** An empty element, or a cartridge without a label that can be read, has zeros there. */
function putVolumeIdentification(bytes: Uint8Array, at: number, volumeTag: string, { volumeTagPadding }: ElementStatusFacts): void {
  if (volumeTagPadding !== 'zeros') bytes.fill(0x20, at, at + volumeIdentificationBytes);
  const length = Math.min(volumeTag.length, volumeIdentificationBytes);
  for (let index = 0; index < length; index++) bytes[at + index] = volumeTag.charCodeAt(index);
}
