/**
 * A data encryption key and what it does to blocks: AES-256 in Galois/Counter Mode with a tag of 16 bytes (NIST SP 800-38D), security algorithm
 * code 0001_0014h.
 *
 *     additional authenticated data   0 marks   1… authenticated key-associated data
 *     nonce                           0–7 random for this key object   8–11 invocations of it
 *     key check                       the first 8 bytes of HMAC-SHA-256 by the key over a constant: the same for equal keys, and says nothing of them
 */
import { createCipheriv, createDecipheriv, createHmac } from 'node:crypto';
import type { BlockEncryption } from '../../cartridge/volume.ts';
import { putUint32 } from '../../foundation/big-endian.ts';
import { Secret } from '../../foundation/secret.ts';

export type RandomBytes = (length: number) => Uint8Array;

/** What a block is given on its way to the medium besides being enciphered. */
export type Companions = Required<Pick<BlockEncryption, 'authenticatedKeyData' | 'unauthenticatedKeyData' | 'marks'>>;

const algorithm = 'aes-256-gcm';
export const keyBytes = 32;
export const tagBytes = 16;
const checkBytes = 8;
const randomPartBytes = 8;
const lastInvocation = 0xffff_ffff;

const authenticated = (marks: number, keyData: Uint8Array): Uint8Array => Uint8Array.of(marks, ...keyData);

export class BlockKey {
  readonly #key: Secret;
  readonly #random: RandomBytes;
  readonly #check: Uint8Array;
  #randomPart: Uint8Array;
  #invocations = 0;

  constructor(key: Uint8Array, random: RandomBytes) {
    this.#key = new Secret(key);
    this.#random = random;
    this.#check = createHmac('sha256', key).update('tapelab block key').digest().subarray(0, checkBytes);
    this.#randomPart = random(randomPartBytes);
  }

  encipher(clear: Uint8Array, companions: Companions): { readonly data: Uint8Array; readonly encryption: BlockEncryption } {
    const nonce = this.#nextNonce();
    const cipher = createCipheriv(algorithm, this.#key.reveal(), nonce, { authTagLength: tagBytes });
    cipher.setAAD(authenticated(companions.marks, companions.authenticatedKeyData));
    const data = cipher.update(clear);
    cipher.final();
    return { data, encryption: { ...companions, nonce, tag: cipher.getAuthTag(), keyCheck: this.#check } };
  }

  /** Whether the block was enciphered with this key. */
  fits({ keyCheck }: BlockEncryption): boolean {
    return Buffer.compare(this.#check, keyCheck) === 0;
  }

  /** The block in clear; undefined when it or its authenticated companions are not what was written. */
  decipher(data: Uint8Array, encryption: BlockEncryption): Uint8Array | undefined {
    const { nonce, tag, marks = 0, authenticatedKeyData } = encryption;
    try {
      const decipher = createDecipheriv(algorithm, this.#key.reveal(), nonce, { authTagLength: tagBytes });
      decipher.setAAD(authenticated(marks, authenticatedKeyData));
      decipher.setAuthTag(tag);
      const clear = decipher.update(data);
      decipher.final();
      return clear;
    } catch {
      return undefined;
    }
  }

  #nextNonce(): Uint8Array {
    if (this.#invocations === lastInvocation) {
      this.#randomPart = this.#random(randomPartBytes);
      this.#invocations = 0;
    }
    const nonce = new Uint8Array(randomPartBytes + 4);
    nonce.set(this.#randomPart);
    putUint32(nonce, randomPartBytes, this.#invocations++);
    return nonce;
  }
}
