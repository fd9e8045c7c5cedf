/** A portal that is listened in on: it behaves as the one it wraps, and whoever listens hears the exact bytes of both directions and how they end. */
import type { Endpoint } from '../foundation/endpoint.ts';
import type { Portal, PortalListener } from '../wire/portal.ts';
import type { Side } from './conversation.ts';

/** Calls never throw. */
export interface Eavesdropper {
  /** `from` has sent these bytes; they are not to be kept. */
  bytes(from: Side, pieces: readonly Uint8Array[]): void;
  /** `by` has nothing more to send. */
  finish(by: Side): void;
  /** `by` has broken the connection off. */
  reset(by: Side): void;
}

/** The local end of a portal is the target's. */
export class TappedPortal implements Portal {
  readonly local: Endpoint;
  readonly remote: Endpoint;
  readonly #portal: Portal;
  readonly #eavesdropper: Eavesdropper;

  constructor(portal: Portal, eavesdropper: Eavesdropper) {
    this.local = portal.local;
    this.remote = portal.remote;
    this.#portal = portal;
    this.#eavesdropper = eavesdropper;
  }

  get queuedBytes(): number {
    return this.#portal.queuedBytes;
  }

  get takenBytes(): number {
    return this.#portal.takenBytes;
  }

  listen(listener: PortalListener): void {
    this.#portal.listen({
      received: (chunk) => {
        this.#eavesdropper.bytes('initiator', [chunk]);
        listener.received(chunk);
      },
      drained: () => listener.drained(),
      closed: (error) => {
        if (error === undefined) this.#eavesdropper.finish('initiator');
        else this.#eavesdropper.reset('initiator');
        listener.closed(error);
      },
    });
  }

  write(pieces: readonly Uint8Array[]): void {
    this.#eavesdropper.bytes('target', pieces);
    this.#portal.write(pieces);
  }

  pause(): void {
    this.#portal.pause();
  }

  resume(): void {
    this.#portal.resume();
  }

  end(): void {
    this.#eavesdropper.finish('target');
    this.#portal.end();
  }

  destroy(): void {
    this.#eavesdropper.reset('target');
    this.#portal.destroy();
  }

  reset(): void {
    this.#eavesdropper.reset('target');
    this.#portal.reset();
  }
}
