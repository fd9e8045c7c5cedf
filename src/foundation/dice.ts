/**
 * Chance that can be repeated: the same seed gives the same throws, on every machine. Whoever throws dice of its own (a fault's rule) has its own
 * seed, so that what others throw does not change its luck.
 */

/** Numbers from 0 to 1, 1 excluded (the generator known as sfc32, with 128 bits of state). */
export class Dice {
  #a: number;
  #b: number;
  #c: number;
  #counter = 1;

  constructor(seed: string) {
    [this.#a, this.#b, this.#c] = scramble(seed);
    // The first numbers of similar seeds are similar.
    for (let round = 0; round < 12; round++) this.next();
  }

  next(): number {
    const sum = (this.#a + this.#b + this.#counter) | 0;
    this.#counter = (this.#counter + 1) | 0;
    this.#a = this.#b ^ (this.#b >>> 9);
    this.#b = (this.#c + (this.#c << 3)) | 0;
    this.#c = ((this.#c << 21) | (this.#c >>> 11)) + sum;
    return (sum >>> 0) / 2 ** 32;
  }
}

/** Three words that every character of the seed has a part in (FNV-1a with three bases). */
function scramble(seed: string): [number, number, number] {
  const words: [number, number, number] = [0x811c_9dc5, 0x9e37_79b9, 0x85eb_ca6b];
  for (const character of seed)
    for (const index of [0, 1, 2] as const) words[index] = Math.imul(words[index] ^ character.codePointAt(0)!, 0x0100_0193);
  return words;
}
