/**
 * tape.sys, the tape class driver of Windows, with the minidrivers whose sources are published; and the class driver that a backup program brings in its
 * place (KB 889330): that one sends the same, but does not poll. The minidriver for LTO drives is not published, nor is its INF: such a drive has no name.
 */
import type { ClassDriver, StartedDevice, Surroundings } from '../../class-driver.ts';
import type { EnumeratedUnit, PhysicalDevice } from '../../physical-device.ts';
import { inquire } from '../device-start.ts';
import { productIdOf } from '../hardware-id.ts';
import { MediaChangePolling } from '../media-change-polling.ts';
import { OpenHandle } from '../open-handle.ts';
import { dat4mm } from './4mmdat.ts';
import { dlttape } from './dlttape.ts';
import { exabyte2 } from './exabyte2.ts';
import type { TapeMinidriver } from './minidriver.ts';
import { miniqic, qic157 } from './miniqic.ts';
import { TapeDevice } from './tape-device.ts';
import { OpenTape } from './tape-handle.ts';

const minidrivers: readonly TapeMinidriver[] = [dat4mm, dlttape, exabyte2, miniqic, qic157];

const SEQUENTIAL_ACCESS = 0x01;

const minidriverFor = (unit: EnumeratedUnit): TapeMinidriver | undefined =>
  unit.peripheralDeviceType === SEQUENTIAL_ACCESS ? minidrivers.find(({ hardwareIds }) => hardwareIds.has(productIdOf(unit))) : undefined;

const classDriver = (name: string, { polls }: { polls: boolean }): ClassDriver => ({
  name,
  kind: 'tape',
  minidriverFor: (device) => minidriverFor(device)?.name,
  async start(device: PhysicalDevice, surroundings: Surroundings): Promise<StartedDevice | undefined> {
    const minidriver = minidriverFor(device);
    if (minidriver === undefined) return undefined;
    const tape = new TapeDevice(device, minidriver, surroundings);
    if (!(await inquire(tape.context))) return undefined;
    const { pollEveryMs } = surroundings.version;
    const polling =
      polls && pollEveryMs !== undefined ? new MediaChangePolling(device, surroundings.clock, pollEveryMs, tape.timeoutMs) : undefined;
    let stopped = false;
    return {
      open: (path, released) => Promise.resolve({ error: 0, handle: new OpenTape(path, tape, new OpenHandle(() => stopped, released)) }),
      stop: () => {
        stopped = true;
        polling?.stop();
      },
    };
  },
});

export const tapeSys: ClassDriver = classDriver('tape.sys', { polls: true });

/** Of a backup program; what real ones send is not published. */
export const thirdPartyTapeDriver: ClassDriver = classDriver('third-party tape driver', { polls: false });
