/**
 * A session over as many connections, one after the other, as it takes. When its connection is lost it logs in again as its profile has it: every so often,
 * while commands are held for a while and then fail, and the session goes on under the same ISID (reinstatement, RFC 7143 §6.3.5). Commands that had no
 * answer are sent again in their order, and what time they may take begins anew.
 */
import { ByteList } from '../../foundation/byte-list.ts';
import type { Clock } from '../../foundation/clock.ts';
import type { Endpoint } from '../../foundation/endpoint.ts';
import { AsyncEvent, type AsyncMessagePdu } from '../../wire/async-message.ts';
import type { NoAnswer, ScsiAnswer, ScsiRequest } from '../scsi.ts';
import { FullFeaturePhase } from './full-feature-phase.ts';
import { ConnectionLost } from './link.ts';
import type { LoggedIn } from './login.ts';
import { LoginError } from './login-error.ts';
import { lunField } from './lun-field.ts';
import type { InitiatorProfile } from './profile.ts';
import type { Session, SessionListener, TaskManagementFunction } from './session.ts';

/** A login that has come about, and where. */
export interface Arrival {
  readonly loggedIn: LoggedIn;
  readonly portal: Endpoint;
}

export interface InitiatorSessionOptions {
  readonly targetName: string;
  readonly isid: Uint8Array;
  readonly profile: InitiatorProfile;
  readonly clock: Clock;
  /** Logs in once more. @throws LoginError */
  readonly connect: () => Promise<Arrival>;
}

/** A command that has no answer yet. */
interface Task {
  readonly request: ScsiRequest;
  readonly settle: (answer: ScsiAnswer) => void;
  /** Gives it up on the connection that it is on. */
  abort?: ((verdict: NoAnswer) => void) | undefined;
}

export class InitiatorSession implements Session {
  readonly targetName: string;
  readonly isid: Uint8Array;
  readonly #options: InitiatorSessionOptions;
  readonly #listeners = new Set<SessionListener>();
  /** In the order of their arrival. */
  readonly #tasks = new Set<Task>();
  #arrival: Arrival;
  #phase: FullFeaturePhase;
  #state: Session['state'] = 'logged-in';
  /** No command is sent any more: a logout is near. */
  #draining = false;
  #lostAt = 0;
  /** Why it is over. */
  #endedBy = '';
  /** Not before this time may it log in again; asked for by an Asynchronous Message. */
  #timeToWaitMs = 0;
  #attempts = 0;
  readonly #timers = new Map<'hold' | 'reconnect' | 'ping' | 'logout', () => void>();

  constructor(arrival: Arrival, options: InitiatorSessionOptions) {
    this.targetName = options.targetName;
    this.isid = options.isid;
    this.#options = options;
    this.#arrival = arrival;
    this.#phase = this.#begin(arrival);
  }

  get portal(): Endpoint {
    return this.#arrival.portal;
  }

  get tsih(): number {
    return this.#arrival.loggedIn.tsih;
  }

  get state(): Session['state'] {
    return this.#state;
  }

  get parameters(): ReadonlyMap<string, string> {
    return this.#arrival.loggedIn.values;
  }

  listen(listener: SessionListener): () => void {
    this.#listeners.add(listener);
    return () => this.#listeners.delete(listener);
  }

