/** Ports that nothing listens on, for labs whose configuration has to name them before it is served. */
import { once } from 'node:events';
import { type AddressInfo, createServer } from 'node:net';

/** All of them are held at once, so they are different; each is free again when this resolves. */
export async function freePorts(count: number): Promise<number[]> {
  const servers = Array.from({ length: count }, () => createServer().listen(0, '127.0.0.1'));
  await Promise.all(servers.map((server) => once(server, 'listening')));
  const ports = servers.map((server) => (server.address() as AddressInfo).port);
  await Promise.all(servers.map((server) => new Promise((resolve) => server.close(resolve))));
  return ports;
}
