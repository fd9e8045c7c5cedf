/**
 * The holder's end of a home's control channel: HTTP on the home's socket, and over TCP where that is wanted. Opening it takes the home; nobody else can
 * until it is closed. What is answered there is in `application.ts`.
 */
import { createServer, type Server } from 'node:http';
import { join } from 'node:path';
import type { Hono } from 'hono';
import type { Endpoint } from '../foundation/endpoint.ts';
import { UserError } from '../foundation/user-error.ts';
import type { Actions } from './actions.ts';
import { canonicalHome, channelPath } from './address.ts';
import { type Claim, claim } from './claim.ts';
import { closing } from './closing.ts';
import { ControlClient } from './control-client.ts';
import { atFirstRequest } from './first-request.ts';
import { Offer } from './offer.ts';
import { RestServer } from './rest-server.ts';
import { type Token, tokenIn } from './token.ts';
import type { Holder } from './views.ts';

/** In the home. */
export const tokenName = 'control-token';

export class ControlServer {
  readonly #claim: Claim;
  readonly #server: Server;
  readonly #offer: Offer;
  readonly #application: () => Promise<Hono>;
  #rest: RestServer | undefined;
  #token: Token | undefined;

  private constructor(held: Claim, server: Server, offer: Offer, application: () => Promise<Hono>) {
    this.#claim = held;
    this.#server = server;
    this.#offer = offer;
    this.#application = application;
  }

  /** @throws UserError `home-in-use` naming the holder. The home's folder must exist. */
  static async open(home: string, program: string, now: number): Promise<ControlServer> {
    const offer = new Offer({ program, pid: process.pid, since: new Date(now).toISOString(), home: canonicalHome(home) });
    const application = async () => (await import('./application.ts')).applicationOf(offer);
    const listener = async () => {
      const [{ getRequestListener }, app] = await Promise.all([import('@hono/node-server'), application()]);
      return getRequestListener(app.fetch);
    };
    const server = createServer(atFirstRequest(listener));
    const held = await claim(channelPath(home), server);
    if (held === undefined) throw inUse(home, await ControlClient.find(home));
    return new ControlServer(held, server, offer, application);
  }

  get holder(): Holder {
    return this.#offer.holder;
  }

  /** What is asked of whoever comes over TCP, where other machines can. */
  get token(): Token | undefined {
    return this.#token;
  }

  /** Is there over TCP too, at the first of these places that is free, if there are any. @throws UserError */
  async listen(places: readonly Endpoint[]): Promise<void> {
    if (places.length === 0) return;
    this.#rest = await RestServer.open(this.#application, places, () => this.#token?.token);
    this.#offer.holder = { ...this.holder, control: this.#rest.url };
  }

  /** Takes the home's token, made if there is none, where one is asked: until then nobody is let in there. */
  async takeToken(): Promise<void> {
    if (this.#rest?.isOfThisMachineAlone === false) this.#token = await tokenIn(join(this.holder.home, tokenName));
  }

  /** Fulfils `offered` from now on; `listen` is where initiators are accepted. */
  serve(offered: Partial<Actions>, listen?: string): void {
    this.#offer.open(offered);
    if (listen !== undefined) this.#offer.holder = { ...this.holder, listen };
  }

  /** Refuses further actions and waits for those under way; the home stays taken. */
  quiesce(): Promise<void> {
    return this.#offer.quiesce();
  }

  /** Gives the home back. To be called when nothing of it is in use any more. */
  async close(): Promise<void> {
    await this.quiesce();
    await this.#rest?.close();
    await closing(this.#server, () => this.#claim.release());
  }
}

function inUse(home: string, other: ControlClient | undefined): UserError {
  if (other === undefined) return new UserError('home-in-use', `The home ${home} is in use by another process.`, { hint: 'try again.' });
  const { program, pid, since, listen } = other.holder;
  const where = listen === undefined ? '' : ` and listens on ${listen}`;
  return new UserError('home-in-use', `The home ${home} is in use: '${program}' (process ${pid}) has held it since ${since}${where}.`, {
    hint: `stop it with 'kill ${pid}', or name another home with --home DIR.`,
  });
}
