/**
 * What mcd.sys makes of sense data: the class library's reading with the changer class's words over it. Unlike tape.sys it sends again what met a unit
 * attention, a changer that becomes ready, a hardware error or an aborted command, up to four times, and programs do not hear of it.
 */
import { type ErrorTable, type MinidriverRow, RETRY_MS, type SenseRow } from '../interpretation.ts';
import { NtStatus } from '../nt-status.ts';

const BECOMING_READY_MS = 10_000;

export const changerSenseRows: readonly SenseRow[] = [
  { key: [0x0, 0x1], incorrectLength: true, status: NtStatus.invalidBlockLength },
  { key: 0x0, status: NtStatus.ioDeviceError, retryAfterMs: RETRY_MS },
  { key: 0x1, status: NtStatus.success },
  { key: 0x2, asc: 0x04, ascq: 0x03, status: NtStatus.noMediaInDevice },
  { key: 0x2, asc: 0x04, ascq: [0x00, 0x04, 0x08], status: NtStatus.deviceNotReady },
  { key: 0x2, asc: 0x04, ascq: [0x01, 0x07], status: NtStatus.deviceNotReady, retryAfterMs: BECOMING_READY_MS },
  { key: 0x2, asc: 0x3a, status: NtStatus.noMediaInDevice },
  { key: 0x2, status: NtStatus.deviceNotReady, retryAfterMs: RETRY_MS },
  { key: 0x3, asc: 0x30, ascq: 0x01, status: NtStatus.unrecognizedMedia },
  { key: 0x3, asc: 0x30, ascq: 0x03, status: NtStatus.cleanerCartridgeInstalled },
  { key: 0x3, status: NtStatus.deviceDataError, event: 7 },
  { key: 0x4, status: NtStatus.ioDeviceError, retryAfterMs: RETRY_MS, event: 11 },
  { key: 0x5, asc: 0x21, ascq: 0x01, status: NtStatus.illegalElementAddress },
  { key: 0x5, asc: 0x3b, ascq: 0x0e, status: NtStatus.sourceElementEmpty },
  { key: 0x5, asc: 0x3b, ascq: 0x0d, status: NtStatus.destinationElementFull },
  { key: 0x5, asc: 0x25, status: NtStatus.noSuchDevice },
  { key: 0x5, status: NtStatus.invalidDeviceRequest },
  { key: 0x6, status: NtStatus.ioDeviceError, retryAfterMs: RETRY_MS },
  { key: 0x7, status: NtStatus.mediaWriteProtected },
  { key: 0xb, status: NtStatus.ioDeviceError, retryAfterMs: RETRY_MS },
];

export const changerErrors = (minidriver: readonly MinidriverRow[]): ErrorTable => ({
  rows: changerSenseRows,
  minidriver,
  retriesWithoutSense: true,
});
