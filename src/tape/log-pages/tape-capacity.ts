/**
 * Tape Capacity (31h), a page drives of many families share though no standard has it: what remains up to early warning and what there is at most.
 * LTO and T10000 count units of 2²⁰ bytes, DDS and AIT of 1024. Windows finds the first four values at fixed offsets, so they are always there;
 * partitions 2 and 3 follow where there are any, as a T10000 has them.
 *
 *     0001h main remaining │ 0002h alternate remaining │ 0003h main maximum │ 0004h alternate maximum: 4 bytes each
 *     0005h–0008h the same of partitions 2 and 3
 */
import type { VolumePartition } from '../../cartridge/volume.ts';
import { type LogPage, measure } from '../../scsi/log-pages.ts';
import { usedBytes } from '../head.ts';
import type { Mechanism } from '../mechanism.ts';

const mebibyte = 2 ** 20;

export const tapeCapacityPage = (drive: Pick<Mechanism, 'loadedHead' | 'model'>): LogPage => ({
  pageCode: 0x31,
  name: 'Tape Capacity',
  reference: 'LTO',
  parameters: () => {
    const head = drive.loadedHead;
    const partitions = head?.volume.partitions ?? [];
    const unitBytes = drive.model.tapeCapacityUnitBytes ?? mebibyte;
    const units = (bytes: number): number => Math.floor(Math.max(0, bytes) / unitBytes);
    const maximumBytes = ({ capacityBytes, earlyWarningBytes }: VolumePartition): number => capacityBytes - earlyWarningBytes;
    const pairs = partitions.length > 2 ? [0, 2] : [0];
    return pairs.flatMap((first) => {
      const pair = [partitions[first], partitions[first + 1]];
      const remaining = pair.map((partition) =>
        head === undefined || partition === undefined ? 0 : units(maximumBytes(partition) - usedBytes(head, partition)),
      );
      const maximum = pair.map((partition) => (partition === undefined ? 0 : units(maximumBytes(partition))));
      return [...remaining, ...maximum].map((value, index) => measure(first * 2 + index + 1, value, 4));
    });
  },
});
