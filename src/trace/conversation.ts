/**
 * The bytes of one connection as the TCP segments that could have carried them: a handshake, segments with running sequence and
 * acknowledgment numbers, the end. The real segmentation is not known here; readers reassemble the stream anyway.
 */
import type { Endpoint } from '../foundation/endpoint.ts';
import { type Host, hostsOf, MAXIMUM_PAYLOAD_BYTES, type Segment, TcpFlag } from './internet-headers.ts';

export type Side = 'initiator' | 'target';

interface End {
  readonly host: Host;
  /** The sequence number of its next byte. */
  next: number;
  finished: boolean;
}

export class Conversation {
  readonly #ends: Readonly<Record<Side, End>>;
  readonly #write: (segment: Segment) => void;
  #over = false;

  /** Writes the handshake. `number` makes the sequence numbers differ from those of an earlier connection between the same ports. */
  constructor(options: { initiator: Endpoint; target: Endpoint; number: number; write: (segment: Segment) => void }) {
    const [initiator, target] = hostsOf(options.initiator, options.target);
    const first = Math.imul(options.number, 0x0100_0193) >>> 0;
    this.#ends = {
      initiator: { host: initiator, next: first, finished: false },
      target: { host: target, next: ~first >>> 0, finished: false },
    };
    this.#write = options.write;
    this.#control('initiator', TcpFlag.syn);
    this.#control('target', TcpFlag.syn | TcpFlag.acknowledge);
    this.#control('initiator', TcpFlag.acknowledge);
  }

  /** `from` has sent these bytes. */
  bytes(from: Side, pieces: readonly Uint8Array[]): void {
    if (this.#over) return;
    let payload: Uint8Array[] = [];
    let room = MAXIMUM_PAYLOAD_BYTES;
    for (const piece of pieces) {
      for (let at = 0; at < piece.length; ) {
        const part = piece.subarray(at, at + room);
        payload.push(part);
        at += part.length;
        room -= part.length;
        if (room > 0) continue;
        this.#segment(from, TcpFlag.acknowledge, payload, MAXIMUM_PAYLOAD_BYTES);
        payload = [];
        room = MAXIMUM_PAYLOAD_BYTES;
      }
    }
    if (payload.length > 0) this.#segment(from, TcpFlag.push | TcpFlag.acknowledge, payload, MAXIMUM_PAYLOAD_BYTES - room);
  }

  /** `by` has nothing more to send. */
  finish(by: Side): void {
    const end = this.#ends[by];
    if (this.#over || end.finished) return;
    end.finished = true;
    this.#control(by, TcpFlag.fin | TcpFlag.acknowledge);
    this.#control(other(by), TcpFlag.acknowledge);
    this.#over = this.#ends[other(by)].finished;
  }

  /** `by` has broken the connection off. */
  reset(by: Side): void {
    if (this.#over) return;
    this.#over = true;
    this.#control(by, TcpFlag.reset | TcpFlag.acknowledge);
  }

  #control(from: Side, flags: number): void {
    this.#segment(from, flags, [], 0);
    // SYN and FIN take a sequence number each (RFC 9293 §3.4).
    if (flags & (TcpFlag.syn | TcpFlag.fin)) this.#advance(from, 1);
  }

  #segment(from: Side, flags: number, payload: readonly Uint8Array[], payloadLength: number): void {
    const source = this.#ends[from];
    const destination = this.#ends[other(from)];
    this.#write({
      source: source.host,
      destination: destination.host,
      sequence: source.next,
      acknowledgment: flags & TcpFlag.acknowledge ? destination.next : 0,
      flags,
      payload,
      payloadLength,
    });
    this.#advance(from, payloadLength);
  }

  #advance(side: Side, count: number): void {
    const end = this.#ends[side];
    end.next = (end.next + count) >>> 0;
  }
}

const other = (side: Side): Side => (side === 'initiator' ? 'target' : 'initiator');
