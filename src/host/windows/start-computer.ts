/** A computer with the Microsoft initiator and, unless others are installed, the class drivers of Windows. */
import { Initiator } from '../initiator/initiator.ts';
import { initiatorProfiles } from '../initiator/profiles.ts';
import type { InstalledDriver, StartComputer } from './computer.ts';
import { mcdSys } from './drivers/changer/mcd-sys.ts';
import { tapeSys } from './drivers/tape/tape-sys.ts';
import { RunningComputer } from './running-computer.ts';

/** `iqn.1991-05.com.microsoft:` and the computer's name in small letters. */
const INITIATOR_NAME = 'iqn.1991-05.com.microsoft:backup';

/** Those of Windows, whose names may persist. */
export const driversOfWindows: readonly InstalledDriver[] = [
  { driver: tapeSys, persistentNames: true },
  { driver: mcdSys, persistentNames: true },
];

export const startComputer: StartComputer = async (options) => {
  const { version, initiatorName = INITIATOR_NAME, dial, clock, drivers = driversOfWindows } = options;
  const initiator = new Initiator({ profile: initiatorProfiles[version.initiator], initiatorName, dial, clock });
  const computer = new RunningComputer({ ...options, drivers }, initiator);
  await computer.start();
  return computer;
};
