/** The rows of a medium changer (SMC-3 §6), beside those that every logical unit has. */
import type { Command } from '../../scsi/command.ts';
import type { Changer } from '../changer.ts';
import {
  initializeElementStatus,
  initializeElementStatusWithRange,
  initializeElementStatusWithRangeOfOld,
} from './initialize-element-status.ts';
import { moveMedium } from './move-medium.ts';
import { readElementStatus } from './read-element-status.ts';
import { reportElementInformation } from './report-element-information.ts';
import { requestVolumeElementAddress } from './request-volume-element-address.ts';
import { sendVolumeTag } from './send-volume-tag.ts';

export const changerCommands: readonly Command<Changer>[] = [
  initializeElementStatus,
  initializeElementStatusWithRange,
  initializeElementStatusWithRangeOfOld,
  moveMedium,
  readElementStatus,
  reportElementInformation,
  requestVolumeElementAddress,
  sendVolumeTag,
];
