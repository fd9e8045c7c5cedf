/**
 * The iSCSI node (RFC 7143 §3.1, §4.4): its targets behind one portal group, the connections that arrive and the sessions they lead to.
 */
import { type Clock, systemClock } from '../foundation/clock.ts';
import type { Endpoint } from '../foundation/endpoint.ts';
import { type Publish, publishNothing } from '../foundation/event.ts';
import { invariant } from '../foundation/invariant.ts';
import type { ScsiTarget } from '../scsi/target.ts';
import type { CommandWindow } from './command-window.ts';
import { Connection } from './connection.ts';
import { sendTargets } from './discovery.ts';
import type { ConnectionIdentity, IscsiEvent } from './events.ts';
import { iscsiNameProblem, normaliseIscsiName } from './iscsi-name.ts';
import type { Login, LoginDirectory } from './login.ts';
import type { Numbering } from './numbering.ts';
import type { ConnectionInput, Port } from './port.ts';
import { type ServedTarget, Session } from './session.ts';

export interface IscsiTargetOptions {
  readonly name: string;
  readonly alias?: string;
  readonly device: ScsiTarget;
}

export interface IscsiNodeOptions {
  readonly targets: readonly IscsiTargetOptions[];
  /** 1 unless told otherwise. */
  readonly portalGroupTag?: number;
  /** What SendTargets tells; the address a connection arrived at, unless told otherwise. */
  readonly advertise?: Endpoint;
  readonly publish?: Publish<IscsiEvent>;
  readonly clock?: Clock;
  readonly loginTimeoutMs?: number;
  /** A normal session that is silent for this long is pinged, and ended if it stays so for as long again. */
  readonly keepAliveMs?: number;
  /** How long a shutdown waits for initiators to log out. */
  readonly logoutTimeoutMs?: number;
}

export interface SessionSummary {
  readonly initiatorName: string;
  /** Undefined for a discovery session. */
  readonly target: string | undefined;
  /** 12 hexadecimal digits. */
  readonly isid: string;
  readonly tsih: number;
  readonly type: 'normal' | 'discovery';
  readonly remote: Endpoint;
  /** Milliseconds since the Unix epoch. */
  readonly since: number;
}

const defaults = { portalGroupTag: 1, loginTimeoutMs: 15_000, keepAliveMs: 60_000, logoutTimeoutMs: 2_000 } as const;
const maximumTsih = 0xffff;

export class IscsiNode {
  readonly #options: IscsiNodeOptions & typeof defaults;
  readonly #targets: ReadonlyMap<string, IscsiTargetOptions>;
  readonly #publish: Publish<IscsiEvent>;
  readonly #clock: Clock;
  readonly #directory: LoginDirectory;
  readonly #connections = new Set<Connection>();
  readonly #sessions = new Map<number, Session>();
  #connectionCount = 0;
  #lastTsih = 0;
  #closing: (() => void) | undefined;

