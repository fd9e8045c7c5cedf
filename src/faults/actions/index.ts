/** All actions, group by group. */
import type { Action } from '../action.ts';
import { connectionActions } from './connection/index.ts';
import { mediumActions } from './medium/index.ts';
import { robotActions } from './robot/index.ts';
import { scsiActions } from './scsi/index.ts';
import { storeActions } from './store/index.ts';
import { wireActions } from './wire/index.ts';

const rows: readonly Action[] = [...connectionActions, ...wireActions, ...scsiActions, ...mediumActions, ...storeActions, ...robotActions];

export const actions: ReadonlyMap<string, Action> = new Map(rows.map((row) => [row.name, row]));
