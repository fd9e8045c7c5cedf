/**
 * What a home answers over HTTP, on its socket and over TCP alike: `GET /holder`; every action at its own route, and at `POST /actions/NAME`, where
 * the command line asks, since any word of the operator can stand in a body but not in a path; what happens, as a stream of events; `/openapi.json`.
 * What a `UserError` says travels to the caller as a problem. Loaded with the first request: most servers serve initiators alone.
 */
import { type Context, Hono } from 'hono';
import { streamSSE } from 'hono/streaming';
import type { ContentfulStatusCode } from 'hono/utils/http-status';
import { UserError } from '../foundation/user-error.ts';
import type { ActionInput, ActionOutput } from './actions.ts';
import type { Offer } from './offer.ts';
import { openApi } from './openapi.ts';
import { problemOf } from './problem.ts';
import { inputOf, type Received, routes } from './routes.ts';

/** How long a stream of events is silent at most. */
const silenceMs = 15_000;

export function applicationOf(offer: Offer): Hono {
  const app = new Hono();
  app.get('/holder', (context) => context.json(offer.holder));
  app.get('/openapi.json', (context) => context.json(openApi()));
  app.post('/actions/:name', async (context) => {
    const body: unknown = await context.req.json().catch(() => undefined);
    return context.json((await offer.perform(context.req.param('name'), body, context.req.raw.signal)) as object);
  });
  app.get('/trace', (context, next) => (context.req.header('accept')?.includes('text/event-stream') ? follow(offer, context) : next()));
  for (const route of routes)
    app.on(route.method, route.path.replace(/\{(\w+)\}/g, ':$1'), async (context) => {
      const received: Received = {
        path: context.req.param() as Record<string, string>,
        query: context.req.query(),
        body: route.hasBody ? await context.req.text() : '',
      };
      return context.json((await offer.perform(route.name, inputOf(route, received), context.req.raw.signal)) as object);
    });
  problemsAsSuch(app);
  return app;
}

const tailRoute = routes.find(({ name }) => name === 'trace.tail')!;

/** The trace as server-sent events, from where the query or the caller's last event says, else from now on. */
async function follow(offer: Offer, context: Context): Promise<Response> {
  const tail = async (input: unknown, gone: AbortSignal) => (await offer.perform('trace.tail', input, gone)) as ActionOutput<'trace.tail'>;
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
      if (gone.signal.aborted || !offer.isOpen) return;
      ({ last, lastPdu, entries } = await tail({ ...what, after: last, afterPdu: lastPdu, waitMs: silenceMs }, gone.signal));
      // A comment: a caller that has gone is found out by it.
      if (entries.length === 0) await stream.write(':\n\n');
    }
  });
}

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
