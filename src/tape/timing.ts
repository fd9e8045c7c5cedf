/**
 * How long a drive's motions take. `instant` is the default: nothing takes time. The figures are data of a model (`realistic`) or of a
 * configuration; whoever moves asks for a duration and waits on the clock.
 */
export interface Timing {
  /** From the cartridge in the mouth to the tape threaded at its beginning. */
  readonly loadMs: number;
  /** Unthreading, after the rewind. */
  readonly unloadMs: number;
  /** A rewind over the whole tape; shorter ones take their part of it. */
  readonly fullRewindMs: number;
  /** Locating over the whole tape at search speed; shorter distances take their part of it. */
  readonly fullLocateMs: number;
  /** Stopping and turning round: added to every move, and to a write that comes after the drive had nothing to do (stop-start). */
  readonly repositionMs: number;
  /** Native rate at which data goes to and from the medium, bytes per second; 0: as fast as it comes. */
  readonly bytesPerSecond: number;
  /** ERASE with LONG=1 over the whole tape. */
  readonly fullEraseMs: number;
  /** What a cleaning cartridge takes. */
  readonly cleaningMs: number;
}

export const instant: Timing = {
  loadMs: 0,
  unloadMs: 0,
  fullRewindMs: 0,
  fullLocateMs: 0,
  repositionMs: 0,
  bytesPerSecond: 0,
  fullEraseMs: 0,
  cleaningMs: 0,
};
