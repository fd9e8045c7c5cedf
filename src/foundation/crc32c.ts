/**
 * CRC32C (Castagnoli, reflected polynomial 82F63B78h): the digest of RFC 7143 §13.1 and the checksum of every record of a cartridge.
 *
 * Two forms that agree on every input: eight table look-ups for eight bytes, which is fastest for a header and works everywhere, and the
 * processor's own instruction through an optional native package, which is eight times faster for a block. `crc32c` picks one by length.
 */
import { createRequire } from 'node:module';

type Checksum = (bytes: Uint8Array, previous: number) => number;

const POLYNOMIAL = 0x82f6_3b78;

/** `tables[256 * n + b]`: what byte `b` contributes after `n` further bytes of zeros. */
const tables = new Int32Array(8 * 256);
for (let byte = 0; byte < 256; byte++) {
  let remainder = byte;
  for (let bit = 0; bit < 8; bit++) remainder = remainder & 1 ? (remainder >>> 1) ^ POLYNOMIAL : remainder >>> 1;
  tables[byte] = remainder;
}
for (let at = 256; at < tables.length; at++) {
  const before = tables[at - 256]!;
  tables[at] = (before >>> 8) ^ tables[before & 0xff]!;
}

/** The form without native code: slicing by eight. */
export const portableCrc32c: Checksum = (bytes, previous) => {
  let crc = ~previous;
  let at = 0;
  for (const end = bytes.length - 7; at < end; at += 8) {
    const low = crc ^ (bytes[at]! | (bytes[at + 1]! << 8) | (bytes[at + 2]! << 16) | (bytes[at + 3]! << 24));
    crc =
      tables[1792 + (low & 0xff)]! ^
      tables[1536 + ((low >>> 8) & 0xff)]! ^
      tables[1280 + ((low >>> 16) & 0xff)]! ^
      tables[1024 + (low >>> 24)]! ^
      tables[768 + bytes[at + 4]!]! ^
      tables[512 + bytes[at + 5]!]! ^
      tables[256 + bytes[at + 6]!]! ^
      tables[bytes[at + 7]!]!;
  }
  for (; at < bytes.length; at++) crc = (crc >>> 8) ^ tables[(crc ^ bytes[at]!) & 0xff]!;
  return ~crc >>> 0;
};

/** The native form, or undefined where its optional package has no build for this machine. */
export const nativeCrc32c: Checksum | undefined = loadNative();

function loadNative(): Checksum | undefined {
  try {
    return (createRequire(import.meta.url)('@node-rs/crc32') as { crc32c: Checksum }).crc32c;
  } catch {
    return undefined;
  }
}

/** Shorter input than this costs less than the call into native code. */
const NATIVE_FROM_BYTES = 192;

/** The checksum of `bytes`, unsigned; with `previous`, of what that was the checksum of, followed by `bytes`. */
export function crc32c(bytes: Uint8Array, previous = 0): number {
  return bytes.length < NATIVE_FROM_BYTES || nativeCrc32c === undefined ? portableCrc32c(bytes, previous) : nativeCrc32c(bytes, previous);
}
