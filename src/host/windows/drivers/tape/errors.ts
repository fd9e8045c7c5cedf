/**
 * What tape.sys makes of sense data: the class library's reading, with the tape class's own words over it. Nothing is sent again but what met a drive
 * that is becoming ready. A filemark, the early warning, blank tape, a changed medium and a reset are warnings: programs get their bytes with them.
 */
import { type ErrorTable, type MinidriverRow, RETRY_MS, type SenseRow } from '../interpretation.ts';
import { NtStatus } from '../nt-status.ts';

const noOrRecovered = [0x0, 0x1];
/** NOT_READY_RETRY_INTERVAL. */
const BECOMING_READY_MS = 10_000;

export const tapeSenseRows: readonly SenseRow[] = [
  { key: noOrRecovered, filemark: true, ascq: 0x03, status: NtStatus.setmarkDetected },
  { key: noOrRecovered, filemark: true, status: NtStatus.filemarkDetected },
  { key: noOrRecovered, endOfMedium: true, ascq: 0x04, status: NtStatus.beginningOfMedia },
  { key: noOrRecovered, endOfMedium: true, status: NtStatus.endOfMedia },
  { key: 0x0, block: 'shorter', status: NtStatus.success },
  { key: 0x0, block: 'longer', status: NtStatus.bufferOverflow },
  { key: noOrRecovered, incorrectLength: true, status: NtStatus.invalidBlockLength },
  { key: 0x0, status: NtStatus.ioDeviceError },
  { key: 0x1, status: NtStatus.success },
  { key: 0x2, asc: 0x04, ascq: 0x03, status: NtStatus.noMedia },
  { key: 0x2, asc: 0x04, ascq: 0x04, status: NtStatus.deviceNotReady },
  { key: 0x2, asc: 0x04, ascq: [0x01, 0x07], status: NtStatus.deviceNotReady, retryAfterMs: BECOMING_READY_MS },
  { key: 0x2, asc: 0x04, status: NtStatus.deviceNotReady, retryAfterMs: RETRY_MS },
  { key: 0x2, asc: 0x3a, status: NtStatus.noMedia },
  { key: 0x2, status: NtStatus.deviceNotReady },
  { key: 0x3, asc: 0x30, ascq: 0x01, status: NtStatus.unrecognizedMedia },
  { key: 0x3, asc: 0x30, ascq: 0x03, status: NtStatus.cleanerCartridgeInstalled },
  { key: 0x3, status: NtStatus.deviceDataError, event: 7 },
  { key: 0x4, status: NtStatus.ioDeviceError, event: 11 },
  { key: 0x5, asc: 0x25, status: NtStatus.noSuchDevice },
  { key: 0x5, asc: 0x21, status: NtStatus.nonexistentSector },
  { key: 0x5, status: NtStatus.invalidDeviceRequest },
  { key: 0x6, asc: 0x28, status: NtStatus.mediaChanged },
  { key: 0x6, status: NtStatus.busReset },
  { key: 0x7, status: NtStatus.mediaWriteProtected },
  { key: 0x8, status: NtStatus.noDataDetected },
  { key: 0xb, status: NtStatus.ioDeviceError },
  { key: 0xd, status: NtStatus.endOfMediaOverflow },
];

export const tapeErrors = (minidriver: readonly MinidriverRow[]): ErrorTable => ({
  rows: tapeSenseRows,
  minidriver,
  retriesWithoutSense: false,
});
