/** Listening on an endpoint, with the system's refusals as sentences for the operator. */
import type { AddressInfo, Server } from 'node:net';
import { type Endpoint, formatEndpoint } from '../foundation/endpoint.ts';
import { UserError } from '../foundation/user-error.ts';

interface Refusal {
  readonly code: string;
  readonly problem: string;
  readonly hint: string;
}

const refusals: Readonly<Record<string, Refusal>> = {
  EADDRINUSE: {
    code: 'address-in-use',
    problem: 'another program is listening there',
    hint: 'choose another port, or port 0 for any that is free.',
  },
  EACCES: { code: 'address-forbidden', problem: 'this user may not listen there', hint: 'choose a port from 1024 on.' },
  EADDRNOTAVAIL: { code: 'address-not-local', problem: 'this machine does not have that address', hint: 'listen on 127.0.0.1 or 0.0.0.0.' },
  EAFNOSUPPORT: { code: 'address-not-local', problem: 'this machine does not speak that protocol', hint: 'listen on 127.0.0.1.' },
  ENOTFOUND: { code: 'address-unknown', problem: 'nobody knows that name', hint: 'write an address, like 127.0.0.1.' },
  EAI_AGAIN: { code: 'address-unknown', problem: 'that name cannot be looked up now', hint: 'write an address, like 127.0.0.1.' },
};

/**
 * Makes `server` listen and answers where it does: port 0 becomes the one that was free. On `::` it takes IPv4 as well, unless it is told
 * `ipv6Only`.
 * @throws UserError when the system refuses.
 */
export async function listen(server: Server, endpoint: Endpoint, { ipv6Only = false } = {}): Promise<Endpoint> {
  await new Promise<void>((resolve, reject) => {
    server.once('error', reject);
    server.listen({ host: endpoint.address, port: endpoint.port, ipv6Only }, () => {
      server.off('error', reject);
      resolve();
    });
  }).catch((cause: NodeJS.ErrnoException) => {
    const refusal = refusals[cause.code ?? ''];
    const message = `Cannot listen on ${formatEndpoint(endpoint)}: ${refusal?.problem ?? cause.message}.`;
    throw new UserError(refusal?.code ?? 'listen-failed', message, refusal === undefined ? { cause } : { hint: refusal.hint, cause });
  });
  const { address, port } = server.address() as AddressInfo;
  return { address, port };
}
