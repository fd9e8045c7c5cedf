import type { CaptureSink } from '../../../src/trace/pcap.ts';

/** A capture in memory, which fails when it has no room left. */
export class MemorySink implements CaptureSink {
  bytes = new Uint8Array(0);
  room = Number.POSITIVE_INFINITY;
  closes = 0;

  write(pieces: readonly Uint8Array[]): void {
    const grown = new Uint8Array(Buffer.concat([this.bytes, ...pieces]));
    if (grown.length > this.room) throw new Error('no space left on device');
    this.bytes = grown;
  }

  close(): void {
    this.closes++;
  }
}