  execute(request: ScsiRequest): Promise<ScsiAnswer> {
    const aborted: NoAnswer = { kind: 'aborted', problem: 'it was given up' };
    if (request.signal?.aborted) return Promise.resolve(aborted);
    if (this.#state === 'gone' || this.#state === 'ended') return Promise.resolve(this.#gone());
    return new Promise((resolve) => {
      const giveUp = (): void => (task.abort === undefined ? task.settle(aborted) : task.abort(aborted));
      const task: Task = {
        request,
        settle: (answer) => {
          request.signal?.removeEventListener('abort', giveUp);
          this.#tasks.delete(task);
          resolve(answer);
          this.#logOutWhenIdle();
        },
      };
      request.signal?.addEventListener('abort', giveUp);
      this.#tasks.add(task);
      if (this.#state === 'logged-in' && !this.#draining) this.#submit(task);
    });
  }

  async manage(task: TaskManagementFunction, { lun = 0, timeoutMs }: { readonly lun?: number; readonly timeoutMs?: number } = {}) {
    return this.#state === 'logged-in' ? this.#phase.manage(task, lunField(lun), timeoutMs) : undefined;
  }

  async ping(timeoutMs: number): Promise<boolean> {
    return this.#state === 'logged-in' && this.#phase.ping(timeoutMs);
  }

  async logOut(): Promise<void> {
    if (this.#state === 'ended') return;
    const here = this.#state === 'logged-in';
    this.#end('logged out');
    if (here) await this.#phase.logOut();
  }

  drop(): void {
    if (this.#state === 'ended') return;
    this.#end('dropped');
    this.#phase.drop(new ConnectionLost('dropped', 'dropped'));
  }

  #begin(arrival: Arrival): FullFeaturePhase {
    const { profile, clock } = this.#options;
    const { connectionId, firstTag } = profile.numbering;
    this.#arrival = arrival;
    this.#draining = false;
    this.#timeToWaitMs = arrival.loggedIn.parameters.timeToWaitMs;
    const phase = new FullFeaturePhase(arrival.loggedIn, {
      clock,
      connectionId,
      firstTag,
      ...profile.recovery,
      listener: {
        lost: (loss) => this.#lost(loss),
        asyncMessage: (pdu) => this.#asyncMessage(pdu),
        rejected: ({ reason }) => this.#tell((listener) => listener.rejected?.(reason)),
        timedOut: (request) => this.#tell((listener) => listener.timedOut?.(request)),
        managed: (task, response) => this.#tell((listener) => listener.managed?.(task, response)),
      },
    });
    this.#pingLater();
    return phase;
  }

  #submit(task: Task): void {
    task.abort = this.#phase.execute(task.request, task.settle);
  }

  #lost(loss: ConnectionLost): void {
    this.#cancel('ping', 'logout');
    for (const task of this.#tasks) task.abort = undefined;
    if (this.#state === 'ended') return;
    const { clock, profile } = this.#options;
    const { holdMs, attempts } = profile.recovery;
    this.#state = 'held';
    this.#lostAt = clock.elapsed();
    this.#attempts = 0;
    this.#tell((listener) => listener.lost?.(loss.message, loss.reason));
    if (attempts === 0) {
      this.#end(loss.message);
      return;
    }
    if (Number.isFinite(holdMs)) this.#after('hold', holdMs, () => this.#giveUpHolding());
    this.#reconnectLater(this.#timeToWaitMs);
  }

  #giveUpHolding(): void {
    this.#state = 'gone';
    // Those above see the devices go before the commands that had been on their way to them.
    this.#tell((listener) => listener.gone?.());
    this.#failAll();
  }

  #reconnectLater(leastMs = 0): void {
    this.#after('reconnect', Math.max(leastMs, this.#options.profile.recovery.reconnectEveryMs), () => void this.#reconnect());
  }

  async #reconnect(): Promise<void> {
    this.#attempts += 1;
    let arrival: Arrival;
    try {
      arrival = await this.#options.connect();
    } catch (error) {
      // Whoever ended the session meanwhile is done with it.
      if (this.#state === 'ended') return;
      if (!(error instanceof LoginError)) throw error;
      const { message: problem, failure } = error;
      this.#tell((listener) => listener.attemptFailed?.(problem, failure));
      if (this.#attempts >= this.#options.profile.recovery.attempts) this.#end(`it did not come back: ${problem}`);
      else this.#reconnectLater();
      return;
    }
    if ((this.#state as Session['state']) === 'ended') return arrival.loggedIn.link.drop(new ConnectionLost('dropped', 'dropped'));
    this.#cancel('hold');
    const held = this.#state === 'held';
    this.#state = 'logged-in';
    this.#phase = this.#begin(arrival);
    for (const task of [...this.#tasks]) this.#submit(task);
    this.#tell((listener) => listener.recovered?.(held));
  }

  /** RFC 7143 §11.9.1. */
  #asyncMessage({ asyncEvent, parameter2, parameter3, data }: AsyncMessagePdu): void {
    const bytes = data.toBytes();
    const senseLength = asyncEvent === AsyncEvent.scsi && bytes.length >= 2 ? (bytes[0]! << 8) | bytes[1]! : 0;
    this.#tell((listener) => listener.asyncMessage?.(asyncEvent, bytes.slice(2, 2 + senseLength)));
    if (asyncEvent === AsyncEvent.connectionDropped || asyncEvent === AsyncEvent.allConnectionsDropped)
      this.#timeToWaitMs = parameter2 * 1000;
    // It may be an empty one: there is nothing that we would like to be otherwise.
    if (asyncEvent === AsyncEvent.negotiationRequest) void this.#phase.text(ByteList.empty);
    if (asyncEvent !== AsyncEvent.logoutRequest || this.#draining) return;
    this.#draining = true;
    // Half of the time is for commands that are under way.
    this.#after('logout', (parameter3 * 1000) / 2, () => this.#logOutAsAsked());
    this.#logOutWhenIdle();
  }

  #logOutWhenIdle(): void {
    if (this.#draining && this.#timers.has('logout') && this.#phase.idle) this.#logOutAsAsked();
  }

  #logOutAsAsked(): void {
    this.#cancel('logout');
    void this.#phase.logOut(new ConnectionLost('logout-requested', 'the target has asked for a logout'));
  }

  #pingLater(): void {
    const { ping } = this.#options.profile.recovery;
    if (ping === undefined) return;
    this.#after('ping', ping.everyMs, async () => {
      const phase = this.#phase;
      const answered = await phase.ping(ping.patienceMs);
      if (answered && phase === this.#phase && this.#state === 'logged-in') this.#pingLater();
      if (!answered) phase.drop(new ConnectionLost('ping', `no answer to a ping within ${ping.patienceMs / 1000} s`));
    });
  }

  #end(problem: string): void {
    this.#state = 'ended';
    this.#endedBy = problem;
    this.#cancel('hold', 'reconnect', 'ping', 'logout');
    this.#failAll();
    this.#tell((listener) => listener.ended?.(problem));
  }

  #failAll(): void {
    for (const task of [...this.#tasks]) task.settle(this.#gone());
  }

  #gone(): NoAnswer {
    const { clock } = this.#options;
    if (this.#state === 'ended') return { kind: 'device-gone', problem: `the session is over: ${this.#endedBy}` };
    return { kind: 'device-gone', problem: `the connection was lost ${Math.round((clock.elapsed() - this.#lostAt) / 1000)} s ago` };
  }

  #tell(say: (listener: SessionListener) => void): void {
    for (const listener of [...this.#listeners]) say(listener);
  }

  #after(what: 'hold' | 'reconnect' | 'ping' | 'logout', delayMs: number, action: () => void): void {
    this.#timers.set(
      what,
      this.#options.clock.schedule(delayMs, () => {
        this.#timers.delete(what);
        action();
      }),
    );
  }

  #cancel(...timers: readonly ('hold' | 'reconnect' | 'ping' | 'logout')[]): void {
    for (const what of timers) {
      this.#timers.get(what)?.();
      this.#timers.delete(what);
    }
  }
}
