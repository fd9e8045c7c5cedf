/**
 * NTSTATUS values that tapes and changers meet, and what the Win32 API makes of them. The two topmost bits are the severity: only with an error has
 * nothing been moved; a warning comes with as many bytes as the driver counted. The Win32 numbers are those of RtlNtStatusToDosError as commonly known;
 * that of a device that there is not was 2 before Windows Vista and is 433 since (unconfirmed).
 */
import { Win32Error, type Win32ErrorCode } from '../win32.ts';

export const NtStatus = {
  success: 0x0000_0000,
  bufferOverflow: 0x8000_0005,
  deviceBusy: 0x8000_0011,
  filemarkDetected: 0x8000_001b,
  mediaChanged: 0x8000_001c,
  busReset: 0x8000_001d,
  endOfMedia: 0x8000_001e,
  beginningOfMedia: 0x8000_001f,
  setmarkDetected: 0x8000_0021,
  noDataDetected: 0x8000_0022,
  cleanerCartridgeInstalled: 0x8000_0027,
  deviceRequiresCleaning: 0x8000_0288,
  deviceDoorOpen: 0x8000_0289,
  notImplemented: 0xc000_0002,
  invalidHandle: 0xc000_0008,
  invalidParameter: 0xc000_000d,
  noSuchDevice: 0xc000_000e,
  invalidDeviceRequest: 0xc000_0010,
  noMediaInDevice: 0xc000_0013,
  unrecognizedMedia: 0xc000_0014,
  nonexistentSector: 0xc000_0015,
  deviceDataError: 0xc000_009c,
  deviceNotConnected: 0xc000_009d,
  mediaWriteProtected: 0xc000_00a2,
  deviceNotReady: 0xc000_00a3,
  ioTimeout: 0xc000_00b5,
  deviceDoesNotExist: 0xc000_00c0,
  invalidBlockLength: 0xc000_0173,
  endOfMediaOverflow: 0xc000_0177,
  noMedia: 0xc000_0178,
  ioDeviceError: 0xc000_0185,
  sourceElementEmpty: 0xc000_0283,
  destinationElementFull: 0xc000_0284,
  illegalElementAddress: 0xc000_0285,
  magazineNotPresent: 0xc000_0286,
} as const;
export type NtStatus = (typeof NtStatus)[keyof typeof NtStatus];

const win32Errors: Readonly<Record<NtStatus, Win32ErrorCode>> = {
  [NtStatus.success]: Win32Error.success,
  [NtStatus.bufferOverflow]: Win32Error.moreData,
  [NtStatus.deviceBusy]: Win32Error.busy,
  [NtStatus.filemarkDetected]: Win32Error.filemarkDetected,
  [NtStatus.mediaChanged]: Win32Error.mediaChanged,
  [NtStatus.busReset]: Win32Error.busReset,
  [NtStatus.endOfMedia]: Win32Error.endOfMedia,
  [NtStatus.beginningOfMedia]: Win32Error.beginningOfMedia,
  [NtStatus.setmarkDetected]: Win32Error.setmarkDetected,
  [NtStatus.noDataDetected]: Win32Error.noDataDetected,
  [NtStatus.cleanerCartridgeInstalled]: Win32Error.cleanerCartridgeInstalled,
  [NtStatus.deviceRequiresCleaning]: Win32Error.deviceRequiresCleaning,
  [NtStatus.deviceDoorOpen]: Win32Error.deviceDoorOpen,
  [NtStatus.notImplemented]: Win32Error.invalidFunction,
  [NtStatus.invalidHandle]: Win32Error.invalidHandle,
  [NtStatus.invalidParameter]: Win32Error.invalidParameter,
  [NtStatus.noSuchDevice]: Win32Error.fileNotFound,
  [NtStatus.invalidDeviceRequest]: Win32Error.invalidFunction,
  [NtStatus.noMediaInDevice]: Win32Error.notReady,
  [NtStatus.unrecognizedMedia]: Win32Error.unrecognizedMedia,
  [NtStatus.nonexistentSector]: Win32Error.sectorNotFound,
  [NtStatus.deviceDataError]: Win32Error.crc,
  [NtStatus.deviceNotConnected]: Win32Error.deviceNotConnected,
  [NtStatus.mediaWriteProtected]: Win32Error.writeProtect,
  [NtStatus.deviceNotReady]: Win32Error.notReady,
  [NtStatus.ioTimeout]: Win32Error.semTimeout,
  [NtStatus.deviceDoesNotExist]: Win32Error.deviceDoesNotExist,
  [NtStatus.invalidBlockLength]: Win32Error.invalidBlockLength,
  [NtStatus.endOfMediaOverflow]: Win32Error.eomOverflow,
  [NtStatus.noMedia]: Win32Error.noMediaInDrive,
  [NtStatus.ioDeviceError]: Win32Error.ioDevice,
  [NtStatus.sourceElementEmpty]: Win32Error.sourceElementEmpty,
  [NtStatus.destinationElementFull]: Win32Error.destinationElementFull,
  [NtStatus.illegalElementAddress]: Win32Error.illegalElementAddress,
  [NtStatus.magazineNotPresent]: Win32Error.magazineNotPresent,
};

export const win32ErrorOf = (status: NtStatus): Win32ErrorCode => win32Errors[status];

/** NT_SUCCESS: neither a warning nor an error. */
export const isSuccess = (status: NtStatus): boolean => status < 0x8000_0000;

/** NT_ERROR: not even in part. */
export const isError = (status: NtStatus): boolean => status >= 0xc000_0000;
