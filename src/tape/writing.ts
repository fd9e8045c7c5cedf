/**
 * What WRITE and WRITE FILEMARKS have in common (SSC-4 §4.2, §6.8, §6.9): how their objects get into the buffer, and how they end, written
 * through if that was asked for, with what the end of the partition makes the drive say.
 */
import { type RecordRun, VolumeError } from '../cartridge/volume.ts';
import { checkCondition, good, type Outcome } from '../scsi/outcome.ts';
import type { Nexus } from '../scsi/target.ts';
import type { Mechanism } from './mechanism.ts';
import { earlyWarning, volumeOverflow, writeFailure } from './medium-sense.ts';

/** Takes the run into the buffer; an outcome when the command ends without that. `residue` is all that it was to write. */
export async function takeIntoBuffer(drive: Mechanism, run: RecordRun, nexus: Nexus, residue: number): Promise<Outcome | undefined> {
  const { head } = drive;
  // Asked with nothing awaited in between: what is put behind a loss would land where the lost objects should be.
  const loss = head.takeFailure();
  if (loss !== undefined) return checkCondition(drive.deferredError(loss));
  try {
    await head.write(run);
  } catch (error) {
    if (!(error instanceof VolumeError)) throw error;
    drive.writeFailed({ objects: 0, cause: error });
    return checkCondition(writeFailure(error, residue));
  }
  drive.writtenBy(nexus);
  return undefined;
}

export interface Written {
  /** Objects the command was to write, and those that fitted. */
  readonly wanted: number;
  readonly written: number;
  /** What one of them counts in INFORMATION: its bytes in variable mode, else 1. */
  readonly unit: number;
  /** Whether they must be on the medium, and safe there, before the command ends. */
  readonly through: boolean;
}

export async function afterWriting(drive: Mechanism, { wanted, written, unit, through }: Written): Promise<Outcome> {
  const { head, settings } = drive;
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
  if (overflow) {
    drive.endReached('tape.volume-overflow');
    return checkCondition(volumeOverflow((wanted - written) * unit));
  }
  if (!late) return good;
  drive.endReached('tape.early-warning');
  return checkCondition(earlyWarning);
}
