/**
 * The challenges that a node makes (RFC 1994 §4.1: unique and unpredictable), and how it knows them again: each is random bytes and a mark
 * that only this node can make of them. So an initiator that hands one back as its own challenge, on whatever connection and however much
 * later, to have the answer computed by us, is found out (RFC 7143 §9.2.1), and nothing has to be remembered.
 *
 *     0–15     random
 *     16–31    the first half of HMAC-SHA-256 over them, under a key of the node's own
 */
import { createHmac, timingSafeEqual } from 'node:crypto';

const randomBytes = 16;
const markBytes = 16;

export interface ChapChallenge {
  /** CHAP_I: one byte. */
  readonly identifier: number;
  /** CHAP_C. */
  readonly challenge: Uint8Array;
}

export class ChapChallenges {
  readonly #random: (length: number) => Uint8Array;
  readonly #key: Uint8Array;

  constructor(random: (length: number) => Uint8Array) {
    this.#random = random;
    this.#key = random(32);
  }

  next(): ChapChallenge {
    const random = this.#random(randomBytes);
    return { identifier: this.#random(1)[0]!, challenge: Buffer.concat([random, this.#mark(random)]) };
  }

  /** Whether a challenge is one that this node has made. */
  isOwn(challenge: Uint8Array): boolean {
    if (challenge.length !== randomBytes + markBytes) return false;
    return timingSafeEqual(challenge.subarray(randomBytes), this.#mark(challenge.subarray(0, randomBytes)));
  }

  #mark(random: Uint8Array): Uint8Array {
    return createHmac('sha256', this.#key).update(random).digest().subarray(0, markBytes);
  }
}
