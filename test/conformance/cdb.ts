/** Command descriptor blocks by hand, as SPC-4 §6 and SSC-4 §6, §7 print them. */

const bytes24 = (value: number): number[] => [(value >> 16) & 0xff, (value >> 8) & 0xff, value & 0xff];
const bytes32 = (value: number): number[] => [(value >>> 24) & 0xff, ...bytes24(value)];
const bytes64 = (value: number | bigint): number[] =>
  [bytes32(Number(BigInt(value) >> 32n)), bytes32(Number(BigInt(value) & 0xffff_ffffn))].flat();
const bytes16 = (value: number): number[] => [(value >> 8) & 0xff, value & 0xff];
const cdb = (...bytes: number[]): Uint8Array => Uint8Array.from(bytes);

export const testUnitReady = (): Uint8Array => cdb(0x00, 0, 0, 0, 0, 0);
export const rewind = ({ immediate = false } = {}): Uint8Array => cdb(0x01, immediate ? 1 : 0, 0, 0, 0, 0);
export const requestSense = (length = 252): Uint8Array => cdb(0x03, 0, 0, 0, length, 0);
export const readBlockLimits = (): Uint8Array => cdb(0x05, 0, 0, 0, 0, 0);

/** READ(6) and WRITE(6): `count` is in bytes, or with `fixed` in blocks. */
export const read6 = (count: number, { fixed = false, sili = false } = {}): Uint8Array =>
  cdb(0x08, (sili ? 2 : 0) | (fixed ? 1 : 0), ...bytes24(count), 0);
export const write6 = (count: number, { fixed = false } = {}): Uint8Array => cdb(0x0a, fixed ? 1 : 0, ...bytes24(count), 0);
export const writeFilemarks = (count: number, { immediate = false } = {}): Uint8Array => cdb(0x10, immediate ? 1 : 0, ...bytes24(count), 0);

export const spaceBy = { blocks: 0, filemarks: 1, sequentialFilemarks: 2, endOfData: 3 } as const;
export const space = (code: number, count: number): Uint8Array => cdb(0x11, code, ...bytes24(count), 0);
export const inquiry = (length = 255, page?: number): Uint8Array => cdb(0x12, page === undefined ? 0 : 1, page ?? 0, ...bytes16(length), 0);
export const modeSelect6 = (length: number, { pageFormat = true } = {}): Uint8Array => cdb(0x15, pageFormat ? 0x10 : 0, 0, 0, length, 0);
export const reserve = (): Uint8Array => cdb(0x16, 0, 0, 0, 0, 0);
export const release = (): Uint8Array => cdb(0x17, 0, 0, 0, 0, 0);
export const erase = ({ long = false } = {}): Uint8Array => cdb(0x19, long ? 1 : 0, 0, 0, 0, 0);
export const modeSense6 = (page: number, { length = 255, noDescriptor = false, control = 0 } = {}): Uint8Array =>
  cdb(0x1a, noDescriptor ? 8 : 0, (control << 6) | page, 0, length, 0);
export const loadUnload = (load: boolean): Uint8Array => cdb(0x1b, 0, 0, 0, load ? 1 : 0, 0);
export const preventAllow = (prevent: number): Uint8Array => cdb(0x1e, 0, 0, 0, prevent, 0);
export const locate10 = (object: number): Uint8Array => cdb(0x2b, 0, 0, ...bytes32(object), 0, 0, 0);
export const readPosition = ({ long = false } = {}): Uint8Array => cdb(0x34, long ? 6 : 0, 0, 0, 0, 0, 0, 0, 0, 0);
export const logSense = (page: number, length = 4096): Uint8Array => cdb(0x4d, 0, 0x40 | page, 0, 0, 0, 0, ...bytes16(length), 0);
export const reportLuns = (length = 4096): Uint8Array => cdb(0xa0, 0, 0, 0, 0, 0, ...bytes32(length), 0, 0);
/** REPORT SUPPORTED OPERATION CODES: all of them, or one. */
export const reportOperationCodes = (code?: number, length = 65_536): Uint8Array =>
  cdb(0xa3, 0x0c, code === undefined ? 0 : 1, code ?? 0, 0, 0, ...bytes32(length), 0, 0);

/** What the short commands of SSC-4 have besides, and those that say where they begin: SSC-4 §5, explicit address command set. */
export interface Explicit {
  readonly partition?: number;
  readonly fixed?: boolean;
  readonly sili?: boolean;
  /** FCS and LCS of commands that write. */
  readonly first?: boolean;
  readonly last?: boolean;
}
const explicit = (code: number, flags: number, object: number | bigint, count: number, partition = 0): Uint8Array =>
  cdb(code, flags, 0, partition, ...bytes64(object), ...bytes24(count), 0);
const sequence = ({ first = false, last = false }: Explicit): number => (first ? 8 : 0) | (last ? 4 : 0);
const transfer = ({ fixed = false, sili = false }: Explicit): number => (sili ? 2 : 0) | (fixed ? 1 : 0);

export const read16 = (object: number | bigint, count: number, options: Explicit = {}): Uint8Array =>
  explicit(0x88, transfer(options), object, count, options.partition);
export const write16 = (object: number | bigint, count: number, options: Explicit = {}): Uint8Array =>
  explicit(0x8a, sequence(options) | transfer(options), object, count, options.partition);
export const writeFilemarks16 = (object: number | bigint, count: number, options: Explicit & { immediate?: boolean } = {}): Uint8Array =>
  explicit(0x80, sequence(options) | (options.immediate ? 1 : 0), object, count, options.partition);
