import { networkInterfaces } from 'node:os';
import { describe, expect, it } from 'vitest';
import type { Endpoint } from '../../src/foundation/endpoint.ts';
import { openPortals, reachableAt } from '../../src/served-portals.ts';
import type { IscsiServer } from '../../src/server/iscsi-server.ts';

const portal = (address: string, group = 1, advertise?: Endpoint) => ({ listen: { address, port: 0 }, advertise, group });

describe('the portals of a lab', () => {
  it('are opened with those of IPv4 first, and told in their own order', async () => {
    const opened: string[] = [];
    const server = {
      listen: async ({ address }: Endpoint, group: number) => {
        opened.push(`${address} ${group}`);
        return { address, port: 40_000 + opened.length };
      },
    } as unknown as IscsiServer;
    const advertise = { address: '192.0.2.1', port: 3260 };
    expect(await openPortals(server, [portal('::', 2), portal('0.0.0.0'), portal('::1', 3, advertise), portal('127.0.0.1')])).toEqual([
      { listen: { address: '::', port: 40_003 }, portalGroupTag: 2 },
      { listen: { address: '0.0.0.0', port: 40_001 }, portalGroupTag: 1 },
      { listen: { address: '::1', port: 40_004 }, portalGroupTag: 3, advertise },
      { listen: { address: '127.0.0.1', port: 40_002 }, portalGroupTag: 1 },
    ]);
    expect(opened).toEqual(['0.0.0.0 1', '127.0.0.1 1', ':: 2', '::1 3']);
  });

  it('are reached by what they advertise, else by where they listen', () => {
    const advertise = { address: 'lab.example.org', port: 3261 };
    const listen = { address: '192.0.2.1', port: 3260 };
    expect(reachableAt({ listen, portalGroupTag: 1, advertise })).toBe(advertise);
    expect(reachableAt({ listen, portalGroupTag: 1 })).toBe(listen);
  });

  it.each(['0.0.0.0', '::'])('are reached by an address of this machine where they listen on %s', (address) => {
    const reached = reachableAt({ listen: { address, port: 3260 }, portalGroupTag: 1 });
    const own = Object.values(networkInterfaces()).flatMap((addresses) => addresses?.map((one) => one.address) ?? []);
    expect(reached.port).toBe(3260);
    expect([...own, '127.0.0.1', '::1']).toContain(reached.address);
    expect(reached.address.includes(':')).toBe(address === '::');
  });
});
