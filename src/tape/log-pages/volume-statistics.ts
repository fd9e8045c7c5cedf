/**
 * Volume Statistics (17h) (SSC-4 §8.2) of the loaded volume, as far as the drive knows it: this mount, the capacity, who it is. Without a volume
 * PAGE VALID is 0 and stands alone.
 */
import { asciiList, counter, type LogPage } from '../../scsi/log-pages.ts';
import type { Mechanism } from '../mechanism.ts';

const megabytes = (bytes: number): number => Math.floor(bytes / 1_000_000);

export const volumeStatisticsPage = (drive: Pick<Mechanism, 'counters' | 'loadedHead'>): LogPage => ({
  pageCode: 0x17,
  name: 'Volume Statistics',
  reference: 'SSC-4 §8.2',
  parameters: () => {
    const head = drive.loadedHead;
    if (head === undefined) return [counter(0x0000, 0, 1)];
    const { mount } = drive.counters;
    return [
      counter(0x0000, 1, 1),
      counter(0x000c, mount.writeErrors, 2),
      counter(0x000d, mount.readErrors, 2),
      counter(0x000e, megabytes(mount.bytesToMedium), 4),
      counter(0x000f, megabytes(mount.bytesFromMedium), 4),
      counter(0x0016, megabytes(head.partition.capacityBytes), 4),
      counter(0x0017, megabytes(head.usedBytesAtEndOfData), 4),
      asciiList(0x0042, head.volume.barcode.padEnd(32)),
      counter(0x0080, head.volume.writeProtected ? 1 : 0, 1),
      counter(0x0081, 0, 1),
    ];
  },
});
