/**
 * How a device tells hosts of TapeAlert flags before they ask (SPC-4 §7.5.11, SSC-4 §4.2): not at all (DEXCPT=1, as devices are delivered), or by the
 * method that mode page 1Ch chooses.
 *
 *     MRIE 0h never │ 2h unit attention 5D/00 │ 3h with PER=1, which devices here have not │ 4h RECOVERED ERROR 5D/00 with the next command that ends
 *     well │ 5h NO SENSE 5D/00 with it │ 6h NO SENSE 5D/00 to REQUEST SENSE
 */
import { type AdditionalSense, additionalSense } from './additional-sense.ts';
import { type Sense, SenseKey } from './sense.ts';
import { type TapeAlerts, tapeAlertFlags } from './tape-alert.ts';
import type { Nexus } from './target.ts';

export const MethodOfReporting = {
  none: 0x0,
  unitAttention: 0x2,
  recoveredErrorIfPosted: 0x3,
  recoveredError: 0x4,
  noSense: 0x5,
  onRequest: 0x6,
} as const;

/** TEST FLAG NUMBER for all flags at once. */
export const allFlags = 32_767;

export class InformationalExceptions {
  disabled = true;
  method: number = MethodOfReporting.recoveredErrorIfPosted;
  readonly #alerts: TapeAlerts;
  readonly #tellEverybody: (condition: AdditionalSense) => void;
  #untold: AdditionalSense | undefined;

  constructor(alerts: TapeAlerts, tellEverybody: (condition: AdditionalSense) => void) {
    this.#alerts = alerts;
    this.#tellEverybody = tellEverybody;
    alerts.onRaised = () => this.#occurred(additionalSense.failurePredictionThresholdExceeded);
  }

  /** TEST=1: 1 to 64 raises a flag, its negative lowers it, 0 only reports. */
  test(flagNumber: number): void {
    if (flagNumber === allFlags) this.#alerts.raise(...Array.from({ length: tapeAlertFlags }, (_, index) => index + 1));
    else if (flagNumber > 0) this.#alerts.raise(flagNumber);
    else if (flagNumber < 0) this.#alerts.lower(-flagNumber);
    else this.#occurred(additionalSense.failurePredictionThresholdExceededFalse);
  }

  /** What a command that ended well tells besides; telling it ends it. */
  take(): Sense | undefined {
    const untold = this.#untold;
    if (untold === undefined || this.disabled) return undefined;
    if (this.method !== MethodOfReporting.recoveredError && this.method !== MethodOfReporting.noSense) return undefined;
    this.#untold = undefined;
    return { key: this.method === MethodOfReporting.noSense ? SenseKey.noSense : SenseKey.recoveredError, additional: untold };
  }

  /** What REQUEST SENSE tells a nexus that has nothing worse to hear, until it has read log page 2Eh. */
  asked(nexus: Nexus): Sense | undefined {
    if (this.disabled || this.method !== MethodOfReporting.onRequest) return undefined;
    if (!this.#alerts.raised.some((flag) => this.#alerts.isSet(flag, nexus))) return undefined;
    return { key: SenseKey.noSense, additional: additionalSense.failurePredictionThresholdExceeded };
  }

  #occurred(condition: AdditionalSense): void {
    if (this.disabled) return;
    if (this.method === MethodOfReporting.unitAttention) this.#tellEverybody(condition);
    else this.#untold = condition;
  }
}
