/**
 * What READ ELEMENT STATUS brought, as the minidrivers walk through it (SMC-3 §6.11): by its counts alone. A report whose counts do not agree would have the
 * real ones loop for ever or read what is not theirs; here it is an error.
 *
 * | byte of a descriptor | |
 * |---|---|
 * | 0–1 | address |
 * | 2 | 3 access, 2 except, 0 full |
 * | 6 | 5 ID valid, 4 LU valid, 2–0 LUN |
 * | 7 | SCSI ID |
 * | 9 | 7 SValid |
 * | 10–11 | source |
 * | 12–47 | primary volume tag, where the page has them |
 * | 48– | code set, identifier type, reserved, length, identifier (without volume tags from 12 on) |
 */
import { uint16At, uint24At } from '../../../../foundation/big-endian.ts';
import type { ChangerElementStatus } from '../../win32.ts';
import { type ElementAddresses, elementTypeOf } from './element-addresses.ts';

export const STATUS_HEADER_BYTES = 8;
const PAGE_HEADER_BYTES = 8;
const TAG_AT = 12;
const TAG_BYTES = 36;
/** Of which VOLUME IDENTIFICATION is the first part; what follows is a sequence number. */
const VOLUME_IDENTIFIER_BYTES = 32;

export interface ReportReading {
  readonly addresses: ElementAddresses;
  readonly volumeTags: boolean;
  readonly targetIdIsMask: boolean;
  /** Where in a drive's identifier its serial number is, if it was asked for. */
  readonly driveSerial?: { readonly from: number; readonly length?: number } | undefined;
}

/** Undefined: its counts lead nowhere. */
export function readElementReport(data: Uint8Array, reading: ReportReading): readonly ChangerElementStatus[] | undefined {
  if (data.length < STATUS_HEADER_BYTES) return undefined;
  const elements: ChangerElementStatus[] = [];
  let remaining = uint16At(data, 2);
  let at = STATUS_HEADER_BYTES;
  while (remaining > 0) {
    if (at + PAGE_HEADER_BYTES > data.length) return undefined;
    const page = data.subarray(at, at + PAGE_HEADER_BYTES);
    const length = uint16At(page, 2);
    const count = length === 0 ? 0 : Math.floor(uint24At(page, 5) / length);
    at += PAGE_HEADER_BYTES;
    // An empty page counts as one element, so that the walk has an end.
    if (count === 0) remaining--;
    for (let index = 0; index < count; index++, remaining--, at += length) {
      if (length < TAG_AT || at + length > data.length) return undefined;
      const element = elementOf(page, data.subarray(at, at + length), reading);
      if (element === undefined) return undefined;
      elements.push(element);
    }
  }
  return elements;
}

function elementOf(page: Uint8Array, descriptor: Uint8Array, reading: ReportReading): ChangerElementStatus | undefined {
  const type = elementTypeOf(page[0]! & 0x0f);
  if (type === undefined) return undefined;
  const { addresses } = reading;
  const tagged = (page[1]! & 0x80) !== 0;
  const [flags, bus] = [descriptor[2]!, descriptor[6]!];
  const tag = reading.volumeTags && descriptor.length >= TAG_AT + TAG_BYTES ? textIn(descriptor, TAG_AT, VOLUME_IDENTIFIER_BYTES) : '';
  const serialNumber =
    type === 'drive' && reading.driveSerial ? serialIn(descriptor.subarray(TAG_AT + (tagged ? TAG_BYTES : 0)), reading.driveSerial) : '';
  const source = (descriptor[9]! & 0x80) !== 0 ? addresses.elementAt(uint16At(descriptor, 10)) : undefined;
  const targetId = descriptor[7]!;
  return {
    type,
    address: uint16At(descriptor, 0) - addresses.first(type),
    full: (flags & 0x01) !== 0,
    exception: (flags & 0x04) !== 0,
    accessible: (flags & 0x08) !== 0,
    ...(source !== undefined && { source }),
    ...(tag !== '' && { volumeTag: tag }),
    ...((bus & 0x10) !== 0 && { lun: bus & 0x07 }),
    ...((bus & 0x20) !== 0 && { targetId: reading.targetIdIsMask ? 31 - Math.clz32(targetId) : targetId }),
    ...(serialNumber !== '' && { serialNumber }),
  };
}

/** Of a descriptor's identifier: its length in byte 3, itself from byte 4 on. */
function serialIn(identification: Uint8Array, { from, length }: { from: number; length?: number }): string {
  const end = Math.min(4 + (identification[3] ?? 0), identification.length);
  return textIn(identification.subarray(0, end), 4 + from, length ?? end);
}

/** Up to a NUL, and without what it was filled up with. */
const textIn = (bytes: Uint8Array, at: number, length: number): string =>
  Buffer.from(bytes.subarray(at, at + length))
    .toString('latin1')
    .split('\0')[0]!
    .trim();
