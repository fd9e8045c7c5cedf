/** What a disk does to the cartridges that are kept on it. */
import type { Action } from '../../action.ts';
import { bitRot } from './bit-rot.ts';
import { diskFull } from './disk-full.ts';
import { failingSync } from './failing-sync.ts';
import { slowDisk } from './slow-disk.ts';

export const storeActions: readonly Action[] = [diskFull, slowDisk, failingSync, bitRot];
