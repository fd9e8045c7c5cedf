/**
 * Tape Capacity (31h), the page LTO drives share though no standard has it: what remains up to early warning and what there is at most, for the
 * main and the alternate partition, in units of 2²⁰ bytes. Windows finds the four values at fixed offsets, so all are always there.
 *
 *     0001h main remaining │ 0002h alternate remaining │ 0003h main maximum │ 0004h alternate maximum: 4 bytes each
 */
import type { VolumePartition } from '../../cartridge/volume.ts';
import { counter, type LogPage } from '../../scsi/log-pages.ts';
import type { Mechanism } from '../mechanism.ts';

const mebibytes = (bytes: number): number => Math.floor(Math.max(0, bytes) / 2 ** 20);

export const tapeCapacityPage = (drive: Pick<Mechanism, 'loadedHead'>): LogPage => ({
  pageCode: 0x31,
  name: 'Tape Capacity',
  reference: 'LTO',
  parameters: () => {
    const head = drive.loadedHead;
    const [main, alternate] = head?.volume.partitions ?? [];
    const used = (partition: VolumePartition): number =>
      partition === head?.partition ? head.usedBytesAtEndOfData : partition.footprintBefore(partition.endOfData);
    const maximum = (partition: VolumePartition | undefined): number =>
      partition === undefined ? 0 : mebibytes(partition.capacityBytes - partition.earlyWarningBytes);
    const remaining = (partition: VolumePartition | undefined): number =>
      partition === undefined ? 0 : mebibytes(partition.capacityBytes - partition.earlyWarningBytes - used(partition));
    return [
      counter(0x0001, remaining(main), 4),
      counter(0x0002, remaining(alternate), 4),
      counter(0x0003, maximum(main), 4),
      counter(0x0004, maximum(alternate), 4),
    ];
  },
});
