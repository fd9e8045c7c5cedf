/**
 * An iSCSI initiator (RFC 7143): asks a portal what targets there are, and logs in to one of them. What it does differently from any other is its profile.
 */
import { randomBytes } from 'node:crypto';

import type { Clock } from '../../foundation/clock.ts';
import { type Endpoint, formatEndpoint } from '../../foundation/endpoint.ts';
import { UserError } from '../../foundation/user-error.ts';
import { decodeText, encodeText } from '../../wire/text.ts';
import { type Dial, DialError } from '../dial.ts';
import type { ChapCredentials } from './chap.ts';
import { FullFeaturePhase } from './full-feature-phase.ts';
import { type Arrival, InitiatorSession } from './initiator-session.ts';
import { ConnectionLost, Link } from './link.ts';
import { logIn } from './login.ts';
import { LoginError } from './login-error.ts';
import type { InitiatorProfile, TextPair } from './profile.ts';
import type { Session } from './session.ts';
import { parseTargetAddress, type TargetAddress } from './target-address.ts';

export interface InitiatorOptions {
  readonly profile: InitiatorProfile;
  readonly initiatorName: string;
  readonly initiatorAlias?: string;
  readonly dial: Dial;
  readonly clock: Clock;
  readonly chap?: ChapCredentials;
  /** Which digests are insisted on; what the profile offers unless given. */
  readonly digests?: 'none' | 'header' | 'data' | 'both';
  /** Values offered in place of the profile's, or beside them. */
  readonly keys?: Readonly<Record<string, string>>;
  readonly random?: (length: number) => Uint8Array;
}

export interface DiscoveredTarget {
  readonly name: string;
  /** Where it is; the portal that was asked, where it did not say. */
  readonly addresses: readonly TargetAddress[];
}

/** How often a target may be elsewhere before nobody believes it any more. */
const MAXIMUM_REDIRECTIONS = 4;

export class Initiator {
  readonly #options: InitiatorOptions;
  readonly #random: (length: number) => Uint8Array;
  /** Numbers of sessions that their ISIDs are made of. */
  readonly #numbers = new Set<number>();

  /** @throws UserError when both sides would prove themselves by the same secret: either's answer would be the other's (§9.2.1) */
  constructor(options: InitiatorOptions) {
    if (options.chap?.target?.secret.equals(options.chap.secret))
      throw new UserError('chap-secrets-equal', 'The target would prove itself by the same CHAP secret as the initiator.', {
        hint: 'give each side a secret of its own.',
      });
    this.#options = options;
    this.#random = options.random ?? randomBytes;
  }

  /** SendTargets=All in a session of its own (Appendix C). @throws LoginError */
  async discover(portal: Endpoint): Promise<readonly DiscoveredTarget[]> {
    const { profile, clock } = this.#options;
    const { connectionId, firstDiscoveryTag: firstTag } = profile.numbering;
    const { loggedIn, portal: at } = await this.#connect(portal, profile.isid('discovery', this.#random), undefined);
    let problem = `no answer within ${profile.recovery.answerMs / 1000} s`;
    const phase = new FullFeaturePhase(loggedIn, {
      clock,
      connectionId,
      firstTag,
      ...profile.recovery,
      listener: {
        lost: (loss) => {
          problem = loss.message;
        },
      },
    });
    const answer = await phase.text(encodeText([['SendTargets', 'All']]));
    const text = answer === undefined ? { error: problem } : decodeText(answer);
    // Who does not answer one question is asked no other.
    if (answer === undefined) phase.drop(new ConnectionLost('dropped', 'no answer'));
    else await phase.logOut();
    if ('error' in text)
      throw new LoginError('invalid-answer', `${formatEndpoint(at)} does not say what targets there are: ${text.error}.`);
    return targetsOf(text.pairs, at);
  }

  /** @throws LoginError */
  async logIn(portal: Endpoint, targetName: string): Promise<Session> {
    const { profile, clock } = this.#options;
    // From before the first login on, so that two that begin at once are not one that reinstates the other; free again if that one fails.
    let number = 0;
    while (this.#numbers.has(number)) number++;
    this.#numbers.add(number);
    const isid = profile.isid(number, this.#random);
    let home = portal;
    const connect = async (): Promise<Arrival> => {
      const arrival = await this.#connect(home, isid, targetName);
      home = arrival.home;
      return arrival;
    };
    const arrival = await connect().catch((error: unknown) => {
      this.#numbers.delete(number);
      throw error;
    });
    return new InitiatorSession(arrival, { targetName, isid, profile, clock, connect });
  }

  /** `home`: where to begin the next time, which changes when the target has moved for good. */
  async #connect(portal: Endpoint, isid: Uint8Array, targetName: string | undefined): Promise<Arrival & { readonly home: Endpoint }> {
    const { profile, initiatorName, initiatorAlias, clock, chap } = this.#options;
    let at = portal;
    let home = portal;
    for (let redirections = 0; redirections <= MAXIMUM_REDIRECTIONS; redirections++) {
      const link = await this.#dial(at);
      const keys = this.#keys(targetName === undefined ? profile.discoveryKeys : profile.normalKeys);
      const random = this.#random;
      const outcome = await logIn(link, at, { profile, initiatorName, initiatorAlias, targetName, isid, keys, chap, clock, random });
      if ('link' in outcome) return { loggedIn: outcome, portal: at, home };
      const next = parseTargetAddress(outcome.address);
      if (next === undefined) throw badRedirection(at, `to '${outcome.address}', which is no address`);
      at = next.endpoint;
      if (outcome.permanent) home = at;
    }
    throw badRedirection(portal, `${MAXIMUM_REDIRECTIONS + 1} times in a row`);
  }

  async #dial(at: Endpoint): Promise<Link> {
    try {
      return new Link(await this.#options.dial(at));
    } catch (error) {
      if (!(error instanceof DialError)) throw error;
      throw new LoginError('unreachable', `Nobody was reached at ${error.message}.`, {
        hint: 'check the address, the port and whether the target is running.',
        cause: error,
      });
    }
  }

  #keys(ofProfile: readonly TextPair[]): readonly TextPair[] {
    const { digests, keys } = this.#options;
    const wanted = new Map(Object.entries(keys ?? {}));
    if (digests !== undefined) {
      wanted.set('HeaderDigest', digests === 'header' || digests === 'both' ? 'CRC32C' : 'None');
      wanted.set('DataDigest', digests === 'data' || digests === 'both' ? 'CRC32C' : 'None');
    }
    const own = ofProfile.map(([key, value]): TextPair => [key, wanted.get(key) ?? value]);
    for (const [key] of own) wanted.delete(key);
    return [...own, ...wanted];
  }
}

const badRedirection = (at: Endpoint, how: string): LoginError =>
  new LoginError('bad-redirection', `${formatEndpoint(at)} sends us on ${how}.`);

function targetsOf(pairs: readonly TextPair[], portal: Endpoint): readonly DiscoveredTarget[] {
  const targets: { name: string; addresses: TargetAddress[] }[] = [];
  for (const [key, value] of pairs) {
    if (key === 'TargetName') targets.push({ name: value, addresses: [] });
    const address = key === 'TargetAddress' ? parseTargetAddress(value) : undefined;
    if (address !== undefined) targets.at(-1)?.addresses.push(address);
  }
  return targets.map(({ name, addresses }) => ({ name, addresses: addresses.length === 0 ? [{ endpoint: portal }] : addresses }));
}
