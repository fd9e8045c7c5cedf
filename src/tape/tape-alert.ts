/** The TapeAlert flags that a drive raises, by their numbers (SSC-4 annex A). */
export const TapeAlertFlag = {
  hardError: 3,
  readFailure: 5,
  writeFailure: 6,
  writeProtect: 9,
  noRemoval: 10,
  unsupportedFormat: 12,
  memoryChipFailure: 15,
  readOnlyFormat: 17,
  cleanNow: 20,
  cleanPeriodic: 21,
  expiredCleaningMedia: 22,
  invalidCleaningTape: 23,
  loadFailure: 55,
  unloadFailure: 56,
  wormOverwriteAttempted: 60,
} as const;
export type TapeAlertFlag = (typeof TapeAlertFlag)[keyof typeof TapeAlertFlag];

/** The drive's own conditions, which another volume does not end. */
export const alertsOfTheDrive: ReadonlySet<number> = new Set([TapeAlertFlag.cleanNow, TapeAlertFlag.cleanPeriodic]);
