/**
 * READ ELEMENT STATUS data (SMC-3, command of this name) taken apart by hand, trusting nothing: every count is compared with what is there, since hosts
 * walk these data by their counts. REQUEST VOLUME ELEMENT ADDRESS returns the same behind a header of its own.
 */
import { expect } from 'vitest';
import { type ElementRequest, elementType, readElementStatus } from './changer-cdb.ts';
import type { Initiator } from './initiator.ts';

/** PRIMARY or ALTERNATE VOLUME TAG: 32 characters without their blanks, and a sequence number. */
export interface VolumeTag {
  readonly identifier: string;
  readonly sequence: number;
}

export interface ElementDescriptor {
  readonly type: number;
  readonly address: number;
  readonly full: boolean;
  readonly except: boolean;
  readonly accessible: boolean;
  /** ADDITIONAL SENSE CODE and its qualifier as one number. */
  readonly code: number;
  /** Of import/export elements alone: who put it there, and whether media can leave and enter by it. */
  readonly byOperator: boolean;
  readonly exports: boolean;
  readonly imports: boolean;
  /** Of drives alone: LUN and bus address, where their bits say that they are valid. */
  readonly lun: number | undefined;
  readonly busAddress: number | undefined;
  readonly inverted: boolean;
  /** SOURCE STORAGE ELEMENT ADDRESS; undefined when SVALID is 0. */
  readonly source: number | undefined;
  /** Undefined where the element bears none: the field is of zeros or blanks then, or not there. */
  readonly tag: VolumeTag | undefined;
  readonly alternateTag: VolumeTag | undefined;
  /** What DVCID asked for; undefined where it has no length. */
  readonly identifier: { readonly codeSet: number; readonly type: number; readonly value: Buffer } | undefined;
  readonly bytes: Buffer;
}

export interface ElementPage {
  readonly type: number;
  readonly primaryTags: boolean;
  readonly alternateTags: boolean;
  readonly descriptorLength: number;
  readonly elements: readonly ElementDescriptor[];
}

export interface ElementStatusData {
  /** FIRST ELEMENT ADDRESS REPORTED. */
  readonly first: number;
  readonly pages: readonly ElementPage[];
  readonly elements: readonly ElementDescriptor[];
}

/** NUMBER OF ELEMENTS AVAILABLE and BYTE COUNT OF REPORT AVAILABLE, which say the same however little of it was asked for. */
export interface ReportHeader {
  readonly first: number;
  readonly count: number;
  /** SEND ACTION CODE, in REQUEST VOLUME ELEMENT ADDRESS data alone. */
  readonly sendAction: number;
  readonly byteCount: number;
}
export const headerOf = (data: Uint8Array): ReportHeader => {
  const bytes = Buffer.from(data);
  expect(bytes.length, 'the header').toBeGreaterThanOrEqual(8);
  return { first: bytes.readUInt16BE(0), count: bytes.readUInt16BE(2), sendAction: bytes[4]!, byteCount: bytes.readUIntBE(5, 3) };
};

/** A whole report. */
export function decodeElementStatus(data: Uint8Array): ElementStatusData {
  const { first, count, byteCount } = headerOf(data);
  expect(byteCount, 'BYTE COUNT OF REPORT AVAILABLE').toBe(data.length - 8);
  const pages: ElementPage[] = [];
  const bytes = Buffer.from(data);
  for (let at = 8; at < bytes.length; ) {
    const header = bytes.subarray(at, at + 8);
    expect(header.length, 'a page header').toBe(8);
    const end = at + 8 + header.readUIntBE(5, 3);
    expect(end, 'BYTE COUNT OF DESCRIPTOR DATA AVAILABLE').toBeLessThanOrEqual(bytes.length);
    pages.push(decodePage(header, bytes.subarray(at + 8, end)));
    at = end;
  }
  const elements = pages.flatMap((page) => page.elements);
  expect(elements.length, 'NUMBER OF ELEMENTS AVAILABLE').toBe(count);
  if (count > 0) expect(first, 'FIRST ELEMENT ADDRESS REPORTED').toBe(Math.min(...elements.map(({ address }) => address)));
  return { first, pages, elements };
}

function decodePage(header: Buffer, descriptors: Buffer): ElementPage {
  const type = header[0]!;
  demand(type >= 1 && type <= 4, 'ELEMENT TYPE CODE', header);
  const primaryTags = (header[1]! & 0x80) !== 0;
  const alternateTags = (header[1]! & 0x40) !== 0;
  expect([header[1]! & 0x3f, header[4]], 'reserved fields').toEqual([0, 0]);
  const descriptorLength = header.readUInt16BE(2);
  // Products older than SMC tell less of an element than its source.
  const least = primaryTags || alternateTags ? 12 + (primaryTags ? 36 : 0) + (alternateTags ? 36 : 0) : 6;
  expect(descriptorLength, 'ELEMENT DESCRIPTOR LENGTH').toBeGreaterThanOrEqual(least);
  expect(descriptors.length % descriptorLength, 'descriptors are all as long as their page says').toBe(0);
  expect(descriptors.length, 'a page has a descriptor').toBeGreaterThan(0);
  const elements: ElementDescriptor[] = [];
  for (let at = 0; at < descriptors.length; at += descriptorLength)
    elements.push(decodeDescriptor(type, descriptors.subarray(at, at + descriptorLength), { primaryTags, alternateTags }));
  elements.forEach(({ address }, index) => {
    if (index > 0) demand(address > elements[index - 1]!.address, 'addresses ascend within a page', header);
  });
  return { type, primaryTags, alternateTags, descriptorLength, elements };
}

