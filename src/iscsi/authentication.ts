/**
 * The security stage of a login (RFC 7143 §6.3.2, §12.1): which method, and CHAP (§12.1.3) from its first key to its last.
 *
 *     initiator                                 target
 *     AuthMethod=CHAP,None                  →
 *                                           ←   AuthMethod=CHAP
 *     CHAP_A=7,5                            →
 *                                           ←   CHAP_A=7 CHAP_I=i CHAP_C=c
 *     CHAP_N=n CHAP_R=r [CHAP_I=I CHAP_C=C] →
 *                                           ←   [CHAP_N=N CHAP_R=R]   when the initiator asked for it: mutual CHAP
 *
 * An initiator that leaves it to the target to speak first is offered the methods. What goes wrong is told alike and takes alike long, whether
 * the name was wrong or the secret; no sentence here repeats a value that was sent, which might be a secret in the wrong place.
 */
import { createHash, timingSafeEqual } from 'node:crypto';
import type { Secret } from '../foundation/secret.ts';
import { LoginStatus } from '../wire/login-response.ts';
import type { TextPair } from '../wire/text.ts';
import { type ChapAlgorithm, chapAlgorithms, chapResponse, decodeBinary, encodeBinary } from './chap.ts';
import type { ChapChallenge, ChapChallenges } from './chap-challenges.ts';
import { isIscsiName, normaliseIscsiName } from './iscsi-name.ts';
import type { AuthenticationKey } from './key-table.ts';
import { numberWithin } from './negotiation.ts';

/** A name and the secret behind it. */
export interface ChapIdentity {
  readonly name: string;
  readonly secret: Secret;
}

/** What a login has to prove, and can have proved to it. */
export interface AuthenticationDemand {
  /** By what the initiator proves itself; undefined: by nothing, and CHAP is not offered. */
  readonly initiator: ChapIdentity | undefined;
  /** Whether None will do for an initiator that prefers it. */
  readonly optional: boolean;
  /** By what the target proves itself; undefined: it cannot. */
  readonly target: ChapIdentity | undefined;
}

export interface AuthenticationRefusal {
  readonly status: number;
  /** One sentence. */
  readonly problem: string;
}

const fail = (problem: string): AuthenticationRefusal => ({ status: LoginStatus.authenticationFailure, problem });
const breach = (problem: string): AuthenticationRefusal => ({ status: LoginStatus.initiatorError, problem });

/** What the initiator may send next, and what it must. */
type Step =
  | { readonly name: 'method'; readonly offered: boolean }
  | { readonly name: 'algorithm' }
  | { readonly name: 'response'; readonly algorithm: ChapAlgorithm; readonly issued: ChapChallenge }
  | { readonly name: 'done' };

export class Authentication {
  readonly #demand: AuthenticationDemand;
  readonly #challenges: ChapChallenges;
  #step: Step = { name: 'method', offered: false };

  constructor(demand: AuthenticationDemand, challenges: ChapChallenges) {
    this.#demand = demand;
    this.#challenges = challenges;
  }

  /** Whether the login may go on to what comes after security. */
  get done(): boolean {
    return this.#step.name === 'done' || (this.#step.name === 'method' && !this.#required);
  }

