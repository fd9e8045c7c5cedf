/**
 * Where writing is allowed on a medium that is written once (WORM), and in append-only mode (SSC-5, WORM mode and append-only mode): at end of
 * data, and among the filemarks that lie before it with nothing else between, behind the first of them or at the beginning of the partition. So a host may
 * take back the filemarks it closed its last file with, and nothing else.
 *
 * ALLOW OVERWRITE excepts one write from append-only mode; WORM knows no exception.
 */
import { toBlockNumber } from '../cartridge/volume.ts';
import { additionalSense } from '../scsi/additional-sense.ts';
import { type Sense, SenseKey } from '../scsi/sense.ts';
import type { Head } from './head.ts';
import type { Mechanism } from './mechanism.ts';
import { TapeAlertFlag } from './tape-alert.ts';

const overwriteOfWriteOnce: Sense = { key: SenseKey.dataProtect, additional: additionalSense.wormMediumOverwriteAttempted };
export const overwriteInAppendOnlyMode: Sense = { key: SenseKey.dataProtect, additional: additionalSense.operatorSelectedWriteProtect };

/** Why the objects behind the position must not be written over or erased, if so. Asking takes an ALLOW OVERWRITE back. */
export function refuseOverwrite({ head, settings, alerts }: Mechanism): Sense | undefined {
  const { writeOnce } = head.volume;
  if (!writeOnce && !settings.appendOnly) return undefined;
  const excepted = head.overwriteAllowed === 'current-position';
  head.overwriteAllowed = 'disabled';
  if (isAppendPoint(head)) return undefined;
  if (writeOnce) {
    alerts.raise(TapeAlertFlag.wormOverwriteAttempted);
    return overwriteOfWriteOnce;
  }
  if (excepted) return undefined;
  alerts.raise(TapeAlertFlag.writeProtect);
  return overwriteInAppendOnlyMode;
}

function isAppendPoint({ partition, position, bufferedObjects }: Head): boolean {
  const end = partition.endOfData;
  if (bufferedObjects > 0 || position === end) return true;
  const onlyFilemarksFollow = partition.filemarksBefore(end) - partition.filemarksBefore(position) === end - position;
  return onlyFilemarksFollow && (position === 0 || partition.objectAt(toBlockNumber(position - 1))?.kind === 'filemark');
}
