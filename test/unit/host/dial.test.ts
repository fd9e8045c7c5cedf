/** Connections that do not come about, as sentences. */
import dns from 'node:dns';
import { createServer } from 'node:net';
import { afterEach, expect, it, vi } from 'vitest';
import { systemClock } from '../../../src/foundation/clock.ts';
import { dialTcp } from '../../../src/host/dial.ts';

afterEach(() => void vi.restoreAllMocks());

/** Of this machine, and nobody listens there. */
async function unusedPort(): Promise<number> {
  const server = createServer();
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  const { port } = server.address() as { port: number };
  await new Promise((resolve) => server.close(resolve));
  return port;
}

it('tells what each address of a name had against it', async () => {
  const port = await unusedPort();
  const addresses = ['127.0.0.1', '127.0.0.2'].map((address) => ({ address, family: 4 }));
  vi.spyOn(dns, 'lookup').mockImplementation(((_name: string, _options: object, found: (error: null, addresses: object[]) => void) =>
    found(null, addresses)) as unknown as typeof dns.lookup);
  await expect(dialTcp(systemClock)({ address: 'portal.example', port })).rejects.toMatchObject({
    name: 'DialError',
    code: 'ECONNREFUSED',
    message: `portal.example:${port}: connect ECONNREFUSED 127.0.0.1:${port}, connect ECONNREFUSED 127.0.0.2:${port}`,
  });
});
