/**
 * Listens in on portals and writes the exact bytes of both directions to one capture. A wrapped portal behaves as the one it wraps, also when
 * the capture fails: that is told once, and the connections go on without it.
 */
import type { Clock } from '../foundation/clock.ts';
import type { Endpoint } from '../foundation/endpoint.ts';
import { type Publish, publishNothing } from '../foundation/event.ts';
import type { Portal, PortalListener } from '../wire/portal.ts';
import { Conversation } from './conversation.ts';
import { type CaptureSink, PcapWriter } from './pcap.ts';

export type CaptureEvent = { readonly event: 'capture.failed'; readonly problem: string };

export class Capture {
  readonly #sink: CaptureSink;
  readonly #publish: Publish<CaptureEvent>;
  readonly #writer: PcapWriter;
  #conversations = 0;
  #over = false;

  /** Takes `sink` over and writes the head of the file. */
  constructor(options: { sink: CaptureSink; clock: Clock; publish?: Publish<CaptureEvent> }) {
    this.#sink = options.sink;
    this.#publish = options.publish ?? publishNothing;
    this.#writer = new PcapWriter(options.sink, options.clock);
  }

  /** `portal`, listened in on: its local end is the target's. */
  readonly tap = (portal: Portal): Portal => {
    const conversation = this.#attempt(
      () =>
        new Conversation({
          initiator: portal.remote,
          target: portal.local,
          number: ++this.#conversations,
          write: (segment) => this.#attempt(() => this.#writer.write(segment)),
        }),
    );
    return conversation === undefined ? portal : new CapturedPortal(portal, conversation);
  };

  /** The file is whole after every packet; this lets go of it. */
  close(): void {
    if (this.#over) return;
    this.#over = true;
    this.#sink.close();
  }

  #attempt<Result>(action: () => Result): Result | undefined {
    if (this.#over) return undefined;
    try {
      return action();
    } catch (error) {
      this.close();
      this.#publish({ event: 'capture.failed', problem: (error as Error).message });
      return undefined;
    }
  }
}

class CapturedPortal implements Portal {
  readonly local: Endpoint;
  readonly remote: Endpoint;
  readonly #portal: Portal;
  readonly #conversation: Conversation;

  constructor(portal: Portal, conversation: Conversation) {
    this.local = portal.local;
    this.remote = portal.remote;
    this.#portal = portal;
    this.#conversation = conversation;
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
        this.#conversation.bytes('initiator', [chunk]);
        listener.received(chunk);
      },
      drained: () => listener.drained(),
      closed: (error) => {
        if (error === undefined) this.#conversation.finish('initiator');
        else this.#conversation.reset('initiator');
        listener.closed(error);
      },
    });
  }

  write(pieces: readonly Uint8Array[]): void {
    this.#conversation.bytes('target', pieces);
    this.#portal.write(pieces);
  }

  pause(): void {
    this.#portal.pause();
  }

  resume(): void {
    this.#portal.resume();
  }

  end(): void {
    this.#conversation.finish('target');
    this.#portal.end();
  }

  destroy(): void {
    this.#conversation.reset('target');
    this.#portal.destroy();
  }

  reset(): void {
    this.#conversation.reset('target');
    this.#portal.reset();
  }
}
