/** What stands in the place of a partition that could not be opened again after a format: it holds nothing, and every use of it fails. */
import type { PartitionExtent } from './capacity.ts';
import { toBlockNumber, type VolumeError, type VolumePartition } from './volume.ts';

export function lostPartition({ capacityBytes, earlyWarningBytes }: PartitionExtent, why: VolumeError): VolumePartition {
  const fail = async (): Promise<never> => {
    throw why;
  };
  return {
    capacityBytes,
    earlyWarningBytes,
    endOfData: toBlockNumber(0),
    footprintBefore: () => 0,
    filemarksBefore: () => 0,
    filemark: () => undefined,
    setmarksBefore: () => 0,
    setmark: () => undefined,
    firstBlock: () => undefined,
    objectAt: () => undefined,
    read: fail,
    append: fail,
    truncate: fail,
    sync: fail,
  };
}