  /** Whether only CHAP will do. */
  get #required(): boolean {
    return this.#demand.initiator !== undefined && !this.#demand.optional;
  }

  /** What is answered to the keys of one request of the stage, each there once at most. `transit`: the initiator has no more to say. */
  receive(keys: ReadonlyMap<AuthenticationKey, string>, transit: boolean): readonly TextPair[] | AuthenticationRefusal {
    const untaken = new Map(keys);
    const answer = this.#advance(untaken, transit);
    if ('status' in answer) return answer;
    const [left] = untaken.keys();
    return left === undefined ? answer : breach(`${left} was sent before or after its time`);
  }

  /** Takes the keys of the present step away. */
  #advance(keys: Map<AuthenticationKey, string>, transit: boolean): readonly TextPair[] | AuthenticationRefusal {
    const step = this.#step;
    switch (step.name) {
      case 'method': {
        const answer = this.#chooseMethod(step.offered, take(keys, 'AuthMethod'), transit);
        // Who offers CHAP alone, or picks it, knows the method and may go on in the same breath.
        if ('status' in answer || this.#step.name !== 'algorithm' || !keys.has('CHAP_A')) return answer;
        const challenge = this.#challenge(take(keys, 'CHAP_A'));
        return 'status' in challenge ? challenge : [...answer, ...challenge];
      }
      case 'algorithm':
        return this.#challenge(take(keys, 'CHAP_A'));
      case 'response':
        return this.#verify(step.algorithm, step.issued, keys);
      case 'done':
        return [];
    }
  }

  #chooseMethod(offered: boolean, list: string | undefined, transit: boolean): readonly TextPair[] | AuthenticationRefusal {
    const methods = this.#demand.initiator === undefined ? ['None'] : this.#demand.optional ? ['CHAP', 'None'] : ['CHAP'];
    if (list === undefined) {
      if (this.#required && (transit || offered)) return fail('the initiator does not authenticate itself, and has to');
      if (transit || offered || this.#demand.initiator === undefined) return [];
      this.#step = { name: 'method', offered: true };
      return [['AuthMethod', methods.join(',')]];
    }
    const method = list.split(',').find((candidate) => methods.includes(candidate));
    if (method === undefined) return fail(`of the authentication methods the initiator offers none is ${methods.join(' or ')}`);
    this.#step = { name: method === 'CHAP' ? 'algorithm' : 'done' };
    // An answer is not answered.
    return offered ? [] : [['AuthMethod', method]];
  }

  #challenge(list: string | undefined): readonly TextPair[] | AuthenticationRefusal {
    if (list === undefined) return fail('CHAP_A is missing');
    const numbers = list.split(',').map((text) => numberWithin(text, [0, 255]));
    const algorithm = numbers.flatMap((number) => chapAlgorithms.find((candidate) => candidate.number === number) ?? [])[0];
    if (algorithm === undefined)
      return fail(`of the CHAP algorithms the initiator offers none is ${chapAlgorithms.map(({ number }) => number).join(' or ')}`);
    const issued = this.#challenges.next();
    this.#step = { name: 'response', algorithm, issued };
    return [
      ['CHAP_A', String(algorithm.number)],
      ['CHAP_I', String(issued.identifier)],
      ['CHAP_C', encodeBinary(issued.challenge)],
    ];
  }

  #verify(
    algorithm: ChapAlgorithm,
    issued: ChapChallenge,
    keys: Map<AuthenticationKey, string>,
  ): readonly TextPair[] | AuthenticationRefusal {
    const [name, response] = [take(keys, 'CHAP_N'), take(keys, 'CHAP_R')];
    if (name === undefined || response === undefined) return fail(`${name === undefined ? 'CHAP_N' : 'CHAP_R'} is missing`);

    const { initiator } = this.#demand;
    const expected = chapResponse(algorithm, issued.identifier, initiator!.secret, issued.challenge);
    const given = decodeBinary(response);
    const nameFits = same(comparable(name, initiator!.name), comparable(initiator!.name, initiator!.name));
    const responseFits = same(given ?? '', expected);
    if (given === undefined) return fail('CHAP_R is no binary value of at most 1024 bytes');
    if (!nameFits || !responseFits) return fail('CHAP_N and CHAP_R are not those of an initiator that may come in');
    const proof = this.#prove(algorithm, take(keys, 'CHAP_I'), take(keys, 'CHAP_C'));
    if (!('status' in proof)) this.#step = { name: 'done' };
    return proof;
  }

  /** What the target answers to a challenge of the initiator's, if there is one. */
  #prove(
    algorithm: ChapAlgorithm,
    identifier: string | undefined,
    challenge: string | undefined,
  ): readonly TextPair[] | AuthenticationRefusal {
    const { target } = this.#demand;
    if (identifier === undefined && challenge === undefined) return [];
    const theirs = decodeChallenge(identifier, challenge);
    if (typeof theirs === 'string') return fail(theirs);
    if (this.#challenges.isOwn(theirs.challenge)) return fail('the initiator handed back a challenge of ours as its own');
    if (target === undefined) return fail('the initiator asks for a proof of the target, which has no credential');
    return [
      ['CHAP_N', target.name],
      ['CHAP_R', encodeBinary(chapResponse(algorithm, theirs.identifier, target.secret, theirs.challenge))],
    ];
  }
}

function take(keys: Map<AuthenticationKey, string>, key: AuthenticationKey): string | undefined {
  const value = keys.get(key);
  keys.delete(key);
  return value;
}

function decodeChallenge(identifier: string | undefined, challenge: string | undefined): ChapChallenge | string {
  if (identifier === undefined || challenge === undefined) return `${identifier === undefined ? 'CHAP_I' : 'CHAP_C'} is missing`;
  const number = numberWithin(identifier, [0, 255]);
  if (number === undefined) return 'CHAP_I is no number from 0 to 255';
  const bytes = decodeBinary(challenge);
  return bytes === undefined ? 'CHAP_C is no binary value of at most 1024 bytes' : { identifier: number, challenge: bytes };
}

/** iSCSI names are compared in their normal form, any other as it stands. */
const comparable = (name: string, expected: string): string => (isIscsiName(expected) ? normaliseIscsiName(name) : name);

const digest = (value: Uint8Array | string): Uint8Array => createHash('sha256').update(value).digest();
/** Whether two values are equal, in a time that tells nothing of where, or whether, they differ. */
const same = (a: Uint8Array | string, b: Uint8Array | string): boolean => timingSafeEqual(digest(a), digest(b));
