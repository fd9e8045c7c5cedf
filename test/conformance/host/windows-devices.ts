/**
 * Devices of a lab as the class drivers of a simulated Windows have them: found over a session of the host's own initiator, started and opened. Nothing of
 * Plug and Play stands between: a test has the drivers alone.
 */
import { expect } from 'vitest';
import { systemClock } from '../../../src/foundation/clock.ts';
import { dialTcp } from '../../../src/host/dial.ts';
import { Initiator } from '../../../src/host/initiator/initiator.ts';
import { initiatorProfiles } from '../../../src/host/initiator/profiles.ts';
import type { Session } from '../../../src/host/initiator/session.ts';
import type { ClassDriver } from '../../../src/host/windows/class-driver.ts';
import { mcdSys } from '../../../src/host/windows/drivers/changer/mcd-sys.ts';
import { tapeSys } from '../../../src/host/windows/drivers/tape/tape-sys.ts';
import { enumerateUnits } from '../../../src/host/windows/enumeration.ts';
import { LogicalUnit } from '../../../src/host/windows/logical-unit.ts';
import type { SystemLogEntry } from '../../../src/host/windows/system-log.ts';
import { windowsVersions } from '../../../src/host/windows/version.ts';
import type { ChangerHandle, DeviceHandle, TapeHandle } from '../../../src/host/windows/win32.ts';
import { hastened } from '../hastened-clock.ts';
import type { LabUnderTest } from '../lab-under-test.ts';

/** Between two attempts of a driver seconds pass, for which nobody is to wait. */
const clock = hastened(1000);

export class WindowsDevices {
  readonly #session: Session;
  readonly #units: ReadonlyMap<number, LogicalUnit>;
  readonly log: SystemLogEntry[] = [];

  /** Nobody has told the drives' unit attentions to anyone yet. */
  static async attach(lab: LabUnderTest, targetName: string): Promise<WindowsDevices> {
    const initiator = new Initiator({
      profile: initiatorProfiles['ms-iscsi-1.x'],
      initiatorName: 'iqn.1991-05.com.microsoft:win2000',
      dial: dialTcp(systemClock),
      clock: systemClock,
    });
    const { host, port } = lab.address;
    const session = await initiator.logIn({ address: host, port }, targetName);
    const found = (await enumerateUnits(session))!;
    const units = found.map((unit, index) => {
      const address = { port: 2, bus: 0, target: 0, lun: index };
      return [unit.lun, new LogicalUnit({ session, address, found: unit, invalidateBusRelations: () => {} })] as const;
    });
    return new WindowsDevices(session, new Map(units));
  }

  private constructor(session: Session, units: ReadonlyMap<number, LogicalUnit>) {
    this.#session = session;
    this.#units = units;
  }

  tape(lun = 0): Promise<TapeHandle> {
    return this.#open(tapeSys, lun) as Promise<TapeHandle>;
  }

  changer(lun = 0): Promise<ChangerHandle> {
    return this.#open(mcdSys, lun) as Promise<ChangerHandle>;
  }

  async #open(driver: ClassDriver, lun: number): Promise<DeviceHandle> {
    const log = { write: (entry: SystemLogEntry) => void this.log.push(entry) };
    const started = await driver.start(this.#units.get(lun)!, { version: windowsVersions.w2k, clock, log });
    expect(started, 'the device starts').toBeDefined();
    const { error, handle } = await started!.open('\\\\.\\Device0', () => {});
    expect(error).toBe(0);
    return handle!;
  }

  logOut(): Promise<void> {
    return this.#session.logOut();
  }
}

/** Asks for the tape's status until unit attentions are told. */
export async function settled(tape: TapeHandle): Promise<number[]> {
  const errors: number[] = [];
  for (let turns = 0; turns < 16; turns++) {
    const { error } = await tape.getStatus();
    if (error === 0) return errors;
    errors.push(error);
  }
  throw new Error(`the tape does not come to rest: ${errors.join(', ')}`);
}
