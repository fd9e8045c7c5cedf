/** What becomes of PDUs on their way. */
import type { Action } from '../../action.ts';
import { asyncMessageAction } from './async-message.ts';
import { badDataDigest } from './bad-data-digest.ts';
import { badHeaderDigest } from './bad-header-digest.ts';
import { corruptBit } from './corrupt-bit.ts';
import { delay } from './delay.ts';
import { drop } from './drop.ts';
import { duplicate } from './duplicate.ts';
import { loseR2t } from './lose-r2t.ts';
import { loseResponse } from './lose-response.ts';
import { oversize } from './oversize.ts';
import { reject } from './reject.ts';
import { reorder } from './reorder.ts';
import { truncate } from './truncate.ts';
import { unansweredNop } from './unanswered-nop.ts';
import { unansweredTaskManagement } from './unanswered-task-management.ts';
import { wrongDataSn } from './wrong-data-sn.ts';
import { wrongR2tSn } from './wrong-r2t-sn.ts';
import { wrongStatSn } from './wrong-stat-sn.ts';
import { wrongTag } from './wrong-tag.ts';
import { wrongTransferTag } from './wrong-transfer-tag.ts';

export const wireActions: readonly Action[] = [
  drop,
  delay,
  duplicate,
  reorder,
  truncate,
  corruptBit,
  badHeaderDigest,
  badDataDigest,
  wrongStatSn,
  wrongDataSn,
  wrongR2tSn,
  wrongTag,
  wrongTransferTag,
  oversize,
  reject,
  loseR2t,
  loseResponse,
  unansweredNop,
  unansweredTaskManagement,
  asyncMessageAction,
];
