/**
 * The arithmetic of CHAP (RFC 7143 §12.1.3, RFC 1994 §4.1): a response is the hash of an identifier, a secret and a challenge, one after the
 * other; and binary values as they stand in text keys (RFC 7143 §6.1), in hexadecimal or base64. Pure: who asks whom, and when, is in
 * `authentication.ts`.
 */
import { createHash } from 'node:crypto';
import type { Secret } from '../foundation/secret.ts';

export interface ChapAlgorithm {
  /** As in CHAP_A: the PPP authentication algorithms that IANA registers. */
  readonly number: number;
  /** The name node:crypto has for the hash. */
  readonly hash: string;
}

const registered: readonly ChapAlgorithm[] = [
  { number: 5, hash: 'md5' },
  { number: 6, hash: 'sha1' },
  { number: 7, hash: 'sha256' },
  { number: 8, hash: 'sha3-256' },
];

/** Those that can be computed here: a system may be built, or told, to have none of the old ones. */
export const chapAlgorithms: readonly ChapAlgorithm[] = registered.filter(({ hash }) => {
  try {
    createHash(hash);
    return true;
  } catch {
    return false;
  }
});

/** What CHAP_R has to be. */
export const chapResponse = ({ hash }: ChapAlgorithm, identifier: number, secret: Secret, challenge: Uint8Array): Uint8Array =>
  createHash(hash).update(Uint8Array.of(identifier)).update(secret.reveal()).update(challenge).digest();

/** The longest CHAP_C or CHAP_R, in bytes (§12.1.3). */
const maximumBinaryBytes = 1024;

export const encodeBinary = (bytes: Uint8Array): string => `0x${Buffer.from(bytes).toString('hex')}`;

/**
 * The bytes of `0x…` or `0b…`, at least one; undefined when it is neither, or longer than CHAP may have. Hexadecimal digits are those of a
 * number: of an odd count the first stands for a byte of its own.
 */
export function decodeBinary(text: string): Uint8Array | undefined {
  if (text.length > 2 + 2 * maximumBinaryBytes) return undefined;
  const bytes = decoded(text.slice(0, 2).toLowerCase(), text.slice(2));
  return bytes !== undefined && bytes.length > 0 && bytes.length <= maximumBinaryBytes ? bytes : undefined;
}

function decoded(prefix: string, digits: string): Uint8Array | undefined {
  if (prefix === '0x' && /^[0-9a-f]+$/i.test(digits)) return Buffer.from(digits.length % 2 === 0 ? digits : `0${digits}`, 'hex');
  if (prefix === '0b' && digits.length % 4 === 0 && /^[a-z0-9+/]+={0,2}$/i.test(digits)) return Buffer.from(digits, 'base64');
  return undefined;
}
