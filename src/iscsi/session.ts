/**
 * A session (RFC 7143 §4.3, §8.3): its identity, its nexus, its order of commands, and the one connection that serves it at a time.
 *
 *     LOGGED_IN ── connection lost ──▶ FAILED ── Time2Wait + Time2Retain pass ──▶ over
 *         ▲                              │
 *         └── a login with its TSIH ─────┘        (from LOGGED_IN as well: the login replaces the connection, §6.3.4)
 *
 * At ErrorRecoveryLevel 0 tasks go with their connection: they are aborted without a status, their nexus is told by a unit attention (§7.6), and
 * lives on with the session, as do CmdSN and everything negotiated for the session. Its end is the loss of the nexus (§6.3.5.1). Time2Wait is for
 * the initiator to keep; a login that comes before it has passed is taken.
 */
import type { Publish } from '../foundation/event.ts';
import type { Framing } from '../wire/framing.ts';
import { TaskManagementFunctionCode } from '../wire/task-management-request.ts';
import type { AsyncNotice } from './async-notice.ts';
import type { CloseManner } from './channel.ts';
import { CommandWindow } from './command-window.ts';
import type { ConnectionIdentity, IscsiEvent, SessionIdentity } from './events.ts';
import { FullFeaturePhase, type FullFeaturePhaseOptions, type ServedTarget } from './full-feature-phase.ts';
import type { Login } from './login.ts';
import type { Numbering } from './numbering.ts';
import { operationalParameters, type SettledValues, valuesOfConnectionReinstated } from './operational-parameters.ts';
import type { Endpoint, Port } from './port.ts';

/** The connection that serves a session, as the session sees it. */
export interface SessionConnection {
  readonly identity: ConnectionIdentity;
  readonly port: Port;
  readonly numbering: Numbering;
  end(how: CloseManner, reason: string): void;
  fail(error: unknown): void;
}

export interface SessionOptions extends Pick<FullFeaturePhaseOptions, 'limits' | 'keepAlive' | 'sendTargets'> {
  /** There is one session of a name at most. */
  readonly name: string;
  /** Of its first connection. */
  readonly login: Login;
  readonly tsih: number;
  /** Undefined for a discovery session. */
  readonly served: ServedTarget | undefined;
  readonly since: number;
  readonly publish: Publish<IscsiEvent>;
  /** It is over. */
  readonly ended: () => void;
  /** TARGET COLD RESET has been carried out: every session of the target is to end. */
  readonly coldReset: () => void;
}

/** The last words to an initiator before its connection is closed (§11.9.1). */
export type Farewell = Extract<AsyncNotice['event'], 'connection-dropped' | 'all-connections-dropped'>;

interface Service {
  readonly connection: SessionConnection;
  readonly phase: FullFeaturePhase;
}

const nothing = (): void => {};

export class Session {
  readonly name: string;
  readonly identity: SessionIdentity;
  readonly login: Login;
  readonly since: number;
  readonly #options: SessionOptions;
  readonly #window: CommandWindow;
  #values: SettledValues;
  /** Undefined: FAILED. */
  #service: Service | undefined;
  /** That of its connection, or of the last it had. */
  #lastLogin: Login;
  #cancelRetention = nothing;
  #cancelLogoutDeadline = nothing;
  #over = false;

  constructor(options: SessionOptions) {
    const { login, tsih, served } = options;
    this.#options = options;
    this.name = options.name;
    this.login = login;
    this.since = options.since;
    this.identity = {
      initiatorName: login.initiatorName,
      target: served === undefined ? undefined : login.target,
      isid: Buffer.from(login.isid).toString('hex'),
      tsih,
    };
    this.#values = login.values;
    this.#lastLogin = login;
    this.#window = new CommandWindow(login.firstCmdSn, () => this.#service?.phase.room ?? 1);
    served?.device.nexusEstablished(served.nexus);
  }

  get state(): 'logged-in' | 'failed' {
    return this.#service === undefined ? 'failed' : 'logged-in';
  }

  /** The connection that serves it. */
  get connectionId(): number | undefined {
    return this.#service?.phase.connectionId;
  }

  /** The initiator's end of its connection, or of the last it had. */
  get remote(): Endpoint {
    return this.#lastLogin.approach.remote;
  }

  /** The form of the PDUs on its connection, or on the last it had. */
  get framing(): Framing {
    return this.#lastLogin.framing;
  }

  /** Begins the full feature phase of its first connection. */
  begin(connection: SessionConnection): FullFeaturePhase {
    const { publish, login } = this.#options;
    publish({ event: 'session.established', ...connection.identity, ...this.identity, type: login.type });
    return this.#serve(connection, login);
  }

  /** Goes on with a connection that has logged in to it, in the place of the one it has, or had (§6.3.4, §6.3.6). */
  continue(connection: SessionConnection, login: Login): FullFeaturePhase {
    this.#cancelRetention();
    const replaced = this.#abandonTasks()?.connection;
    replaced?.end('at-once', 'the initiator has replaced the connection');
    this.#options.publish({ event: 'session.continued', ...connection.identity, ...this.identity });
    this.#values = valuesOfConnectionReinstated(this.#values, login.values);
    return this.#serve(connection, login);
  }

