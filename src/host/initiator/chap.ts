/**
 * CHAP from the initiator's side (RFC 7143 §12.1.3, RFC 1994 §4.1): it answers the target's challenge, and has the target answer one of ours when it is to
 * prove itself as well.
 *
 *     AuthMethod=CHAP                        →   ←   AuthMethod=CHAP
 *     CHAP_A=8,7,6,5                         →   ←   CHAP_A=7 CHAP_I=i CHAP_C=c
 *     CHAP_N=n CHAP_R=r [CHAP_I=I CHAP_C=C]  →   ←   [CHAP_N=N CHAP_R=R]
 */
import { createHash } from 'node:crypto';
import type { Secret } from '../../foundation/secret.ts';
import type { TextPair } from '../../wire/text.ts';

export interface ChapCredentials {
  readonly name: string;
  readonly secret: Secret;
  /** Mutual CHAP: what the target has to prove itself by; any name will do unless one is given. */
  readonly target?: { readonly name?: string; readonly secret: Secret };
}

/** CHAP_A: the PPP authentication algorithms that IANA registers, by the names that node:crypto has for their hashes. */
const hashes: Readonly<Record<string, string>> = { 5: 'md5', 6: 'sha1', 7: 'sha256', 8: 'sha3-256' };

/** The longest CHAP_C or CHAP_R (§12.1.3), in bytes. */
const MAXIMUM_BINARY_BYTES = 1024;
const CHALLENGE_BYTES = 32;

interface Challenge {
  readonly hash: string;
  readonly identifier: number;
  readonly challenge: Uint8Array;
}

/** What comes next in the conversation, or why it cannot go on. */
export type ChapTurn = { readonly say: readonly TextPair[] } | { readonly problem: string };

export class ChapConversation {
  readonly #credentials: ChapCredentials;
  readonly #random: (length: number) => Uint8Array;
  #offered: readonly string[] = [];
  #own: Challenge | undefined;

  constructor(credentials: ChapCredentials, random: (length: number) => Uint8Array) {
    this.#credentials = credentials;
    this.#random = random;
  }

  /** CHAP_A, of those algorithms that can be computed here. */
  algorithms(wanted: readonly number[]): readonly TextPair[] {
    this.#offered = wanted.filter((number) => canCompute(hashes[number])).map(String);
    return [['CHAP_A', this.#offered.join(',')]];
  }

  /** The target has put its challenge. */
  answer(pairs: ReadonlyMap<string, string>): ChapTurn {
    const algorithm = pairs.get('CHAP_A') ?? 'none';
    const hash = this.#offered.includes(algorithm) ? hashes[algorithm] : undefined;
    const identifier = Number(pairs.get('CHAP_I') ?? Number.NaN);
    const challenge = binaryOf(pairs.get('CHAP_C'));
    if (hash === undefined) return { problem: `it wants CHAP_A=${algorithm}, which was not offered` };
    if (!Number.isInteger(identifier) || identifier < 0 || identifier > 255 || challenge === undefined)
      return { problem: 'its CHAP_I and CHAP_C are no challenge' };
    const { name, secret, target } = this.#credentials;
    const say: TextPair[] = [
      ['CHAP_N', name],
      ['CHAP_R', written(response({ hash, identifier, challenge }, secret))],
    ];
    if (target !== undefined) {
      const own = { hash, identifier: this.#random(1)[0]!, challenge: this.#random(CHALLENGE_BYTES) };
      this.#own = own;
      say.push(['CHAP_I', String(own.identifier)], ['CHAP_C', written(own.challenge)]);
    }
    return { say };
  }

  /** The target has let us in: whether it has proven itself, where it had to. A sentence says why not. */
  verify(pairs: ReadonlyMap<string, string>): string | undefined {
    const { target } = this.#credentials;
    if (target === undefined || this.#own === undefined) return undefined;
    const proof = binaryOf(pairs.get('CHAP_R'));
    if (proof === undefined) return 'it does not prove itself, though it was asked to';
    if (target.name !== undefined && pairs.get('CHAP_N') !== target.name) return `it calls itself '${pairs.get('CHAP_N')}'`;
    if (Buffer.compare(proof, response(this.#own, target.secret)) !== 0)
      return 'it does not know the secret by which it has to prove itself';
    return undefined;
  }
}

const response = ({ hash, identifier, challenge }: Challenge, secret: Secret): Uint8Array =>
  createHash(hash).update(Uint8Array.of(identifier)).update(secret.reveal()).update(challenge).digest();

function canCompute(hash: string | undefined): boolean {
  if (hash === undefined) return false;
  try {
    createHash(hash);
    return true;
  } catch {
    return false;
  }
}

const written = (bytes: Uint8Array): string => `0x${Buffer.from(bytes).toString('hex')}`;

/** The bytes of a binary value (§6.1), in hexadecimal or base64. */
function binaryOf(text = ''): Uint8Array | undefined {
  const digits = text.slice(2);
  let bytes: Uint8Array | undefined;
  if (/^0x([0-9a-f]+)$/i.test(text)) bytes = Buffer.from(digits.length % 2 === 0 ? digits : `0${digits}`, 'hex');
  else if (/^0b[a-z0-9+/]+={0,2}$/i.test(text) && digits.length % 4 === 0) bytes = Buffer.from(digits, 'base64');
  return bytes !== undefined && bytes.length > 0 && bytes.length <= MAXIMUM_BINARY_BYTES ? bytes : undefined;
}
