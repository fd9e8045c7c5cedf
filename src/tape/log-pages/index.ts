/** The log pages of a tape drive; a model has some of them. */
import type { LogPage } from '../../scsi/log-pages.ts';
import { tapeAlertPage, tapeAlertResponsePage } from '../../scsi/tape-alert-pages.ts';
import type { Mechanism } from '../mechanism.ts';
import { dataCompressionLogPage, ltoDataCompressionLogPage } from './data-compression.ts';
import { deviceStatisticsPage } from './device-statistics.ts';
import { deviceStatusPage, requestedRecoveryPage } from './device-status.ts';
import { readErrorCountersPage, writeErrorCountersPage } from './error-counters.ts';
import { sequentialAccessDevicePage } from './sequential-access-device.ts';
import { tapeCapacityPage } from './tape-capacity.ts';
import { tapeUsagePage } from './tape-usage.ts';
import { volumeStatisticsPage } from './volume-statistics.ts';

export const tapeLogPages = (drive: Mechanism): readonly LogPage[] => [
  writeErrorCountersPage(drive.counters),
  readErrorCountersPage(drive.counters),
  sequentialAccessDevicePage(drive),
  deviceStatusPage(drive),
  tapeAlertResponsePage(drive.alerts),
  requestedRecoveryPage(drive),
  deviceStatisticsPage(drive),
  volumeStatisticsPage(drive),
  dataCompressionLogPage(drive),
  tapeAlertPage(drive.alerts),
  tapeUsagePage(drive),
  tapeCapacityPage(drive),
  ltoDataCompressionLogPage(drive),
];