  /** A connection is gone without a logout (§7.5.1). */
  lost(connection: SessionConnection, reason: string): void {
    if (this.#service?.connection !== connection) return;
    const { time2WaitSeconds, time2RetainSeconds } = operationalParameters(this.#values);
    // A discovery session has nothing worth keeping (§7.4.1).
    if (time2RetainSeconds === 0 || this.login.type === 'discovery') {
      this.end('at-once', reason);
      return;
    }
    this.#abandonTasks();
    const retainedSeconds = time2WaitSeconds + time2RetainSeconds;
    this.#options.publish({ event: 'session.failed', ...this.identity, reason, retainedSeconds });
    this.#cancelRetention = connection.port.schedule(retainedSeconds * 1000, () =>
      this.end('at-once', 'the initiator has not taken the session up again'),
    );
  }

  /** Sends an Asynchronous Message; false when there is no connection to send it by. */
  notify(notice: AsyncNotice): boolean {
    this.#service?.phase.notify(notice);
    return this.#service !== undefined;
  }

  /** See `FullFeaturePhase.requestNegotiation`. */
  requestNegotiation(withinSeconds: number): boolean {
    this.#service?.phase.requestNegotiation(withinSeconds);
    return this.#service !== undefined;
  }

  /**
   * Asks the initiator to log out, and ends the session when the time passes without it (§11.9.1). Until then commands are served as ever: a backup
   * may come to its end. A session that cannot be asked ends at once, and a discovery session is not asked (§7.4.3).
   */
  requestLogout(withinMs: number, farewell: Farewell, reason: string): void {
    this.#cancelLogoutDeadline();
    const service = this.#service;
    if (service === undefined || this.login.type === 'discovery') {
      this.end('after-sending', reason);
      return;
    }
    service.phase.notify({ event: 'logout-request', withinSeconds: withinMs / 1000 });
    this.#cancelLogoutDeadline = service.connection.port.schedule(withinMs, () => this.dismiss(farewell, reason));
  }

  /** Ends the session after telling the initiator so; a discovery session is only ended. */
  dismiss(farewell: Farewell, reason: string): void {
    const { time2WaitSeconds } = operationalParameters(this.#values);
    const connectionId = this.connectionId ?? 0;
    // Nothing is retained: to come again is to begin a new session.
    if (this.login.type === 'normal') this.notify({ event: farewell, connectionId, time2WaitSeconds, time2RetainSeconds: 0 });
    this.end('after-sending', reason);
  }

  /** Ends the session and closes its connection. */
  end(how: CloseManner, reason: string): void {
    if (this.#over) return;
    this.#over = true;
    this.#cancelRetention();
    this.#cancelLogoutDeadline();
    const service = this.#release();
    const { served, publish, ended } = this.#options;
    served?.device.nexusLost(served.nexus);
    publish({ event: 'session.ended', ...this.identity, reason });
    ended();
    service?.connection.end(how, reason);
  }

  #serve(connection: SessionConnection, login: Login): FullFeaturePhase {
    const { served, limits, keepAlive, sendTargets, publish, coldReset } = this.#options;
    const { port, numbering } = connection;
    numbering.join(this.#window);
    this.#lastLogin = login;
    const phase = new FullFeaturePhase({
      sessionType: this.login.type,
      served,
      connectionId: login.connectionId,
      port,
      numbering,
      window: this.#window,
      values: this.#values,
      limits,
      keepAlive,
      sendTargets,
      events: {
        settled: (values) => {
          this.#values = values;
        },
        broken: (how, reason) => connection.end(how, reason),
        loggedOut: () => this.end('after-sending', 'the initiator has logged out'),
        rejected: (reason, problem) => publish({ event: 'pdu.rejected', ...connection.identity, reason, problem }),
        failed: (error) => connection.fail(error),
        taskManagementCompleted: ({ function: code, lun }, response) => {
          publish({ event: 'task-management.completed', ...this.identity, function: code, lun, response });
          if (code === TaskManagementFunctionCode.targetColdReset && response === 0) coldReset();
        },
      },
    });
    this.#service = { connection, phase };
    return phase;
  }

  /** Lets go of its connection, and of its tasks without losing the nexus; FAILED, it has neither. */
  #abandonTasks(): Service | undefined {
    const service = this.#release();
    const { served } = this.#options;
    if (service !== undefined) served?.device.tasksAbandoned(served.nexus);
    return service;
  }

  /** Lets go of its connection and of all that was under way on it; what had been sent behind a logout is not carried out. */
  #release(): Service | undefined {
    const service = this.#service;
    this.#service = undefined;
    service?.phase.stop();
    this.#window.discardHeld();
    return service;
  }
}
