/**
 * TapeAlert flags (SSC-4 §4.2): 64 conditions a drive may want an operator to know. A flag stays until the condition ends: with the next volume,
 * with a cleaning, or when LOG SELECT clears the page. Each nexus is shown it once by log page 2Eh, which clears it for the reader; page 12h tells
 * which are raised, whoever has read them.
 */
import type { Nexus } from '../scsi/target.ts';

export const tapeAlertFlags = 64;

/** The flags this drive raises, by their numbers (SSC-4 annex A). */
export const TapeAlertFlag = {
  hardError: 3,
  readFailure: 5,
  writeFailure: 6,
  writeProtect: 9,
  noRemoval: 10,
  unsupportedFormat: 12,
  memoryChipFailure: 15,
  readOnlyFormat: 17,
  cleanNow: 20,
  cleanPeriodic: 21,
  expiredCleaningMedia: 22,
  invalidCleaningTape: 23,
  wormOverwriteAttempted: 60,
} as const;
export type TapeAlertFlag = (typeof TapeAlertFlag)[keyof typeof TapeAlertFlag];

/** The drive's own conditions, which another volume does not end. */
const ofTheDrive: ReadonlySet<number> = new Set([TapeAlertFlag.cleanNow, TapeAlertFlag.cleanPeriodic]);

export class TapeAlerts {
  /** Each raised flag, with those it has been shown to. */
  readonly #raised = new Map<number, Set<string>>();
  #changed = false;
  /** Called with flags that were not raised before. */
  onRaised: (flags: readonly number[]) => void = () => {};

  raise(...flags: readonly number[]): void {
    const fresh = flags.filter((flag) => !this.#raised.has(flag));
    for (const flag of flags) this.#raised.set(flag, new Set());
    if (fresh.length === 0) return;
    this.#changed = true;
    this.onRaised(fresh);
  }

  /** The condition has ended. */
  lower(...flags: readonly number[]): void {
    for (const flag of flags) if (this.#raised.delete(flag)) this.#changed = true;
  }

  isSet(flag: number, nexus: Nexus): boolean {
    const shown = this.#raised.get(flag);
    return shown !== undefined && !shown.has(nexus.id);
  }

  /** Whoever asks, and whoever has been shown it. */
  isRaised(flag: number): boolean {
    return this.#raised.has(flag);
  }

  get raised(): readonly number[] {
    return [...this.#raised.keys()];
  }

  /** A flag was raised or lowered since page 12h was read. */
  get changed(): boolean {
    return this.#changed;
  }

  /** Page 2Eh has been returned to `nexus`. */
  shown(nexus: Nexus): void {
    for (const to of this.#raised.values()) to.add(nexus.id);
  }

  /** Page 12h has been returned. */
  told(): void {
    this.#changed = false;
  }

  /** Another volume: what was wrong with the last one is over. */
  clear(): void {
    this.lower(...this.raised.filter((flag) => !ofTheDrive.has(flag)));
  }
}
