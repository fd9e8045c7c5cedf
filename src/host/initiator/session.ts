/**
 * A session with a target as those above see it: commands go in and answers come out, over as many connections one after the other as it takes. It logs in
 * again by itself, as its profile has it, under the same ISID (session reinstatement, RFC 7143 §6.3.5).
 */
import type { Endpoint } from '../../foundation/endpoint.ts';
import type { TaskManagementFunctionCode } from '../../wire/task-management-request.ts';
import type { ScsiPath, ScsiRequest } from '../scsi.ts';
import type { LossCause } from './link.ts';
import type { LoginFailure } from './login-error.ts';

/** All but the reassignment of tasks, for which connections would have to outlive each other (RFC 7143 §11.5.1). */
export type TaskManagementFunction = Exclude<(typeof TaskManagementFunctionCode)[keyof typeof TaskManagementFunctionCode], 8>;

/** What a session tells those above. Calls never throw. */
export interface SessionListener {
  /** The connection is lost: commands are held from now on. */
  lost?(problem: string, cause: LossCause): void;
  /** One more attempt to log in again has failed. */
  attemptFailed?(problem: string, failure: LoginFailure): void;
  /** The hold time is over: commands that were held have failed, and new ones fail at once. It goes on trying, unless the profile gives up. */
  gone?(): void;
  /** Logged in again; `held`: within the hold time, and what was held has been sent again. */
  recovered?(held: boolean): void;
  /** It is over: logged out, ended by the target's request, or given up. */
  ended?(problem: string): void;
  /** Asynchronous Message (RFC 7143 §11.9): AsyncEvent code, and sense data of event 0. */
  asyncMessage?(event: number, sense: Uint8Array): void;
  /** A command was not answered in its time, and is going to be aborted. */
  timedOut?(request: ScsiRequest): void;
  /** RESPONSE of a task management request (§11.6.1), or no answer to it. */
  managed?(task: TaskManagementFunction, response: number | undefined): void;
  /** Reject (§11.17), by its reason. */
  rejected?(reason: number): void;
}

export interface Session extends ScsiPath {
  readonly targetName: string;
  readonly portal: Endpoint;
  readonly isid: Uint8Array;
  /** Of the connection there is now. */
  readonly tsih: number;
  /** `held`: the connection is lost, and commands wait. `gone`: so it is, for longer than commands are held. */
  readonly state: 'logged-in' | 'held' | 'gone' | 'ended';
  /** What was negotiated for the connection there is, by key. */
  readonly parameters: ReadonlyMap<string, string>;
  /** Adds a listener; the result takes it away. */
  listen(listener: SessionListener): () => void;
  /** RESPONSE of the task management response (§11.6.1); `undefined`: no answer within `timeoutMs`, or the connection was lost. */
  manage(task: TaskManagementFunction, options?: { readonly lun?: number; readonly timeoutMs?: number }): Promise<number | undefined>;
  /** A ping; false: no answer within `timeoutMs` (or the connection was lost). */
  ping(timeoutMs: number): Promise<boolean>;
  /** Logs out in order (§11.14); resolves when it is over, whatever the target says. */
  logOut(): Promise<void>;
  /** Ends it at once, without a word. */
  drop(): void;
}
