/**
 * The iSCSI node (RFC 7143 §4.4.1): its targets, the connections that arrive and the sessions they lead to.
 */
import { randomBytes } from 'node:crypto';
import { type Clock, systemClock } from '../foundation/clock.ts';
import type { Endpoint } from '../foundation/endpoint.ts';
import { type Publish, publishNothing } from '../foundation/event.ts';
import { type Lun, nexusId } from '../scsi/target.ts';
import type { AsyncNotice } from './async-notice.ts';
import { ChapChallenges } from './chap-challenges.ts';
import { Connection, type Established } from './connection.ts';
import { Directory } from './directory.ts';
import type { ConnectionIdentity, IscsiEvent } from './events.ts';
import type { ServedTarget } from './full-feature-phase.ts';
import type { IscsiNodeOptions } from './iscsi-node-options.ts';
import { defaultIscsiLimits, type IscsiLimits } from './limits.ts';
import type { Login, LoginService } from './login.ts';
import type { KeepAliveTimes } from './nop.ts';
import { defaultSessionRetention, ownValuesFor } from './operational-parameters.ts';
import type { ConnectionInput, Port } from './port.ts';
import { Session, type SessionConnection } from './session.ts';
import { initiatorPortName, nexusName, Sessions, targetPortName } from './sessions.ts';

export interface SessionSummary {
  readonly initiatorName: string;
  /** Undefined for a discovery session. */
  readonly target: string | undefined;
  /** 12 hexadecimal digits. */
  readonly isid: string;
  readonly tsih: number;
  readonly type: 'normal' | 'discovery';
  /** `failed`: its connection is gone, and it waits to be continued. */
  readonly state: 'logged-in' | 'failed';
  /** The initiator's end of its connection, or of the last it had. */
  readonly remote: Endpoint;
  /** The CID of its connection, while it has one. */
  readonly connectionId: number | undefined;
  readonly portalGroupTag: number;
  readonly headerDigest: boolean;
  readonly dataDigest: boolean;
  /** Milliseconds since the Unix epoch. */
  readonly since: number;
}

const defaultKeepAlive: KeepAliveTimes = { intervalMs: 60_000, timeoutMs: 60_000 };
const defaultLogoutTimeoutMs = 2_000;

export class IscsiNode {
  readonly #limits: IscsiLimits;
  readonly #keepAlive: KeepAliveTimes;
  readonly #logoutTimeoutMs: number;
  readonly #publish: Publish<IscsiEvent>;
  readonly #clock: Clock;
  readonly #directory: Directory;
  readonly #loginService: Omit<LoginService, 'sessions'>;
  readonly #sessions: Sessions;
  readonly #connections = new Set<Connection>();
  #connectionCount = 0;
  #closing: (() => void) | undefined;

  /** The names of targets are to be well formed and different. */
  constructor(options: IscsiNodeOptions) {
    this.#limits = { ...defaultIscsiLimits, ...options.limits };
    this.#keepAlive = options.keepAlive ?? defaultKeepAlive;
    this.#logoutTimeoutMs = options.logoutTimeoutMs ?? defaultLogoutTimeoutMs;
    this.#publish = options.publish ?? publishNothing;
    this.#clock = options.clock ?? systemClock;
    this.#directory = new Directory(options);
    this.#loginService = {
      directory: this.#directory,
      challenges: new ChapChallenges(options.random ?? randomBytes),
      own: ownValuesFor(this.#limits.dataSegmentBytes, options.sessionRetention ?? defaultSessionRetention),
      limits: this.#limits,
    };
    this.#sessions = new Sessions(this.#limits.sessionsPerTarget);
  }

