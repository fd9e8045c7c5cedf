/**
 * Between a portal's bytes and a connection's PDUs: what arrives is cut by the framer and handed to the connection; what the connection
 * sends is serialised into the portal. This is the `Port` that the state machines of `iscsi/` see.
 *
 * Back pressure goes both ways: while more than `OUTPUT_BOUND_BYTES` wait to leave, `drained` makes the sender wait, and nothing is read nor any
 * PDU served that has been read. A peer whose PDU does not come to its end, or that does not read its answers, is cut off.
 * Whatever the connection's code throws is a bug of ours that ends this connection and no other.
 */
import type { Clock } from '../foundation/clock.ts';
import type { Endpoint } from '../foundation/endpoint.ts';
import type { Publish } from '../foundation/event.ts';
import type { ConnectionInput, Port } from '../iscsi/port.ts';
import { decodeInitiatorPdu } from '../wire/codec.ts';
import { Framer } from '../wire/framer.ts';
import type { Framing } from '../wire/framing.ts';
import type { InitiatorPdu, TargetPdu } from '../wire/pdu.ts';
import type { Portal } from '../wire/portal.ts';
import { serialise } from '../wire/serialiser.ts';
import { isWireError } from '../wire/wire-error.ts';
import type { ServerEvent } from './events.ts';
import { defaultServerLimits, type ServerLimits } from './limits.ts';
import { Patience } from './patience.ts';

export const OUTPUT_BOUND_BYTES = 4 * 1024 * 1024;

export interface ConnectionPortOptions {
  readonly portalGroupTag: number;
  readonly clock: Clock;
  readonly publish: Publish<ServerEvent>;
  readonly limits?: Pick<ServerLimits, 'pduTimeMs' | 'stallTimeMs'>;
}

export class ConnectionPort implements Port {
  readonly local: Endpoint;
  readonly remote: Endpoint;
  readonly portalGroupTag: number;
  readonly #portal: Portal;
  readonly #clock: Clock;
  readonly #publish: Publish<ServerEvent>;
  readonly #framer: Framer<InitiatorPdu>;
  /** With a PDU that has begun to arrive. */
  readonly #pduPatience: Patience;
  /** With answers that wait to leave. */
  readonly #stallPatience: Patience;
  #input: ConnectionInput | undefined;
  /** Nothing is sent or received any more. */
  #closing = false;
  #paused = false;
  /** PDUs that have arrived. One is the last before every pause, so what comes after it has all its time. */
  #pdus = 0;
  #cutOffBecause: string | undefined;
  #drained: Promise<void> | undefined;
  #wakeWaiting: () => void = () => {};

  constructor(portal: Portal, options: ConnectionPortOptions) {
    const { clock, limits: { pduTimeMs, stallTimeMs } = defaultServerLimits } = options;
    this.local = portal.local;
    this.remote = portal.remote;
    this.portalGroupTag = options.portalGroupTag;
    this.#portal = portal;
    this.#clock = clock;
    this.#publish = options.publish;
    this.#framer = new Framer({ decode: decodeInitiatorPdu });
    this.#pduPatience = new Patience({
      clock,
      limitMs: pduTimeMs,
      progress: () => (this.#paused || this.#framer.pendingBytes === 0 ? undefined : this.#pdus),
      lost: () => this.#cutOff(`a PDU was not complete after ${pduTimeMs / 1000} s`),
    });
    this.#stallPatience = new Patience({
      clock,
      limitMs: stallTimeMs,
      progress: () => (portal.queuedBytes === 0 ? undefined : portal.takenBytes),
      lost: () => this.#cutOff(`it has read none of its answers for ${stallTimeMs / 1000} s`),
    });
  }

  /** Begins to listen for what `accept` answers: the other side of this port. */
  open(accept: (port: Port) => ConnectionInput): void {
    this.#portal.listen({
      received: (chunk) => this.#receive(chunk),
      drained: () => this.#continue(),
      closed: (error) => this.#closed(error),
    });
    this.#guard(() => {
      this.#input = accept(this);
    });
  }

  send(pdu: TargetPdu): void {
    if (this.#closing) return;
    this.#guard(() => {
      this.#portal.write(serialise(pdu, this.#framer.framing));
      this.#stallPatience.begin();
    });
  }

  useFraming(framing: Framing): void {
    this.#framer.framing = framing;
  }

  drained(): Promise<void> | undefined {
    if (this.#closing || this.#portal.queuedBytes <= OUTPUT_BOUND_BYTES) return undefined;
    this.#drained ??= new Promise((resolve) => {
      this.#wakeWaiting = resolve;
    });
    return this.#drained;
  }

  close(how: 'after-sending' | 'at-once'): void {
    this.#closing = true;
    this.#pduPatience.end();
    this.#stallPatience.end();
    if (how === 'at-once') this.#portal.destroy();
    else this.#portal.end();
    this.#wake();
  }

  schedule(delayMs: number, action: () => void): () => void {
    return this.#clock.schedule(delayMs, () => this.#guard(action));
  }

  #receive(chunk: Uint8Array): void {
    this.#framer.push(chunk);
    this.#serve();
  }

  /** Hands on the PDUs that have arrived, as long as there is room for their answers. */
  #serve(): void {
    this.#guard(() => {
      while (!this.#closing && !this.#paused) {
        const pdu = this.#framer.next();
        if (pdu === undefined) return this.#pduPatience.begin();
        this.#pdus++;
        if (isWireError(pdu)) this.#input?.receiveError(pdu);
        else this.#input?.receive(pdu);
        if (this.#portal.queuedBytes > OUTPUT_BOUND_BYTES) this.#pause();
      }
    });
  }

  #pause(): void {
    if (this.#closing) return;
    this.#paused = true;
    this.#portal.pause();
  }

  #continue(): void {
    this.#wake();
    if (!this.#paused) return;
    this.#paused = false;
    this.#serve();
    if (!this.#paused && !this.#closing) this.#portal.resume();
  }

  #cutOff(problem: string): void {
    this.#publish({ event: 'server.connection-cut-off', remote: this.remote, problem });
    this.#cutOffBecause = problem;
    this.close('at-once');
  }

  #closed(error: Error | undefined): void {
    this.#closing = true;
    if (error !== undefined) this.#publish({ event: 'server.connection-broken', remote: this.remote, problem: error.message });
    this.#guard(() => this.#input?.closed(this.#cutOffBecause ?? error?.message));
    // An initiator that has ended its side has nothing more to ask; what has been queued for it still leaves.
    this.close('after-sending');
  }

  #wake(): void {
    this.#wakeWaiting();
    this.#drained = undefined;
  }

  #guard(action: () => void): void {
    try {
      action();
    } catch (error) {
      this.#publish({ event: 'server.connection-failed', remote: this.remote, error });
      this.close('at-once');
    }
  }
}
