/**
 * The capture file of today (draft-ietf-opsawg-pcapng), big-endian, of raw IP packets, each with the comments that belong to it.
 *
 *     block            section header            interface description      enhanced packet
 *     0–3    type      0A0D0D0Ah                 1                          6
 *     4–7    length    8–11  1A2B3C4Dh           8–9   link type 101        8–11   interface 0
 *     …      body      12–15 version 1.0         12–15 most bytes           12–19  microseconds since the Unix epoch
 *     …      options   16–23 length unknown                                 20–27  bytes captured, bytes of the packet
 *     last 4 length                                                         28–    the packet, padded to 4
 */
import { putUint16, putUint32 } from '../foundation/big-endian.ts';
import type { Clock } from '../foundation/clock.ts';
import { encodeHeaders, type Segment } from './internet-headers.ts';
import type { CaptureSink } from './pcap.ts';

const LINK_TYPE_RAW = 101;
const MAXIMUM_PACKET_BYTES = 0x1_0000;
const Block = { sectionHeader: 0x0a0d_0d0a, interfaceDescription: 1, enhancedPacket: 6 } as const;
const Option = { comment: 1, userApplication: 4 } as const;
const PACKET_HEADER_BYTES = 28;

export class PcapngWriter {
  readonly #sink: CaptureSink;
  readonly #epochMs: number;

  constructor(sink: CaptureSink, clock: Clock) {
    this.#sink = sink;
    this.#epochMs = clock.now() - clock.elapsed();
    const section = new Uint8Array(16);
    putUint32(section, 0, 0x1a2b_3c4d);
    putUint16(section, 4, 1);
    section.fill(0xff, 8);
    this.#block(Block.sectionHeader, [section, ...options([[Option.userApplication, 'tapelab']])]);
    const face = new Uint8Array(8);
    putUint16(face, 0, LINK_TYPE_RAW);
    putUint32(face, 4, MAXIMUM_PACKET_BYTES);
    this.#block(Block.interfaceDescription, [face]);
  }

  write(segment: Segment, elapsedMs: number, comments: readonly string[] = []): void {
    const fixed = PACKET_HEADER_BYTES - 8;
    const header = encodeHeaders(segment, fixed);
    const length = header.length - fixed + segment.payloadLength;
    const microseconds = Math.round((this.#epochMs + elapsedMs) * 1000);
    putUint32(header, 4, Math.floor(microseconds / 2 ** 32));
    putUint32(header, 8, microseconds % 2 ** 32);
    putUint32(header, 12, length);
    putUint32(header, 16, length);
    const comment = options(comments.map((text) => [Option.comment, text]));
    this.#block(Block.enhancedPacket, [header, ...segment.payload, new Uint8Array(-length & 3), ...comment]);
  }

  #block(type: number, body: readonly Uint8Array[]): void {
    const length = 12 + body.reduce((sum, piece) => sum + piece.length, 0);
    const head = new Uint8Array(8);
    const tail = new Uint8Array(4);
    putUint32(head, 0, type);
    putUint32(head, 4, length);
    putUint32(tail, 0, length);
    this.#sink.write([head, ...body, tail]);
  }
}

function options(list: readonly (readonly [code: number, text: string])[]): readonly Uint8Array[] {
  if (list.length === 0) return [];
  const pieces = list.map(([code, text]) => {
    const bytes = Buffer.from(text);
    const option = new Uint8Array(4 + bytes.length + (-bytes.length & 3));
    putUint16(option, 0, code);
    putUint16(option, 2, bytes.length);
    option.set(bytes, 4);
    return option;
  });
  return [...pieces, new Uint8Array(4)];
}
