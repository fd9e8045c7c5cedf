/**
 * mcd.sys, the changer class driver of Windows, with minidrivers whose sources are published; and one that a backup program brings. The minidriver is asked
 * first: where its ChangerInitialize fails the device does not start. A changer is opened by one program at a time.
 */
import type { ClassDriver, StartedDevice, Surroundings } from '../../class-driver.ts';
import type { EnumeratedUnit, PhysicalDevice } from '../../physical-device.ts';
import { inquire } from '../device-start.ts';
import { productIdOf } from '../hardware-id.ts';
import { MediaChangePolling } from '../media-change-polling.ts';
import { NtStatus, win32ErrorOf } from '../nt-status.ts';
import { OpenHandle } from '../open-handle.ts';
import { adicsc } from './adicsc.ts';
import { ChangerDevice } from './changer-device.ts';
import { OpenChanger, type WhileNothingIsPolled } from './changer-handle.ts';
import { ddsmc } from './ddsmc.ts';
import { examc } from './examc.ts';
import { hpmc } from './hpmc.ts';
import type { ChangerMinidriver } from './minidriver.ts';
import { sonymc } from './sonymc.ts';

const minidrivers: readonly ChangerMinidriver[] = [ddsmc, examc, hpmc, adicsc, sonymc];

const MEDIUM_CHANGER = 0x08;

const minidriverFor = (unit: EnumeratedUnit): ChangerMinidriver | undefined =>
  unit.peripheralDeviceType === MEDIUM_CHANGER ? minidrivers.find(({ hardwareIds }) => hardwareIds.has(productIdOf(unit))) : undefined;

const unpolled: WhileNothingIsPolled = (work) => work();

const classDriver = (name: string, { polls }: { polls: boolean }): ClassDriver => ({
  name,
  kind: 'changer',
  minidriverFor: (device) => minidriverFor(device)?.name,
  async start(device: PhysicalDevice, surroundings: Surroundings): Promise<StartedDevice | undefined> {
    const minidriver = minidriverFor(device);
    if (minidriver === undefined) return undefined;
    const changer = new ChangerDevice(device, minidriver, surroundings);
    if (!(await changer.initialize()) || !(await inquire(changer.context))) return undefined;
    const { pollEveryMs } = surroundings.version;
    const polling =
      polls && pollEveryMs !== undefined ? new MediaChangePolling(device, surroundings.clock, pollEveryMs, changer.timeoutMs) : undefined;
    const quietly: WhileNothingIsPolled = polling === undefined ? unpolled : (work) => polling.during(work);
    let [stopped, inUse] = [false, false];
    return {
      async open(path, released) {
        if (inUse) return { error: win32ErrorOf(NtStatus.deviceBusy) };
        inUse = true;
        const open = new OpenHandle(
          () => stopped,
          () => {
            inUse = false;
            released();
          },
        );
        return { error: 0, handle: new OpenChanger(path, changer, open, quietly) };
      },
      stop() {
        stopped = true;
        polling?.stop();
      },
    };
  },
});

export const mcdSys: ClassDriver = classDriver('mcd.sys', { polls: true });

/** Of a backup program; what real ones send is not published. */
export const thirdPartyChangerDriver: ClassDriver = classDriver('third-party changer driver', { polls: false });
