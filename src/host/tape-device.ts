/**
 * A tape drive by its SSC commands, from user space: no driver of any operating system is between. Every call answers with a value; filemarks, the end of
 * the data, early warning and the end of the medium are values too, as nothing is wrong about them.
 *
 * The commands are those that any drive since SCSI-2 has; LOCATE(16), SPACE(16) and READ POSITION's long form are used where they are needed or served.
 */
import { putUint24, putUint32, putUint64, uint24At, uint32At, uint64At } from '../foundation/big-endian.ts';
import { invariant } from '../foundation/invariant.ts';
import { SenseKey } from '../scsi/sense.ts';
import type { ReadSense } from '../scsi/sense-reading.ts';
import {
  type Command,
  failed,
  LogicalUnit,
  type LogicalUnitOptions,
  malformed,
  type Result,
  refused,
  SHORT_COMMAND_MS,
  succeeded,
} from './logical-unit.ts';
import { MOST_PER_COMMAND, type Read, readBlocks, residueOf, type Wrote, writeBlocks, writeFilemarks } from './tape-transfer.ts';

/** How long a command may take that winds the tape from one end to the other, and one that wipes all of it. */
const MOTION_MS = 3_600_000;
const ERASE_MS = 14 * 3_600_000;

/** Where the next command begins. */
export interface TapePosition {
  readonly partition: number;
  /** Logical object number (blocks and marks before it); undefined: the drive does not know. */
  readonly object: number | undefined;
  /** Filemarks before it; undefined: the drive does not tell. */
  readonly file: number | undefined;
  readonly beginning: boolean;
  /** Past early warning. */
  readonly end: boolean;
}

/** From the header and block descriptor of MODE SENSE (SSC-5, "mode parameters"). */
export interface TapeMode {
  readonly writeProtected: boolean;
  readonly bufferedMode: number;
  readonly mediumType: number;
  readonly densityCode: number;
  /** 0: blocks of any length. */
  readonly blockLength: number;
}

export interface BlockLimits {
  readonly minimumBytes: number;
  readonly maximumBytes: number;
}

/** What is passed over or written, and what the CODE of SPACE is. */
export const SpaceOver = { blocks: 0, filemarks: 1 } as const;

export interface Spaced {
  /** How many were passed over, always counted from 0 up. */
  readonly passed: number;
  /** Why it was no more; undefined: it was as many as were asked for. */
  readonly stoppedBy: 'filemark' | 'setmark' | 'end-of-data' | 'beginning' | 'end-of-medium' | undefined;
}

const shortPositionBytes = 20;
const longPositionBytes = 32;
/** Header (4) and one block descriptor (8) of MODE SENSE(6). */
const modeBytes = 12;

export class TapeDevice {
  readonly unit: LogicalUnit;

  constructor(options: LogicalUnitOptions) {
    this.unit = new LogicalUnit(options);
  }

  /** READ POSITION: the long form, or the short one where that is not served. */
  async position(): Promise<Result<TapePosition>> {
    const long = await this.unit.execute(positionCommand(0x06, longPositionBytes));
    if (long.failure !== undefined && long.failure.sense?.key !== SenseKey.illegalRequest) return failed(long.failure);
    // A drive that overlooks the service action answers in the short form.
    const data = long.value?.toBytes();
    if (data !== undefined && data.length >= longPositionBytes) return succeeded(longPosition(data));
    const command = positionCommand(0x00, shortPositionBytes);
    const { value, failure } = await this.unit.execute(command);
    if (failure !== undefined) return failed(failure);
    if (value.length < shortPositionBytes) return malformed(command, `a position of ${value.length} bytes`);
    return succeeded(shortPosition(value.toBytes()));
  }

