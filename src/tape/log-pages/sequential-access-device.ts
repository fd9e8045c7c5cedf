/**
 * Sequential-Access Device (0Ch) (SSC-4 §8.2): bytes that passed, and where the head is in the native capacity.
 *
 *     0000h from hosts │ 0001h to the medium │ 0002h from the medium │ 0003h to hosts: 8 bytes each
 *     0004h BOP to EOD │ 0005h BOP to early warning │ 0006h early warning to EOP │ 0007h BOP to position │ 0008h buffer: units of 10⁶ bytes
 *     0100h 1: cleaning requested
 *
 * LOG SELECT may set the first four.
 */
import { counter, type LogPage, measure } from '../../scsi/log-pages.ts';
import type { Mechanism } from '../mechanism.ts';

const megabytes = (bytes: number): number => Math.floor(bytes / 1_000_000);

export const sequentialAccessDevicePage = (drive: Pick<Mechanism, 'counters' | 'model' | 'loadedHead' | 'cleaningRequested'>): LogPage => ({
  pageCode: 0x0c,
  name: 'Sequential-Access Device',
  reference: 'SSC-4 §8.2',
  selectable: true,
  parameters: () => {
    const { bytesFromHosts, bytesToMedium, bytesFromMedium, bytesToHosts } = drive.counters.lifetime;
    const head = drive.loadedHead;
    const capacities =
      head === undefined
        ? []
        : [
            measure(0x0004, megabytes(head.usedBytesAtEndOfData), 8),
            measure(0x0005, megabytes(head.partition.capacityBytes - head.partition.earlyWarningBytes), 8),
            measure(0x0006, megabytes(head.partition.earlyWarningBytes), 8),
            measure(0x0007, megabytes(head.usedBytes), 8),
          ];
    return [
      counter(0x0000, bytesFromHosts, 8),
      counter(0x0001, bytesToMedium, 8),
      counter(0x0002, bytesFromMedium, 8),
      counter(0x0003, bytesToHosts, 8),
      ...capacities,
      measure(0x0008, megabytes(drive.model.bufferBytes), 8),
      measure(0x0100, drive.cleaningRequested ? 1 : 0, 1),
    ];
  },
});
