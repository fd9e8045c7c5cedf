/**
 * A connection's bytes on a way that is blocked or narrow. What cannot leave waits here and counts as queued, so that its sender is held back as by
 * any peer that does not read; what is not to be read stays with the system, whose receive window closes (RFC 9293 §3.8.6).
 */
import type { Clock } from '../foundation/clock.ts';
import type { Endpoint } from '../foundation/endpoint.ts';
import type { Portal, PortalListener } from '../wire/portal.ts';
import type { Direction } from './direction.ts';

export interface Impairment {
  readonly directions: readonly Direction[];
  /** 0: nothing gets through. */
  readonly bytesPerSecond: number;
}

/** A narrow way lets something through in turns: one byte at least. */
const turnMs = (bytesPerSecond: number): number => Math.max(50, 1000 / bytesPerSecond);

const free = Number.POSITIVE_INFINITY;

export class ImpairedPortal implements Portal {
  readonly local: Endpoint;
  readonly remote: Endpoint;
  readonly #portal: Portal;
  readonly #clock: Clock;
  #listener: PortalListener | undefined;
  /** Bytes a second. */
  readonly #rates: Record<Direction, number> = { 'to-host': free, 'from-host': free };
  #held: Uint8Array[] = [];
  #heldBytes = 0;
  /** What may leave before the next turn. */
  #allowance = 0;
  #cancelTurn: (() => void) | undefined;
  /** The house wants nothing to arrive. */
  #paused = false;
  /** More has arrived than the way is wide. */
  #cancelRest: (() => void) | undefined;

  constructor(portal: Portal, clock: Clock) {
    this.local = portal.local;
    this.remote = portal.remote;
    this.#portal = portal;
    this.#clock = clock;
  }

  get queuedBytes(): number {
    return this.#portal.queuedBytes + this.#heldBytes;
  }

  get takenBytes(): number {
    return this.#portal.takenBytes;
  }

  /** Whether nothing gets through in that direction. */
  blocks(direction: Direction): boolean {
    return this.#rates[direction] === 0;
  }

  /** From now on; `Infinity` lets everything through. */
  narrow(direction: Direction, bytesPerSecond: number): void {
    this.#rates[direction] = bytesPerSecond;
    if (direction === 'to-host') {
      this.#cancelTurn?.();
      this.#turn();
    } else {
      this.#cancelRest?.();
      this.#cancelRest = undefined;
      this.#readOrNot();
    }
  }

  listen(listener: PortalListener): void {
    this.#listener = listener;
    this.#portal.listen({
      received: (chunk) => {
        listener.received(chunk);
        this.#rest(chunk.length);
      },
      drained: () => listener.drained(),
      closed: (error) => {
        this.#stop();
        listener.closed(error);
      },
    });
  }

  write(pieces: readonly Uint8Array[]): void {
    if (this.#rates['to-host'] === free && this.#held.length === 0) {
      this.#portal.write(pieces);
      return;
    }
    for (const piece of pieces) {
      this.#held.push(piece);
      this.#heldBytes += piece.length;
    }
    this.#letOut();
  }

  pause(): void {
    this.#paused = true;
    this.#portal.pause();
  }

  resume(): void {
    this.#paused = false;
    this.#readOrNot();
  }

  /** What waits on a narrow way leaves now; what waits on a blocked one never does. */
  end(): void {
    if (this.#rates['to-host'] > 0 && this.#held.length > 0) this.#portal.write(this.#held);
    this.#stop();
    this.#portal.end();
  }

  destroy(): void {
    this.#stop();
    this.#portal.destroy();
  }

  reset(): void {
    this.#stop();
    this.#portal.reset();
  }

  #turn(): void {
    const rate = this.#rates['to-host'];
    this.#cancelTurn = undefined;
    this.#allowance = rate === 0 ? 0 : rate === free ? free : Math.round((rate * turnMs(rate)) / 1000);
    this.#letOut();
  }

  /** As much as may leave now; the rest at the next turn. */
  #letOut(): void {
    if (this.#held.length === 0) return;
    while (this.#held.length > 0 && this.#allowance > 0) {
      const piece = this.#held.shift()!;
      const now = piece.subarray(0, this.#allowance);
      if (now.length < piece.length) this.#held.unshift(piece.subarray(now.length));
      this.#heldBytes -= now.length;
      this.#allowance -= now.length;
      this.#portal.write([now]);
    }
    const rate = this.#rates['to-host'];
    if (rate !== free && rate > 0) this.#cancelTurn ??= this.#clock.schedule(turnMs(rate), () => this.#turn());
    // Those below tell it only of what they have held themselves.
    if (this.#held.length === 0) this.#listener?.drained();
  }

  /** After so many bytes nothing is read for as long as they take. */
  #rest(bytes: number): void {
    const rate = this.#rates['from-host'];
    if (rate === free || rate === 0) return;
    this.#cancelRest?.();
    this.#cancelRest = this.#clock.schedule((bytes * 1000) / rate, () => {
      this.#cancelRest = undefined;
      this.#readOrNot();
    });
    this.#readOrNot();
  }

  #readOrNot(): void {
    if (this.#paused || this.#rates['from-host'] === 0 || this.#cancelRest !== undefined) this.#portal.pause();
    else this.#portal.resume();
  }

  #stop(): void {
    this.#cancelTurn?.();
    this.#cancelRest?.();
    this.#held = [];
    this.#heldBytes = 0;
  }
}
