/** Data that tells where it belongs: no two places within 256 bytes, and no two pages, look alike. */
export function pattern(length: number, seed = 0): Uint8Array {
  const bytes = new Uint8Array(length);
  for (let at = 0; at < length; at++) bytes[at] = at + (at >>> 8) * 7 + (at >>> 16) * 13 + seed * 31;
  return bytes;
}
