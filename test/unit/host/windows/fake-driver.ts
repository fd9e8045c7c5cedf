/** A class driver that sends nothing, and whose handles tell whether their device is still there. */
import type { ClassDriver } from '../../../../src/host/windows/class-driver.ts';
import type { PhysicalDevice } from '../../../../src/host/windows/physical-device.ts';
import { type ChangerHandle, type DeviceHandle, type TapeHandle, Win32Error } from '../../../../src/host/windows/win32.ts';

export interface FakeDriver extends ClassDriver {
  /** What was started and stopped, in order. */
  readonly told: readonly string[];
}

export interface FakeDriverOptions {
  readonly name?: string;
  /** Whether it starts a device, or when. */
  readonly starts?: (device: PhysicalDevice) => boolean | Promise<boolean>;
  /** Whether it gives a handle. */
  readonly opens?: () => boolean;
  readonly names?: (device: PhysicalDevice) => boolean;
}

export function fakeDriver(kind: 'tape' | 'changer', options: FakeDriverOptions = {}): FakeDriver {
  const { name = kind === 'tape' ? 'tape.sys' : 'mcd.sys', starts = () => true, names = () => true, opens = () => true } = options;
  const told: string[] = [];
  return {
    name,
    kind,
    told,
    minidriverFor: (device) => (names(device) ? 'fake' : undefined),
    async start(device) {
      if (!(await starts(device))) return undefined;
      told.push(`started ${device.productId.trim()}`);
      let there = true;
      return {
        stop() {
          there = false;
          told.push(`stopped ${device.productId.trim()}`);
        },
        async open(name, released) {
          if (!opens()) return { error: Win32Error.busy };
          return { error: Win32Error.success, handle: fakeHandle(kind, name, () => there, released) };
        },
      };
    },
  };
}

function fakeHandle(kind: 'tape' | 'changer', name: string, there: () => boolean, released: () => void): DeviceHandle {
  const answer = async () => ({ error: there() ? Win32Error.success : Win32Error.deviceDoesNotExist });
  const handle: Partial<TapeHandle> | Partial<ChangerHandle> = { kind, name, close: released, getStatus: answer };
  return handle as DeviceHandle;
}
