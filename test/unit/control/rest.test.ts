/** The interface over TCP: routes, problems, and who is kept out. Asked with plain HTTP requests, since a client of ours would send the right headers. */
import { mkdtemp, readFile, rm, stat } from 'node:fs/promises';
import { type IncomingHttpHeaders, request } from 'node:http';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { type Actions, actions } from '../../../src/control/actions.ts';
import { ControlClient } from '../../../src/control/control-client.ts';
import { ControlServer } from '../../../src/control/control-server.ts';
import type { TraceEntryView } from '../../../src/control/fault-views.ts';
import { UserError } from '../../../src/foundation/user-error.ts';

let home: string;
let server: ControlServer;
/** What has been asked for, by action. */
let asked: [name: string, input: unknown][];
beforeEach(async () => {
  home = await mkdtemp(join(tmpdir(), 'tapelab-rest-'));
  server = await ControlServer.open(home, 'tapelab serve', Date.UTC(2026, 10, 22));
  asked = [];
});
afterEach(async () => {
  await server.close();
  await rm(home, { recursive: true, force: true });
});

const loopback = { address: '127.0.0.1', port: 0 };
/** Answers each action with what it was asked. */
const echo = Object.fromEntries(
  Object.keys(actions).map((name) => [
    name,
    async (input: unknown) => {
      asked.push([name, input]);
      return {};
    },
  ]),
) as unknown as Actions;

interface Answered {
  readonly status: number;
  readonly headers: IncomingHttpHeaders;
  readonly body: never;
}
const ask = (method: string, path: string, { body, headers = {} }: { body?: unknown; headers?: Record<string, string> } = {}) =>
  new Promise<Answered>((resolve, reject) => {
    const { hostname, port } = new URL(server.holder.control!);
    const sent = request({ host: hostname, port, method, path, headers: { connection: 'close', ...headers } }, async (response) => {
      let text = '';
      for await (const chunk of response) text += chunk;
      resolve({ status: response.statusCode!, headers: response.headers, body: JSON.parse(text) as never });
    });
    sent.on('error', reject);
    sent.end(typeof body === 'string' ? body : JSON.stringify(body));
  });
async function serve(offered: Partial<Actions> = echo, places = [loopback]): Promise<void> {
  await server.listen(places);
  await server.takeToken();
  server.serve(offered);
}

describe('the routes', () => {
  it.each([
    ['GET', '/status', undefined, 'status', {}],
    ['GET', '/drives/dds0', undefined, 'drive.show', { drive: 'dds0' }],
    ['POST', '/drives/dds0/load', { barcode: 'DDS001' }, 'drive.load', { drive: 'dds0', barcode: 'DDS001' }],
    ['POST', '/drives/dds0/unload', undefined, 'drive.unload', { drive: 'dds0' }],
    ['PUT', '/libraries/-/door', { open: true }, 'library.door', { open: true }],
    ['PUT', '/libraries/lib1/door', { open: true }, 'library.door', { library: 'lib1', open: true }],
    ['DELETE', '/sessions/1?announce=true', undefined, 'session.end', { tsih: 1, announce: true }],
    ['DELETE', '/faults/full', undefined, 'fault.remove', { id: 'full' }],
    ['GET', '/faults/-', undefined, 'fault.show', { id: '-' }],
    ['GET', '/faults/100%25', undefined, 'fault.show', { id: '100%' }],
    ['GET', '/trace?after=12&device=17', undefined, 'trace.tail', { after: 12, device: '17' }],
  ] as const)('%s %s %j asks for what it says', async (method, path, body, name, input) => {
    await serve();
    expect(await ask(method, path, { body })).toMatchObject({ status: 200 });
    expect(asked).toEqual([[name, input]]);
  });

  it('lead to every action, each by one of its own', async () => {
    await serve();
    const { paths } = (await ask('GET', '/openapi.json')).body as { paths: Record<string, Record<string, { operationId: string }>> };
    const operations = Object.values(paths).flatMap((methods) => Object.values(methods).map(({ operationId }) => operationId));
    expect(operations.toSorted()).toEqual(Object.keys(actions).toSorted());
  });

  it('are described with all that they take', async () => {
    await serve();
    const { body } = await ask('GET', '/openapi.json');
    expect(body).toMatchObject({
      openapi: '3.1.0',
      paths: {
        '/sessions/{tsih}': {
          delete: {
            operationId: 'session.end',
            parameters: [
              { name: 'tsih', in: 'path', required: true, schema: { type: 'integer', minimum: 1 } },
              { name: 'announce', in: 'query', required: false, schema: { type: 'boolean' } },
            ],
          },
        },
        '/libraries/{library}/door': {
          put: {
            requestBody: { content: { 'application/json': { schema: { required: ['open'], properties: { open: { type: 'boolean' } } } } } },
            responses: { default: { content: { 'application/problem+json': {} } } },
          },
        },
      },
    });
    const { paths } = body as { paths: Record<string, Record<string, { parameters: { name: string; in: string }[] }>> };
    for (const [path, methods] of Object.entries(paths))
      for (const { parameters } of Object.values(methods))
        expect(parameters.filter((one) => one.in === 'path').map(({ name }) => `{${name}}`)).toEqual(path.match(/\{\w+\}/g) ?? []);
  });
});

