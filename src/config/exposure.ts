/**
 * Which targets others can come to without a password, and who: for the warning at the start. A name that an initiator gives itself keeps nobody
 * out, so rules with names but without CHAP are open to whoever takes such a name.
 */
import { type Endpoint, isLoopback } from '../foundation/endpoint.ts';
import type { AccessRuleConfiguration } from './access-schema.ts';
import type { Configuration } from './schema.ts';

export interface Exposure {
  readonly target: string;
  /** Each a phrase: `everybody`, `whoever calls itself iqn.…`. */
  readonly openTo: readonly string[];
}

/** `portals`: where initiators are really accepted. */
export function exposures(
  { targets }: Configuration,
  portals: readonly { readonly listen: Endpoint; readonly group: number }[],
): readonly Exposure[] {
  const outside = portals.filter(({ listen }) => !isLoopback(listen.address));
  return Object.entries(targets).flatMap(([target, { groups, access }]) => {
    const isReached = outside.some(({ group }) => groups?.includes(group) ?? true);
    const openTo = (access ?? [{}]).filter(isOpen).map(whom);
    return isReached && openTo.length > 0 ? [{ target, openTo }] : [];
  });
}

const isOpen = ({ chap, addresses }: AccessRuleConfiguration): boolean =>
  (chap === undefined || chap.optional === true) && !(addresses?.every(({ isLoopback }) => isLoopback) ?? false);

function whom({ initiators, addresses }: AccessRuleConfiguration): string {
  const who = initiators === undefined ? 'everybody' : `whoever calls itself ${initiators.join(' or ')}`;
  return addresses === undefined ? who : `${who} at ${addresses.map(({ text }) => text).join(' or ')}`;
}