export const erase16 = (object: number | bigint, options: Explicit & { long?: boolean } = {}): Uint8Array =>
  explicit(0x93, sequence(options) | (options.long ? 1 : 0), object, 0, options.partition);

/** READ REVERSE: BYTORD=1 leaves the bytes of a block in their order. */
export const readReverse6 = (count: number, { fixed = false, sili = false, byteOrder = true } = {}): Uint8Array =>
  cdb(0x0f, (byteOrder ? 4 : 0) | (sili ? 2 : 0) | (fixed ? 1 : 0), ...bytes24(count), 0);
export const readReverse16 = (object: number | bigint, count: number, options: Explicit = {}): Uint8Array =>
  explicit(0x81, 4 | transfer(options), object, count, options.partition);

export const verifyFlag = {
  toEndOfData: 0x20,
  protectionMethod: 0x10,
  byFilemarks: 0x08,
  immediate: 0x04,
  byteCompare: 0x02,
  fixed: 0x01,
} as const;
export const verify6 = (flags: number, length: number): Uint8Array => cdb(0x13, flags, ...bytes24(length), 0);
export const verify16 = (object: number | bigint, flags: number, length: number, partition = 0): Uint8Array =>
  explicit(0x8f, flags, object, length, partition);

export const space16 = (code: number, count: number | bigint): Uint8Array =>
  cdb(0x91, code, 0, 0, ...bytes64(BigInt.asUintN(64, BigInt(count))), 0, 0, 0, 0);
export const setmarkCode = { setmarks: 4, sequentialSetmarks: 5 } as const;
export const writeSetmarks = (count: number, { immediate = false } = {}): Uint8Array =>
  cdb(0x10, 2 | (immediate ? 1 : 0), ...bytes24(count), 0);

/** LOCATE(10) with CP=1, and LOCATE(16): DEST_TYPE 0 object, 1 logical file, 2 set (SSC-2), 3 end of data. */
export const locatePartition10 = (partition: number, object: number): Uint8Array => cdb(0x2b, 2, 0, ...bytes32(object), 0, partition, 0);
export const destination = { object: 0, file: 1, set: 2, endOfData: 3 } as const;
export const locate16 = (
  type: number,
  identifier: number | bigint,
  options: { partition?: number; immediate?: boolean; explicit?: boolean } = {},
): Uint8Array =>
  cdb(
    0x92,
    (type << 3) | (options.partition === undefined ? 0 : 2) | (options.immediate ? 1 : 0),
    options.explicit ? 1 : 0,
    options.partition ?? 0,
    ...bytes64(identifier),
    0,
    0,
    0,
    0,
  );
export const positionForm = { short: 0, vendorSpecific: 1, long: 6, extended: 8 } as const;
export const readPositionForm = (form: number, length = 0): Uint8Array => cdb(0x34, form, 0, 0, 0, 0, 0, ...bytes16(length), 0);

export const recoverBufferedData = (count: number, options: Explicit = {}): Uint8Array =>
  cdb(0x14, transfer(options), ...bytes24(count), 0);
export const formatMedium = (format: number, { immediate = false, verify = false } = {}): Uint8Array =>
  cdb(0x04, (verify ? 2 : 0) | (immediate ? 1 : 0), format, 0, 0, 0);
export const setCapacity = (proportion: number, { immediate = false } = {}): Uint8Array =>
  cdb(0x0b, immediate ? 1 : 0, 0, ...bytes16(proportion), 0);
export const allowOverwrite = (what: number, object: number | bigint, partition = 0): Uint8Array =>
  cdb(0x82, 0, what, partition, ...bytes64(object), 0, 0, 0, 0);
export const reportDensitySupport = ({ media = false, mediumType = false, length = 4096 } = {}): Uint8Array =>
  cdb(0x44, (mediumType ? 2 : 0) | (media ? 1 : 0), 0, 0, 0, 0, 0, ...bytes16(length), 0);

/** Mode pages with their subpages (SPC-4 §6.12, §6.14). */
export const modeSense10 = (page: number, { subpage = 0, length = 4096, control = 0, noDescriptor = false } = {}): Uint8Array =>
  cdb(0x5a, noDescriptor ? 8 : 0, (control << 6) | page, subpage, 0, 0, 0, ...bytes16(length), 0);
export const modeSelect10 = (length: number, { save = false } = {}): Uint8Array =>
  cdb(0x55, save ? 0x11 : 0x10, 0, 0, 0, 0, 0, ...bytes16(length), 0);

/** SECURITY PROTOCOL IN and OUT (SPC-4 §6.30, §6.31). */
export const securityProtocolIn = (protocol: number, specific: number, length = 4096): Uint8Array =>
  cdb(0xa2, protocol, ...bytes16(specific), 0, 0, ...bytes32(length), 0, 0);
export const securityProtocolOut = (protocol: number, specific: number, length: number): Uint8Array =>
  cdb(0xb5, protocol, ...bytes16(specific), 0, 0, ...bytes32(length), 0, 0);

/** READ ATTRIBUTE and WRITE ATTRIBUTE (SPC-4 §6.17, §6.48). */
export const readAttribute = (action: number, { first = 0, partition = 0, volume = 0, length = 65_536 } = {}): Uint8Array =>
  cdb(0x8c, action, 0, 0, 0, volume, 0, partition, ...bytes16(first), ...bytes32(length), 0, 0);
export const writeAttribute = (length: number, { partition = 0, volume = 0, through = false } = {}): Uint8Array =>
  cdb(0x8d, through ? 1 : 0, 0, 0, 0, volume, 0, partition, 0, 0, ...bytes32(length), 0, 0);
