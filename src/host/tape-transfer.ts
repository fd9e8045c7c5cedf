/**
 * READ, WRITE and WRITE FILEMARKS (SSC-5, "read and write commands"; CDBs of six bytes), and what the sense data say of how far they came.
 *
 *     READ, WRITE        0 08h, 0Ah │ 1 SILI (1) FIXED (0) │ 2–4 TRANSFER LENGTH: bytes of one block, or blocks where FIXED=1
 *     WRITE FILEMARKS    0 10h │ 2–4 FILEMARK COUNT
 *
 * INFORMATION tells what was not transferred: of one block, the length asked for less the length it has (below zero where it is longer); where FIXED=1, blocks.
 * What it says must agree with the bytes that arrived; where it does not, the answer is worth nothing and is a failure.
 */
import { putUint24 } from '../foundation/big-endian.ts';
import { ByteList } from '../foundation/byte-list.ts';
import { invariant } from '../foundation/invariant.ts';
import { SenseKey } from '../scsi/sense.ts';
import type { ReadSense } from '../scsi/sense-reading.ts';
import { type Command, failed, type LogicalUnit, malformed, type Result, refused, succeeded } from './logical-unit.ts';

/** `information` of a command that tells how much of it was left undone, at most `most`; 0 where nothing is told. */
export const residueOf = ({ information = 0 }: ReadSense, most: number): number => Math.max(0, Math.min(information, most));

/** How long a drive may take for a block: it may have to find its place again, or to wait for its own buffer. */
const TRANSFER_MS = 900_000;
/** The longest TRANSFER LENGTH. */
export const MOST_PER_COMMAND = 0xff_ffff;

export interface Read {
  /** Whole blocks. */
  readonly data: ByteList;
  /** Why there is no more; undefined: there may be. What it stopped at has been passed, but for the end of the data. */
  readonly stoppedBy: 'filemark' | 'setmark' | 'end-of-data' | 'end-of-medium' | undefined;
  /** How long the block is that was passed over because there was no room for it; with FIXED=1 it is not known, and 0. */
  readonly wrongLength: number | undefined;
}

export interface Wrote {
  /** Bytes (of filemarks: how many) that the drive has taken. */
  readonly written: number;
  /**
   * `early-warning`: the end is near, and there is room for a while; what was not taken, if anything, is to be written again. `full`: the rest was not written, as
   * there is no room for it.
   */
  readonly end: 'far' | 'early-warning' | 'full';
}

export async function readBlocks(unit: LogicalUnit, length: number, blockLength: number): Promise<Result<Read>> {
  const blocks = blockLength === 0 ? length : Math.max(1, Math.floor(length / blockLength));
  const room = blockLength === 0 ? length : blocks * blockLength;
  const command: Command = { name: 'READ(6)', cdb: cdbOf(0x08, blocks, blockLength), read: room, timeoutMs: TRANSFER_MS };
  const { value, failure } = await unit.attempt(command);
  if (failure !== undefined) return failed(failure);
  const { data, residual, sense } = value;
  if (sense === undefined) {
    if (data.length + Math.max(0, residual) !== room)
      return malformed(command, `${room - residual} bytes were told and ${data.length} came`);
    return succeeded({ data, stoppedBy: undefined, wrongLength: undefined });
  }
  const { information = 0 } = sense;
  const stoppedBy = stopOfRead(sense);
  const lengthIsWrong = sense.incorrectLength && sense.key === SenseKey.noSense;
  if (sense.deferred) return refused(command, sense);
  if (stoppedBy === undefined && !lengthIsWrong) {
    const { failure } = refused(command, sense);
    const before = blockLength === 0 || sense.information === undefined ? 0 : (blocks - residueOf(sense, blocks)) * blockLength;
    return failed(before > 0 && before <= data.length ? { ...failure, blocksBefore: data.slice(0, before) } : failure);
  }

  const expected = blockLength === 0 ? variable(lengthIsWrong, information, length) : (blocks - residueOf(sense, blocks)) * blockLength;
  if (lengthIsWrong && blockLength === 0 && information < 0)
    return succeeded({ data: ByteList.empty, stoppedBy: undefined, wrongLength: length - information });
  if (data.length < expected) return malformed(command, `${expected} bytes were told and ${data.length} came`);
  const wrongLength = lengthIsWrong && blockLength !== 0 ? 0 : undefined;
  return succeeded({ data: data.slice(0, expected), stoppedBy, wrongLength });
}

/** Bytes of a block that was read with FIXED=0: a shorter one tells by how much; a mark is none. */
const variable = (lengthIsWrong: boolean, information: number, length: number): number =>
  lengthIsWrong ? Math.max(0, length - Math.max(0, information)) : 0;

function stopOfRead({ key, asc, ascq, filemark, endOfMedium }: ReadSense): Read['stoppedBy'] {
  if (key === SenseKey.blankCheck) return 'end-of-data';
  if (key === SenseKey.noSense && filemark) return asc === 0 && ascq === 0x03 ? 'setmark' : 'filemark';
  if (key === SenseKey.mediumError && endOfMedium && asc === 0) return 'end-of-medium';
  return undefined;
}

export async function writeBlocks(unit: LogicalUnit, data: Uint8Array, blockLength: number): Promise<Result<Wrote>> {
  const blocks = blockLength === 0 ? data.length : data.length / blockLength;
  const command: Command = { name: 'WRITE(6)', cdb: cdbOf(0x0a, blocks, blockLength), write: data, timeoutMs: TRANSFER_MS };
  return written(unit, command, blocks, Math.max(1, blockLength));
}

export function writeFilemarks(unit: LogicalUnit, count: number): Promise<Result<Wrote>> {
  return written(unit, { name: 'WRITE FILEMARKS(6)', cdb: cdbOf(0x10, count, 0), timeoutMs: TRANSFER_MS }, count, 1);
}

async function written(unit: LogicalUnit, command: Command, wanted: number, worth: number): Promise<Result<Wrote>> {
  const { value, failure } = await unit.attempt(command);
  if (failure !== undefined) return failed(failure);
  const { residual, sense } = value;
  if (sense === undefined)
    return residual === 0
      ? succeeded({ written: wanted * worth, end: 'far' })
      : malformed(command, `GOOD, and ${residual} bytes were not taken`);
  if (sense.deferred) return refused(command, sense);
  const { key, endOfMedium, information } = sense;
  const done = (wanted - residueOf(sense, wanted)) * worth;
  // Who does not tell what went before the end came is taken to have written nothing.
  if (key === SenseKey.volumeOverflow) return succeeded({ written: information === undefined ? 0 : done, end: 'full' });
  // Nothing but the end is a reason to take less than all.
  if ((key === SenseKey.noSense || key === SenseKey.recoveredError) && (endOfMedium || done === wanted * worth))
    return succeeded({ written: done, end: endOfMedium ? 'early-warning' : 'far' });
  return refused(command, sense);
}

function cdbOf(operationCode: number, transferLength: number, blockLength: number): Uint8Array {
  invariant(transferLength <= MOST_PER_COMMAND, 'TRANSFER LENGTH has three bytes');
  const cdb = new Uint8Array(6);
  cdb[0] = operationCode;
  cdb[1] = blockLength === 0 ? 0 : 1;
  putUint24(cdb, 2, transferLength);
  return cdb;
}
