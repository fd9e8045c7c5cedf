/**
 * What a reproduction plays on: a clock, a target that a preset has been started on, a way to it, and somebody's hands. Who builds that is not the
 * reproduction's business; everything that it learns comes over the wire.
 */
import type { Clock } from '../foundation/clock.ts';
import type { Endpoint } from '../foundation/endpoint.ts';
import type { Dial } from '../host/dial.ts';

/** The preset that is to go on there, and what is set of it. */
export interface Setting {
  readonly preset: string;
  readonly parameters: Readonly<Record<string, string>>;
  /** What is going to be written there, roughly; a few MiB unless given. */
  readonly bytes?: number;
}

/** A target, on which the preset is running. */
export interface Scene {
  readonly portals: readonly Endpoint[];
  /** Those that a host is to log in to; all that it is told of unless given. */
  readonly targets?: readonly string[];
  readonly dial: Dial;
  /**
   * Somebody comes, takes the cartridge out of the stand-alone drive, if one is in it, and puts this one in. Answers what that somebody did, as in
   * `puts in the tape KB0002`. @throws UserError when there is no such cartridge
   */
  exchange(barcode: string): Promise<string>;
  /** The target ends, with everything that was made for it. */
  close(): Promise<void>;
}

export interface Stage {
  readonly clock: Clock;
  set(setting: Setting): Promise<Scene>;
  /** Lets time pass until the work is done. @throws UserError when it never will be */
  play<T>(work: Promise<T>): Promise<T>;
}
