/**
 * SendTargets (RFC 7143 §13.3, appendix C): which targets there are, and at which addresses.
 *
 *     SendTargets=All     every target; in discovery sessions only
 *     SendTargets=NAME    the one of that name; in a normal session only its own
 *     SendTargets=        the target of this session; in normal sessions only
 *
 * Of a target every portal is told through which it is reached, each with the tag of its portal group.
 */
import { type Endpoint, formatEndpoint, isWildcard } from '../foundation/endpoint.ts';
import type { TextPair } from '../wire/text.ts';
import { isIscsiName, normaliseIscsiName } from './iscsi-name.ts';
import type { NetworkPortal } from './iscsi-node-options.ts';

export interface TargetRecord {
  readonly name: string;
  /** As in TargetAddress (§13.8). */
  readonly addresses: readonly string[];
}

export interface DiscoveryCircumstances {
  /** Those that the initiator may log in to. */
  readonly targets: readonly TargetRecord[];
  /** The target of a normal session, or the one that a discovery session named. */
  readonly sessionTarget: string | undefined;
  readonly sessionType: 'normal' | 'discovery';
}

const refused: readonly TextPair[] = [['SendTargets', 'Reject']];

/** The answer to `SendTargets=value`: a TargetName and its addresses for each target, or Reject. */
export function sendTargets(value: string, circumstances: DiscoveryCircumstances): readonly TextPair[] {
  const { targets, sessionTarget, sessionType } = circumstances;
  const visible = sessionTarget === undefined ? targets : targets.filter(({ name }) => name === sessionTarget);
  if (value === 'All') return sessionType === 'discovery' ? list(visible) : refused;
  if (value === '') return sessionType === 'normal' ? list(visible) : refused;
  if (!isIscsiName(value)) return refused;
  const wanted = normaliseIscsiName(value);
  return list(visible.filter(({ name }) => name === wanted));
}

/** A target without an address would be looked for at this one, so it is left out. */
const list = (targets: readonly TargetRecord[]): TextPair[] =>
  targets
    .filter(({ addresses }) => addresses.length > 0)
    .flatMap(({ name, addresses }) => [['TargetName', name], ...addresses.map((address): TextPair => ['TargetAddress', address])]);

/** How portals read in TargetAddress to an initiator whose connection came to `local`; portals that nothing can be told of are left out. */
export function tellPortals(portals: readonly NetworkPortal[], local: Endpoint): string[] {
  const told = portals.flatMap((portal) => {
    const endpoint = portal.advertise ?? reachable(portal.listen, local);
    return endpoint === undefined
      ? []
      : [`${formatEndpoint({ ...endpoint, address: plainAddress(endpoint.address) })},${portal.portalGroupTag}`];
  });
  return [...new Set(told)];
}

/** Whether a connection that came to `local` came through this portal. */
export const isPortalOf = ({ listen }: NetworkPortal, local: Endpoint): boolean => {
  const endpoint = reachable(listen, local);
  return endpoint?.port === local.port && plainAddress(endpoint.address) === plainAddress(local.address);
};

/** An address as every host writes it: an IPv4 address that came by way of IPv6 as itself, and no zone, which only this machine knows (§13.8). */
export const plainAddress = (address: string): string =>
  address
    .replace(/^::ffff:(?=\d+\.)/i, '')
    .replace(/%.*$/s, '')
    .toLowerCase();

/** The address to reach a listener at: where it listens everywhere, the one that is known to be reached, if it is of the listener's kind. */
function reachable({ address, port }: Endpoint, local: Endpoint): Endpoint | undefined {
  if (!isWildcard(address)) return { address, port };
  return address === '0.0.0.0' && plainAddress(local.address).includes(':') ? undefined : { address: local.address, port };
}
