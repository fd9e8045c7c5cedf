/**
 * Residuals (RFC 7143 §11.4.5): what became of the data that was expected. The same two bits and count stand in SCSI Response (twice) and in
 * a Data-In that carries status; both bits at once mean nothing, and without either the count is reserved.
 */
import { putUint32, uint32At } from '../foundation/big-endian.ts';
import { type WireError, wireError } from './wire-error.ts';

export interface Residual {
  readonly kind: 'none' | 'overflow' | 'underflow';
  readonly count: number;
}
export const noResidual: Residual = { kind: 'none', count: 0 };

/** Undefined when both bits are set. */
export function decodeResidual(
  flags: number,
  overflowBit: number,
  underflowBit: number,
  header: Uint8Array,
  countAt: number,
): Residual | undefined {
  switch (flags & (overflowBit | underflowBit)) {
    case 0:
      return noResidual;
    case overflowBit:
      return { kind: 'overflow', count: uint32At(header, countAt) };
    case underflowBit:
      return { kind: 'underflow', count: uint32At(header, countAt) };
    default:
      return undefined;
  }
}

/** Adds the bit to byte 1. */
export function encodeResidual(residual: Residual, overflowBit: number, underflowBit: number, header: Uint8Array, countAt: number): void {
  if (residual.kind === 'none') return;
  header[1]! |= residual.kind === 'overflow' ? overflowBit : underflowBit;
  putUint32(header, countAt, residual.count);
}

export const bothResiduals = (header: Uint8Array, bits: string): WireError =>
  wireError('bad-field', `byte 1 is ${header[1]!.toString(16)}h, and of the bits ${bits} only one may be set`, header);
