/**
 * Big-endian numbers in byte arrays, by hand: the fast counterpart of `layout.ts` for headers that are read and written once per PDU or
 * packet. Nothing is checked here: whoever calls knows that the bytes are there and that the value fits.
 */
export const uint16At = (bytes: Uint8Array, at: number): number => (bytes[at]! << 8) | bytes[at + 1]!;

export const uint24At = (bytes: Uint8Array, at: number): number => (bytes[at]! << 16) | (bytes[at + 1]! << 8) | bytes[at + 2]!;

export const uint32At = (bytes: Uint8Array, at: number): number =>
  ((bytes[at]! << 24) | (bytes[at + 1]! << 16) | (bytes[at + 2]! << 8) | bytes[at + 3]!) >>> 0;

export function uint64At(bytes: Uint8Array, at: number): bigint {
  const high = uint32At(bytes, at);
  const low = uint32At(bytes, at + 4);
  // Most fields of this width are zero, and a BigInt is dear.
  return high === 0 && low === 0 ? 0n : (BigInt(high) << 32n) | BigInt(low);
}

export function putUint16(bytes: Uint8Array, at: number, value: number): void {
  bytes[at] = value >>> 8;
  bytes[at + 1] = value;
}

export function putUint24(bytes: Uint8Array, at: number, value: number): void {
  bytes[at] = value >>> 16;
  bytes[at + 1] = value >>> 8;
  bytes[at + 2] = value;
}

export function putUint32(bytes: Uint8Array, at: number, value: number): void {
  bytes[at] = value >>> 24;
  bytes[at + 1] = value >>> 16;
  bytes[at + 2] = value >>> 8;
  bytes[at + 3] = value;
}

export function putUint64(bytes: Uint8Array, at: number, value: bigint): void {
  if (value === 0n) {
    bytes.fill(0, at, at + 8);
    return;
  }
  putUint32(bytes, at, Number(value >> 32n));
  putUint32(bytes, at + 4, Number(value & 0xffff_ffffn));
}

/** A copy of `bytes[start..end)` with memory of its own; unlike `slice`, also when `bytes` is a Buffer. */
export function copyOf(bytes: Uint8Array, start = 0, end = bytes.length): Uint8Array {
  const copy = new Uint8Array(end - start);
  for (let at = start; at < end; at++) copy[at - start] = bytes[at]!;
  return copy;
}
