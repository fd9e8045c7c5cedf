/**
 * How long a drive's tape is on its way: by the part of it that passes the head, at the speeds of the drive's timing. Tape is taken to run from
 * its beginning to its end once, whatever its tracks do.
 */
import { toBlockNumber } from '../cartridge/volume.ts';
import type { Head } from './head.ts';
import type { Timing } from './timing.ts';

/** Where a head is: in which partition of the volume, and behind how much of it. */
type Place = Pick<Head, 'volume' | 'partitionNumber' | 'position' | 'usedBytes'>;

/** The part of the whole tape that passes the head on its way to an object (or end of data); partitions lie one behind the other. */
export function wayTo({ volume, partitionNumber, position, usedBytes }: Place, partition: number, object: number): number {
  const beginningOf = (number: number): number =>
    volume.partitions.slice(0, number).reduce((bytes, { capacityBytes }) => bytes + capacityBytes, 0);
  const destination = volume.partitions[partition]!;
  // The index knows nothing of what is still in the buffer; the head stands behind it, and so at end of data.
  if (partition === partitionNumber && object >= position && position >= destination.endOfData) return 0;
  const before = destination.footprintBefore(toBlockNumber(Math.min(object, destination.endOfData)));
  return Math.abs(beginningOf(partition) + before - beginningOf(partitionNumber) - usedBytes) / volume.capacityBytes;
}

/** `way` is the part of the whole tape that passes the head: 0 to 1. A head that is where it should be does not move. */
export const rewindMs = ({ repositionMs, fullRewindMs }: Timing, way: number): number =>
  way === 0 ? 0 : repositionMs + fullRewindMs * way;
export const locateMs = ({ repositionMs, fullLocateMs }: Timing, way: number): number =>
  way === 0 ? 0 : repositionMs + fullLocateMs * way;
export const eraseMs = ({ repositionMs, fullEraseMs }: Timing, way: number): number => repositionMs + fullEraseMs * way;