  async mode(): Promise<Result<TapeMode>> {
    const command: Command = {
      name: 'MODE SENSE(6)',
      cdb: Uint8Array.of(0x1a, 0, 0x00, 0, modeBytes, 0),
      read: modeBytes,
      timeoutMs: SHORT_COMMAND_MS,
    };
    const { value, failure } = await this.unit.execute(command);
    if (failure !== undefined) return failed(failure);
    const data = value.toBytes();
    if (data.length < 4) return malformed(command, `mode parameters of ${data.length} bytes`);
    const described = data.length >= modeBytes && data[3]! >= 8;
    return succeeded({
      mediumType: data[1]!,
      writeProtected: (data[2]! & 0x80) !== 0,
      bufferedMode: (data[2]! >> 4) & 0x07,
      densityCode: described ? data[4]! : 0,
      blockLength: described ? uint24At(data, 9) : 0,
    });
  }

  /** MODE SELECT with a block descriptor alone; 0: blocks of any length. All else stays as it is. */
  async setBlockLength(blockLength: number): Promise<Result<void>> {
    invariant(blockLength <= MOST_PER_COMMAND, 'BLOCK LENGTH has three bytes');
    const { value: mode, failure } = await this.mode();
    if (failure !== undefined) return failed(failure);
    const write = new Uint8Array(modeBytes);
    write[2] = mode.bufferedMode << 4;
    write[3] = 8;
    write[4] = mode.densityCode;
    putUint24(write, 9, blockLength);
    const cdb = Uint8Array.of(0x15, 0x10, 0, 0, modeBytes, 0);
    return this.#execute({ name: 'MODE SELECT(6)', cdb, write, timeoutMs: SHORT_COMMAND_MS });
  }

  async blockLimits(): Promise<Result<BlockLimits>> {
    const command: Command = { name: 'READ BLOCK LIMITS', cdb: Uint8Array.of(0x05, 0, 0, 0, 0, 0), read: 6, timeoutMs: SHORT_COMMAND_MS };
    const { value, failure } = await this.unit.execute(command);
    if (failure !== undefined) return failed(failure);
    const data = value.toBytes();
    if (data.length < 6) return malformed(command, `block limits of ${data.length} bytes`);
    return succeeded({ maximumBytes: uint24At(data, 1), minimumBytes: (data[4]! << 8) | data[5]! });
  }

  rewind(): Promise<Result<void>> {
    return this.#execute({ name: 'REWIND', cdb: Uint8Array.of(0x01, 0, 0, 0, 0, 0), timeoutMs: MOTION_MS });
  }

  /** Threads the cartridge that waits in the drive. */
  load(): Promise<Result<void>> {
    return this.#execute({ name: 'LOAD UNLOAD', cdb: Uint8Array.of(0x1b, 0, 0, 0, 1, 0), timeoutMs: MOTION_MS });
  }

  /** Rewinds and gives the cartridge out. */
  unload(): Promise<Result<void>> {
    return this.#execute({ name: 'LOAD UNLOAD', cdb: Uint8Array.of(0x1b, 0, 0, 0, 0, 0), timeoutMs: MOTION_MS });
  }

  /** Nothing is left to be read from here on; `whole`: wiped to the end of the tape, which takes long. */
  erase({ whole }: { readonly whole: boolean }): Promise<Result<void>> {
    return this.#execute({ name: 'ERASE', cdb: Uint8Array.of(0x19, whole ? 1 : 0, 0, 0, 0, 0), timeoutMs: ERASE_MS });
  }

  /** To the logical object with this number, in this partition. */
  locate(object: number): Promise<Result<void>> {
    const small = object <= 0xffff_ffff;
    const cdb = new Uint8Array(small ? 10 : 16);
    cdb[0] = small ? 0x2b : 0x92;
    if (small) putUint32(cdb, 3, object);
    else putUint64(cdb, 4, BigInt(object));
    return this.#execute({ name: small ? 'LOCATE(10)' : 'LOCATE(16)', cdb, timeoutMs: MOTION_MS });
  }

  spaceToEndOfData(): Promise<Result<void>> {
    return this.#execute({ name: 'SPACE(6)', cdb: Uint8Array.of(0x11, 3, 0, 0, 0, 0), timeoutMs: MOTION_MS });
  }

