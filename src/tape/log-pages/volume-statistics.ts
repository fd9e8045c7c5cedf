/**
 * Volume Statistics (17h) (SSC-4 §8.2) of the loaded volume: its life, this mount, its capacity, who it is. Without a volume PAGE VALID is 0 and
 * stands alone.
 *
 *     0000h PAGE VALID: 1 byte │ 0001h loads: 4 │ 000Ch 000Dh unrecovered write and read errors of this mount: 2
 *     000Eh 000Fh megabytes written and read in this mount, 0010h 0011h in its life: 4 │ 0012h 0013h write and read compression of this mount: 2
 *     0014h mounted for, 0015h ready for, milliseconds: 6 │ 0016h capacity, 0017h used, megabytes: 4
 *     0040h serial number: ASCII 32 │ 0042h barcode: ASCII 32 │ 0045h personality: ASCII 9 │ 0080h write protected │ 0081h WORM │ 0082h too hot: 1
 *     0202h 0203h 0204h capacity, used and remaining capacity of each partition: 0 length = 7   2–3 partition   4–7 megabytes
 *     0300h mounts: 0 length = 2Bh   2–3 ordinal, the latest 0   4–11 vendor   12–43 drive serial number
 */
import type { Volume, VolumePartition } from '../../cartridge/volume.ts';
import { layout, text, uint } from '../../foundation/layout.ts';
import { asciiList, binaryList, counter, type LogPage, measure } from '../../scsi/log-pages.ts';
import { usedBytes } from '../head.ts';
import type { Mechanism } from '../mechanism.ts';
import { compressionRatio } from './data-compression.ts';

const megabytes = (bytes: number): number => Math.floor(Math.max(0, bytes) / 1_000_000);

const partitionRecord = layout(8, { length: uint(0), partition: uint(2, 2), megabytes: uint(4, 4) });
const mountRecord = layout(44, { length: uint(0), ordinal: uint(2, 2), vendor: text(4, 8), serialNumber: text(12, 32) });

type Drive = Pick<Mechanism, 'counters' | 'loadedHead' | 'memory'>;

export const volumeStatisticsPage = (drive: Drive): LogPage => ({
  pageCode: 0x17,
  name: 'Volume Statistics',
  reference: 'SSC-4 §8.2',
  parameters: () => {
    const head = drive.loadedHead;
    if (head === undefined) return [measure(0x0000, 0, 1)];
    const { mount, mountedMs } = drive.counters;
    const { volume } = head;
    const { state, partitions } = volume;
    const used = partitions.map((partition) => usedBytes(head, partition));
    const ofPartitions = (code: number, bytesOf: (partition: VolumePartition, used: number) => number) =>
      binaryList(
        code,
        Buffer.concat(
          partitions.map((partition, number) =>
            partitionRecord.encode({
              length: partitionRecord.length - 1,
              partition: number,
              megabytes: megabytes(bytesOf(partition, used[number]!)),
            }),
          ),
        ),
      );
    return [
      measure(0x0000, 1, 1),
      counter(0x0001, state.loads, 4),
      counter(0x000c, mount.writeErrors, 2),
      counter(0x000d, mount.readErrors, 2),
      counter(0x000e, megabytes(mount.bytesToMedium), 4),
      counter(0x000f, megabytes(mount.bytesFromMedium), 4),
      counter(0x0010, megabytes(drive.memory.traffic.written), 4),
      counter(0x0011, megabytes(drive.memory.traffic.read), 4),
      measure(0x0012, compressionRatio(mount.bytesFromHosts, mount.bytesToMedium), 2),
      measure(0x0013, compressionRatio(mount.bytesToHosts, mount.bytesFromMedium), 2),
      counter(0x0014, Math.floor(mountedMs), 6),
      counter(0x0015, Math.floor(mountedMs), 6),
      measure(0x0016, megabytes(volume.capacityBytes), 4),
      measure(0x0017, megabytes(used.reduce((sum, bytes) => sum + bytes, 0)), 4),
      asciiList(0x0040, volume.barcode.padEnd(32)),
      asciiList(0x0042, volume.barcode.padEnd(32)),
      asciiList(0x0045, volume.mediumType.name.slice(0, 9).padEnd(9)),
      measure(0x0080, volume.writeProtected ? 1 : 0, 1),
      measure(0x0081, volume.writeOnce ? 1 : 0, 1),
      measure(0x0082, 0, 1),
      ofPartitions(0x0202, ({ capacityBytes }) => capacityBytes),
      ofPartitions(0x0203, (_partition, used) => used),
      ofPartitions(0x0204, ({ capacityBytes }, used) => Math.max(0, capacityBytes - used)),
      binaryList(0x0300, mountRecords(volume)),
    ];
  },
});

const mountRecords = ({ state }: Volume): Uint8Array =>
  Buffer.concat(
    state.mounts.map(({ vendorIdentification, serialNumber }, ordinal) =>
      mountRecord.encode({
        length: mountRecord.length - 1,
        ordinal,
        vendor: vendorIdentification.slice(0, 8),
        serialNumber: serialNumber.slice(0, 32),
      }),
    ),
  );
