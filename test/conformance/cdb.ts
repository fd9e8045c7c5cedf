/** Command descriptor blocks by hand, as SPC-4 §6 and SSC-4 §6, §7 print them. */

const bytes24 = (value: number): number[] => [(value >> 16) & 0xff, (value >> 8) & 0xff, value & 0xff];
const bytes32 = (value: number): number[] => [(value >>> 24) & 0xff, ...bytes24(value)];
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
