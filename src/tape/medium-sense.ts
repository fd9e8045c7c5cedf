/**
 * What a drive says about the medium, as sense values. INFORMATION is always given where SSC-4 sets VALID: how much of what was asked for is
 * missing, in blocks, marks or bytes as the command counted.
 */
import type { VolumeError } from '../cartridge/volume.ts';
import { additionalSense } from '../scsi/additional-sense.ts';
import { type Sense, SenseKey } from '../scsi/sense.ts';
import type { LoadFailure } from './loader.ts';

/** A filemark ended the movement or the read (SSC-4 §6.4, §6.6). */
export const filemarkDetected = (residue: number): Sense => ({
  key: SenseKey.noSense,
  additional: additionalSense.filemarkDetected,
  filemark: true,
  information: residue,
});

/** The same of a setmark: FILEMARK is set for it too (SSC-2 §5.2.7). */
export const setmarkDetected = (residue: number): Sense => ({ ...filemarkDetected(residue), additional: additionalSense.setmarkDetected });

export const beginningOfPartition = (residue: number): Sense => ({
  key: SenseKey.noSense,
  additional: additionalSense.beginningOfPartition,
  endOfMedium: true,
  information: residue,
});

/** EOM is set as well when the data end where the end of the partition is near. LOCATE counts nothing, so nothing is missing. */
export const endOfData = (residue: number | undefined, pastEarlyWarning: boolean): Sense => ({
  key: SenseKey.blankCheck,
  additional: additionalSense.endOfData,
  ...(pastEarlyWarning ? { endOfMedium: true } : {}),
  ...(residue === undefined ? {} : { information: residue }),
});

/** RECOVER BUFFERED DATA asked for more than the buffer held (SSC-4 §7.8). */
export const endOfBufferedData = (residue: number): Sense => ({
  key: SenseKey.noSense,
  additional: additionalSense.endOfData,
  endOfMedium: true,
  information: residue,
});

export const eraseFailure: Sense = { key: SenseKey.mediumError, additional: additionalSense.eraseFailure };

/** ILI: `difference` is what was asked for minus what was found, negative for a block that is too long (SSC-4 §6.4). */
export const incorrectLength = (difference: number): Sense => ({
  key: SenseKey.noSense,
  additional: additionalSense.noAdditionalSenseInformation,
  incorrectLength: true,
  information: difference,
});

/** The end is near (SSC-4 §4.2): a write was taken whole, a read with REW=1 stopped `residue` before its end. */
export const earlyWarning = (residue: number): Sense => ({
  key: SenseKey.noSense,
  additional: additionalSense.endOfPartition,
  endOfMedium: true,
  information: residue,
});

/** Everything was taken, and a zone has been entered that the host itself has laid before early warning. */
export const programmableEarlyWarning: Sense = { ...earlyWarning(0), additional: additionalSense.programmableEarlyWarning };

/** The end of the partition was reached with `residue` still to be written. */
export const volumeOverflow = (residue: number): Sense => ({
  key: SenseKey.volumeOverflow,
  additional: additionalSense.endOfPartition,
  endOfMedium: true,
  information: residue,
});

export const unreadable = (residue: number): Sense => ({
  key: SenseKey.mediumError,
  additional: additionalSense.unrecoveredReadError,
  information: residue,
});

/** The protection information is not that of the block it follows (SSC-5 §4.2.21). */
export const guardCheckFailed = (residue: number): Sense => ({
  key: SenseKey.hardwareError,
  additional: additionalSense.logicalBlockGuardCheckFailed,
  information: residue,
});

/** VERIFY with VLBPM=1 found a block that was recorded by another method of protection. */
export const protectionMethodError = (residue: number): Sense => ({
  key: SenseKey.mediumError,
  additional: additionalSense.logicalBlockProtectionMethodError,
  information: residue,
});

/** VERIFY with BYTCMP=1 found other data than the host has. */
export const miscompare = (residue: number): Sense => ({
  key: SenseKey.miscompare,
  additional: additionalSense.miscompareDuringVerifyOperation,
  information: residue,
});

/** The medium did not take a write: a full disk looks like the bad spot on the tape that it may have been, any other failure like a bad drive. */
export const writeFailure = (cause: VolumeError, residue: number): Sense =>
  cause.kind === 'io'
    ? { key: SenseKey.hardwareError, additional: additionalSense.peripheralDeviceWriteFault, information: residue }
    : { key: SenseKey.mediumError, additional: additionalSense.writeError, information: residue };

/** The same of commands that ended GOOD; INFORMATION counts the lost blocks and filemarks (SPC-4 §4.5). */
export const deferredWriteFailure = (cause: VolumeError, lostObjects: number): Sense => ({
  ...writeFailure(cause, lostObjects),
  deferred: true,
});

/** The cartridge that waits in the drive could not be drawn in. */
export const loadFailure = (by: LoadFailure['by']): Sense => ({
  key: by === 'medium' ? SenseKey.mediumError : SenseKey.hardwareError,
  additional: additionalSense.mediaLoadOrEjectFailed,
});

/** The cartridge does not come out. */
export const unloadFailure: Sense = { key: SenseKey.hardwareError, additional: additionalSense.unloadTapeFailure };
