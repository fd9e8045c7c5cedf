/** All actions, group by group. */
import type { Action } from '../action.ts';
import { connectionActions } from './connection/index.ts';
import { earlyWarning } from './medium/early-warning.ts';
import { endAfterEarlyWarning } from './medium/end-after-early-warning.ts';
import { endOfMedium } from './medium/end-of-medium.ts';
import { loadFailure } from './medium/load-failure.ts';
import { memoryUnreadable } from './medium/memory-unreadable.ts';
import { partialRead } from './medium/partial-read.ts';
import { stuckTape } from './medium/stuck-tape.ts';
import { unreadable } from './medium/unreadable.ts';
import { unwritable } from './medium/unwritable.ts';
import { writeProtect } from './medium/write-protect.ts';
import { jam } from './robot/jam.ts';
import { scsiActions } from './scsi/index.ts';
import { bitRot } from './store/bit-rot.ts';
import { diskFull } from './store/disk-full.ts';
import { failingSync } from './store/failing-sync.ts';
import { slowDisk } from './store/slow-disk.ts';
import { wireActions } from './wire/index.ts';

const medium: readonly Action[] = [
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

const store: readonly Action[] = [diskFull, slowDisk, failingSync, bitRot];

const rows: readonly Action[] = [...connectionActions, ...wireActions, ...scsiActions, unreadable, jam];

export const actions: ReadonlyMap<string, Action> = new Map(rows.map((row) => [row.name, row]));
