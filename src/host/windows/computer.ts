/**
 * A computer with Windows on it: it starts, logs in to its persistent targets, finds devices and names them, follows what becomes of them, and is shut
 * down. What is on its disk, the registry, is handed to the next start.
 */
import type { Clock } from '../../foundation/clock.ts';
import type { Endpoint } from '../../foundation/endpoint.ts';
import type { Dial } from '../dial.ts';
import type { NamedDevice, PublishHost } from '../happening.ts';
import type { ClassDriver } from './class-driver.ts';
import type { Registry } from './registry.ts';
import type { WindowsVersion } from './version.ts';
import type { Win32 } from './win32.ts';

export interface ComputerOptions {
  readonly version: WindowsVersion;
  readonly registry: Registry;
  /** `iqn.1991-05.com.microsoft:` and the name of the computer unless given. */
  readonly initiatorName?: string;
  /** Where its target portals are; every target that they tell of, or those named, is a persistent one. */
  readonly portals: readonly Endpoint[];
  readonly targets?: readonly string[];
  readonly dial: Dial;
  readonly clock: Clock;
  readonly publish: PublishHost;
  /** The class drivers that are installed; tape.sys and mcd.sys of the version unless given. */
  readonly drivers?: readonly InstalledDriver[];
}

export interface InstalledDriver {
  readonly driver: ClassDriver;
  /** Whether its devices' names follow `Persistence` where the version has that: the class drivers of Windows do, those of others do not (KB 889330). */
  readonly persistentNames: boolean;
}

export interface Computer {
  readonly version: WindowsVersion;
  /** What programs have of it; of each program its own, so that errors tell who met them. */
  win32(program: string): Win32;
  /** Devices that have a name now. */
  readonly devices: readonly NamedDevice[];
  /** "Scan for hardware changes": looks what the targets have now, and resolves when new devices have their names. */
  rescan(): Promise<void>;
  /** Ends sessions in order; handles are closed with the programs that held them. */
  shutDown(): Promise<void>;
}

/** Resolves when it has started: persistent targets that could be reached are logged in to, and their devices have names. */
export type StartComputer = (options: ComputerOptions) => Promise<Computer>;
