/**
 * Log pages as a device gives them (SPC-4 §7.3): a list of parameters, each a code and a value. LOG SENSE does the rest: headers, the pages of
 * supported pages, parameter pointer and allocation length.
 */
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
}

export interface LogPage {
  readonly pageCode: number;
  readonly subpageCode?: number;
  /** T10's name: `TapeAlert`. */
  readonly name: string;
  readonly reference: string;
  parameters(control: LogPageControl, nexus: Nexus): readonly LogParameter[];
  /** Called when the page has been returned to a host: TapeAlert flags are cleared by being read. */
  reported?(nexus: Nexus): void;
}

/** A counter of `widthBytes` (1 to 8), big-endian. */
export function counter(code: number, value: number | bigint, widthBytes: number): LogParameter {
  const bytes = new Uint8Array(widthBytes);
  let rest = BigInt(value);
  for (let byte = widthBytes - 1; byte >= 0; byte--) {
    bytes[byte] = Number(rest & 0xffn);
    rest >>= 8n;
  }
  return { code, format: 'unbounded-counter', value: bytes };
}

export const binaryList = (code: number, value: Uint8Array): LogParameter => ({ code, format: 'binary-list', value });
export const asciiList = (code: number, value: string): LogParameter => ({
  code,
  format: 'ascii-list',
  value: Buffer.from(value, 'latin1'),
});
