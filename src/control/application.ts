/**
 * What a home answers over HTTP, on its socket and over TCP alike: `GET /holder`; every action at its own route, and at `POST /actions/NAME`, where
 * the command line asks, since any word of the operator can stand in a body but not in a path; what happens, as a stream of events; `/openapi.json`.
 * Input is checked here, once, against the table of actions; what a `UserError` says travels to the caller as a problem.
 */
import { type Context, Hono } from 'hono';
import { streamSSE } from 'hono/streaming';
import type { ContentfulStatusCode } from 'hono/utils/http-status';
import { UserError } from '../foundation/user-error.ts';
import { type ActionInput, type ActionName, type ActionOutput, type Actions, actions } from './actions.ts';
import { openApi } from './openapi.ts';
import { problemOf } from './problem.ts';
import { inputOf, type Received, routes } from './routes.ts';
import type { Holder } from './views.ts';

/** How long a stream of events is silent at most. */
const silenceMs = 15_000;

export class Application {
  holder: Holder;
  readonly app = new Hono();
  /** Undefined while starting and stopping. */
  #offered: Partial<Actions> | undefined;
  readonly #underWay = new Set<Promise<unknown>>();
  readonly #stopping = new AbortController();

  constructor(holder: Holder) {
    this.holder = holder;
    const { app } = this;
    app.get('/holder', (context) => context.json(this.holder));
    app.get('/openapi.json', (context) => context.json(openApi()));
    app.post('/actions/:name', async (context) => {
      const body: unknown = await context.req.json().catch(() => undefined);
      return context.json((await this.#perform(context.req.param('name'), body, context.req.raw.signal)) as object);
    });
    app.get('/trace', (context, next) => (context.req.header('accept')?.includes('text/event-stream') ? this.#follow(context) : next()));
    for (const route of routes)
      app.on(route.method, route.path.replace(/\{(\w+)\}/g, ':$1'), async (context) => {
        const received: Received = {
          path: context.req.param() as Record<string, string>,
          query: context.req.query(),
          body: route.hasBody ? await context.req.text() : '',
        };
        return context.json((await this.#perform(route.name, inputOf(route, received), context.req.raw.signal)) as object);
      });
    problemsAsSuch(app);
  }

  offer(offered: Partial<Actions>): void {
    this.#offered = offered;
  }

  /** Refuses further actions, has those that merely wait end, and waits for the others. */
  async quiesce(): Promise<void> {
    this.#offered = undefined;
    this.#stopping.abort();
    await Promise.allSettled(this.#underWay);
  }

  async #perform(name: string, body: unknown, callerGone: AbortSignal): Promise<unknown> {
    if (!Object.hasOwn(actions, name))
      throw new UserError('action-unknown', `This server knows no action '${name}'.`, { hint: 'it may be older than the command.' });
    const input = actions[name as ActionName].input.safeParse(body);
    if (!input.success) throw inputInvalid(name, input.error.issues[0]);
    const { program, pid } = this.holder;
    if (this.#offered === undefined)
      throw new UserError('home-not-ready', `'${program}' (process ${pid}) is starting or stopping.`, { hint: 'try again in a moment.' });
    const perform = this.#offered[name as ActionName] as ((input: unknown, unwanted: AbortSignal) => Promise<unknown>) | undefined;
    if (perform === undefined)
      throw new UserError('server-missing', `No server is running: '${program}' (process ${pid}) has the home.`, { exitCode: 3 });
    const work = perform(input.data, AbortSignal.any([this.#stopping.signal, callerGone]));
    this.#underWay.add(work);
    return work.finally(() => this.#underWay.delete(work));
  }

  /** The trace as server-sent events, from where the query or the caller's last event says, else from now on. */
  async #follow(context: Context): Promise<Response> {
    const tail = async (input: unknown, gone: AbortSignal) =>
      (await this.#perform('trace.tail', input, gone)) as ActionOutput<'trace.tail'>;
    const lastEvent = context.req.header('last-event-id');
    const query = { ...context.req.query(), ...(lastEvent !== undefined && { after: lastEvent }) };
    const { after, ...what } = inputOf(tailRoute, { path: {}, query, body: '' }) as ActionInput<'trace.tail'>;
    const first = await tail({ ...what, ...(after === undefined ? { limit: 1 } : { after }) }, context.req.raw.signal);
    return streamSSE(context, async (stream) => {
      const gone = new AbortController();
      stream.onAbort(() => gone.abort());
      let { last, lastPdu, entries } = after === undefined ? { ...first, entries: [] } : first;
      for (;;) {
        for (const entry of entries) await stream.writeSSE({ id: String(entry.number), event: entry.kind, data: JSON.stringify(entry) });
        if (gone.signal.aborted || this.#offered === undefined) return;
        ({ last, lastPdu, entries } = await tail({ ...what, after: last, afterPdu: lastPdu, waitMs: silenceMs }, gone.signal));
        // A comment: a caller that has gone is found out by it.
        if (entries.length === 0) await stream.write(':\n\n');
      }
    });
  }
}

const tailRoute = routes.find(({ name }) => name === 'trace.tail')!;

/** What is nowhere, and what fails, is answered as a problem. */
export function problemsAsSuch(app: Hono): void {
  app.notFound(({ req: { method, path } }) => {
    const hint = '/openapi.json tells what there is.';
    return problemResponse(new UserError('route-unknown', `There is nothing at ${method} ${path}.`, { hint }));
  });
  app.onError((error) => problemResponse(error));
}

export function problemResponse(error: unknown): Response {
  const told = problemOf(error);
  const headers = { 'content-type': 'application/problem+json', ...(told.status === 401 && { 'www-authenticate': 'Bearer' }) };
  return new Response(JSON.stringify(told), { status: told.status as ContentfulStatusCode, headers });
}

/** By the name of what is wrong, as far as there is one. */
function inputInvalid(name: string, issue: { readonly path: readonly PropertyKey[]; readonly message: string } | undefined): UserError {
  const where = issue === undefined || issue.path.length === 0 ? name : `${name}, '${issue.path.join('.')}'`;
  return new UserError('input-invalid', `${where}: ${issue?.message ?? 'bad input'}.`, { exitCode: 2 });
}
