/** The portals of a configuration, opened: where each really listens, and by which address initiators reach it. */
import { networkInterfaces } from 'node:os';
import { parseEndpoint } from './config/endpoint.ts';
import type { Portal } from './config/portals.ts';
import { runningServers } from './control/register.ts';
import { type Endpoint, formatEndpoint, isWildcard } from './foundation/endpoint.ts';
import { UserError } from './foundation/user-error.ts';
import type { NetworkPortal } from './iscsi/iscsi-node-options.ts';
import type { IscsiServer } from './server/iscsi-server.ts';

/** Opens them, and answers them in their order. @throws UserError */
export async function openPortals(server: IscsiServer, portals: readonly Portal[]): Promise<readonly NetworkPortal[]> {
  const opened = new Map<Portal, NetworkPortal>();
  // Those of IPv4 first: a portal for all of IPv6 leaves alone what is taken then.
  for (const portal of [...portals].sort((a, b) => Number(isIPv6(a.listen)) - Number(isIPv6(b.listen)))) {
    const listen = await server.listen(portal.listen, portal.group).catch(nameOccupant(portal.listen));
    opened.set(portal, { listen, portalGroupTag: portal.group, ...(portal.advertise !== undefined && { advertise: portal.advertise }) });
  }
  return portals.map((portal) => opened.get(portal)!);
}

const isIPv6 = ({ address }: Endpoint): boolean => address.includes(':');

/** Names the server that has the address already, if it is one of ours. */
const nameOccupant =
  (wanted: Endpoint) =>
  async (error: unknown): Promise<never> => {
    if (!(error instanceof UserError) || error.code !== 'address-in-use') throw error;
    const isThere = (other: Endpoint): boolean =>
      other.port === wanted.port && (other.address === wanted.address || isWildcard(other.address) || isWildcard(wanted.address));
    const occupant = (await runningServers()).find(({ listen }) => listen!.split(', ').map(parseEndpoint).some(isThere));
    if (occupant === undefined) throw error;
    const { program, pid, home } = occupant;
    throw new UserError(
      'address-in-use',
      `Cannot listen on ${formatEndpoint(wanted)}: '${program}' (process ${pid}) serves the home ${home} there.`,
      { hint: `stop it with 'kill ${pid}', or listen elsewhere with --listen 127.0.0.1:0.` },
    );
  };

/** The address that an initiator can be told of a portal: one of this machine's, where it listens on all. */
export function reachableAt({ listen, advertise }: NetworkPortal): Endpoint {
  if (advertise !== undefined) return advertise;
  if (!isWildcard(listen.address)) return listen;
  const own = Object.values(networkInterfaces()).flatMap((addresses) => addresses ?? []);
  const family = isIPv6(listen) ? 'IPv6' : 'IPv4';
  const outside = own.find((address) => address.family === family && !address.internal && !address.address.startsWith('fe80:'));
  return { ...listen, address: outside?.address ?? (family === 'IPv6' ? '::1' : '127.0.0.1') };
}
