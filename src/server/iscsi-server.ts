/**
 * The target's front door: listens for initiators and gives each connection's PDUs to the node (RFC 7143 §4.4.1's network portal). Whatever
 * happens on one connection, the others and the process go on.
 */
import { createServer, isIPv4, type Server, type Socket } from 'node:net';
import { type Clock, systemClock } from '../foundation/clock.ts';
import type { Endpoint } from '../foundation/endpoint.ts';
import { type Publish, publishNothing } from '../foundation/event.ts';
import type { ConnectionInput, Port } from '../iscsi/port.ts';
import type { Portal } from '../wire/portal.ts';
import { ConnectionPort } from './connection-port.ts';
import type { ServerEvent } from './events.ts';
import { defaultServerLimits, type ServerLimits } from './limits.ts';
import { listen } from './listen.ts';
import { SocketPortal } from './socket-portal.ts';

/** What a server needs of an `IscsiNode`. */
export interface ConnectionAcceptor {
  accept(port: Port): ConnectionInput;
  /** Ends the sessions in order; resolves when they have ended. */
  shutdown(): Promise<void>;
}

/** What stands on one connection between its bytes and the node: a portal for those below it, an acceptor for those above. */
export interface Between {
  readonly portal: Portal;
  /** Has `accept` take `port`, or a port around it; answers what is to be told what arrives. */
  accept(port: Port, accept: (port: Port) => ConnectionInput): ConnectionInput;
  /** By which the initiator is waited for; the server's clock unless given. */
  readonly patience?: Clock;
}

/** A place where initiators are accepted. */
interface Door {
  readonly local: Endpoint;
  readonly portalGroupTag: number;
  readonly ipv6Only: boolean;
  /** Undefined: it is shut. */
  server: Server | undefined;
  /** How often it has been shut. */
  shuttings: number;
}

export interface IscsiServerOptions {
  readonly node: ConnectionAcceptor;
  readonly publish?: Publish<ServerEvent>;
  /** Wraps each connection's portal: a capture. */
  readonly tap?: (portal: Portal) => Portal;
  /** What stands between a connection's portal and the node; nothing unless given. */
  readonly between?: (portal: Portal) => Between;
  readonly limits?: Partial<ServerLimits>;
  readonly clock?: Clock;
}

/** How long the sessions may take to end in order when the server closes. */
const SHUTDOWN_BOUND_MS = 5000;
/** Silence after which the system asks whether the initiator's machine is still there. */
const KEEP_ALIVE_MS = 30_000;

export class IscsiServer {
  readonly #node: ConnectionAcceptor;
  readonly #publish: Publish<ServerEvent>;
  readonly #tap: (portal: Portal) => Portal;
  readonly #between: (portal: Portal) => Between;
  readonly #clock: Clock;
  readonly #limits: ServerLimits;
  readonly #doors: Door[] = [];
  /** Resolve when those who came through doors that are shut have gone. */
  readonly #gone: Promise<void>[] = [];
  readonly #ports = new Set<ConnectionPort>();
  #closing: Promise<void> | undefined;

  constructor(options: IscsiServerOptions) {
    this.#node = options.node;
    this.#publish = options.publish ?? publishNothing;
    this.#tap = options.tap ?? ((portal) => portal);
    this.#between = options.between ?? ((portal) => ({ portal, accept: (port, accept) => accept(port) }));
    this.#clock = options.clock ?? systemClock;
    this.#limits = { ...defaultServerLimits, ...options.limits };
  }

  /**
   * Accepts connections on `endpoint` from now on; answers the real one when the port was 0. May be called for several endpoints, an IPv4 one
   * before the IPv6 wildcard of its port. The tag is that of the portal group it is in (RFC 7143 §4.4.1).
   * @throws UserError when the system refuses.
   */
  async listen(endpoint: Endpoint, portalGroupTag = 1): Promise<Endpoint> {
    // Where IPv4 has a portal of its own already, one for all of IPv6 leaves it alone.
    const ipv6Only = this.#doors.some(({ local }) => isIPv4(local.address) && local.port === endpoint.port);
    const { server, local } = await this.#open(endpoint, portalGroupTag, ipv6Only);
    this.#doors.push({ local, portalGroupTag, ipv6Only, server, shuttings: 0 });
    return local;
  }

  /** Where it listens, or would if nobody had shut it. */
  get doors(): readonly Endpoint[] {
    return this.#doors.map(({ local }) => local);
  }

