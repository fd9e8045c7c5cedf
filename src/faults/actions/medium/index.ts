/** What is wrong with a tape, where it ends, and what keeps it from coming in or out. */
import type { Action } from '../../action.ts';
import { earlyWarning } from './early-warning.ts';
import { endAfterEarlyWarning } from './end-after-early-warning.ts';
import { endOfMedium } from './end-of-medium.ts';
import { loadFailure } from './load-failure.ts';
import { memoryUnreadable } from './memory-unreadable.ts';
import { partialRead } from './partial-read.ts';
import { stuckTape } from './stuck-tape.ts';
import { unreadable } from './unreadable.ts';
import { unwritable } from './unwritable.ts';
import { writeProtect } from './write-protect.ts';

export const mediumActions: readonly Action[] = [
  unreadable,
  partialRead,
  unwritable,
  earlyWarning,
  endOfMedium,
  endAfterEarlyWarning,
  writeProtect,
  loadFailure,
  stuckTape,
  memoryUnreadable,
];
