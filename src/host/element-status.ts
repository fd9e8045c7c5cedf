/**
 * READ ELEMENT STATUS data as a host reads them (SMC-3, READ ELEMENT STATUS command). Total: whatever a changer sends, descriptors are taken only where they
 * are whole.
 *
 *     header      0–1 FIRST ELEMENT ADDRESS │ 2–3 NUMBER OF ELEMENTS │ 5–7 BYTE COUNT OF REPORT AVAILABLE │ 8… pages
 *     page        0 ELEMENT TYPE │ 1 PVOLTAG (7) AVOLTAG (6) │ 2–3 DESCRIPTOR LENGTH │ 5–7 BYTE COUNT OF DESCRIPTOR DATA │ 8… descriptors
 *     descriptor  0–1 ADDRESS │ 2 OIR (7) ACCESS (3) EXCEPT (2) IMPEXP (1) FULL (0) │ 4 ASC │ 5 ASCQ │ 6 NOT BUS (7) ID VALID (5) LU VALID (4) LUN (2–0)
 *                 7 SCSI ID │ 9 SVALID (7) │ 10–11 SOURCE │ with PVOLTAG 36 bytes of volume tag, with AVOLTAG 36 more
 *                 then 0 CODE SET │ 1 IDENTIFIER TYPE │ 3 IDENTIFIER LENGTH │ 4… identifier (DVCID=1)
 */
import { uint16At, uint24At } from '../foundation/big-endian.ts';

/** ELEMENT TYPE CODE. */
export const ElementType = { arm: 1, slot: 2, mailSlot: 3, drive: 4 } as const;
export type ElementTypeName = keyof typeof ElementType;

export interface ElementReport {
  readonly type: ElementTypeName;
  readonly address: number;
  readonly full: boolean;
  /** The robot can reach it. */
  readonly accessible: boolean;
  /** The cartridge was put in by somebody, and not by the robot. */
  readonly byOperator: boolean;
  /** EXCEPT: what is out of the ordinary. */
  readonly exception: { readonly asc: number; readonly ascq: number } | undefined;
  /** Address of the element that the cartridge was in before; undefined: nobody knows. */
  readonly source: number | undefined;
  /** The cartridge's label; undefined: it has none, or none was read. */
  readonly volumeTag: string | undefined;
  /** Of a drive: how it identifies itself, as VPD page 83h does. */
  readonly identifier: string | undefined;
}

export interface ElementReports {
  readonly elements: readonly ElementReport[];
  /** How long the whole report is, whatever there was room for. */
  readonly wholeBytes: number;
}

export const REPORT_HEADER_BYTES = 8;
const pageHeaderBytes = 8;
const fixedBytes = 12;
/** The address and what is in the element: some changers' descriptors end soon behind that. */
const leastBytes = 3;
const volumeTagBytes = 36;
const volumeIdentifierBytes = 32;

const typeNames = new Map(Object.entries(ElementType).map(([name, code]) => [code as number, name as ElementTypeName]));

export function readElementReports(data: Uint8Array): ElementReports {
  if (data.length < REPORT_HEADER_BYTES) return { elements: [], wholeBytes: 0 };
  const byteCount = uint24At(data, 5);
  const end = Math.min(data.length, REPORT_HEADER_BYTES + byteCount);
  const elements: ElementReport[] = [];
  for (let at = REPORT_HEADER_BYTES; at + pageHeaderBytes <= end; ) {
    const next = at + pageHeaderBytes + uint24At(data, at + 5);
    elements.push(...descriptorsOf(data.subarray(at, Math.min(next, end))));
    at = next;
  }
  return { elements, wholeBytes: REPORT_HEADER_BYTES + byteCount };
}

/** A last descriptor whose identifier is not all there counts as well: tgt announces ten bytes of it more than it sends. */
function descriptorsOf(page: Uint8Array): ElementReport[] {
  const type = typeNames.get(page[0]! & 0x0f);
  const length = uint16At(page, 2);
  if (type === undefined || length < leastBytes) return [];
  const tags = { primary: (page[1]! & 0x80) !== 0, alternate: (page[1]! & 0x40) !== 0 };
  const needed = Math.min(length, identifierAt(tags));
  const elements: ElementReport[] = [];
  for (let at = pageHeaderBytes; at + needed <= page.length; at += length)
    elements.push(readDescriptor(page.subarray(at, at + length), type, tags));
  return elements;
}

interface Tags {
  readonly primary: boolean;
  readonly alternate: boolean;
}
const identifierAt = ({ primary, alternate }: Tags): number =>
  fixedBytes + (primary ? volumeTagBytes : 0) + (alternate ? volumeTagBytes : 0);

function readDescriptor(bytes: Uint8Array, type: ElementTypeName, tags: Tags): ElementReport {
  const flags = bytes[2]!;
  const full = (flags & 0x01) !== 0;
  const identifier = bytes.subarray(identifierAt(tags));
  return {
    type,
    address: uint16At(bytes, 0),
    full,
    // The arm has no such bit.
    accessible: type === 'arm' || (flags & 0x08) !== 0,
    byOperator: type === 'mailSlot' && (flags & 0x02) !== 0,
    exception: (flags & 0x04) === 0 ? undefined : { asc: bytes[4] ?? 0, ascq: bytes[5] ?? 0 },
    source: full && bytes.length >= fixedBytes && (bytes[9]! & 0x80) !== 0 ? uint16At(bytes, 10) : undefined,
    // Only of cartridges: some changers go on telling the label of the one that was there.
    volumeTag: full && tags.primary ? textOf(bytes.subarray(fixedBytes, fixedBytes + volumeIdentifierBytes)) : undefined,
    identifier: type === 'drive' ? textOf(identifier.subarray(4, 4 + (identifier[3] ?? 0))) : undefined,
  };
}

/** Blanks or zeros fill it; undefined where nothing else is there. */
function textOf(bytes: Uint8Array): string | undefined {
  const text = Buffer.from(bytes.buffer, bytes.byteOffset, bytes.length).toString('latin1').split('\0', 1)[0]!.trim();
  return text === '' ? undefined : text;
}
