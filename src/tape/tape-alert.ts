/**
 * TapeAlert flags (SSC-4 §4.2): 64 conditions a drive may want an operator to know. A flag stays until the condition ends, and each nexus
 * is shown it once: reading the log page clears it for the reader.
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
  expiredCleaningMedia: 22,
  invalidCleaningTape: 23,
  wormOverwriteAttempted: 60,
} as const;
export type TapeAlertFlag = (typeof TapeAlertFlag)[keyof typeof TapeAlertFlag];

export class TapeAlerts {
  /** Each raised flag, with those it has been shown to. */
  readonly #raised = new Map<number, Set<string>>();

  raise(...flags: readonly TapeAlertFlag[]): void {
    for (const flag of flags) this.#raised.set(flag, new Set());
  }

  isSet(flag: number, nexus: Nexus): boolean {
    const shown = this.#raised.get(flag);
    return shown !== undefined && !shown.has(nexus.id);
  }

  /** Whoever asks, and whoever has been shown it. */
  isRaised(flag: number): boolean {
    return this.#raised.has(flag);
  }

  /** The page has been returned to `nexus`. */
  shown(nexus: Nexus): void {
    for (const to of this.#raised.values()) to.add(nexus.id);
  }

  /** Another volume: what was wrong with the last one is over. */
  clear(): void {
    this.#raised.clear();
  }
}
