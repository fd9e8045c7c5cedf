/** Bytes that nobody kept: zeros of any length that take no memory, and are known as such where they could be left out. */
const block = new Uint8Array(65_536);

export const isZeroes = (piece: Uint8Array): boolean => piece.buffer === block.buffer;

export function zeroes(length: number): readonly Uint8Array[] {
  const pieces: Uint8Array[] = [];
  for (let left = length; left > 0; left -= block.length) pieces.push(block.subarray(0, Math.min(left, block.length)));
  return pieces;
}
