/** The block that stands at `number`: its length and every byte of it follow from the number. */
export function numberedBlock(number: number): Uint8Array {
  const block = new Uint8Array(1 + ((number * 7919) % 20_000));
  for (let at = 0; at < block.length; at++) block[at] = number + (at >>> 3);
  return block;
}
