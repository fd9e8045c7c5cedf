/**
 * The holder's end of a home's control channel: HTTP on the home's socket, `GET /holder` and `POST /actions/NAME`. Opening it takes the
 * home; nobody else can until it is closed. Input is checked here, once, against the table of actions; what a `UserError` says travels to the
 * caller as it is.
 */
import { createServer } from 'node:http';
import { getRequestListener } from '@hono/node-server';
import { Hono } from 'hono';
import { UserError } from '../foundation/user-error.ts';
import { type Actions, actions } from './actions.ts';
import { canonicalHome, channelPath } from './address.ts';
import { type Claim, claim } from './claim.ts';
import { ControlClient } from './control-client.ts';
import { problemOf } from './problem.ts';
import type { Holder } from './views.ts';

export class ControlServer {
  readonly #claim: Claim;
  readonly #app: Channel;

  private constructor(held: Claim, app: Channel) {
    this.#claim = held;
    this.#app = app;
  }

  /** @throws UserError `home-in-use` naming the holder. The home's folder must exist. */
  static async open(home: string, program: string, now: number): Promise<ControlServer> {
    const channel = new Channel({ program, pid: process.pid, since: new Date(now).toISOString(), home: canonicalHome(home) });
    const held = await claim(channelPath(home), createServer(getRequestListener(channel.app.fetch)));
    if (held === undefined) throw inUse(home, await ControlClient.find(home));
    return new ControlServer(held, channel);
  }

  get holder(): Holder {
    return this.#app.holder;
  }

  /** Fulfils `offered` from now on; `listen` is where initiators are accepted. */
  serve(offered: Partial<Actions>, listen?: string): void {
    this.#app.offered = offered;
    if (listen !== undefined) this.#app.holder = { ...this.#app.holder, listen };
  }

  /** Refuses further actions and waits for those under way; the home stays taken. */
  async quiesce(): Promise<void> {
    this.#app.offered = undefined;
    await Promise.allSettled(this.#app.underWay);
  }

  /** Gives the home back. To be called when nothing of it is in use any more. */
  async close(): Promise<void> {
    await this.quiesce();
    await this.#claim.release();
  }
}

class Channel {
  holder: Holder;
  /** Undefined while starting and stopping. */
  offered: Partial<Actions> | undefined;
  readonly underWay = new Set<Promise<unknown>>();
  readonly app = new Hono();

  constructor(holder: Holder) {
    this.holder = holder;
    this.app.get('/holder', (context) => context.json(this.holder));
    this.app.post('/actions/:name', async (context) => {
      const body: unknown = await context.req.json().catch(() => undefined);
      return context.json((await this.#perform(context.req.param('name'), body)) as object);
    });
    this.app.onError((error, context) => context.json(problemOf(error), error instanceof UserError ? 422 : 500));
  }

  async #perform(name: string, body: unknown): Promise<unknown> {
    if (!Object.hasOwn(actions, name))
      throw new UserError('action-unknown', `This server knows no action '${name}'.`, { hint: 'it may be older than the command.' });
    const row = actions[name as keyof typeof actions];
    const input = row.input.safeParse(body);
    if (!input.success) throw new UserError('input-invalid', `${name}: ${input.error.issues[0]?.message ?? 'bad input'}.`, { exitCode: 2 });
    const { program, pid } = this.holder;
    if (this.offered === undefined)
      throw new UserError('home-not-ready', `'${program}' (process ${pid}) is starting or stopping.`, { hint: 'try again in a moment.' });
    const perform = this.offered[name as keyof Actions] as ((input: unknown) => Promise<unknown>) | undefined;
    if (perform === undefined)
      throw new UserError('server-missing', `No server is running: '${program}' (process ${pid}) has the home.`, { exitCode: 3 });
    const work = perform(input.data);
    this.underWay.add(work);
    return work.finally(() => this.underWay.delete(work));
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
