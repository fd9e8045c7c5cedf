/**
 * Media Changer Statistics (SMC-3, log page 14h): what the robot has done since power on. It never tries again and has no axes to tell of, so the
 * parameters of axis translation (000Ch on) are not there; nor are those of labels, which are known without a reader's having looked.
 *
 *     0000h moves │ 0001h picks │ 0002h pick retries │ 0003h places │ 0004h place retries │ 0007h door openings │ 0008h import/export openings
 *     000Ah unrecovered errors of the medium transport │ 000Bh recovered ones; 4 bytes each
 */
import { counter, type LogPage } from '../../scsi/log-pages.ts';
import type { RobotHistory } from '../robot-history.ts';

export const mediaChangerStatisticsPage = ({ counts }: Pick<RobotHistory, 'counts'>): LogPage => ({
  pageCode: 0x14,
  name: 'Media Changer Statistics',
  reference: 'SMC-3, Media Changer Statistics log page',
  selectable: true,
  parameters: () =>
    (
      [
        [0x0000, counts.moves],
        [0x0001, counts.moves],
        [0x0002, 0],
        [0x0003, counts.moves],
        [0x0004, 0],
        [0x0007, counts.doorOpenings],
        [0x0008, counts.importExportAccesses],
        [0x000a, counts.failures],
        [0x000b, 0],
      ] as const
    ).map(([code, value]) => counter(code, value, 4)),
});
