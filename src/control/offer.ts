/**
 * What a home offers to whoever asks: who holds it, and the actions. Input is checked here, once, against the table of actions; how a question comes
 * in, and how an answer goes out, is told in `application.ts`.
 */
import { UserError } from '../foundation/user-error.ts';
import { type ActionName, type Actions, actions } from './actions.ts';
import type { Holder } from './views.ts';

export class Offer {
  holder: Holder;
  /** Undefined while starting and stopping. */
  #offered: Partial<Actions> | undefined;
  readonly #underWay = new Set<Promise<unknown>>();
  readonly #stopping = new AbortController();

  constructor(holder: Holder) {
    this.holder = holder;
  }

  get isOpen(): boolean {
    return this.#offered !== undefined;
  }

  /** Fulfils `actions` from now on. */
  open(actions: Partial<Actions>): void {
    this.#offered = actions;
  }

  /** Refuses further actions, has those that merely wait end, and waits for the others. */
  async quiesce(): Promise<void> {
    this.#offered = undefined;
    this.#stopping.abort();
    await Promise.allSettled(this.#underWay);
  }

  /** @throws UserError when there is no such action, its input is wrong, or it fails */
  async perform(name: string, body: unknown, callerGone: AbortSignal): Promise<unknown> {
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
}

/** By the name of what is wrong, as far as there is one. */
function inputInvalid(name: string, issue: { readonly path: readonly PropertyKey[]; readonly message: string } | undefined): UserError {
  const where = issue === undefined || issue.path.length === 0 ? name : `${name}, '${issue.path.join('.')}'`;
  return new UserError('input-invalid', `${where}: ${issue?.message ?? 'bad input'}.`, { exitCode: 2 });
}
