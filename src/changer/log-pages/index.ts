/** The log pages of a medium changer (SMC-3, log parameters); a model has some of them. */
import type { LogPage } from '../../scsi/log-pages.ts';
import { tapeAlertPage } from '../../scsi/tape-alert-pages.ts';
import type { Changer } from '../changer.ts';
import { elementStatisticsPage } from './element-statistics.ts';
import { mediaChangerDiagnosticDataPage } from './media-changer-diagnostic-data.ts';
import { mediaChangerStatisticsPage } from './media-changer-statistics.ts';

export const changerLogPages = ({ alerts, history }: Changer): readonly LogPage[] => [
  mediaChangerStatisticsPage(history),
  elementStatisticsPage(history),
  mediaChangerDiagnosticDataPage(history),
  tapeAlertPage(alerts),
];
