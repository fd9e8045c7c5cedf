/**
 * The interface over TCP, for programs and browsers on this machine. A page of the web must not reach it through its reader's browser: a name that its
 * author has made to point here is refused by the Host header (DNS rebinding), and its requests by their Origin. Where other machines can reach it, it
 * asks everybody for a token.
 */
import { createHash, timingSafeEqual } from 'node:crypto';
import { createServer, type Server } from 'node:http';
import { isIP } from 'node:net';
import { hostname } from 'node:os';
import { getRequestListener } from '@hono/node-server';
import { Hono, type MiddlewareHandler } from 'hono';
import { bodyLimit } from 'hono/body-limit';
import { type Endpoint, formatEndpoint, isLoopback } from '../foundation/endpoint.ts';
import { UserError } from '../foundation/user-error.ts';
import { listen } from '../server/listen.ts';
import { problemResponse, problemsAsSuch } from './application.ts';
import { closing } from './closing.ts';

/** More than any scenario has. */
const largestBody = 4 * 2 ** 20;

export class RestServer {
  readonly address: Endpoint;
  readonly #server: Server;

  private constructor(address: Endpoint, server: Server) {
    this.address = address;
    this.#server = server;
  }

  /** Listens at the first of `places` that is free; `token` is asked where the place is not of this machine alone. @throws UserError */
  static async open(app: Hono, places: readonly Endpoint[], token: () => string | undefined): Promise<RestServer> {
    for (const [index, place] of places.entries()) {
      const guarded = new Hono();
      const server = createServer(getRequestListener(guarded.fetch));
      try {
        const address = await listen(server, place);
        const asks = !isLoopback(address.address);
        problemsAsSuch(guarded);
        guarded.use(
          ownHostOnly([place.address]),
          sameOriginOnly,
          ...(asks ? [bearerOnly(token)] : []),
          bodyLimit({ maxSize: largestBody, onError: tooLarge }),
        );
        guarded.route('/', app);
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

const tooLarge = (): Response =>
  problemResponse(new UserError('body-too-large', 'The body is larger than 4MiB.', { hint: 'name a file of this machine instead.' }));

/** An address leads here whoever wrote it; a name only if it is this machine's, or the one that was listened at. */
const ownHostOnly =
  (names: readonly string[]): MiddlewareHandler =>
  async (context, next) => {
    const host = context.req.header('host') ?? '';
    const name = host.replace(/:\d+$/, '').toLowerCase();
    const own = [...names, 'localhost', hostname()].some((one) => one.toLowerCase() === name);
    if (!own && isIP(name.replace(/^\[(.*)\]$/, '$1')) === 0)
      throw new UserError('host-foreign', `'${host}' is no name of this server.`, {
        hint: 'ask by its address, like http://127.0.0.1:3280.',
      });
    await next();
  };

/** Browsers tell of which page a request is, but for one that only reads, whose answer they keep from the page. */
const sameOriginOnly: MiddlewareHandler = async (context, next) => {
  const origin = context.req.header('origin');
  if (origin !== undefined && origin !== `http://${context.req.header('host')}`)
    throw new UserError('origin-foreign', `A page of ${origin} may not do this.`, { hint: 'pages of other servers are kept out.' });
  await next();
};

const bearerOnly =
  (token: () => string | undefined): MiddlewareHandler =>
  async (context, next) => {
    const [, given] = /^Bearer +(\S+) *$/i.exec(context.req.header('authorization') ?? '') ?? [];
    const wanted = token();
    if (wanted === undefined || given === undefined || !timingSafeEqual(digest(given), digest(wanted)))
      throw new UserError(given === undefined ? 'token-missing' : 'token-wrong', 'This server asks for its token.', {
        hint: "send 'Authorization: Bearer TOKEN'; it stands in the home's file control-token.",
      });
    await next();
  };

/** Of one length, whatever was sent. */
const digest = (text: string): Buffer => createHash('sha256').update(text).digest();
