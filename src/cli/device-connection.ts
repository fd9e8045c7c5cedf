/** Runs a verb's work on a tape drive or changer: logs in, hears what the device has to say first, and logs out in order whatever has come of it. */
import { systemClock } from '../foundation/clock.ts';
import { ChangerDevice } from '../host/changer-device.ts';
import { parseDeviceAddress } from '../host/device-address.ts';
import { dialTcp } from '../host/dial.ts';
import { Initiator } from '../host/initiator/initiator.ts';
import { initiatorProfiles } from '../host/initiator/profiles.ts';
import type { LogicalUnit, LogicalUnitOptions, Result } from '../host/logical-unit.ts';
import { type OpenDevice, openDevice, type WantedDevice } from '../host/open-device.ts';
import { TapeDevice } from '../host/tape-device.ts';
import { additionalSenseName } from '../scsi/additional-sense.ts';
import type { Composition } from './composition.ts';
import { credentialOf, type DeviceOptions, deviceOptions } from './device-options.ts';
import { problemOf } from './device-problems.ts';
import { type Answer, answer } from './verb.ts';

/** A name that is nobody's: IANA's example domain, and the month in which this project began. */
const initiatorName = 'iqn.2026-11.com.example:tapelab';

/** What a call comes to. @throws UserError where the device has refused */
export async function done<T>(call: Promise<Result<T>>): Promise<T> {
  const { value, failure } = await call;
  if (failure !== undefined) throw problemOf(failure);
  return value as T;
}

interface DeviceWork<D> {
  readonly composition: Composition;
  /** The verb's own, as its action is given it. */
  readonly command: { optsWithGlobals(): object };
  /** Most verbs are of no use while it is not. */
  readonly needsReady?: boolean;
  readonly work: (device: D, opened: OpenDevice) => Promise<Answer>;
}

export const withTape = (work: DeviceWork<TapeDevice>): Promise<void> => withDevice('tape', (options) => new TapeDevice(options), work);

export const withChanger = (work: DeviceWork<ChangerDevice>): Promise<void> =>
  withDevice('changer', (options) => new ChangerDevice(options), work);

async function withDevice<D extends { readonly unit: LogicalUnit }>(
  wanted: WantedDevice,
  make: (options: LogicalUnitOptions) => D,
  { composition, command, needsReady = true, work }: DeviceWork<D>,
): Promise<void> {
  const options = deviceOptions(command);
  // Waiting for a busy device, or for a connection to come back, keeps nothing else of this process alive.
  const alive = setInterval(() => {}, 3_600_000);
  try {
    const opened = await open(wanted, options);
    try {
      const device = make({ path: opened.session, lun: opened.address.lun, clock: systemClock, patienceMs: options.timeout });
      const { attentions, notReady } = await device.unit.attend();
      if (options.json === undefined) tell(composition, attentions);
      if (notReady !== undefined && (needsReady || notReady.sense === undefined)) throw problemOf(notReady);
      answer(composition, options, await work(device, opened));
    } finally {
      await opened.session.logOut();
    }
  } finally {
    clearInterval(alive);
  }
}

/** Every session is told that it is new, which is no news. */
const resetCode = 0x29;

function tell({ complain }: Composition, attentions: Awaited<ReturnType<LogicalUnit['attend']>>['attentions']): void {
  for (const attention of attentions)
    if (attention.asc !== resetCode) complain(`Note: the device says ${additionalSenseName(attention.asc, attention.ascq)}.`);
}

async function open(wanted: WantedDevice, options: DeviceOptions): Promise<OpenDevice> {
  const address = parseDeviceAddress(options.file);
  const chap = await credentialOf(options, address.user);
  const initiator = new Initiator({
    profile: initiatorProfiles[options.profile],
    initiatorName: options.initiatorName ?? initiatorName,
    dial: dialTcp(systemClock),
    clock: systemClock,
    ...(chap && { chap }),
    ...(options.digests && { digests: options.digests }),
  });
  return openDevice(initiator, address, { wanted, clock: systemClock, patienceMs: options.timeout });
}
