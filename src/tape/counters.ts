/**
 * What a drive counts for its log pages: since power on for the drive, since the last load for the mount. The pages read it; commands, head
 * and buffers add to it.
 */
export interface Tally {
  /** Bytes that hosts sent with WRITE. */
  bytesFromHosts: number;
  /** Bytes that hosts got from READ. */
  bytesToHosts: number;
  /** Bytes appended to the medium, and fetched from it (read ahead among them). */
  bytesToMedium: number;
  bytesFromMedium: number;
  writeErrors: number;
  readErrors: number;
}

const nothing = (): Tally => ({
  bytesFromHosts: 0,
  bytesToHosts: 0,
  bytesToMedium: 0,
  bytesFromMedium: 0,
  writeErrors: 0,
  readErrors: 0,
});

export class Counters {
  /** Since power on. */
  readonly lifetime: Tally = nothing();
  /** Since the last load. */
  mount: Tally = nothing();
  loads = 0;

  add(what: keyof Tally, amount: number): void {
    this.lifetime[what] += amount;
    this.mount[what] += amount;
  }

  /** A volume has been loaded. */
  mounted(): void {
    this.mount = nothing();
    this.loads += 1;
  }
}
