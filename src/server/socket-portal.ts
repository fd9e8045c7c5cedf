/**
 * A socket as a portal. What is written during one turn of the event loop leaves in one system call: the socket is corked at the first
 * write and uncorked when the turn's callbacks have run, so neither headers and data nor several PDUs are ever concatenated.
 *
 * The orderly end keeps reading: closing a socket with bytes unread makes the system reset the connection, and the peer would lose the last
 * answer. A peer that does not end its side either is cut off after a while.
 */
import type { Socket } from 'node:net';
import type { Clock } from '../foundation/clock.ts';
import type { Endpoint } from '../foundation/endpoint.ts';
import { giveBackAll } from '../foundation/slab.ts';
import type { Portal, PortalListener } from '../wire/portal.ts';
import { receiveIntoSlabs } from './receive-buffer.ts';

/** What Node keeps for a write of a PDU beside its bytes; without it, a queue of many small answers would take many times its length. */
const WRITE_BYTES = 640;
/** How long a peer may take to read what was queued and to end its side. */
const LINGER_MS = 2000;

/** Of a socket's handle: all that was handed over, and what of it waits. */
interface HandleCounters {
  readonly bytesWritten: number;
  readonly writeQueueSize: number;
}

export class SocketPortal implements Portal {
  readonly local: Endpoint;
  readonly remote: Endpoint;
  readonly #socket: Socket;
  readonly #clock: Clock;
  /** What the system has not taken yet, in the order in which it was written. */
  readonly #leaving: (readonly Uint8Array[])[] = [];
  readonly #left = (): void => {
    try {
      giveBackAll(this.#leaving.shift()!);
    } catch (error) {
      // A bug of ours, which ends this connection and no other.
      this.#socket.destroy(error as Error);
    }
  };
  #corked = false;
  #ending = false;

  constructor(socket: Socket, clock: Clock) {
    this.#socket = socket;
    this.#clock = clock;
    this.local = { address: plainAddress(socket.localAddress), port: socket.localPort ?? 0 };
    this.remote = { address: plainAddress(socket.remoteAddress), port: socket.remotePort ?? 0 };
    // A socket's error is always followed by its close, which tells it; without a listener it would end the process.
    socket.on('error', () => {});
  }

  get queuedBytes(): number {
    return this.#socket.writableLength + this.#leaving.length * WRITE_BYTES;
  }

  /** Node tells only when all of what it has handed over is taken, which may be megabytes; its handle knows what is left of that. */
  get takenBytes(): number {
    const { bytesWritten, writeQueueSize } = (this.#socket as unknown as { _handle?: Partial<HandleCounters> | null })._handle ?? {};
    if (bytesWritten !== undefined && writeQueueSize !== undefined) return bytesWritten - writeQueueSize;
    return this.#socket.bytesWritten - this.#socket.writableLength;
  }

  listen(listener: PortalListener): void {
    const socket = this.#socket;
    let open = true;
    const close = (error?: Error): void => {
      if (!open) return;
      open = false;
      listener.closed(error);
    };
    const receive = (chunk: Uint8Array): void => {
      if (open && !this.#ending) listener.received(chunk);
      else giveBackAll([chunk]);
    };
    if (receiveIntoSlabs(socket, receive)) socket.resume();
    else socket.on('data', receive);
    socket.on('drain', () => {
      if (open) listener.drained();
    });
    socket.on('end', () => close());
    socket.on('close', () => close(socket.errored ?? undefined));
  }

  write(pieces: readonly Uint8Array[]): void {
    const socket = this.#socket;
    if (this.#ending || !socket.writable) return;
    if (!this.#corked) {
      this.#corked = true;
      socket.cork();
      process.nextTick(() => {
        this.#corked = false;
        socket.uncork();
      });
    }
    this.#leaving.push(pieces);
    const last = pieces.length - 1;
    for (let n = 0; n < last; n++) socket.write(pieces[n]!);
    socket.write(pieces[last]!, this.#left);
  }

  pause(): void {
    if (!this.#ending) this.#socket.pause();
  }

  resume(): void {
    this.#socket.resume();
  }

  end(): void {
    if (this.#ending) return;
    this.#ending = true;
    const socket = this.#socket;
    if (socket.destroyed) return;
    socket.end();
    socket.resume();
    const cancel = this.#clock.schedule(LINGER_MS, () => socket.destroy());
    socket.once('close', cancel);
  }

  destroy(): void {
    this.#ending = true;
    this.#socket.destroy();
  }

  reset(): void {
    this.#ending = true;
    this.#socket.resetAndDestroy();
  }
}

/** An IPv4 peer of a socket that listens on `::` appears as an IPv6 address, which nobody could connect to. */
const plainAddress = (address = ''): string => address.replace(/^::ffff:(?=\d+\.)/i, '');
