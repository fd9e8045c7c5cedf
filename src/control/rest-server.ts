/**
 * The interface over TCP, for programs and browsers on this machine, and on others where they can reach it. Who is let in is told in `guard.ts`.
 */
import { createServer, type Server } from 'node:http';
import type { Hono } from 'hono';
import { type Endpoint, formatEndpoint, isLoopback } from '../foundation/endpoint.ts';
import { UserError } from '../foundation/user-error.ts';
import { listen } from '../server/listen.ts';
import { closing } from './closing.ts';
import { atFirstRequest } from './first-request.ts';

export class RestServer {
  readonly address: Endpoint;
  readonly #server: Server;

  private constructor(address: Endpoint, server: Server) {
    this.address = address;
    this.#server = server;
  }

  /** Listens at the first of `places` that is free; `token` is asked where the place is not of this machine alone. @throws UserError */
  static async open(app: () => Promise<Hono>, places: readonly Endpoint[], token: () => string | undefined): Promise<RestServer> {
    for (const [index, place] of places.entries()) {
      const listener = async () => {
        const [{ getRequestListener }, { guarded }] = await Promise.all([import('@hono/node-server'), import('./guard.ts')]);
        return getRequestListener(guarded(await app(), place.address, isLoopback(place.address) ? undefined : token).fetch);
      };
      const server = createServer(atFirstRequest(listener));
      try {
        const address = await listen(server, place);
        return new RestServer(address, server);
      } catch (error) {
        const isLast = index === places.length - 1;
        if (isLast || !(error instanceof UserError) || error.code !== 'address-in-use') throw error;
      }
    }
    throw new Error('no place to listen at');
  }

  /** `http://127.0.0.1:3280`. */
  get url(): string {
    return `http://${formatEndpoint(this.address)}`;
  }

  get isOfThisMachineAlone(): boolean {
    return isLoopback(this.address.address);
  }

  /** Accepts nobody any more; resolves when everybody has been answered. */
  close(): Promise<void> {
    return closing(this.#server, () => new Promise((resolve) => this.#server.close(resolve)));
  }
}
