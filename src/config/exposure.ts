/**
 * Which targets others can come to without a password, and who: for the warning at the start. A name that an initiator gives itself keeps nobody
 * out, so rules with names but without CHAP are open to whoever takes such a name.
 */
import { type Endpoint, isLoopback, isWildcard } from '../foundation/endpoint.ts';
import type { AccessRuleConfiguration } from './access-schema.ts';
import type { Configuration } from './schema.ts';

export interface Exposure {
  readonly target: string;
  /** Each a phrase: `everybody`, `whoever calls itself iqn.…`. */
  readonly openTo: readonly string[];
}

/** `portals`: where initiators are really accepted, and what they are told. */
export function exposures({ targets }: Configuration, portals: readonly OpenPortal[]): readonly Exposure[] {
  return Object.entries(targets).flatMap(([target, { groups, access, redirect, luns }]) => {
    if (Object.keys(luns).length === 0) return [];
    const reached = portals.filter(({ listen, group }) => !isLoopback(listen.address) && (groups?.includes(group) ?? true));
    const arriving = redirect === undefined ? reached : reached.filter((portal) => leadsTo(portal, redirect.to));
    const openTo = (access ?? [{}]).filter(isOpen).map(whom);
    return arriving.length > 0 && openTo.length > 0 ? [{ target, openTo }] : [];
  });
}

export interface OpenPortal {
  readonly listen: Endpoint;
  readonly advertise: Endpoint;
  readonly group: number;
}

const leadsTo = ({ listen, advertise }: OpenPortal, to: Endpoint): boolean =>
  [listen, advertise].some(({ address, port }) => port === to.port && (address === to.address || isWildcard(address)));

const isOpen = ({ chap, addresses }: AccessRuleConfiguration): boolean =>
  (chap === undefined || chap.optional === true) && !(addresses?.every(({ isLoopback }) => isLoopback) ?? false);

function whom({ initiators, addresses }: AccessRuleConfiguration): string {
  const who = initiators === undefined ? 'everybody' : `whoever calls itself ${initiators.join(' or ')}`;
  return addresses === undefined ? who : `${who} at ${addresses.map(({ text }) => text).join(' or ')}`;
}
