/**
 * What WRITE and WRITE FILEMARKS have in common (SSC-4 §4.2, §6.8, §6.9): whether they may write here at all, how their objects get into the
 * buffer, and how they end, written through if that was asked for, with what the end of the partition makes the drive say.
 */
import { type RecordRun, VolumeError } from '../cartridge/volume.ts';
import { checkCondition, good, type Outcome } from '../scsi/outcome.ts';
import type { Sense } from '../scsi/sense.ts';
import type { Nexus } from '../scsi/target.ts';
import { continueSequence, enterAddressMode, type SequencedAddress } from './addressing.ts';
import { refuseOverwrite } from './append-point.ts';
import { changedVolume } from './attributes/kept-attributes.ts';
import type { Mechanism } from './mechanism.ts';
import { earlyWarning, programmableEarlyWarning, volumeOverflow, writeFailure } from './medium-sense.ts';

/** Why nothing may be written where the medium stands, if so: it is protected, or something there must be kept. */
export const refuseWriting = (drive: Mechanism): Sense | undefined => drive.writeProtection() ?? refuseOverwrite(drive);

/**
 * Goes to where a command writes, unless `refusal` keeps it from that. One that says nothing of a place stays where it is, and when it is refused it
 * has not chosen a block address mode either.
 */
export const goWhereItWrites = async (
  drive: Mechanism,
  place: SequencedAddress | undefined,
  refusal: () => Sense | undefined,
): Promise<Sense | undefined> =>
  place === undefined ? enterAddressMode(drive, 'implicit', refusal) : ((await continueSequence(drive, place)) ?? refusal());

/** Takes the runs into the buffer; an outcome when the command ends without that. `residue` is all that it was to write. */
export async function takeIntoBuffer(
  drive: Mechanism,
  runs: readonly RecordRun[],
  nexus: Nexus,
  residue: number,
): Promise<Outcome | undefined> {
  const { head } = drive;
  try {
    if (!drive.changedInMount || drive.atBeginning || head.volume.state.recording !== 'recorded') await noteRecording(drive);
    // Asked with nothing awaited in between: what is put behind a loss would land where the lost objects should be.
    const loss = head.takeFailure();
    if (loss !== undefined) return checkCondition(drive.deferredError(loss));
    await head.write(runs);
  } catch (error) {
    if (!(error instanceof VolumeError)) throw error;
    drive.writeFailed({ objects: 0, cause: error });
    return checkCondition(writeFailure(error, residue));
  }
  drive.writtenBy(nexus);
  return undefined;
}

/** The first thing written at the beginning makes the volume one that is recorded, at the density that was selected. @throws VolumeError */
export async function noteRecording(drive: Mechanism): Promise<void> {
  await noteChange(drive);
  const { volume } = drive.head;
  const { recording, densityCode: recorded } = volume.state;
  if (recording === 'recorded' && !drive.atBeginning) return;
  const densityCode = drive.densityToRecord();
  if (recording !== 'recorded' || recorded !== densityCode) await volume.remember({ recording: 'recorded', densityCode });
}

/** The first change in a mount gives the volume another change reference. */
async function noteChange(drive: Mechanism): Promise<void> {
  if (drive.changedInMount) return;
  const change = changedVolume(drive.head.volume);
  if (change !== undefined) await drive.memory.remember(change);
  drive.changedInMount = true;
}

export interface Written {
  /** Objects the command was to write, and those that were taken. */
  readonly wanted: number;
  readonly written: number;
  /** What one of them counts in INFORMATION: its bytes in variable mode, else 1. */
  readonly unit: number;
  /** Whether they must be on the medium, and safe there, before the command ends. */
  readonly through: boolean;
  /** Why the next object was not taken, if not for want of room. */
  readonly refused?: Sense | undefined;
}

export async function afterWriting(drive: Mechanism, { wanted, written, unit, through, refused }: Written): Promise<Outcome> {
  const { head, settings } = drive;
  const { programmableEarlyWarningBytes } = settings;
  const overflow = written < wanted;
  const late = written > 0 && head.pastEarlyWarning;
  if (through || overflow || (late && settings.synchronizeAtEarlyWarning)) {
    const loss = await head.settle(through);
    if (loss !== undefined) {
      // More was lost than this command wrote: an earlier GOOD has become untrue, and this command, all of it lost too, counts as not executed.
      if (loss.objects > written) return checkCondition(drive.deferredError({ ...loss, objects: loss.objects - written }));
      drive.writeFailed(loss);
      return checkCondition(writeFailure(loss.cause, (wanted - written + loss.objects) * unit));
    }
  }
  if (refused !== undefined) return checkCondition(refused);
  if (overflow) {
    drive.endReached('tape.volume-overflow');
    return checkCondition(volumeOverflow((wanted - written) * unit));
  }
  if (written > 0 && head.programmableEarlyWarningDue(programmableEarlyWarningBytes)) {
    head.programmableEarlyWarningGiven(programmableEarlyWarningBytes);
    return checkCondition(programmableEarlyWarning);
  }
  if (!late) return good;
  drive.endReached('tape.early-warning');
  return checkCondition(earlyWarning(0));
}
