/**
 * How WRITE and WRITE FILEMARKS end once their objects stand in the buffer (SSC-5 §4.2.4, §5.4, §5.5): written through if that was asked for,
 * and with what the end of the partition makes the drive say.
 */
import { checkCondition, good, type Outcome } from '../scsi/outcome.ts';
import type { Mechanism } from './mechanism.ts';
import { earlyWarning, volumeOverflow, writeFailure } from './medium-sense.ts';

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
      // More was lost than this command wrote: an earlier GOOD has become untrue.
      if (loss.objects > written) return checkCondition(drive.deferredError(loss));
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
