/**
 * Device Statistics (14h) (SSC-4 §8.2): what has become of the drive since it was built. LOG SELECT cannot change it.
 *
 *     0000h loads │ 0001h cleanings │ 0002h power on hours │ 0003h hours of motion │ 0008h 0009h 000Ah hours of motion since the last cleaning, the one
 *     before, the one before that │ 000Ch power cycles │ 000Eh hard write errors │ 000Fh hard read errors: 4 bytes each
 *     0040h 0041h serial number: ASCII │ 0080h medium removal prevented │ 0081h too hot: 1 byte each
 */
import { asciiList, counter, type LogPage, measure } from '../../scsi/log-pages.ts';
import type { Mechanism } from '../mechanism.ts';

type Drive = Pick<Mechanism, 'counters' | 'serialNumber' | 'removalPrevented'>;

export const deviceStatisticsPage = (drive: Drive): LogPage => ({
  pageCode: 0x14,
  name: 'Device Statistics',
  reference: 'SSC-4 §8.2',
  parameters: () => {
    const { counters, serialNumber } = drive;
    return [
      counter(0x0000, counters.loads, 4),
      counter(0x0001, counters.cleanings, 4),
      counter(0x0002, Math.floor(counters.powerOnHours), 4),
      counter(0x0003, Math.floor(counters.motionHours), 4),
      ...counters.motionHoursSinceCleanings.map((hours, index) => counter(0x0008 + index, Math.floor(hours), 4)),
      counter(0x000c, counters.powerCycles, 4),
      counter(0x000e, counters.lifetime.writeErrors, 4),
      counter(0x000f, counters.lifetime.readErrors, 4),
      asciiList(0x0040, serialNumber),
      asciiList(0x0041, serialNumber),
      measure(0x0080, drive.removalPrevented ? 1 : 0, 1),
      measure(0x0081, 0, 1),
    ];
  },
});
