/** TapeAlert (2Eh) (SSC-4 §8.2): 64 parameters of one byte, bit 0 the flag. Reading the page clears the flags for the reader. */
import { binaryList, type LogPage } from '../../scsi/log-pages.ts';
import { type TapeAlerts, tapeAlertFlags } from '../tape-alert.ts';

export const tapeAlertPage = (alerts: TapeAlerts): LogPage => ({
  pageCode: 0x2e,
  name: 'TapeAlert',
  reference: 'SSC-4 §8.2',
  parameters: (nexus) =>
    Array.from({ length: tapeAlertFlags }, (_, index) => binaryList(index + 1, Uint8Array.of(alerts.isSet(index + 1, nexus) ? 1 : 0))),
  reported: (nexus) => alerts.shown(nexus),
});
