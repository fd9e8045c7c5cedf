/** How an HTTP server of a home ends: everybody is answered first, but nobody who reads or writes no further keeps it from that. */
import type { Server } from 'node:http';

const patienceMs = 1_000;

/** Does `close`, which waits for the connections of `server`; those that are left after a while are cut off. */
export async function closing(server: Server, close: () => Promise<unknown>): Promise<void> {
  const impatience = setTimeout(() => server.closeAllConnections(), patienceMs);
  try {
    await close();
  } finally {
    clearTimeout(impatience);
  }
}