describe('a problem', () => {
  const refusing = (error: Error): Partial<Actions> => ({
    status: async () => {
      throw error;
    },
  });
  it.each([
    [new UserError('drive-unknown', "There is no drive 'dsd0'.", { hint: "did you mean 'dds0'?" }), 404, 'Drive unknown'],
    [new UserError('parameter-unknown', 'The preset has no such parameter.'), 400, 'Parameter unknown'],
    [new UserError('capture-format-unknown', 'The name tells no format.'), 400, 'Capture format unknown'],
    [new UserError('drive-full', 'dds0 is full.'), 409, 'Drive full'],
    [new UserError('rule-invalid', 'The rule contradicts itself.'), 400, 'Rule invalid'],
    [new Error('oops'), 500, 'Internal'],
  ])('%s is told as problem details', async (error, status, title) => {
    await serve(refusing(error));
    const answered = await ask('GET', '/status');
    expect(answered.headers['content-type']).toBe('application/problem+json');
    const code = error instanceof UserError ? error.code : 'internal';
    expect(answered).toMatchObject({ status, body: { type: `/problems/${code}`, title, status, code, exitCode: 1 } });
    if (error instanceof UserError && error.hint !== undefined)
      expect(answered.body).toMatchObject({ detail: error.message, hint: error.hint });
  });

  it.each([
    ['GET', '/drive', undefined, 404, 'route-unknown'],
    ['PATCH', '/drives/dds0', undefined, 404, 'route-unknown'],
    ['POST', '/drives/dds0/load', '{', 400, 'input-invalid'],
    ['POST', '/drives/dds0/load', '[]', 400, 'input-invalid'],
    ['POST', '/drives/dds0/load', { barcod: 'DDS001' }, 400, 'input-invalid'],
    ['DELETE', '/sessions/one', undefined, 400, 'input-invalid'],
    ['GET', '/trace?limit=', undefined, 400, 'input-invalid'],
    ['POST', '/scenario', {}, 400, 'input-invalid'],
    ['POST', '/actions/drive.shwo', {}, 404, 'action-unknown'],
    ['POST', '/faults', { rule: { text: 'x'.repeat(5 * 2 ** 20) } }, 413, 'body-too-large'],
  ] as const)('%s %s is not understood', async (method, path, body, status, code) => {
    await serve();
    expect(await ask(method, path, { body })).toMatchObject({ status, body: { code } });
    expect(asked).toEqual([]);
  });

  it('is that the server is not ready, or serves nothing', async () => {
    await server.listen([loopback]);
    expect(await ask('GET', '/status')).toMatchObject({ status: 503, body: { code: 'home-not-ready' } });
    server.serve({});
    expect(await ask('GET', '/status')).toMatchObject({ status: 503, body: { code: 'server-missing', exitCode: 3 } });
  });
});

