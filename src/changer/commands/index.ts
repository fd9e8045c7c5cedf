/** The rows of a medium changer (SMC-3 §6), beside those that every logical unit has. */
import type { Command } from '../../scsi/command.ts';
import type { Changer } from '../changer.ts';
import { exchangeMedium } from './exchange-medium.ts';
import {
  initializeElementStatus,
  initializeElementStatusWithRange,
  initializeElementStatusWithRangeOfOld,
} from './initialize-element-status.ts';
import { moveMedium } from './move-medium.ts';
import { openCloseImportExportElement } from './open-close-import-export-element.ts';
import { positionToElement } from './position-to-element.ts';
import { readElementStatus } from './read-element-status.ts';
import { reportElementInformation } from './report-element-information.ts';
import { requestVolumeElementAddress } from './request-volume-element-address.ts';
import { rezeroUnit } from './rezero-unit.ts';
import { rotateMailslot, rotateMailslotOfSony } from './rotate-mailslot.ts';
import { sendVolumeTag } from './send-volume-tag.ts';

export const changerCommands: readonly Command<Changer>[] = [
  initializeElementStatus,
  initializeElementStatusWithRange,
  initializeElementStatusWithRangeOfOld,
  exchangeMedium,
  moveMedium,
  openCloseImportExportElement,
  positionToElement,
  readElementStatus,
  reportElementInformation,
  requestVolumeElementAddress,
  sendVolumeTag,
];

/** What no standard has, for those products only that name them. */
export const vendorSpecificChangerCommands: readonly Command<Changer>[] = [rezeroUnit, rotateMailslot, rotateMailslotOfSony];
