/**
 * The fuzzer's chance: everything that is drawn follows from a seed and a few numbers that say what it is drawn for, so that PDU 123 456 of a run can be made again without the 123 455 before it.
 *
 * The generator is sfc32 (C. Doty-Humphrey's Small Fast Counting), seeded through the finaliser of MurmurHash3; 32-bit arithmetic only.
 */
export class Dice {
  #a: number;
  #b: number;
  #c: number;
  #counter = 1;

  /** Numbers that differ in any place give dice that have nothing to do with each other. */
  constructor(...numbers: readonly number[]) {
    let state = 0x9e37_79b9;
    for (const number of numbers) {
      state = finalise(state ^ finalise(number >>> 0));
      state = finalise(state + Math.floor(number / 2 ** 32));
    }
    this.#a = finalise(state + 1);
    this.#b = finalise(state + 2);
    this.#c = finalise(state + 3);
  }

  /** 32 bits. */
  next(): number {
    const sum = (this.#a + this.#b + this.#counter++) | 0;
    this.#a = this.#b ^ (this.#b >>> 9);
    this.#b = (this.#c + (this.#c << 3)) | 0;
    this.#c = (((this.#c << 21) | (this.#c >>> 11)) + sum) | 0;
    return sum >>> 0;
  }

  /** From 0 to `bound` - 1. */
  below(bound: number): number {
    return Math.floor((this.next() / 2 ** 32) * bound);
  }

  /** Both ends included. */
  between(least: number, most: number): number {
    return least + this.below(most - least + 1);
  }

  chance(probability: number): boolean {
    return this.next() < probability * 2 ** 32;
  }

  of<T>(list: readonly T[]): T {
    return list[this.below(list.length)]!;
  }

  /** One of the rows, each as often as its weight says. */
  weighted<T extends { readonly weight: number }>(rows: readonly T[]): T {
    let left = this.below(rows.reduce((sum, { weight }) => sum + weight, 0));
    return rows.find(({ weight }) => {
      left -= weight;
      return left < 0;
    })!;
  }

  bytes(length: number): Uint8Array {
    const bytes = new Uint8Array(length);
    for (let at = 0; at < length; at++) bytes[at] = this.next() >>> 13;
    return bytes;
  }
}

function finalise(number: number): number {
  let mixed = number | 0;
  mixed = Math.imul(mixed ^ (mixed >>> 16), 0x85eb_ca6b);
  mixed = Math.imul(mixed ^ (mixed >>> 13), 0xc2b2_ae35);
  return mixed ^ (mixed >>> 16);
}
