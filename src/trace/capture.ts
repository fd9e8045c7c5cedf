/**
 * Listens in on portals and writes the exact bytes of both directions to one capture. A wrapped portal behaves as the one it wraps, also when
 * the capture fails: that is told once, and the connections go on without it.
 */
import type { Clock } from '../foundation/clock.ts';
import { type Publish, publishNothing } from '../foundation/event.ts';
import type { Portal } from '../wire/portal.ts';
import { Conversation } from './conversation.ts';
import { type CaptureSink, PcapWriter } from './pcap.ts';
import { TappedPortal } from './tapped-portal.ts';

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
    return conversation === undefined ? portal : new TappedPortal(portal, conversation);
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
