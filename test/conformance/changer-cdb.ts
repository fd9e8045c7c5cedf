/** Command descriptor blocks of medium changers by hand, as SMC-3 §6 prints them, and those that makers had before there was one. */

const bytes16 = (value: number): number[] => [(value >> 8) & 0xff, value & 0xff];
const bytes24 = (value: number): number[] => [(value >> 16) & 0xff, ...bytes16(value)];
const cdb = (...bytes: number[]): Uint8Array => Uint8Array.from(bytes);

/** ELEMENT TYPE CODE; 0 stands for all of them. */
export const elementType = { all: 0, transport: 1, storage: 2, importExport: 3, drive: 4 } as const;

export interface ElementRequest {
  readonly type?: number;
  readonly start?: number;
  readonly count?: number;
  readonly length?: number;
  readonly volumeTags?: boolean;
  readonly deviceIdentifiers?: boolean;
  readonly currentData?: boolean;
}

export const readElementStatus = (request: ElementRequest = {}): Uint8Array => {
  const { type = elementType.all, start = 0, count = 0xffff, length = 0xff_ffff } = request;
  const { volumeTags = true, deviceIdentifiers = false, currentData = false } = request;
  const flags = (currentData ? 2 : 0) | (deviceIdentifiers ? 1 : 0);
  return cdb(0xb8, (volumeTags ? 0x10 : 0) | type, ...bytes16(start), ...bytes16(count), flags, ...bytes24(length), 0, 0);
};

export const requestVolumeElementAddress = (request: Omit<ElementRequest, 'deviceIdentifiers' | 'currentData'> = {}): Uint8Array => {
  const { type = elementType.all, start = 0, count = 0xffff, length = 0xff_ffff, volumeTags = true } = request;
  return cdb(0xb5, (volumeTags ? 0x10 : 0) | type, ...bytes16(start), ...bytes16(count), 0, ...bytes24(length), 0, 0);
};

/** SEND ACTION CODE: what a template is compared with; the latter three ignore volume sequence numbers. */
export const translate = {
  all: 0,
  primary: 1,
  alternate: 2,
  allWhateverSequence: 4,
  primaryWhateverSequence: 5,
  alternateWhateverSequence: 6,
} as const;

export const sendVolumeTag = (action: number, { type = elementType.all as number, start = 0, length = 40 } = {}): Uint8Array =>
  cdb(0xb6, type, ...bytes16(start), 0, action, 0, 0, ...bytes16(length), 0, 0);

/** The parameter list of SEND VOLUME TAG: a template of 32 characters, filled up with blanks, and the sequence numbers that fit. */
export function volumeTagTemplate(template: string, { least = 0, most = 0xffff } = {}): Uint8Array {
  const list = Buffer.alloc(40);
  list.write(template.padEnd(32), 0, 'latin1');
  list.writeUInt16BE(least, 34);
  list.writeUInt16BE(most, 38);
  return list;
}

export const initializeElementStatus = (): Uint8Array => cdb(0x07, 0, 0, 0, 0, 0);
/** Of the standard (37h) or of those before it (E7h); without a range, of all elements. */
export const initializeElementStatusWithRange = (
  range?: { start: number; count: number },
  { code = 0x37, fast = false }: { code?: 0x37 | 0xe7; fast?: boolean } = {},
): Uint8Array =>
  cdb(code, (fast ? 2 : 0) | (range === undefined ? 0 : 1), ...bytes16(range?.start ?? 0), 0, 0, ...bytes16(range?.count ?? 0), 0, 0);

export const moveMedium = (source: number, destination: number, { transport = 0, invert = false } = {}): Uint8Array =>
  cdb(0xa5, 0, ...bytes16(transport), ...bytes16(source), ...bytes16(destination), 0, 0, invert ? 1 : 0, 0);

export const exchangeMedium = (
  source: number,
  first: number,
  second: number,
  { transport = 0, invertFirst = false, invertSecond = false } = {},
): Uint8Array => {
  const inversions = (invertFirst ? 2 : 0) | (invertSecond ? 1 : 0);
  return cdb(0xa6, 0, ...bytes16(transport), ...bytes16(source), ...bytes16(first), ...bytes16(second), inversions, 0);
};

export const positionToElement = (destination: number, { transport = 0, invert = false } = {}): Uint8Array =>
  cdb(0x2b, 0, ...bytes16(transport), ...bytes16(destination), 0, 0, invert ? 1 : 0, 0);

export const importExportAction = { open: 0, close: 1 } as const;
export const openCloseImportExport = (element: number, action: number): Uint8Array => cdb(0x1b, 0, ...bytes16(element), action, 0);

/** RESERVE and RELEASE of elements (SMC-2): the ELEMENT bit, and how long their list is. */
export const reserveElements = (listLength: number, identification = 1): Uint8Array =>
  cdb(0x16, 1, identification, ...bytes16(listLength), 0);
export const releaseElements = (identification = 1): Uint8Array => cdb(0x17, 1, identification, 0, 0, 0);
