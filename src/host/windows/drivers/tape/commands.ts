/**
 * The commands that the tape minidrivers have in common: CDBs of SSC with what differs as parameters, and mode parameters as they are sent back. The
 * header of these has DEVICE-SPECIFIC PARAMETER 10h (buffered mode 1) and nothing else, as all the drivers write it.
 */
import { putUint24, putUint32 } from '../../../../foundation/big-endian.ts';
import { NtStatus } from '../nt-status.ts';
import { hex, type Performed, type Step } from '../request.ts';
import type { TapeReply, TapeSteps } from './minidriver.ts';

export type TapeStep = Step<TapeReply>;

export const testUnitReady: TapeStep = { cdb: hex('00 00 00 00 00 00'), as: 'ready' };

/** READ BLOCK LIMITS. */
export const readBlockLimits: TapeStep = { cdb: hex('05 00 00 00 00 00'), read: 6, as: 'limits' };

/** A drive that has no such page is none without a name for it: the step is allowed to fail so. */
export const unlessThereIsNone = [NtStatus.invalidDeviceRequest] as const;

export const rewind = (timeoutSeconds?: number): TapeStep => ({ cdb: hex('01 00 00 00 00 00'), ...timed(timeoutSeconds) });

/** LOCATE(10). `deviceSpecific`: BT, an address as the drive counts it. */
export function locate(
  block: number,
  { timeoutSeconds, deviceSpecific = false }: { timeoutSeconds?: number; deviceSpecific?: boolean } = {},
): TapeStep {
  const cdb = hex('2B 00 00 00 00 00 00 00 00 00');
  if (deviceSpecific) cdb[1] = 0x04;
  putUint32(cdb, 3, block);
  return { cdb, ...timed(timeoutSeconds) };
}

export const SpaceCode = { blocks: 0, filemarks: 1, endOfData: 3, setmarks: 4 } as const;

/** SPACE(6); a negative count goes backwards. */
export function space(code: number, count: number, timeoutSeconds?: number): TapeStep {
  const cdb = Uint8Array.of(0x11, code, 0, 0, 0, 0);
  putUint24(cdb, 2, count & 0xff_ffff);
  return { cdb, ...timed(timeoutSeconds) };
}

/** WRITE FILEMARKS(6); `setmarks`: WSMK. */
export function writeMarks(
  count: number,
  { setmarks = false, timeoutSeconds }: { setmarks?: boolean; timeoutSeconds?: number } = {},
): TapeStep {
  const cdb = Uint8Array.of(0x10, setmarks ? 0x02 : 0x00, 0, 0, 0, 0);
  putUint24(cdb, 2, count);
  return { cdb, ...timed(timeoutSeconds) };
}

/** LOAD UNLOAD; byte 4 says which. */
export const load = (timeoutSeconds?: number): TapeStep => ({ cdb: hex('1B 00 00 00 01 00'), ...timed(timeoutSeconds) });
export const unload = (timeoutSeconds?: number): TapeStep => ({ cdb: hex('1B 00 00 00 00 00'), ...timed(timeoutSeconds) });
export const tension = (timeoutSeconds?: number): TapeStep => ({ cdb: hex('1B 00 00 00 03 00'), ...timed(timeoutSeconds) });
/** PREVENT ALLOW MEDIUM REMOVAL. */
export const lock = (timeoutSeconds?: number): TapeStep => ({ cdb: hex('1E 00 00 00 01 00'), ...timed(timeoutSeconds) });
export const unlock = (timeoutSeconds?: number): TapeStep => ({ cdb: hex('1E 00 00 00 00 00'), ...timed(timeoutSeconds) });

export const erase = (kind: 'short' | 'long', timeoutSeconds: number): TapeStep => ({
  cdb: hex(kind === 'long' ? '19 01 00 00 00 00' : '19 00 00 00 00 00'),
  timeoutSeconds,
});

/** MODE SELECT(6) of a block descriptor alone, without PF: 7Fh as its density leaves that as it is. */
export function selectBlockSize(blockSize: number, densityCode: number): TapeStep {
  const write = hex('00 00 10 08 00 00 00 00 00 00 00 00');
  write[4] = densityCode;
  putUint24(write, 9, blockSize);
  return { cdb: hex('15 00 00 00 0C 00'), write };
}

/** READ POSITION, short form. */
export const readPosition: TapeStep = { cdb: hex('34 00 00 00 00 00 00 00 00 00'), read: 20, as: 'position' };
export const readDeviceSpecificPosition: TapeStep = { cdb: hex('34 01 00 00 00 00 00 00 00 00'), read: 20, as: 'position' };

