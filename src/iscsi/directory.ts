/**
 * The node as a login sees it: which targets there are, who may come to each and by what portal, what has to be proved on the way (RFC 7143
 * §4.2.7, §4.4.1, §6.3.1), and which of them has moved elsewhere (§11.13.5). The same knowledge answers SendTargets (appendix C): an initiator hears
 * of a target only if it may log in to it.
 */
import type { Endpoint } from '../foundation/endpoint.ts';
import { formatEndpoint } from '../foundation/endpoint.ts';
import { invariant } from '../foundation/invariant.ts';
import { LoginStatus } from '../wire/login-response.ts';
import type { TextPair } from '../wire/text.ts';
import { type AccessRule, type ChapCredential, everybody, ruleFor } from './access.ts';
import type { Admission, Approach, LoginDirectory, LoginRefusal } from './admission.ts';
import type { AuthenticationDemand, ChapIdentity } from './authentication.ts';
import { isPortalOf, plainAddress, sendTargets, tellPortals } from './discovery.ts';
import { iscsiNameProblem, normaliseIscsiName } from './iscsi-name.ts';
import type { IscsiNodeOptions, IscsiTargetOptions, NetworkPortal } from './iscsi-node-options.ts';

export class Directory implements LoginDirectory {
  readonly #options: Pick<IscsiNodeOptions, 'portals' | 'discovery'>;
  readonly #targets: ReadonlyMap<string, IscsiTargetOptions>;

  constructor(options: Pick<IscsiNodeOptions, 'targets' | 'portals' | 'discovery'>) {
    this.#options = options;
    this.#targets = new Map(options.targets.map((target) => [normaliseIscsiName(target.name), target]));
    invariant(this.#targets.size === options.targets.length, 'target names are different');
    for (const name of this.#targets.keys()) invariant(iscsiNameProblem(name) === undefined, `${name} is an iSCSI name`);
  }

  /** By its name in normal form. */
  target(name: string): IscsiTargetOptions | undefined {
    return this.#targets.get(name);
  }

  /** The portal groups that a target is reached through, each of them a port of it (§4.4.2), in ascending order. */
  portalGroupTags(name: string, approach: Approach): readonly number[] {
    const tags = this.#targets.get(name)?.portalGroupTags ?? this.#portalsFor(approach).map(({ portalGroupTag }) => portalGroupTag);
    return [...new Set([...tags, approach.portalGroupTag])].sort((a, b) => a - b);
  }

  admit(approach: Approach): Admission | LoginRefusal {
    const { type, targetName, initiatorName } = approach;
    const named = targetName === undefined ? undefined : this.#admitToTarget(targetName, approach);
    if (named !== undefined && (type === 'normal' || 'status' in named)) return named;

    const { access = everybody, credential } = this.#options.discovery ?? {};
    const rule = ruleFor(access, initiatorName, plainAddress(approach.remote.address));
    if (rule === undefined)
      return { status: LoginStatus.authorizationFailure, problem: 'the initiator may not ask what targets there are' };
    // It may take the place of a normal session with the target (the ISID rule), so it has as much to prove.
    if (named !== undefined) return named;
    // A node that answers for all of its targets has no iSCSI name of its own, and its first target's is as good as any.
    const [firstName = ''] = this.#targets.keys();
    return grantOf(rule, credential, initiatorName, firstName);
  }

  /** The answer to `SendTargets=value` in a session of `approach`. */
  sendTargets(value: string, approach: Approach): readonly TextPair[] {
    const portals = this.#portalsFor(approach);
    return sendTargets(value, {
      sessionType: approach.type,
      sessionTarget: approach.targetName,
      targets: [...this.#targets]
        .filter(([, target]) => this.#ruleAt(target, approach) !== undefined)
        .map(([name, target]) => ({
          name,
          addresses: tellPortals(
            portals.filter((portal) => isReached(target, portal.portalGroupTag)),
            approach.local,
          ),
        })),
    });
  }

  #admitToTarget(name: string, approach: Approach): Admission | LoginRefusal {
    const target = this.#targets.get(name);
    if (target === undefined) return { status: LoginStatus.notFound, problem: `there is no target ${name}` };
    if (!isReached(target, approach.portalGroupTag))
      return {
        status: LoginStatus.notFound,
        problem: `the target ${name} is not reached through portal group ${approach.portalGroupTag}`,
      };
    const rule = this.#ruleAt(target, approach);
    if (rule === undefined)
      return { status: LoginStatus.authorizationFailure, problem: `no rule of the target ${name} lets the initiator in` };
    const { redirection } = target;
    if (redirection !== undefined && !this.#hasArrived(redirection.to, approach))
      return {
        status: redirection.permanent ? LoginStatus.targetMovedPermanently : LoginStatus.targetMovedTemporarily,
        problem: `the target ${name} has moved to ${formatEndpoint(redirection.to)}`,
        pairs: [['TargetAddress', formatEndpoint(redirection.to)]],
      };
    return { target: { name, alias: target.alias }, ...grantOf(rule, target.credential, approach.initiatorName, name) };
  }

  #ruleAt({ access = everybody }: IscsiTargetOptions, { initiatorName, remote }: Approach): AccessRule | undefined {
    return ruleFor(access, initiatorName, plainAddress(remote.address));
  }

  #portalsFor({ local, portalGroupTag }: Approach): readonly NetworkPortal[] {
    return this.#options.portals?.() ?? [{ listen: local, portalGroupTag }];
  }

  /** Whether a connection has come to `address`, or to the portal that goes by it. */
  #hasArrived(address: Endpoint, approach: Approach): boolean {
    if (sameEndpoint(address, approach.local)) return true;
    return this.#portalsFor(approach).some(
      (portal) => portal.advertise !== undefined && sameEndpoint(portal.advertise, address) && isPortalOf(portal, approach.local),
    );
  }
}

const isReached = ({ portalGroupTags }: IscsiTargetOptions, tag: number): boolean => portalGroupTags?.includes(tag) ?? true;

const sameEndpoint = (a: Endpoint, b: Endpoint): boolean => a.port === b.port && plainAddress(a.address) === plainAddress(b.address);

function grantOf(
  { chap, chapIsOptional = false, luns }: AccessRule,
  credential: ChapCredential | undefined,
  initiatorName: string,
  ownName: string,
): Pick<Admission, 'authentication' | 'luns'> {
  const authentication: AuthenticationDemand = {
    initiator: identityOf(chap, initiatorName),
    optional: chapIsOptional,
    target: identityOf(credential, ownName),
  };
  return { authentication, luns };
}

const identityOf = (credential: ChapCredential | undefined, name: string): ChapIdentity | undefined =>
  credential === undefined ? undefined : { name: credential.name ?? name, secret: credential.secret };
