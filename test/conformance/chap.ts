/**
 * CHAP from the initiator's side (RFC 7143 §12.1.3, RFC 1994 §4.1), with the hashes of node:crypto and nothing of the target's: it answers a
 * challenge, and makes one of its own when the target is to prove itself as well.
 *
 *     AuthMethod=CHAP                        →   ←   AuthMethod=CHAP
 *     CHAP_A=5                               →   ←   CHAP_A=5 CHAP_I=i CHAP_C=c
 *     CHAP_N=n CHAP_R=r [CHAP_I=I CHAP_C=C]  →   ←   [CHAP_N=N CHAP_R=R]
 */
import { createHash, randomBytes } from 'node:crypto';
import { demand } from './demand.ts';
import { type Pairs, pairValue } from './text-pairs.ts';

/** The algorithms of CHAP_A, as IANA registers them, by the names of their hashes in node:crypto. */
export const algorithms: Readonly<Record<number, string>> = { 5: 'md5', 6: 'sha1', 7: 'sha256', 8: 'sha3-256' };

/** How a large-binary-value is written (§6.1). */
export type BinaryForm = 'hexadecimal' | 'base64';

export interface ChapIdentity {
  readonly name: string;
  readonly secret: string;
}

export interface ChapOptions extends ChapIdentity {
  /** CHAP_A; MD5 alone unless given. */
  readonly algorithms?: string;
  /** AuthMethod; CHAP alone unless given. */
  readonly methods?: string;
  readonly form?: BinaryForm;
  /** Mutual CHAP: what the target has to prove itself by. */
  readonly target?: ChapIdentity;
}

export interface Challenge {
  readonly algorithm: number;
  readonly identifier: number;
  readonly challenge: Uint8Array;
}

export const writeBinary = (bytes: Uint8Array, form: BinaryForm = 'hexadecimal'): string =>
  form === 'base64' ? `0b${Buffer.from(bytes).toString('base64')}` : `0x${Buffer.from(bytes).toString('hex')}`;

export function readBinary(text: string | undefined): Uint8Array {
  if (text !== undefined && /^0[xX]([0-9a-fA-F]{2})+$/.test(text)) return Buffer.from(text.slice(2), 'hex');
  if (text !== undefined && /^0[bB]([A-Za-z0-9+/]{4})*([A-Za-z0-9+/]{2}==|[A-Za-z0-9+/]{3}=)?$/.test(text))
    return Buffer.from(text.slice(2), 'base64');
  throw new Error(`RFC 7143 §6.1: ${text} is no binary value`);
}

/** RFC 1994 §4.1: the hash of identifier, secret and challenge, one behind the other. */
export const chapResponse = ({ algorithm, identifier, challenge }: Challenge, secret: string | Uint8Array): Uint8Array =>
  createHash(algorithms[algorithm]!).update(Uint8Array.of(identifier)).update(secret).update(challenge).digest();

/** The target's challenge. @throws Error where it is none that the standard knows */
export function challengeOf(pairs: Pairs): Challenge {
  const [algorithm, identifier] = ['CHAP_A', 'CHAP_I'].map((key) => Number(pairValue(pairs, key)));
  const challenge = readBinary(pairValue(pairs, 'CHAP_C'));
  demand(algorithms[algorithm!] !== undefined, '§12.1.3', `CHAP_A=${algorithm} is no algorithm`);
  demand(Number.isInteger(identifier) && identifier! >= 0 && identifier! <= 255, '§12.1.3', `CHAP_I=${identifier} is no byte`);
  demand(challenge.length >= 16 && challenge.length <= 1024, '§12.1.3', `a challenge of ${challenge.length} bytes`);
  return { algorithm: algorithm!, identifier: identifier!, challenge };
}

/** CHAP_N and CHAP_R. */
export const proof = (challenge: Challenge, { name, secret }: ChapIdentity, form?: BinaryForm): Pairs => [
  ['CHAP_N', name],
  ['CHAP_R', writeBinary(chapResponse(challenge, secret), form)],
];

/** CHAP_I and CHAP_C. */
export const request = ({ identifier, challenge }: Challenge, form?: BinaryForm): Pairs => [
  ['CHAP_I', String(identifier)],
  ['CHAP_C', writeBinary(challenge, form)],
];

export const newChallenge = (algorithm: number, length = 20): Challenge => ({
  algorithm,
  identifier: randomBytes(1)[0]!,
  challenge: randomBytes(length),
});

/** Whether the answer to `challenge` proves that the target is who it has to be. */
export function isProvenBy(pairs: Pairs, challenge: Challenge, { name, secret }: ChapIdentity): boolean {
  const response = readBinary(pairValue(pairs, 'CHAP_R'));
  return pairValue(pairs, 'CHAP_N') === name && Buffer.compare(response, chapResponse(challenge, secret)) === 0;
}

/** All of CHAP behind its AuthMethod, one `say` for each request; gives the last answer, by which the target lets in or refuses. */
export async function authenticate<Answer extends { readonly statusClass: number; readonly pairs: Pairs }>(
  say: (pairs: Pairs, transit: boolean) => Promise<Answer>,
  options: ChapOptions,
): Promise<Answer> {
  const asked = await say([['CHAP_A', options.algorithms ?? '5']], false);
  if (asked.statusClass !== 0) return asked;
  const challenge = challengeOf(asked.pairs);
  const mine = options.target && newChallenge(challenge.algorithm);
  const answer = await say([...proof(challenge, options, options.form), ...(mine ? request(mine, options.form) : [])], true);
  if (mine !== undefined && answer.statusClass === 0)
    demand(isProvenBy(answer.pairs, mine, options.target!), '§12.1.3', 'the target does not prove that it is who it has to be');
  return answer;
}
