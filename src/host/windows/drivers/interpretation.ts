/**
 * From what the port says of a request to what it means: rows of a table, of which the first that fits holds. Each class driver has a table of its own
 * for sense data, and a minidriver may have another word on what comes of it; without sense the port's status is read alike by all.
 */

import { Status } from '../../../scsi/status.ts';
import type { ScsiRequestBlock, SrbResult, SrbStatus } from '../physical-device.ts';
import { NtStatus } from './nt-status.ts';
import { readSense, type Sense } from './sense.ts';

/** Entries that the class drivers write to the System log: IO_ERR_BAD_BLOCK, IO_ERR_CONTROLLER_ERROR, IO_ERR_NOT_READY. */
export const loggedErrors = {
  7: 'The device has a bad block.',
  11: 'The driver detected a controller error.',
  15: 'The device is not ready for access yet.',
} as const;

export interface Interpretation {
  readonly status: NtStatus;
  /** It is sent again, after so long. */
  readonly retryAfterMs?: number;
  readonly event?: keyof typeof loggedErrors;
}

/** Sense data that a row is for: every field that it has is to agree. */
export interface SensePattern {
  readonly key?: number | readonly number[];
  readonly asc?: number;
  readonly ascq?: number | readonly number[];
  readonly filemark?: true;
  readonly endOfMedium?: true;
  readonly incorrectLength?: true;
  /** Of READ(6) for a block of any length: the block is shorter or longer than what was asked for. */
  readonly block?: 'shorter' | 'longer';
}

export interface SenseRow extends SensePattern, Interpretation {}

/** Of a minidriver: what the class makes of it (`is`, unless any) means something else here. */
export interface MinidriverRow extends SensePattern {
  readonly is?: NtStatus;
  readonly status: NtStatus;
  /** Whether it is sent again, where the class has another mind. */
  readonly retry?: boolean;
}

export interface ErrorTable {
  readonly rows: readonly SenseRow[];
  readonly minidriver: readonly MinidriverRow[];
  /** Whether what has no sense is sent again, where it may help. */
  readonly retriesWithoutSense: boolean;
}

/** Between two attempts, where nothing asks for longer. */
export const RETRY_MS = 2000;

/** What the port's status means when there is no sense. */
const withoutSense: Readonly<Record<Exclude<SrbStatus, 'success'>, Interpretation>> = {
  'data-overrun': { status: NtStatus.ioDeviceError },
  error: { status: NtStatus.ioDeviceError, retryAfterMs: RETRY_MS },
  busy: { status: NtStatus.deviceNotReady, retryAfterMs: RETRY_MS },
  timeout: { status: NtStatus.ioTimeout, retryAfterMs: RETRY_MS },
  aborted: { status: NtStatus.ioTimeout, retryAfterMs: RETRY_MS },
  'selection-timeout': { status: NtStatus.deviceNotConnected, event: 15 },
  'no-device': { status: NtStatus.noSuchDevice },
  'invalid-lun': { status: NtStatus.noSuchDevice },
};

export function interpret(
  result: SrbResult,
  request: ScsiRequestBlock,
  { rows, minidriver, retriesWithoutSense }: ErrorTable,
): Interpretation {
  if (result.status === 'success') return { status: NtStatus.success };
  // No more came than there was room for: an underrun, which is none for anybody.
  if (result.status === 'data-overrun' && result.transferred <= (request.read ?? request.write?.length ?? 0))
    return { status: NtStatus.success };
  if (result.scsiStatus === Status.reservationConflict) return { status: NtStatus.deviceBusy };
  const sense = result.status === 'error' ? readSense(result.sense) : undefined;
  if (sense === undefined) {
    const means = withoutSense[result.scsiStatus === Status.busy ? 'busy' : result.status];
    return retriesWithoutSense ? means : once(means);
  }
  const fits = fitting(sense, request);
  const row = rows.find(fits) ?? unknownSense;
  const exception = minidriver.find((one) => (one.is === undefined || one.is === row.status) && fits(one));
  if (exception === undefined) return row;
  const { status, retry = row.retryAfterMs !== undefined } = exception;
  return retry ? { retryAfterMs: RETRY_MS, ...row, status } : { ...once(row), status };
}

const unknownSense: Interpretation = { status: NtStatus.ioDeviceError, event: 11 };

const once = ({ status, event }: Interpretation): Interpretation => ({ status, ...(event !== undefined && { event }) });

const READ_6 = 0x08;

function fitting(sense: Sense, { cdb }: ScsiRequestBlock): (pattern: SensePattern) => boolean {
  const variable = cdb[0] === READ_6 && (cdb[1]! & 0x01) === 0;
  const block = variable && sense.incorrectLength ? (sense.informationField >= 0 ? 'shorter' : 'longer') : undefined;
  const among = (wanted: number | readonly number[] | undefined, value: number): boolean =>
    wanted === undefined || (typeof wanted === 'number' ? wanted === value : wanted.includes(value));
  return (pattern) =>
    among(pattern.key, sense.key) &&
    among(pattern.asc, sense.asc) &&
    among(pattern.ascq, sense.ascq) &&
    (pattern.filemark === undefined || sense.filemark) &&
    (pattern.endOfMedium === undefined || sense.endOfMedium) &&
    (pattern.incorrectLength === undefined || sense.incorrectLength) &&
    (pattern.block === undefined || pattern.block === block);
}
