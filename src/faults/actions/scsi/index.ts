/** What goes wrong between a host and a device that both are in order: statuses, sense, and units that are not what or where they were. */
import type { Action } from '../../action.ts';
import { busy } from './busy.ts';
import { changeIdentity } from './change-identity.ts';
import { foreignReservation } from './foreign-reservation.ts';
import { needsCleaning } from './needs-cleaning.ts';
import { neverEnds } from './never-ends.ts';
import { notReady } from './not-ready.ts';
import { powerCycle } from './power-cycle.ts';
import { ready } from './ready.ts';
import { reservationConflict } from './reservation-conflict.ts';
import { returnLun } from './return-lun.ts';
import { sense } from './sense.ts';
import { slow } from './slow.ts';
import { status } from './status.ts';
import { tapeAlert } from './tape-alert.ts';
import { taskSetFull } from './task-set-full.ts';
import { unitAttention } from './unit-attention.ts';
import { vanishLun } from './vanish-lun.ts';

export const scsiActions: readonly Action[] = [
  sense,
  status,
  busy,
  taskSetFull,
  reservationConflict,
  foreignReservation,
  unitAttention,
  slow,
  neverEnds,
  notReady,
  ready,
  vanishLun,
  returnLun,
  changeIdentity,
  powerCycle,
  tapeAlert,
  needsCleaning,
];
