/**
 * What makes a medium blank (SSC-4 §7.1, FORMAT MEDIUM; §7.11, SET CAPACITY; §8.3.4, a division without POFM): when it may be done, and how it ends.
 * Everything on the medium is lost; the position is the beginning of partition 0.
 */
import { VolumeError } from '../cartridge/volume.ts';
import { additionalSense } from '../scsi/additional-sense.ts';
import { checkCondition, good, type Outcome } from '../scsi/outcome.ts';
import { illegalRequest, type Sense, SenseKey } from '../scsi/sense.ts';
import { overwriteInAppendOnlyMode } from './append-point.ts';
import type { Mechanism } from './mechanism.ts';
import { mediumSupport, protection } from './medium-access.ts';
import type { MotionContext } from './operations.ts';
import { TapeAlertFlag } from './tape-alert.ts';

const formatCommandFailed: Sense = { key: SenseKey.mediumError, additional: additionalSense.formatCommandFailed };
export const cannotFormat: Sense = { key: SenseKey.mediumError, additional: additionalSense.cannotFormatMediumIncompatibleMedium };
const writeOnceOverwrite: Sense = { key: SenseKey.dataProtect, additional: additionalSense.wormMediumOverwriteAttempted };

/**
 * Why the loaded medium must not be made blank, if so. A WORM one may be as long as nothing is on it, and somebody else's recording is no reason.
 * In append-only mode it needs an ALLOW OVERWRITE that says so.
 */
export function refuseFormatting(drive: Mechanism): Sense | undefined {
  const { head, model, settings, alerts } = drive;
  const { volume } = head;
  if (!drive.atBeginning) return illegalRequest(additionalSense.positionPastBeginningOfMedium);
  const prohibition = protection(settings, volume);
  if (prohibition !== undefined) {
    alerts.raise(TapeAlertFlag.writeProtect);
    return prohibition;
  }
  const holdsData = volume.partitions.some(({ endOfData }) => endOfData > 0);
  if (volume.writeOnce && holdsData) {
    alerts.raise(TapeAlertFlag.wormOverwriteAttempted, TapeAlertFlag.writeProtect);
    return writeOnceOverwrite;
  }
  if (settings.appendOnly && holdsData && head.overwriteAllowed !== 'format') {
    alerts.raise(TapeAlertFlag.writeProtect);
    return overwriteInAppendOnlyMode;
  }
  return mediumSupport(model, volume)?.writes.length ? undefined : cannotFormat;
}

/** Makes the medium blank, with partitions of these capacities. */
export async function format(drive: Mechanism, capacities: readonly number[]): Promise<Outcome> {
  try {
    await drive.format(capacities);
    return good;
  } catch (error) {
    if (!(error instanceof VolumeError)) throw error;
    drive.writeFailed({ objects: 0, cause: error });
    return checkCondition(formatCommandFailed);
  }
}

/** What the Device Configuration and Medium Partition pages ask of the loaded volume. */
export async function carryOutModeSelection(drive: Mechanism, context: MotionContext): Promise<Sense | undefined> {
  const { selectedWriteProtection: wanted, partitioning } = drive;
  const volume = drive.loadedHead?.volume;
  drive.selectedWriteProtection = undefined;
  if (wanted !== undefined && volume !== undefined && wanted !== volume.state.hostWriteProtection) {
    const failure = await drive.memory.remember({ hostWriteProtection: wanted });
    if (failure !== undefined) return failure;
  }
  if (partitioning.request === undefined || partitioning.request.onFormat) return undefined;
  return (await divideAtOnce(drive, context)).sense;
}

async function divideAtOnce(drive: Mechanism, context: MotionContext): Promise<Outcome> {
  const { partitioning } = drive;
  // What the page has seen may be over: the operator was faster.
  const notReady = drive.readiness();
  const capacities = notReady === undefined ? partitioning.capacities() : undefined;
  partitioning.request = undefined;
  if (notReady !== undefined) return checkCondition(notReady);
  const refused = refuseFormatting(drive);
  if (refused !== undefined) return checkCondition(refused);
  if (capacities === undefined) return checkCondition(cannotFormat);
  const motion = { operation: 'format', immediate: false, durationMs: drive.formatMs() } as const;
  return drive.motion(motion, context, () => format(drive, capacities));
}
