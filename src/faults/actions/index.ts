/** All actions, group by group. */
import type { Action } from '../action.ts';
import { resetConnection } from './connection/reset-connection.ts';
import { unreadable } from './medium/unreadable.ts';
import { jam } from './robot/jam.ts';
import { sense } from './scsi/sense.ts';
import { drop } from './wire/drop.ts';

const rows: readonly Action[] = [resetConnection, drop, sense, unreadable, jam];

export const actions: ReadonlyMap<string, Action> = new Map(rows.map((row) => [row.name, row]));
