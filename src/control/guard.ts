/**
 * Who is let in over TCP. A page of the web must not reach the interface through its reader's browser: a name that its author has made to point here is
 * refused by the Host header (DNS rebinding), and its requests by their Origin. Where other machines can reach it, it asks everybody for a token.
 */
import { createHash, timingSafeEqual } from 'node:crypto';
import { isIP } from 'node:net';
import { hostname } from 'node:os';
import { Hono, type MiddlewareHandler } from 'hono';
import { bodyLimit } from 'hono/body-limit';
import { UserError } from '../foundation/user-error.ts';
import { problemResponse, problemsAsSuch } from './application.ts';

/** More than any scenario has. */
const largestBody = 4 * 2 ** 20;

/** `app` as it is to be met at `place`; `token` is asked where there is one to ask. */
export function guarded(app: Hono, place: string, token: (() => string | undefined) | undefined): Hono {
  const outer = new Hono();
  problemsAsSuch(outer);
  outer.use(
    ownHostOnly([place]),
    sameOriginOnly,
    ...(token === undefined ? [] : [bearerOnly(token)]),
    bodyLimit({ maxSize: largestBody, onError: tooLarge }),
  );
  return outer.route('/', app);
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
