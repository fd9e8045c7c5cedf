/** What Removable Storage answers (WINERROR.H), beside the errors of the devices themselves. */
export const StorageError = {
  success: 0,
  timeout: 1460,
  mediaOffline: 4304,
  mediaUnavailable: 4308,
  deviceNotAvailable: 4319,
  requestRefused: 4320,
} as const;
