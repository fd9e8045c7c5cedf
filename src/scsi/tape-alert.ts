/**
 * TapeAlert flags (SSC-4 §4.2, and SMC-3's model of the same name): 64 conditions a drive or a changer may want an operator to know; what each of them
 * means, its device knows. A flag stays until the condition ends: with the next volume, with a cleaning, with the door, or when LOG SELECT clears the
 * page. Each nexus is shown it once by log page 2Eh, which clears it for the reader; page 12h tells which are raised, whoever has read them.
 */
import type { Nexus } from './target.ts';

export const tapeAlertFlags = 64;

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

  /** What was wrong is over, but for flags of conditions that last. */
  clear(lasting: ReadonlySet<number>): void {
    this.lower(...this.raised.filter((flag) => !lasting.has(flag)));
  }
}
