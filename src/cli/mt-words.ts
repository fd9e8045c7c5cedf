/** How a tape's place reads, and what verbs ask of a drive first. */
import type { TapeDevice, TapePosition } from '../host/tape-device.ts';
import { MOST_PER_COMMAND } from '../host/tape-transfer.ts';
import { done } from './device-connection.ts';

/** `at its beginning`, `at object 12, in file 2`. */
export function placeInWords({ beginning, object, file, partition }: TapePosition): string {
  const where = beginning ? 'at its beginning' : object === undefined ? 'where the drive does not know' : `at object ${object}`;
  const inFile = beginning || file === undefined ? '' : `, in file ${file}`;
  return `${where}${inFile}${partition === 0 ? '' : `, of partition ${partition}`}`;
}

/** How long a block can be that the drive reads or writes: older ones take no request for more. */
export async function longestBlock(tape: TapeDevice): Promise<number> {
  const { maximumBytes } = await done(tape.blockLimits());
  return maximumBytes > 0 ? maximumBytes : MOST_PER_COMMAND;
}

export const positionOf = (tape: TapeDevice): Promise<TapePosition> => done(tape.position());
