/**
 * What Plug and Play needs of a class driver (tape.sys, mcd.sys, or one that a backup program brings): it starts a device, gives handles of it, and stops.
 * Which numbers and names a device gets is not its business but that of `names.ts`, by the rule the driver has.
 */
import type { Clock } from '../../foundation/clock.ts';
import type { PhysicalDevice } from './physical-device.ts';
import type { SystemLog } from './system-log.ts';
import type { WindowsVersion } from './version.ts';
import type { Answer, DeviceHandle } from './win32.ts';

export interface Surroundings {
  readonly version: WindowsVersion;
  readonly clock: Clock;
  readonly log: SystemLog;
}

export interface ClassDriver {
  /** `tape.sys`. */
  readonly name: string;
  readonly kind: 'tape' | 'changer';
  /** The minidriver that its INF binds to the device, by its INQUIRY strings; undefined: none, and there will be no name. */
  minidriverFor(device: PhysicalDevice): string | undefined;
  /** The commands of a device's start. `undefined`: it did not start. */
  start(device: PhysicalDevice, surroundings: Surroundings): Promise<StartedDevice | undefined>;
}

/** A device that programs can open. */
export interface StartedDevice {
  /** `name` is what the handle is told to be; `released` is called when the handle is closed. */
  open(name: string, released: () => void): Promise<Answer & { readonly handle?: DeviceHandle }>;
  /** It is removed, or the system shuts down: polls end; handles answer errors from now on, and stay open. */
  stop(): void;
}