  /** Passes over `count` blocks or filemarks; backward where that is negative. Blocks end at a mark, behind it (seen in the direction of motion). */
  async space(over: keyof typeof SpaceOver, count: number): Promise<Result<Spaced>> {
    const command = spaceCommand(SpaceOver[over], count);
    const { value, failure } = await this.unit.attempt(command);
    if (failure !== undefined) return failed(failure);
    const { sense } = value;
    const wanted = Math.abs(count);
    if (sense === undefined) return succeeded({ passed: wanted, stoppedBy: undefined });
    const stoppedBy = sense.deferred ? undefined : stopOf(sense);
    if (stoppedBy === undefined) return refused(command, sense);
    return succeeded({ passed: wanted - residueOf(sense, wanted), stoppedBy });
  }

  /** What comes next, of at most `length` bytes: a block of any length, or as many blocks of `blockLength` as fit. */
  read(length: number, blockLength = 0): Promise<Result<Read>> {
    return readBlocks(this.unit, length, blockLength);
  }

  /** One block, or as many of `blockLength` as `data` has. */
  write(data: Uint8Array, blockLength = 0): Promise<Result<Wrote>> {
    return writeBlocks(this.unit, data, blockLength);
  }

  /** All that was written before is on the medium when it has gone well; 0 asks for that alone. */
  writeFilemarks(count: number): Promise<Result<Wrote>> {
    return writeFilemarks(this.unit, count);
  }

  async #execute(command: Command): Promise<Result<void>> {
    const { failure } = await this.unit.execute(command);
    return failure === undefined ? succeeded(undefined) : failed(failure);
  }
}

const positionCommand = (serviceAction: number, read: number): Command => ({
  name: 'READ POSITION',
  cdb: Uint8Array.of(0x34, serviceAction, 0, 0, 0, 0, 0, 0, 0, 0),
  read,
  timeoutMs: SHORT_COMMAND_MS,
});

/** 0 BOP (7) EOP (6) MPU (3) LONU (2) │ 4–7 PARTITION │ 8–15 OBJECT NUMBER │ 16–23 FILE IDENTIFIER. */
function longPosition(data: Uint8Array): TapePosition {
  const flags = data[0]!;
  return {
    partition: uint32At(data, 4),
    object: (flags & 0x04) === 0 ? Number(uint64At(data, 8)) : undefined,
    file: (flags & 0x08) === 0 ? Number(uint64At(data, 16)) : undefined,
    ...endsOf(flags),
  };
}

/** 0 BOP (7) EOP (6) LOLU (2) PERR (1) │ 1 PARTITION │ 4–7 FIRST LOGICAL OBJECT LOCATION. */
function shortPosition(data: Uint8Array): TapePosition {
  const flags = data[0]!;
  const known = (flags & 0x06) === 0;
  return {
    partition: data[1]!,
    object: known ? uint32At(data, 4) : undefined,
    file: (flags & 0x80) !== 0 ? 0 : undefined,
    ...endsOf(flags),
  };
}

const endsOf = (flags: number) => ({ beginning: (flags & 0x80) !== 0, end: (flags & 0x40) !== 0 });

function spaceCommand(code: number, count: number): Command {
  const small = count >= -0x80_0000 && count <= 0x7f_ffff;
  const cdb = new Uint8Array(small ? 6 : 16);
  cdb[0] = small ? 0x11 : 0x91;
  cdb[1] = code;
  if (small) putUint24(cdb, 2, count);
  else putUint64(cdb, 4, BigInt.asUintN(64, BigInt(count)));
  return { name: small ? 'SPACE(6)' : 'SPACE(16)', cdb, timeoutMs: MOTION_MS };
}

/** What a motion came upon; undefined: it failed. */
export function stopOf({ key, asc, ascq, filemark, endOfMedium }: ReadSense): Exclude<Spaced['stoppedBy'], undefined> | undefined {
  if (key === SenseKey.blankCheck) return 'end-of-data';
  if (key === SenseKey.noSense && filemark) return asc === 0 && ascq === 0x03 ? 'setmark' : 'filemark';
  // Backward, there is no other end than the beginning; SCSI-2 leaves it to the additional code to tell which it was.
  if (endOfMedium && asc === 0 && ascq === 0x04) return 'beginning';
  if (endOfMedium && (key === SenseKey.noSense || key === SenseKey.mediumError) && asc === 0) return 'end-of-medium';
  return undefined;
}