  /** Names are to be well formed and different. */
  constructor(options: IscsiNodeOptions) {
    this.#options = { ...defaults, ...options } as IscsiNodeOptions & typeof defaults;
    this.#publish = options.publish ?? (publishNothing as Publish<IscsiEvent>);
    this.#clock = options.clock ?? systemClock;
    this.#targets = new Map(options.targets.map((target) => [normaliseIscsiName(target.name), target]));
    invariant(this.#targets.size === options.targets.length, 'target names are different');
    for (const name of this.#targets.keys()) invariant(iscsiNameProblem(name) === undefined, `${name} is an iSCSI name`);
    this.#directory = {
      portalGroupTag: this.#options.portalGroupTag,
      findTarget: (name) => {
        const target = this.#targets.get(name);
        return target === undefined ? undefined : { name, alias: target.alias };
      },
      sessionExists: (wanted) => {
        const session = this.#sessions.get(wanted.tsih);
        return session !== undefined && isSameSession(session.login, wanted);
      },
    };
  }

  /** Takes a new connection; the result is what its bytes are told to. */
  accept(port: Port): ConnectionInput {
    const identity: ConnectionIdentity = { connection: ++this.#connectionCount, remote: port.remote };
    const connection: Connection = new Connection(port, {
      directory: this.#directory,
      loginTimeoutMs: this.#options.loginTimeoutMs,
      establish: (login, ...link) => this.#establish(login, identity, connection, ...link),
      loginFailed: (status, problem, initiatorName) =>
        this.#publish({ event: 'login.failed', ...identity, status, problem, initiatorName }),
      violated: (problem) => this.#publish({ event: 'protocol.violated', ...identity, problem }),
      failed: (error) => this.#publish({ event: 'connection.failed', ...identity, error }),
      closed: (reason) => {
        this.#connections.delete(connection);
        this.#publish({ event: 'connection.closed', ...identity, reason });
        if (this.#connections.size === 0) this.#closing?.();
      },
    });
    this.#connections.add(connection);
    this.#publish({ event: 'connection.opened', ...identity });
    if (this.#closing !== undefined) connection.end('at-once', 'the node is shutting down');
    return connection;
  }

  /** Every session, oldest first. */
  sessions(): readonly SessionSummary[] {
    return [...this.#sessions.values()]
      .sort((a, b) => a.since - b.since || a.identity.tsih - b.identity.tsih)
      .map(({ identity, login, port, since }) => ({ ...identity, type: login.type, remote: port.remote, since }));
  }

  /** Asks every initiator to log out, ends those that have not after a while, and resolves when no connection is left. */
  shutdown(): Promise<void> {
    return new Promise((resolve) => {
      this.#closing = resolve;
      const { logoutTimeoutMs } = this.#options;
      const inService = new Set([...this.#sessions.values()].filter(({ login }) => login.type === 'normal').map(({ port }) => port));
      for (const session of this.#sessions.values()) if (inService.has(session.port)) session.requestLogout(logoutTimeoutMs);
      for (const connection of [...this.#connections]) {
        const { port } = connection;
        const end = (): void => connection.end('after-sending', 'the node is shutting down');
        if (inService.has(port)) port.schedule(logoutTimeoutMs, end);
        else end();
      }
      if (this.#connections.size === 0) resolve();
    });
  }

  #establish(
    login: Login,
    connectionIdentity: ConnectionIdentity,
    connection: Connection,
    port: Port,
    numbering: Numbering,
    window: CommandWindow,
  ): Session {
    for (const older of [...this.#sessions.values()])
      if (isSameSession(older.login, login)) older.end('at-once', 'the initiator has reinstated the session');

    const session = new Session({
      login,
      tsih: this.#nextTsih(),
      served: this.#serve(login),
      port,
      numbering,
      window,
      since: this.#clock.now(),
      keepAliveMs: this.#options.keepAliveMs,
      sendTargets: (value) =>
        sendTargets(value, {
          targets: [...this.#targets.keys()],
          sessionTarget: login.target,
          sessionType: login.type,
          address: this.#options.advertise ?? port.local,
          portalGroupTag: this.#options.portalGroupTag,
        }),
      events: {
        ended: (ended, reason) => {
          this.#sessions.delete(ended.identity.tsih);
          this.#publish({ event: 'session.ended', ...ended.identity, reason });
          connection.end('at-once', reason);
        },
        rejected: (reason, problem) => this.#publish({ event: 'pdu.rejected', ...connectionIdentity, reason, problem }),
        failed: (error) => connection.fail(error),
        taskManagementCompleted: (of, fields) => this.#publish({ event: 'task-management.completed', ...of.identity, ...fields }),
        coldReset: (of) => {
          for (const other of [...this.#sessions.values()])
            if (other.identity.target === of.identity.target) other.end('after-sending', 'the target has been reset');
        },
      },
    });
    this.#sessions.set(session.identity.tsih, session);
    this.#publish({ event: 'session.established', ...connectionIdentity, ...session.identity, type: login.type });
    return session;
  }

  /** The device and the nexus of a normal session; a nexus is known by the names of its two ports (§4.4.2, §4.4.3). */
  #serve(login: Login): ServedTarget | undefined {
    if (login.type === 'discovery') return undefined;
    const target = this.#targets.get(login.target!)!;
    const initiatorPort = `${login.initiatorName},i,0x${Buffer.from(login.isid).toString('hex')}`;
    const targetPort = `${login.target},t,0x${this.#options.portalGroupTag.toString(16).padStart(4, '0')}`;
    return { device: target.device, nexus: { id: `${initiatorPort};${targetPort}`, initiatorName: login.initiatorName } };
  }

  #nextTsih(): number {
    do this.#lastTsih = (this.#lastTsih % maximumTsih) + 1;
    while (this.#sessions.has(this.#lastTsih));
    return this.#lastTsih;
  }
}

/** Whether two logins are of one and the same session (§6.3.1, §6.3.5): the same initiator port at the same target. */
const isSameSession = (a: Pick<Login, 'type' | 'initiatorName' | 'isid' | 'target'>, b: typeof a): boolean =>
  a.type === b.type && a.initiatorName === b.initiatorName && a.target === b.target && Buffer.compare(a.isid, b.isid) === 0;
