/** How a tape's place reads. */
import type { TapeDevice, TapePosition } from '../host/tape-device.ts';
import { done } from './device-connection.ts';

/** `at its beginning`, `at object 12, in file 2`. */
export function placeInWords({ beginning, object, file, partition }: TapePosition): string {
  const where = beginning ? 'at its beginning' : object === undefined ? 'where the drive does not know' : `at object ${object}`;
  const inFile = beginning || file === undefined ? '' : `, in file ${file}`;
  return `${where}${inFile}${partition === 0 ? '' : `, of partition ${partition}`}`;
}

export const positionOf = (tape: TapeDevice): Promise<TapePosition> => done(tape.position());
