/**
 * The commands that families of medium changers have in common, by the names of their rows, so that a model says only what it adds or lacks. Each set is
 * an edition of the standards, not a wish: what a changer lacks ends with 20/00.
 */
import { modeCommandsOfTenBytes, persistentReservationCommands, reserveCommandsOfTenBytes } from '../command-sets.ts';

/** What autoloaders of SCSI-2 (X3.131-1994 §17) have who do no more than they must. */
export const autoloaderCommands: readonly string[] = [
  'TEST UNIT READY',
  'REQUEST SENSE',
  'INITIALIZE ELEMENT STATUS',
  'INQUIRY',
  'MODE SELECT(6)',
  'RESERVE(6)',
  'RELEASE(6)',
  'MODE SENSE(6)',
  'RECEIVE DIAGNOSTIC RESULTS',
  'SEND DIAGNOSTIC',
  'PREVENT ALLOW MEDIUM REMOVAL',
  'MOVE MEDIUM',
  'READ ELEMENT STATUS',
];

export const positionToElement = 'POSITION TO ELEMENT';
export const exchangeMedium = 'EXCHANGE MEDIUM';
export const volumeTagCommands: readonly string[] = ['REQUEST VOLUME ELEMENT ADDRESS', 'SEND VOLUME TAG'];
/** E7h, from before SMC-1 gave the command a code of its own. */
export const initializeRangeOfOld = 'INITIALIZE ELEMENT STATUS WITH RANGE, vendor-specific';
export const initializeRange = 'INITIALIZE ELEMENT STATUS WITH RANGE';
export const logCommands: readonly string[] = ['LOG SELECT', 'LOG SENSE'];
export const bufferCommands: readonly string[] = ['WRITE BUFFER', 'READ BUFFER'];

/** Libraries of SCSI-2 with a barcode reader. */
export const scsi2LibraryCommands: readonly string[] = [
  ...autoloaderCommands,
  positionToElement,
  ...bufferCommands,
  ...volumeTagCommands,
  initializeRangeOfOld,
];

/** SMC-1 and SPC-1: TapeAlert, the commands of ten bytes. */
export const smc1Commands: readonly string[] = [
  ...scsi2LibraryCommands,
  ...logCommands,
  ...modeCommandsOfTenBytes,
  ...reserveCommandsOfTenBytes,
];

/** SMC-2 and SPC-3: persistent reservations, 37h instead of E7h. */
export const smc2Commands: readonly string[] = [...smc1Commands, initializeRange, ...persistentReservationCommands];

/** SMC-3 and SPC-4: libraries that tell what they support, and the state of their elements. */
export const smc3Commands: readonly string[] = [
  ...smc2Commands,
  'REPORT ELEMENT INFORMATION',
  'REPORT SUPPORTED OPERATION CODES',
  'REPORT SUPPORTED TASK MANAGEMENT FUNCTIONS',
  'REPORT TIMESTAMP',
  'SET TIMESTAMP',
  'OPEN/CLOSE IMPORT/EXPORT ELEMENT',
];

/** All but these. */
export const without = (commands: readonly string[], ...lacking: readonly string[]): readonly string[] =>
  commands.filter((name) => !lacking.includes(name));
