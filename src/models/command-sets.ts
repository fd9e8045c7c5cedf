/**
 * The commands that families of drives have in common, by the names of their rows, so that a model says only what it adds. Each set is an edition of
 * the standards or a generation of a product, not a wish: what a drive lacks ends with 20/00.
 */

/** What SCSI-2 gives sequential-access devices (X3.131-1994 §10.2): 19 commands of six bytes and 6 of ten. */
export const scsi2Commands: readonly string[] = [
  'TEST UNIT READY',
  'REWIND',
  'REQUEST SENSE',
  'READ BLOCK LIMITS',
  'READ(6)',
  'WRITE(6)',
  'WRITE FILEMARKS(6)',
  'SPACE(6)',
  'INQUIRY',
  'VERIFY(6)',
  'MODE SELECT(6)',
  'RESERVE(6)',
  'RELEASE(6)',
  'ERASE(6)',
  'MODE SENSE(6)',
  'LOAD UNLOAD',
  'RECEIVE DIAGNOSTIC RESULTS',
  'SEND DIAGNOSTIC',
  'PREVENT ALLOW MEDIUM REMOVAL',
  'LOCATE(10)',
  'READ POSITION short form',
  'READ POSITION short form, vendor-specific',
  'WRITE BUFFER',
  'READ BUFFER',
  'LOG SELECT',
  'LOG SENSE',
];

export const modeCommandsOfTenBytes: readonly string[] = ['MODE SELECT(10)', 'MODE SENSE(10)'];
export const reserveCommandsOfTenBytes: readonly string[] = ['RESERVE(10)', 'RELEASE(10)'];
export const persistentReservationCommands: readonly string[] = [
  'PERSISTENT RESERVE IN READ KEYS',
  'PERSISTENT RESERVE IN READ RESERVATION',
  'PERSISTENT RESERVE IN REPORT CAPABILITIES',
  'PERSISTENT RESERVE IN READ FULL STATUS',
  'PERSISTENT RESERVE OUT REGISTER',
  'PERSISTENT RESERVE OUT RESERVE',
  'PERSISTENT RESERVE OUT RELEASE',
  'PERSISTENT RESERVE OUT CLEAR',
  'PERSISTENT RESERVE OUT PREEMPT',
  'PERSISTENT RESERVE OUT PREEMPT AND ABORT',
  'PERSISTENT RESERVE OUT REGISTER AND IGNORE EXISTING KEY',
  'PERSISTENT RESERVE OUT REGISTER AND MOVE',
];
export const attributeCommands: readonly string[] = ['READ ATTRIBUTE', 'WRITE ATTRIBUTE'];
export const reportDensitySupport = 'REPORT DENSITY SUPPORT';

/** SSC and SPC-2, with cartridge memory: the drives of 2000 to 2004. */
export const ssc1Commands: readonly string[] = [
  ...scsi2Commands,
  ...modeCommandsOfTenBytes,
  ...reserveCommandsOfTenBytes,
  ...attributeCommands,
  reportDensitySupport,
  'SET CAPACITY',
];

/** SSC-2 and SPC-3: persistent reservations, the long form of READ POSITION. */
export const ssc2Commands: readonly string[] = [...ssc1Commands, ...persistentReservationCommands, 'READ POSITION long form'];

/** SSC-3 and SPC-4: encryption, timestamps, and drives that tell what they support. */
export const ssc3Commands: readonly string[] = [
  ...ssc2Commands,
  'SECURITY PROTOCOL IN',
  'SECURITY PROTOCOL OUT',
  'REPORT SUPPORTED OPERATION CODES',
  'REPORT SUPPORTED TASK MANAGEMENT FUNCTIONS',
  'REPORT TARGET PORT GROUPS',
  'REPORT TIMESTAMP',
  'SET TIMESTAMP',
];

/** SSC-4: partitions, long addresses, append-only mode. */
export const ssc4Commands: readonly string[] = [
  ...ssc3Commands,
  'READ POSITION extended form',
  'FORMAT MEDIUM',
  'LOCATE(16)',
  'SPACE(16)',
  'ALLOW OVERWRITE',
];
