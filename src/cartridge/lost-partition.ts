/**
 * What stands in the place of a partition that could not be opened again after a format: one object that cannot be read, for it is not known to be
 * blank. Every use of it fails.
 */
import type { PartitionExtent } from './capacity.ts';
import { toBlockNumber, type VolumeError, type VolumePartition } from './volume.ts';

export function lostPartition({ capacityBytes, earlyWarningBytes }: PartitionExtent, why: VolumeError): VolumePartition {
  const fail = async (): Promise<never> => {
    throw why;
  };
  return {
    capacityBytes,
    earlyWarningBytes,
    endOfData: toBlockNumber(1),
    footprintBefore: () => 0,
    filemarksBefore: () => 0,
    filemark: () => undefined,
    setmarksBefore: () => 0,
    setmark: () => undefined,
    firstBlock: () => undefined,
    objectAt: (at) => (at === 0 ? { kind: 'damaged', length: 0 } : undefined),
    read: fail,
    append: fail,
    truncate: fail,
    sync: fail,
  };
}
