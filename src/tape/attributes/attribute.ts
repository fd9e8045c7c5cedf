/**
 * A medium auxiliary memory attribute (SPC-5 §7.4): what it is called, how it travels, and what a device keeps of it.
 *
 *     0–1 ATTRIBUTE IDENTIFIER   2 READ ONLY (bit 7), FORMAT (bits 1–0)   3–4 ATTRIBUTE LENGTH   5… ATTRIBUTE VALUE
 */
import { bits, flag, layout, uint } from '../../foundation/layout.ts';

export type AttributeFormat = 'binary' | 'ascii' | 'text';

/** By their FORMAT codes; 11b is reserved. */
export const attributeFormats: readonly (AttributeFormat | undefined)[] = ['binary', 'ascii', 'text', undefined];

export interface Attribute {
  readonly identifier: number;
  readonly readOnly: boolean;
  readonly format: AttributeFormat;
  readonly value: Uint8Array;
}

export const attributeHeader = layout(5, { identifier: uint(0, 2), readOnly: flag(2, 7), format: bits(2, 1, 2), length: uint(3, 2) });

export const encodeAttribute = ({ identifier, readOnly, format, value }: Attribute): Uint8Array =>
  Buffer.concat([attributeHeader.encode({ identifier, readOnly, format: attributeFormats.indexOf(format), length: value.length }), value]);

/** A number of `length` bytes, at most 8. */
export function binary(value: number | bigint, length: number): Uint8Array {
  const bytes = Buffer.alloc(8);
  bytes.writeBigUInt64BE(BigInt(value));
  return Uint8Array.from(bytes.subarray(8 - length));
}

/** Left-aligned, padded with spaces, cut where it is too long. */
export const ascii = (value: string, length: number): Uint8Array =>
  Uint8Array.from(Buffer.from(value.padEnd(length, ' ').slice(0, length), 'latin1'));

const mebibyte = 1024 * 1024;
/** In whole increments of 1 048 576 bytes. */
export const mebibytes = (bytes: number, length = 8): Uint8Array => binary(Math.floor(bytes / mebibyte), length);
