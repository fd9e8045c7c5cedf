/**
 * Log pages as a device gives them (SPC-4 §7.3): a list of parameters, each a code and a value. LOG SENSE does the rest: headers, the pages of
 * supported pages, parameter pointer and allocation length; what LOG SELECT makes of counters is kept beside them (`LogValues`).
 *
 *     page      0 DS, SPF, PAGE CODE   1 SUBPAGE CODE   2–3 PAGE LENGTH   4… parameters
 *     parameter 0–1 PARAMETER CODE   2 DU (bit 7) TSD (5) ETC (4) TMC (3–2) FORMAT AND LINKING (1–0)   3 PARAMETER LENGTH   4… value
 */
import { bits, flag, layout, uint } from '../foundation/layout.ts';
import type { Nexus } from './target.ts';

/** PC field of LOG SENSE. */
export type LogPageControl = 'threshold' | 'cumulative' | 'default-threshold' | 'default-cumulative';

/** FORMAT AND LINKING (SPC-4 §7.3.2): how a value is to be read. */
export type LogParameterFormat = 'bounded-counter' | 'unbounded-counter' | 'ascii-list' | 'binary-list';

export interface LogParameter {
  /** 0 to FFFFh; a page returns its parameters in ascending order. */
  readonly code: number;
  readonly format: LogParameterFormat;
  readonly value: Uint8Array;
  /** A number that is no count of anything (a capacity, a ratio): LOG SELECT cannot set it. */
  readonly measured?: boolean;
}

export interface LogPage {
  readonly pageCode: number;
  readonly subpageCode?: number;
  /** T10's name: `TapeAlert`. */
  readonly name: string;
  readonly reference: string;
  /** LOG SELECT may set its counters, return them to zero and have them watched; the page itself always tells what happened. */
  readonly selectable?: boolean;
  parameters(nexus: Nexus): readonly LogParameter[];
  /** Called when the page has been returned to a host: TapeAlert flags are cleared by being read. */
  reported?(nexus: Nexus): void;
  /** Called when LOG SELECT returns the page to its defaults, for what is no counter. */
  cleared?(): void;
}

/** FORMAT AND LINKING as a number. */
export const formatAndLinking: Record<LogParameterFormat, number> = {
  'bounded-counter': 0b00,
  'ascii-list': 0b01,
  'unbounded-counter': 0b10,
  'binary-list': 0b11,
};

export const logPageHeader = layout(4, {
  subpageFormat: flag(0, 6),
  pageCode: bits(0, 5, 6),
  subpageCode: uint(1),
  pageLength: uint(2, 2),
});
export const logParameterHeader = layout(4, {
  parameterCode: uint(0, 2),
  disableUpdate: flag(2, 7),
  targetSaveDisable: flag(2, 5),
  enableThresholdComparison: flag(2, 4),
  thresholdMetCriteria: bits(2, 3, 2),
  formatAndLinking: bits(2, 1, 2),
  parameterLength: uint(3),
});

/** A counter of `widthBytes` (1 to 8), big-endian; it stands still at its highest value. */
export const counter = (code: number, value: number | bigint, widthBytes: number): LogParameter => ({
  code,
  format: 'unbounded-counter',
  value: bigEndian(value, widthBytes),
});

/** A number in a counter's form that counts nothing. */
export const measure = (code: number, value: number | bigint, widthBytes: number): LogParameter => ({
  ...counter(code, value, widthBytes),
  measured: true,
});

export const binaryList = (code: number, value: Uint8Array): LogParameter => ({ code, format: 'binary-list', value });
export const asciiList = (code: number, value: string): LogParameter => ({
  code,
  format: 'ascii-list',
  value: Buffer.from(value, 'latin1'),
});

/** The highest value of a counter of `widthBytes`. */
export const highest = (widthBytes: number): bigint => (1n << BigInt(8 * widthBytes)) - 1n;

/** `widthBytes` that hold `value`, or as much of it as they can. */
export function bigEndian(value: number | bigint, widthBytes: number): Uint8Array {
  const bytes = new Uint8Array(widthBytes);
  let rest = BigInt(value);
  if (rest > highest(widthBytes)) rest = highest(widthBytes);
  for (let byte = widthBytes - 1; byte >= 0; byte--) {
    bytes[byte] = Number(rest & 0xffn);
    rest >>= 8n;
  }
  return bytes;
}

export const numberIn = (bytes: Uint8Array): bigint => bytes.reduce((number, byte) => (number << 8n) | BigInt(byte), 0n);
