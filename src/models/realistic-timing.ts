/** Durations of a family's motions from the few figures that data sheets give. */
import type { Timing } from '../tape/timing.ts';

export interface DataSheet {
  readonly loadSeconds: number;
  readonly unloadSeconds: number;
  readonly fullRewindSeconds: number;
  /** The rewind's unless given. */
  readonly fullLocateSeconds?: number;
  readonly repositionSeconds: number;
  readonly megabytesPerSecond: number;
  /** Of the longest cartridge. */
  readonly capacityMegabytes: number;
}

/** A tape is erased at the speed at which it is written, and a cleaning takes about two minutes in all of these families. */
export const timingOf = (sheet: DataSheet): Timing => ({
  loadMs: sheet.loadSeconds * 1000,
  unloadMs: sheet.unloadSeconds * 1000,
  fullRewindMs: sheet.fullRewindSeconds * 1000,
  fullLocateMs: (sheet.fullLocateSeconds ?? sheet.fullRewindSeconds) * 1000,
  repositionMs: sheet.repositionSeconds * 1000,
  bytesPerSecond: sheet.megabytesPerSecond * 1e6,
  fullEraseMs: Math.round((sheet.capacityMegabytes / sheet.megabytesPerSecond) * 1000),
  cleaningMs: 120_000,
});
