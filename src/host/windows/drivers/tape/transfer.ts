/**
 * ReadFile and WriteFile of tape.sys: READ(6) and WRITE(6), in fixed blocks where there is a block size, without SILI. What is more than the adapter moves
 * at once goes out as several commands together. How much was moved is told as the driver counts it: with a warning that is the CDB's length less
 * INFORMATION, where that is valid, and otherwise all of it, even after a unit attention that kept anything from moving.
 */
import { putUint24 } from '../../../../foundation/big-endian.ts';
import { ByteList } from '../../../../foundation/byte-list.ts';
import { isError, isSuccess, NtStatus } from '../nt-status.ts';
import { type Completed, type DriverContext, sendRequest } from '../request.ts';
import { readSense } from '../sense.ts';

/** What iScsiPrt moves with one command: MaximumTransferLength. */
export const MAXIMUM_TRANSFER_BYTES = 262_144;

export interface Transferred {
  readonly status: NtStatus;
  readonly bytes: number;
  readonly data: Uint8Array;
}

const nothing = new Uint8Array();
export const nothingMoved = (status: NtStatus): Transferred => ({ status, bytes: 0, data: nothing });

/** `blockSize`: 0 for blocks of any length, undefined while the driver does not know it, which is until media parameters have been read or set. */
export async function transfer(
  context: DriverContext,
  request: { readonly read: number } | { readonly write: Uint8Array },
  { blockSize, timeoutMs }: { readonly blockSize: number | undefined; readonly timeoutMs: number },
): Promise<Transferred> {
  const length = 'read' in request ? request.read : request.write.length;
  if (length === 0) return nothingMoved(NtStatus.success);
  if (blockSize === undefined || (blockSize > 0 && length % blockSize !== 0)) return nothingMoved(NtStatus.invalidParameter);
  const most = blockSize > 0 ? MAXIMUM_TRANSFER_BYTES - (MAXIMUM_TRANSFER_BYTES % blockSize) : MAXIMUM_TRANSFER_BYTES;
  const pieces = [];
  for (let at = 0; at < length; at += most) {
    const bytes = Math.min(most, length - at);
    const cdb = Uint8Array.of('read' in request ? 0x08 : 0x0a, blockSize > 0 ? 0x01 : 0x00, 0, 0, 0, 0);
    putUint24(cdb, 2, blockSize > 0 ? bytes / blockSize : bytes);
    const data = 'read' in request ? { read: bytes } : { write: request.write.subarray(at, at + bytes) };
    pieces.push(sendRequest(context, { cdb, timeoutMs, ...data }).then((completed) => counted(completed, bytes, blockSize)));
  }
  return together(await Promise.all(pieces));
}

/** How much of one command's data was moved, as the driver has it. */
function counted({ status, result }: Completed, length: number, blockSize: number): Transferred {
  if (isError(status)) return nothingMoved(status);
  const sense = result.status === 'error' ? readSense(result.sense) : undefined;
  if (sense === undefined) return { status, bytes: result.transferred, data: result.data };
  const residual = (sense.information ?? 0) * (blockSize > 0 ? blockSize : 1);
  if (residual > length) return nothingMoved(NtStatus.ioDeviceError);
  const bytes = Math.min(length, length - residual);
  return { status, bytes, data: result.data.subarray(0, bytes) };
}

/** Of several commands for one request: what they moved together, and the status that is the highest as a number. */
function together(pieces: readonly Transferred[]): Transferred {
  if (pieces.length === 1) return pieces[0]!;
  const status = pieces.reduce<NtStatus>((worst, piece) => (piece.status > worst ? piece.status : worst), NtStatus.success);
  if (isError(status)) return nothingMoved(status);
  const bytes = pieces.reduce((sum, piece) => sum + piece.bytes, 0);
  const whole = pieces.findIndex((piece) => !isSuccess(piece.status));
  // Where one piece fell short the rest lies behind a gap in the program's buffer.
  const data = ByteList.from((whole < 0 ? pieces : pieces.slice(0, whole + 1)).map((piece) => piece.data)).toBytes();
  return { status, bytes, data };
}
