/**
 * The timestamp of a logical unit (SPC-4 §5.15): milliseconds since 1970-01-01 as SET TIMESTAMP gave them, counted on from there; until then the
 * time since power on. Where mode page 0Ah/01h lets it have the time from elsewhere, that is the clock of the machine the drive runs on.
 */
import type { Clock } from '../foundation/clock.ts';

/** TIMESTAMP ORIGIN (SPC-4 §5.15). */
export const TimestampOrigin = { powerOnOrHardReset: 0b000, setTimestampCommand: 0b010, outsideStandard: 0b011 } as const;
type TimestampOrigin = (typeof TimestampOrigin)[keyof typeof TimestampOrigin];

export interface TimestampSettings {
  readonly timestampChangeableOutsideStandard: boolean;
  readonly scsiPrecedence: boolean;
}

const span = 2 ** 48;

export class Timestamp {
  readonly #clock: Clock;
  #origin: TimestampOrigin = TimestampOrigin.powerOnOrHardReset;
  #milliseconds = 0;
  #since: number;

  constructor(clock: Clock) {
    this.#clock = clock;
    this.#since = clock.elapsed();
  }

  read(settings: TimestampSettings): { readonly origin: number; readonly milliseconds: number } {
    const setByHost = this.#origin === TimestampOrigin.setTimestampCommand;
    if (settings.timestampChangeableOutsideStandard && !(settings.scsiPrecedence && setByHost))
      return { origin: TimestampOrigin.outsideStandard, milliseconds: Math.floor(this.#clock.now()) % span };
    const passed = Math.floor(this.#clock.elapsed() - this.#since);
    return { origin: this.#origin, milliseconds: (this.#milliseconds + passed) % span };
  }

  /** SET TIMESTAMP. */
  set(milliseconds: number): void {
    this.#begin(TimestampOrigin.setTimestampCommand, milliseconds);
  }

  /** Power on or a hard reset. */
  reset(): void {
    this.#begin(TimestampOrigin.powerOnOrHardReset, 0);
  }

  #begin(origin: TimestampOrigin, milliseconds: number): void {
    this.#origin = origin;
    this.#milliseconds = milliseconds;
    this.#since = this.#clock.elapsed();
  }
}
