/** The initiator's side of CHAP (RFC 1994, RFC 7143 §12.1.3) for the logins that are meant to succeed. */
import { createHash } from 'node:crypto';

export const chapAlgorithms = { 5: 'md5', 6: 'sha1', 7: 'sha256', 8: 'sha3-256' } as const;

/** CHAP_R for this CHAP_I and CHAP_C. */
export function chapResponse(algorithm: number, identifier: number, secret: string, challenge: string): string {
  const bytes = /^0x/i.test(challenge) ? Buffer.from(challenge.slice(2), 'hex') : Buffer.from(challenge.slice(2), 'base64');
  const hash = createHash(chapAlgorithms[algorithm as keyof typeof chapAlgorithms] ?? 'md5');
  return `0x${hash.update(Uint8Array.of(identifier)).update(secret).update(bytes).digest('hex')}`;
}