describe('who is kept out', () => {
  it.each(['tapelab.attacker.example', 'tapelab.attacker.example:3280'])('is a page that has made %j point here', async (host) => {
    await serve();
    expect(await ask('GET', '/status', { headers: { host } })).toMatchObject({ status: 403, body: { code: 'host-foreign' } });
    expect(asked).toEqual([]);
  });

  it.each(['localhost', 'localhost:3280', '127.0.0.1:1', '[::1]:3280', '192.0.2.1'])('is not who asks by %s', async (host) => {
    await serve();
    expect(await ask('GET', '/status', { headers: { host } })).toMatchObject({ status: 200 });
  });

  it('is a page of another origin, which its reader has open', async () => {
    await serve();
    const headers = { origin: 'http://127.0.0.1:8080', 'content-type': 'text/plain' };
    expect(await ask('DELETE', '/sessions/1', { headers })).toMatchObject({ status: 403, body: { code: 'origin-foreign' } });
    const own = { origin: server.holder.control! };
    expect(await ask('DELETE', '/sessions/1', { headers: own })).toMatchObject({ status: 200 });
  });

  it('is whoever has no token, where other machines can reach it', async () => {
    await serve(echo, [{ address: '0.0.0.0', port: 0 }]);
    const { token, file, isNew } = server.token!;
    expect(isNew).toBe(true);
    expect(await readFile(file, 'utf8')).toBe(`${token}\n`);
    if (process.platform !== 'win32') expect((await stat(file)).mode & 0o777).toBe(0o600);
    const as = (authorization?: string) => ask('GET', '/status', { headers: authorization === undefined ? {} : { authorization } });
    const refused = await as();
    expect(refused).toMatchObject({ status: 401, body: { code: 'token-missing' } });
    expect(refused.headers['www-authenticate']).toBe('Bearer');
    expect(await as(`Bearer ${token}x`)).toMatchObject({ status: 401, body: { code: 'token-wrong' } });
    expect(asked).toEqual([]);
    expect(await as(`Bearer ${token}`)).toMatchObject({ status: 200 });
    // The next server asks for the same one.
    await server.close();
    server = await ControlServer.open(home, 'tapelab serve', 0);
    await server.listen([{ address: '0.0.0.0', port: 0 }]);
    expect(await as(`Bearer ${token}`)).toMatchObject({ status: 401 });
    await server.takeToken();
    expect(server.token).toEqual({ token, file, isNew: false });
    expect(await as(`Bearer ${token}`)).toMatchObject({ status: 503 });
  });
});

describe('the place', () => {
  it('is the first that is free, and stands in what the home tells', async () => {
    await serve();
    const { port } = new URL(server.holder.control!);
    const elsewhere = await mkdtemp(join(tmpdir(), 'tapelab-rest-'));
    const other = await ControlServer.open(elsewhere, 'tapelab serve', 0);
    try {
      await expect(other.listen([{ address: '127.0.0.1', port: Number(port) }])).rejects.toMatchObject({ code: 'address-in-use' });
      await other.listen([{ address: '127.0.0.1', port: Number(port) }, loopback]);
      expect(other.holder.control).toMatch(/^http:\/\/127\.0\.0\.1:\d+$/);
      expect(other.holder.control).not.toBe(server.holder.control);
      expect((await ControlClient.find(elsewhere))?.holder.control).toBe(other.holder.control);
    } finally {
      await other.close();
      await rm(elsewhere, { recursive: true, force: true });
    }
  });

  it('is nowhere where none is given', async () => {
    await serve(echo, []);
    expect(server.holder.control).toBeUndefined();
  });
});

describe('what happens', () => {
  const entry = (number: number): TraceEntryView => ({ number, at: 0, elapsedMs: 0, kind: 'task', event: 'task', text: `line ${number}` });
  /** Three entries, then none until nobody waits any more. */
  const tail: Actions['trace.tail'] = async ({ after = 0, waitMs }, unwanted) => {
    asked.push(['trace.tail', { after }]);
    const entries = [1, 2, 3].filter((number) => number > after).map(entry);
    if (entries.length === 0 && waitMs !== undefined)
      await new Promise<void>((resolve) => unwanted!.addEventListener('abort', () => resolve(), { once: true }));
    return { entries, last: 3 };
  };
  const followed = (path: string, headers: Record<string, string> = {}) =>
    fetch(`${server.holder.control}${path}`, { headers: { accept: 'text/event-stream', ...headers } });

  it('is streamed, from the entry after the last one that was heard, until the server stops', async () => {
    await serve({ 'trace.tail': tail });
    const response = await followed('/trace', { 'last-event-id': '1' });
    expect(response.headers.get('content-type')).toMatch('text/event-stream');
    const reader = response.body!.pipeThrough(new TextDecoderStream()).getReader();
    let text = '';
    while (!text.includes('line 3')) text += (await reader.read()).value;
    expect(text).toMatch(/^event: task\ndata: \{"number":2,.*\}\nid: 2\n\nevent: task\ndata: \{"number":3/);
    await server.close();
    while (!(await reader.read()).done);
  });

  it('is no stream where there is no trace', async () => {
    await serve({});
    expect(await (await followed('/trace')).json()).toMatchObject({ status: 503, code: 'server-missing' });
  });
});
