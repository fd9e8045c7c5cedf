/** What deeds do to the places where initiators are accepted. */
import type { PortalHands } from './faults/hands.ts';
import { didYouMean } from './foundation/did-you-mean.ts';
import { type Endpoint, formatEndpoint, isWildcard } from './foundation/endpoint.ts';
import { UserError } from './foundation/user-error.ts';
import type { IscsiServer } from './server/iscsi-server.ts';

/** `server` answers nothing until there is one. */
export function handsOnPortals(server: () => IscsiServer | undefined): PortalHands {
  const find = (place: string): Endpoint => {
    const doors = server()?.doors ?? [];
    const found = doors.find((local) => formatEndpoint(local) === place);
    if (found !== undefined) return found;
    throw new UserError('portal-unknown', `Nobody listens on ${place}.`, { hint: didYouMean(place, doors.map(formatEndpoint)) });
  };
  return {
    shut: (place) => {
      const wanted = place === undefined ? undefined : find(place);
      return server()?.shut((local) => wanted === undefined || local === wanted) ?? (async () => {});
    },
    open: async () => server()?.reopen(),
    isAt: ({ local }, place) => {
      const { address, port } = find(place);
      return local.port === port && (isWildcard(address) || local.address === address);
    },
  };
}