/** `expect` takes too long for what is asked of 60 000 elements. */
function demand(condition: boolean, what: string, bytes: Buffer): void {
  if (!condition) throw new Error(`${what}: ${bytes.toString('hex')}`);
}

/** What is reserved in byte 2 (SMC-3, element descriptors of each type). */
const reservedFlags: Readonly<Record<number, number>> = { 1: 0xfa, 2: 0xf2, 3: 0x00, 4: 0xf2 };

function decodeDescriptor(type: number, found: Buffer, tags: { primaryTags: boolean; alternateTags: boolean }): ElementDescriptor {
  const bytes = found.length < 12 ? Buffer.concat([found, Buffer.alloc(12 - found.length)]) : found;
  const flags = bytes[2]!;
  demand((flags & reservedFlags[type]!) === 0, 'reserved flags', bytes);
  const ofDrive = type === elementType.drive;
  const ofImportExport = type === elementType.importExport;
  demand(ofDrive || bytes.readUIntBE(6, 3) === 0, 'reserved', bytes);
  let at = 12;
  const tag = tags.primaryTags ? decodeTag(bytes.subarray(at, at + 36)) : undefined;
  if (tags.primaryTags) at += 36;
  const alternateTag = tags.alternateTags ? decodeTag(bytes.subarray(at, at + 36)) : undefined;
  if (tags.alternateTags) at += 36;
  const identifierLength = bytes.length >= at + 4 ? bytes[at + 3]! : 0;
  const identifier = bytes.subarray(at + 4, at + 4 + identifierLength);
  demand(identifier.length === identifierLength, 'IDENTIFIER LENGTH fits its descriptor', bytes);
  const descriptor: ElementDescriptor = {
    type,
    address: bytes.readUInt16BE(0),
    full: (flags & 0x01) !== 0,
    except: (flags & 0x04) !== 0,
    accessible: (flags & 0x08) !== 0,
    code: bytes.readUInt16BE(4),
    byOperator: ofImportExport && (flags & 0x02) !== 0,
    exports: ofImportExport && (flags & 0x10) !== 0,
    imports: ofImportExport && (flags & 0x20) !== 0,
    lun: ofDrive && (bytes[6]! & 0x10) !== 0 ? bytes[6]! & 0x07 : undefined,
    busAddress: ofDrive && (bytes[6]! & 0x20) !== 0 ? bytes[7]! : undefined,
    inverted: (bytes[9]! & 0x40) !== 0,
    source: (bytes[9]! & 0x80) !== 0 ? bytes.readUInt16BE(10) : undefined,
    tag,
    alternateTag,
    identifier: identifierLength === 0 ? undefined : { codeSet: bytes[at]! & 0x0f, type: bytes[at + 1]! & 0x0f, value: identifier },
    bytes: found,
  };
  demand(descriptor.except || descriptor.code === 0, 'an additional sense code goes with EXCEPT', bytes);
  demand(descriptor.source !== undefined || bytes.readUInt16BE(10) === 0, 'a source address goes with SVALID', bytes);
  demand(descriptor.full || descriptor.tag === undefined, 'an empty element bears no label', bytes);
  return descriptor;
}

function decodeTag(bytes: Buffer): VolumeTag | undefined {
  demand(bytes.length === 36 && bytes.readUInt16BE(32) === 0, 'a volume tag', bytes);
  // Spaces fill it up, or in older products zeros.
  const identifier = bytes.toString('latin1', 0, 32).replace(/[ \0]+$/, '');
  if (identifier === '') return undefined;
  demand(/^[\x21-\x7e][\x20-\x7e]*$/.test(identifier), 'VOLUME IDENTIFICATION is ASCII, left-aligned', bytes);
  return { identifier, sequence: bytes.readUInt16BE(34) };
}

/** What the changer says of these elements. */
export async function elementStatus(changer: Initiator, request: ElementRequest = {}, lun = 0): Promise<ElementStatusData> {
  const { status, sense, data } = await changer.command(readElementStatus(request), { read: 8 * 1024 * 1024, lun });
  expect({ status, sense }).toEqual({ status: 0, sense: undefined });
  expect(headerOf(data).sendAction, 'reserved').toBe(0);
  return decodeElementStatus(data);
}

/** The one element at this address. */
export async function elementAt(changer: Initiator, address: number, request: ElementRequest = {}, lun = 0): Promise<ElementDescriptor> {
  const { elements } = await elementStatus(changer, { start: address, count: 1, ...request }, lun);
  expect(elements.map((element) => element.address)).toEqual([address]);
  return elements[0]!;
}