/** REQUEST SENSE for what a drive says in it besides. */
export const requestSense = (length: number, as: 'room' | 'room-at-beginning' | 'cleaning'): TapeStep => ({
  cdb: Uint8Array.of(0x03, 0, 0, 0, length, 0),
  read: length,
  as,
  tolerates: 'anything',
});

/** LOG SENSE of page 2Eh, TapeAlert: its values now. */
export const tapeAlerts: TapeStep = { cdb: hex('4D 00 6E 00 00 00 00 01 44 00'), read: 324, as: 'alerts', tolerates: 'anything' };

/** MODE SENSE(6) of a page. `descriptor`: with the block descriptor. */
export const modeSense = (
  page: number,
  length: number,
  as: TapeReply,
  { descriptor = false, room = length, tolerates = [] }: { descriptor?: boolean; room?: number; tolerates?: TapeStep['tolerates'] } = {},
): TapeStep => ({
  cdb: Uint8Array.of(0x1a, descriptor ? 0x00 : 0x08, page, 0, length, 0),
  read: room,
  as,
  ...(tolerates !== undefined && { tolerates }),
});

/** MODE SELECT(6) of what a page's MODE SENSE gave, changed; without that there is nothing to send. */
export const modeSelect = (of: 'configuration' | 'compression', length: number, change: (page: Uint8Array) => void): TapeStep => ({
  cdb: Uint8Array.of(0x15, 0x10, 0, 0, length, 0),
  write: (done: Performed<TapeReply>) => changed(done.data(of, length), length, change),
});

function changed(reply: Uint8Array | undefined, length: number, change: (page: Uint8Array) => void): Uint8Array | undefined {
  if (reply === undefined) return undefined;
  const parameters = new Uint8Array(reply.subarray(0, length));
  parameters[0] = 0;
  parameters[1] = 0;
  parameters[2] = 0x10;
  if (parameters[3] !== 0) parameters[4] = 0x7f;
  const page = pageOf(parameters);
  // PS is reserved in MODE SELECT.
  page[0]! &= 0x3f;
  change(page);
  return parameters;
}

/** The page behind the header and the block descriptors, as far as it came. */
export const pageOf = (parameters: Uint8Array): Uint8Array => parameters.subarray(4 + (parameters[3] ?? 0));

const setBit = (bytes: Uint8Array, at: number, bit: number, on: boolean): void => {
  bytes[at] = on ? bytes[at]! | bit : bytes[at]! & ~bit;
};

/** RSmk of page 10h, byte 8 bit 5. */
export const reportsSetmarks = (page: Uint8Array): boolean => ((page[8] ?? 0) & 0x20) !== 0;
/** DCE of page 0Fh, byte 2 bit 7. */
export const compresses = (page: Uint8Array): boolean => ((page[2] ?? 0) & 0x80) !== 0;

/** DCC of page 0Fh, byte 2 bit 6. */
const canCompress = (parameters: Uint8Array | undefined): boolean =>
  parameters !== undefined && ((pageOf(parameters)[2] ?? 0) & 0x40) !== 0;

export interface DriveParameterPages {
  readonly configuration: TapeStep;
  readonly compression?: TapeStep;
  /** COMPRESSION ALGORITHM of page 0Fh when it is on, and decompression with it; neither is touched unless given. */
  readonly algorithm?: number;
}

/** Both pages are read and sent back, each with its bit as it is wanted, or as it was. */
export const driveParameters =
  ({ configuration, compression, algorithm }: DriveParameterPages) =>
  (wanted: { readonly compression?: boolean; readonly reportSetmarks?: boolean }): TapeSteps => [
    configuration,
    modeSelect('configuration', configuration.read!, (page) => setBit(page, 8, 0x20, wanted.reportSetmarks ?? reportsSetmarks(page))),
    ...(compression === undefined
      ? []
      : [
          { ...compression, tolerates: 'anything' } as const,
          {
            ...modeSelect('compression', compression.read!, (page) => {
              const on = wanted.compression ?? compresses(page);
              setBit(page, 2, 0x80, on);
              if (algorithm === undefined) return;
              // DDE: what is compressed on a tape is always read.
              setBit(page, 3, 0x80, true);
              putUint32(page, 4, on ? algorithm : 0);
            }),
            onlyIf: (done: Performed<TapeReply>) => canCompress(done.data('compression', compression.read!)),
          },
        ]),
  ];

const timed = (timeoutSeconds: number | undefined): { timeoutSeconds?: number } => (timeoutSeconds === undefined ? {} : { timeoutSeconds });
