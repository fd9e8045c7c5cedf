/**
 * What LOG SELECT has made of a unit's log counters (SPC-4 §6.7, §7.3.2): set to another value, held still (DU), watched by a threshold (ETC, TMC).
 * Pages go on telling what happened; each parameter's difference from that is kept here, and outlives everything but the unit.
 *
 * Thresholds begin at the counter's highest value with ETC=0: nothing is watched until a host asks for it.
 */
import {
  bigEndian,
  formatAndLinking,
  highest,
  type LogPage,
  type LogPageControl,
  type LogParameter,
  logParameterHeader,
  numberIn,
} from './log-pages.ts';
import type { Nexus } from './target.ts';

/** The part of a parameter's control byte that a host chooses. */
export interface ParameterControl {
  readonly disableUpdate: boolean;
  readonly targetSaveDisable: boolean;
  readonly enableThresholdComparison: boolean;
  readonly thresholdMetCriteria: number;
}

interface Selected {
  readonly page: LogPage;
  readonly code: number;
  control: ParameterControl;
  /** Added to what the page tells. */
  difference: bigint;
  /** While DU=1. */
  heldAt: bigint | undefined;
  threshold: bigint | undefined;
  /** What was told of it already: the value, and whether the criterion was met. */
  seen: bigint | undefined;
  met: boolean;
}

const asFromPowerOn: ParameterControl = {
  disableUpdate: false,
  targetSaveDisable: false,
  enableThresholdComparison: false,
  thresholdMetCriteria: 0,
};

/** THRESHOLD MET CRITERIA (SPC-4 §7.3.2.1): of every update, equal, not equal, greater. */
const criteria: readonly ((value: bigint, threshold: bigint, seen: bigint | undefined) => boolean)[] = [
  (value, _threshold, seen) => seen !== undefined && value !== seen,
  (value, threshold) => value === threshold,
  (value, threshold) => value !== threshold,
  (value, threshold) => value > threshold,
];

/** Whether LOG SELECT may set it: a counter of a page that allows it. */
export const isSelectable = (page: LogPage, { format, measured }: LogParameter): boolean =>
  page.selectable === true && measured !== true && (format === 'bounded-counter' || format === 'unbounded-counter');

export class LogValues {
  readonly #selected = new Map<string, Selected>();

  /** A parameter as LOG SENSE returns it, header included. */
  encode(page: LogPage, parameter: LogParameter, control: LogPageControl): Uint8Array {
    const { code, format, value } = parameter;
    const selected = this.#selected.get(key(page, code));
    const header = logParameterHeader.encode({
      parameterCode: code,
      ...(selected?.control ?? asFromPowerOn),
      formatAndLinking: formatAndLinking[format],
      parameterLength: value.length,
    });
    const shown = isSelectable(page, parameter) ? bigEndian(this.#shown(parameter, selected, control), value.length) : value;
    return Buffer.concat([header, shown]);
  }

  /** Takes over what LOG SELECT sent for a parameter that `isSelectable`. */
  select(page: LogPage, parameter: LogParameter, what: 'threshold' | 'cumulative', control: ParameterControl, value: bigint): void {
    const selected = this.#of(page, parameter.code);
    const shown = what === 'cumulative' ? value : this.#shown(parameter, selected, 'cumulative');
    if (what === 'threshold') selected.threshold = value;
    selected.control = control;
    selected.difference = shown - numberIn(parameter.value);
    selected.heldAt = control.disableUpdate ? shown : undefined;
    selected.seen = shown;
    selected.met = false;
  }

  /** Returns a parameter that `isSelectable` to zero, or its threshold to where it was at first. */
  restore(page: LogPage, parameter: LogParameter, what: 'threshold' | 'cumulative'): void {
    const selected = this.#of(page, parameter.code);
    if (what === 'threshold') selected.threshold = undefined;
    else this.select(page, parameter, 'cumulative', selected.control, 0n);
  }

  /** Whether a counter has met its threshold since the last time this was asked. */
  thresholdMet(nexus: Nexus): boolean {
    let any = false;
    for (const selected of this.#selected.values()) {
      if (!selected.control.enableThresholdComparison) continue;
      const parameter = selected.page.parameters(nexus).find(({ code }) => code === selected.code);
      if (parameter === undefined) continue;
      const value = this.#shown(parameter, selected, 'cumulative');
      const criterion = selected.control.thresholdMetCriteria;
      const met = criteria[criterion]!(value, this.#shown(parameter, selected, 'threshold'), selected.seen);
      // Criterion 00b is met by each update anew, the others by coming true.
      if (met && (criterion === 0 || !selected.met)) any = true;
      selected.met = met;
      selected.seen = value;
    }
    return any;
  }

  #shown({ value }: LogParameter, selected: Selected | undefined, control: LogPageControl): bigint {
    if (control === 'default-cumulative') return 0n;
    if (control === 'default-threshold') return highest(value.length);
    if (control === 'threshold') return selected?.threshold ?? highest(value.length);
    const shown = selected?.heldAt ?? numberIn(value) + (selected?.difference ?? 0n);
    return shown < 0n ? 0n : shown;
  }

  #of(page: LogPage, code: number): Selected {
    const at = key(page, code);
    let selected = this.#selected.get(at);
    if (selected === undefined) {
      selected = {
        page,
        code,
        control: asFromPowerOn,
        difference: 0n,
        heldAt: undefined,
        threshold: undefined,
        seen: undefined,
        met: false,
      };
      this.#selected.set(at, selected);
    }
    return selected;
  }
}

const key = ({ pageCode, subpageCode = 0 }: LogPage, code: number): string => `${pageCode} ${subpageCode} ${code}`;
