/** The other side of CHAP, computed with node:crypto alone: what an initiator answers to what the target has said. */
import { createHash } from 'node:crypto';
import type { TextPair } from '../../../src/wire/text.ts';

export const hashes: Readonly<Record<string, string>> = { 5: 'md5', 6: 'sha1', 7: 'sha256', 8: 'sha3-256' };

export const valueIn = (pairs: readonly TextPair[], key: string): string => {
  const value = pairs.find(([name]) => name === key)?.[1];
  if (value === undefined) throw new Error(`${key} is not there`);
  return value;
};

/** CHAP_R for a challenge of either side, in hexadecimal. */
export function proof(algorithm: string, identifier: number, secret: string | Uint8Array, challenge: string): string {
  const bytes = [Uint8Array.of(identifier), Buffer.from(secret), Buffer.from(challenge.slice(2), 'hex')];
  return `0x${createHash(hashes[algorithm]!).update(Buffer.concat(bytes)).digest('hex')}`;
}

/** CHAP_N and CHAP_R for the challenge in `pairs`. */
export const answerTo = (pairs: readonly TextPair[], name: string, secret: string | Uint8Array): readonly TextPair[] => [
  ['CHAP_N', name],
  ['CHAP_R', proof(valueIn(pairs, 'CHAP_A'), Number(valueIn(pairs, 'CHAP_I')), secret, valueIn(pairs, 'CHAP_C'))],
];