  /** Takes a new connection; the result is what its bytes are told to. */
  accept(port: Port): ConnectionInput {
    const identity: ConnectionIdentity = { connection: ++this.#connectionCount, remote: port.remote };
    const connection: Connection = new Connection(port, {
      identity,
      loginService: { ...this.#loginService, sessions: this.#sessions.seenFrom(port) },
      loginTimeMs: this.#limits.loginTimeMs,
      publish: this.#publish,
      establish: (login, serving) => this.#establish(login, serving),
      closed: () => {
        this.#connections.delete(connection);
        this.#finishClosing();
      },
    });
    this.#connections.add(connection);
    this.#publish({ event: 'connection.opened', ...identity });
    if (this.#closing !== undefined) connection.end('at-once', 'the node is shutting down');
    return connection;
  }

  /** Every session, oldest first. */
  sessions(): readonly SessionSummary[] {
    return [...this.#sessions]
      .sort((a, b) => a.since - b.since || a.identity.tsih - b.identity.tsih)
      .map(({ identity, login, framing: { headerDigest, dataDigest }, state, remote, connectionId, since }) => ({
        ...identity,
        type: login.type,
        state,
        remote,
        connectionId,
        portalGroupTag: login.approach.portalGroupTag,
        headerDigest,
        dataDigest,
        since,
      }));
  }

  /** Sends an Asynchronous Message, and does no more. False: there is no such session, or it has no connection. */
  notify(tsih: number, notice: AsyncNotice): boolean {
    return this.#sessions.get(tsih)?.notify(notice) ?? false;
  }

  /** Asks the initiator to log out; the session ends when the time passes without it. False: there is no such session. */
  requestLogout(tsih: number, withinSeconds: number): boolean {
    const session = this.#sessions.get(tsih);
    session?.requestLogout(withinSeconds * 1000, 'connection-dropped', 'the initiator has not logged out when asked to');
    return session !== undefined;
  }

  /** Asks the initiator to negotiate parameters; the connection ends when the time passes without it. False as in `notify`. */
  requestNegotiation(tsih: number, withinSeconds: number): boolean {
    return this.#sessions.get(tsih)?.requestNegotiation(withinSeconds) ?? false;
  }

  /** Ends a session, after telling the initiator so if `announce` is set. False: there is no such session. */
  endSession(tsih: number, { announce }: { readonly announce: boolean }): boolean {
    const session = this.#sessions.get(tsih);
    const reason = 'the operator has ended it';
    if (announce) session?.dismiss('all-connections-dropped', reason);
    else session?.end('at-once', reason);
    return session !== undefined;
  }

  /** Asks every initiator to log out, ends those that have not after a while, and resolves when no connection is left. */
  shutdown(): Promise<void> {
    const reason = 'the node is shutting down';
    return new Promise((resolve) => {
      this.#closing = resolve;
      for (const session of this.#sessions) session.requestLogout(this.#logoutTimeoutMs, 'all-connections-dropped', reason);
      for (const connection of [...this.#connections]) if (!connection.serves) connection.end('after-sending', reason);
      this.#finishClosing();
    });
  }

  #finishClosing(): void {
    if (this.#closing === undefined || this.#connections.size > 0) return;
    for (const session of this.#sessions) session.end('at-once', 'the node is shutting down');
    this.#closing();
  }

  #establish(login: Login, connection: SessionConnection): Established {
    const { port } = connection;
    const continued = login.tsih === 0 ? undefined : this.#sessions.get(login.tsih);
    if (continued !== undefined) return { session: continued, phase: continued.continue(connection, login) };

    const name = nexusName(login, port);
    this.#sessions.named(name)?.end('at-once', 'the initiator has reinstated the session');
    this.#sessions.makeRoomFor(login);
    const session: Session = new Session({
      name,
      login,
      tsih: this.#sessions.nextTsih(),
      served: this.#serve(login),
      since: this.#clock.now(),
      limits: this.#limits,
      keepAlive: this.#keepAlive,
      sendTargets: (value) => this.#directory.sendTargets(value, login.approach),
      publish: this.#publish,
      ended: () => this.#sessions.remove(session),
      coldReset: () => this.#endSessionsBeside(login, 'the target has been reset'),
    });
    this.#sessions.add(session);
    return { session, phase: session.begin(connection) };
  }

  /** The device and the nexus of a normal session (§4.4.2). */
  #serve(login: Login): ServedTarget | undefined {
    if (login.type === 'discovery') return undefined;
    const { initiatorName, luns, approach } = login;
    const target = login.target!;
    const { device } = this.#directory.target(target)!;
    const initiatorPort = initiatorPortName(login);
    const targetPort = targetPortName(target, approach.portalGroupTag);
    const targetPorts = this.#directory.portalGroupTags(target, approach).map((tag) => targetPortName(target, tag));
    const id = nexusId(initiatorPort, targetPort);
    return { device, nexus: { id, initiatorName, initiatorPort, targetPort, targetPorts, ...(luns !== undefined && { luns }) } };
  }

  /** A cold reset ends every session of its target (§11.5.1) but those that are shown no unit which has been reset. */
  #endSessionsBeside({ target, luns }: Login, reason: string): void {
    for (const session of this.#sessions)
      if (session.login.target === target && overlap(session.login.luns, luns)) session.dismiss('all-connections-dropped', reason);
  }
}

/** Whether some logical unit is in both; undefined: all are. */
const overlap = (one: ReadonlySet<Lun> | undefined, other: ReadonlySet<Lun> | undefined): boolean =>
  one === undefined || other === undefined || [...one].some((lun) => other.has(lun));
