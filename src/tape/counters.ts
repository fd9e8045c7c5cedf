/**
 * What a drive counts for its log pages: since it was built for the drive, since the last load for the mount. The pages read it; commands, head,
 * buffers and the mechanism add to it.
 */
import type { Clock } from '../foundation/clock.ts';

export interface Tally {
  /** Bytes that hosts sent with WRITE. */
  bytesFromHosts: number;
  /** Bytes that hosts got from READ. */
  bytesToHosts: number;
  /** What was appended to the medium, and fetched from it (read ahead among it), as bytes of its capacity. */
  bytesToMedium: number;
  bytesFromMedium: number;
  writeErrors: number;
  readErrors: number;
  /** Milliseconds that the tape was moved for its own sake: rewound, located, erased. */
  motionMs: number;
}

const nothing = (): Tally => ({
  bytesFromHosts: 0,
  bytesToHosts: 0,
  bytesToMedium: 0,
  bytesFromMedium: 0,
  writeErrors: 0,
  readErrors: 0,
  motionMs: 0,
});

/** How many cleanings are remembered (SSC-4 §8.2, Device Statistics 0008h to 000Ah). */
const rememberedCleanings = 3;

export class Counters {
  readonly lifetime: Tally = nothing();
  /** Since the last load. */
  mount: Tally = nothing();
  loads = 0;
  powerCycles = 1;
  cleanings = 0;
  readonly #clock: Clock;
  readonly #bytesPerSecond: number;
  readonly #built: number;
  #mountedAt: number;
  /** `motionHours` at each of the last cleanings, the latest first. */
  #cleanedAt: readonly number[] = [];

  /** `bytesPerSecond`: how long bytes on their way to and from the medium keep the tape in motion; 0: no time at all. */
  constructor(clock: Clock, bytesPerSecond: number) {
    this.#clock = clock;
    this.#bytesPerSecond = bytesPerSecond;
    this.#built = clock.elapsed();
    this.#mountedAt = this.#built;
  }

  add(what: keyof Tally, amount: number): void {
    this.lifetime[what] += amount;
    this.mount[what] += amount;
  }

  /** A volume has been loaded. */
  mounted(): void {
    this.mount = nothing();
    this.loads += 1;
    this.#mountedAt = this.#clock.elapsed();
  }

  cleaned(): void {
    this.cleanings += 1;
    this.#cleanedAt = [this.motionHours, ...this.#cleanedAt].slice(0, rememberedCleanings);
  }

  /** Since the last load. */
  get mountedMs(): number {
    return this.#clock.elapsed() - this.#mountedAt;
  }

  get powerOnHours(): number {
    return (this.#clock.elapsed() - this.#built) / hourMs;
  }

  /** The tape was moved for its own sake, or for the data. */
  get motionHours(): number {
    const { motionMs, bytesToMedium, bytesFromMedium } = this.lifetime;
    const transferMs = this.#bytesPerSecond === 0 ? 0 : ((bytesToMedium + bytesFromMedium) / this.#bytesPerSecond) * 1000;
    return (motionMs + transferMs) / hourMs;
  }

  /** Hours of motion since the last cleaning, the one before it, and the one before that; since the drive was built where there was none. */
  get motionHoursSinceCleanings(): readonly number[] {
    return Array.from({ length: rememberedCleanings }, (_, ordinal) => this.motionHours - (this.#cleanedAt[ordinal] ?? 0));
  }
}

const hourMs = 3_600_000;