  /**
   * Listens there no more: who comes is refused by the system, and who is there stays. What is returned has it listen again, unless it has been shut
   * once more since; that it cannot is an event.
   */
  shut(where: (local: Endpoint) => boolean = () => true): () => Promise<void> {
    const shut = this.#doors.filter(({ local }) => where(local));
    const shuttings = shut.map((door) => {
      if (door.server !== undefined) {
        this.#gone.push(ended(door.server));
        this.#publish({ event: 'server.shut', local: door.local });
      }
      door.server = undefined;
      door.shuttings += 1;
      return door.shuttings;
    });
    return () =>
      this.#reopen(shut.filter((door, index) => door.shuttings === shuttings[index])).catch((error: unknown) =>
        this.#publish({ event: 'server.accept-failed', error }),
      );
  }

  /** Listens again wherever it has been shut. @throws UserError when the system refuses, as when another program listens there now */
  reopen(): Promise<void> {
    return this.#reopen(this.#doors);
  }

  async #reopen(doors: readonly Door[]): Promise<void> {
    for (const door of doors) {
      if (door.server !== undefined || this.#closing !== undefined) continue;
      const { shuttings } = door;
      const { server } = await this.#open(door.local, door.portalGroupTag, door.ipv6Only);
      if (door.server === undefined && door.shuttings === shuttings && this.#closing === undefined) door.server = server;
      else server.close();
    }
  }

  async #open(endpoint: Endpoint, portalGroupTag: number, ipv6Only: boolean): Promise<{ server: Server; local: Endpoint }> {
    const server = createServer({ noDelay: true, keepAlive: true, keepAliveInitialDelay: KEEP_ALIVE_MS, allowHalfOpen: true });
    const local = await listen(server, endpoint, { ipv6Only });
    server.on('connection', (socket) => this.#accept(socket, portalGroupTag));
    server.on('error', (error) => this.#publish({ event: 'server.accept-failed', error }));
    this.#publish({ event: 'server.listening', local });
    return { server, local };
  }

  /** Stops accepting, lets the sessions end in order, ends every connection. Resolves when no socket is left. */
  close(): Promise<void> {
    this.#closing ??= this.#close();
    return this.#closing;
  }

  async #close(): Promise<void> {
    const closed = this.#doors.flatMap(({ server }) => (server === undefined ? [] : [ended(server)]));
    await this.#endSessions();
    for (const port of this.#ports) port.close('after-sending');
    await Promise.all([...closed, ...this.#gone]);
    this.#publish({ event: 'server.closed' });
  }

  /** The bound holds even if the node does not keep to it. */
  async #endSessions(): Promise<void> {
    await new Promise<void>((resolve) => {
      const cancel = this.#clock.schedule(SHUTDOWN_BOUND_MS, resolve);
      this.#node.shutdown().then(resolve, resolve).finally(cancel);
    });
  }

  #accept(socket: Socket, portalGroupTag: number): void {
    // The peer may be gone again, and a socket without addresses is of no use.
    if (this.#closing !== undefined || socket.remoteAddress === undefined) {
      socket.destroy();
      return;
    }
    const portal = new SocketPortal(socket, this.#clock);
    const problem = this.#reasonToRefuse(portal.remote);
    if (problem !== undefined) {
      this.#publish({ event: 'server.connection-refused', remote: portal.remote, problem });
      portal.destroy();
      return;
    }
    const between = this.#between(this.#tap(portal));
    const { patience: clock = this.#clock } = between;
    const port = new ConnectionPort(between.portal, { clock, portalGroupTag, publish: this.#publish, limits: this.#limits });
    this.#ports.add(port);
    socket.once('close', () => this.#ports.delete(port));
    port.open((opened) => between.accept(opened, (inner) => this.#node.accept(inner)));
  }

  #reasonToRefuse({ address }: Endpoint): string | undefined {
    const { connections, connectionsPerAddress } = this.#limits;
    if (this.#ports.size >= connections) return `there are ${connections} connections already`;
    const fromThere = [...this.#ports].filter(({ remote }) => remote.address === address).length;
    return fromThere >= connectionsPerAddress ? `it has ${connectionsPerAddress} connections already` : undefined;
  }
}

/** Accepts nobody any more, and resolves when those it has accepted are gone. */
const ended = (server: Server): Promise<void> => new Promise((resolve) => server.close(() => resolve()));
