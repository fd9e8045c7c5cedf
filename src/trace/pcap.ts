/**
 * The classic capture file (draft-ietf-opsawg-pcap), big-endian, of raw IP packets.
 *
 *     file header                              packet record
 *     0–3      A1B2C3D4h: microseconds         0–3      seconds since the Unix epoch
 *     4–7      version 2.4                     4–7      microseconds
 *     8–15     zeros                           8–11     bytes captured
 *     16–19    most bytes of a packet          12–15    bytes of the packet
 *     20–23    link type 101: raw IP           16–      the packet
 */
import { closeSync, ftruncateSync, openSync, writevSync } from 'node:fs';
import { putUint16, putUint32 } from '../foundation/big-endian.ts';
import type { Clock } from '../foundation/clock.ts';
import { systemErrorWords } from '../foundation/system-error.ts';
import { UserError } from '../foundation/user-error.ts';
import { encodeHeaders, type Segment } from './internet-headers.ts';
import { isZeroes } from './zeroes.ts';

const MAXIMUM_PACKET_BYTES = 0x1_0000;
const LINK_TYPE_RAW = 101;
const RECORD_HEADER_BYTES = 16;

/** Where a capture goes. */
export interface CaptureSink {
  /** Takes the pieces before it returns. @throws Error when it cannot. */
  write(pieces: readonly Uint8Array[]): void;
  close(): void;
}

export class PcapWriter {
  readonly #sink: CaptureSink;
  readonly #clock: Clock;
  /** What a monotonic zero is in milliseconds since the Unix epoch: packets must not go back in time. */
  readonly #epochMs: number;

  constructor(sink: CaptureSink, clock: Clock) {
    this.#sink = sink;
    this.#clock = clock;
    this.#epochMs = clock.now() - clock.elapsed();
    const header = new Uint8Array(24);
    putUint32(header, 0, 0xa1b2c3d4);
    putUint16(header, 4, 2);
    putUint16(header, 6, 4);
    putUint32(header, 16, MAXIMUM_PACKET_BYTES);
    putUint32(header, 20, LINK_TYPE_RAW);
    sink.write([header]);
  }

  /** As of now, or of another moment of the clock. */
  write(segment: Segment, elapsedMs = this.#clock.elapsed()): void {
    const header = encodeHeaders(segment, RECORD_HEADER_BYTES);
    const microseconds = Math.round((this.#epochMs + elapsedMs) * 1000);
    const length = header.length - RECORD_HEADER_BYTES + segment.payloadLength;
    putUint32(header, 0, Math.floor(microseconds / 1_000_000));
    putUint32(header, 4, microseconds % 1_000_000);
    putUint32(header, 8, length);
    putUint32(header, 12, length);
    this.#sink.write([header, ...segment.payload]);
  }
}

/**
 * A file that is written before the bytes go on their way: a capture of a server that dies shows what it died of, and nothing piles up in
 * memory when the disk is slow; the server waits for it.
 * @throws UserError when the file cannot be made.
 */
export function captureFile(path: string): CaptureSink {
  const file = open(path);
  return {
    write: (pieces) => {
      const length = pieces.reduce((sum, piece) => sum + piece.length, 0);
      const written = writevSync(file, pieces);
      if (written < length) throw new Error(`only ${written} of ${length} bytes were written`);
    },
    close: () => closeSync(file),
  };
}

/** A file in which zeros take no room on the disk. @throws UserError when the file cannot be made. */
export function sparseFile(path: string): CaptureSink & { readonly bytes: number } {
  const file = open(path);
  let end = 0;
  return {
    get bytes() {
      return end;
    },
    write: (pieces) => {
      for (let at = 0; at < pieces.length; ) {
        const written = pieces.slice(at).findIndex(isZeroes);
        const together = pieces.slice(at, written < 0 ? undefined : at + written);
        if (together.length > 0) {
          const length = together.reduce((sum, piece) => sum + piece.length, 0);
          if (writevSync(file, together, end) < length) throw new Error('the disk is full');
          end += length;
        }
        at += together.length;
        for (; at < pieces.length && isZeroes(pieces[at]!); at++) end += pieces[at]!.length;
      }
    },
    close: () => {
      ftruncateSync(file, end);
      closeSync(file);
    },
  };
}

function open(path: string): number {
  try {
    return openSync(path, 'w');
  } catch (cause) {
    throw new UserError('capture-not-writable', `Cannot write the capture ${path}: ${systemErrorWords(cause as Error)}.`, {
      hint: 'name a file in a folder that exists and that you may write to.',
      cause,
    });
  }
}
