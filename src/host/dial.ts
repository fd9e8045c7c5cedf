/**
 * The way from a host to a target: a connection's bytes as a portal (`wire/portal.ts`), whoever carries them. A simulated host is given one whose bytes
 * are counted; a program's uses a socket.
 */
import { createConnection, type Socket } from 'node:net';
import type { Clock } from '../foundation/clock.ts';
import { type Endpoint, formatEndpoint } from '../foundation/endpoint.ts';
import { SocketPortal } from '../server/socket-portal.ts';
import type { Portal } from '../wire/portal.ts';

/** Why nobody was reached there. */
export class DialError extends Error {
  override readonly name = 'DialError';
  /** The system's: `ECONNREFUSED`, `EHOSTUNREACH`, `ENOTFOUND`, or `ETIMEDOUT` after our own patience. */
  readonly code: string;

  constructor(code: string, message: string, options?: { cause?: unknown }) {
    super(message, options);
    this.code = code;
  }
}

/** Resolves when the connection stands. @throws DialError */
export type Dial = (endpoint: Endpoint) => Promise<Portal>;

/** How long a connection may take to come about; TCPConnectTime of the Microsoft initiator. */
const CONNECT_MS = 15_000;

/** A name that stands for several addresses has an error of each, and nothing to say of its own. */
const problemIn = (error: Error): string =>
  error instanceof AggregateError ? error.errors.map((each: Error) => each.message).join(', ') : error.message;

/** A TCP connection; `clock` is what its patience is measured by. */
export const dialTcp =
  (clock: Clock): Dial =>
  (endpoint) =>
    new Promise((resolve, reject) => {
      const socket: Socket = createConnection({ host: endpoint.address, port: endpoint.port, noDelay: true, allowHalfOpen: true });
      const fail = (code: string, problem: string, cause?: unknown): void => {
        cancel();
        socket.destroy();
        reject(new DialError(code, `${formatEndpoint(endpoint)}: ${problem}`, { cause }));
      };
      const cancel = clock.schedule(CONNECT_MS, () => fail('ETIMEDOUT', `no answer within ${CONNECT_MS / 1000} s`));
      socket.once('error', (error: NodeJS.ErrnoException) => fail(error.code ?? 'EIO', problemIn(error), error));
      socket.once('connect', () => {
        cancel();
        socket.removeAllListeners('error');
        resolve(new SocketPortal(socket, clock));
      });
    });
