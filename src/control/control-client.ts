/** The caller's end of a home's control channel: who holds the home, and the actions as plain calls, both made from the same table. */
import { request } from 'node:http';
import { UserError } from '../foundation/user-error.ts';
import { type ActionName, type Actions, actions } from './actions.ts';
import { channelPath } from './address.ts';
import { errorOf, problem } from './problem.ts';
import { type Holder, holder } from './views.ts';

/** A holder answers who it is at once, whatever else it does; one that does not is hung or stopped. */
const answerWithinMs = 5_000;

export class ControlClient {
  readonly holder: Holder;
  readonly actions: Actions;

  private constructor(found: Holder, path: string) {
    this.holder = found;
    const entries = (Object.keys(actions) as ActionName[]).map((name) => [name, (input: unknown) => call(path, name, input)]);
    this.actions = Object.fromEntries(entries) as Actions;
  }

  /** Undefined when nobody holds the home. @throws UserError when somebody does who cannot be reached. */
  static async find(home: string): Promise<ControlClient | undefined> {
    const path = channelPath(home);
    try {
      return new ControlClient(holder.parse((await ask(path, 'GET', '/holder', undefined, answerWithinMs)).body), path);
    } catch (error) {
      const { code } = error as NodeJS.ErrnoException;
      if (code === 'ENOENT' || code === 'ECONNREFUSED' || code === 'ECONNRESET' || code === 'ENOTSOCK') return undefined;
      if (code === 'EACCES' || code === 'EPERM')
        throw new UserError('home-not-yours', `The home ${home} is held by another user.`, { hint: 'run the command as that user.' });
      if (code === 'ETIMEDOUT')
        throw new UserError('home-unresponsive', `The process that holds the home ${home} does not answer.`, {
          hint: `find it with 'lsof ${path}', and end it if it hangs.`,
        });
      throw error;
    }
  }
}

async function call(path: string, name: ActionName, input: unknown): Promise<unknown> {
  const { status, body } = await ask(path, 'POST', `/actions/${name}`, input).catch((error: NodeJS.ErrnoException) => {
    if (error.code === 'ENOENT' || error.code === 'ECONNREFUSED') throw new UserError('home-not-ready', 'The server has just stopped.');
    throw new UserError('server-gone', 'The server went away before it answered.', { hint: 'look at its log.', cause: error });
  });
  if (status !== 200) throw errorOf(problem.parse(body));
  return actions[name].output.parse(body);
}

function ask(path: string, method: string, url: string, input?: unknown, timeoutMs = 0): Promise<{ status: number; body: unknown }> {
  return new Promise((resolve, reject) => {
    const headers = { 'content-type': 'application/json', connection: 'close' };
    const sent = request({ socketPath: path, method, path: url, headers, timeout: timeoutMs }, (response) => {
      const chunks: Buffer[] = [];
      response.on('data', (chunk: Buffer) => chunks.push(chunk));
      response.on('error', reject);
      response.on('end', () => {
        try {
          resolve({ status: response.statusCode ?? 0, body: JSON.parse(Buffer.concat(chunks).toString()) as unknown });
        } catch (error) {
          reject(error);
        }
      });
    });
    sent.on('timeout', () => sent.destroy(Object.assign(new Error('no answer'), { code: 'ETIMEDOUT' })));
    sent.on('error', reject);
    sent.end(input === undefined ? undefined : JSON.stringify(input));
  });
}
