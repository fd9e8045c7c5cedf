/**
 * What is checked before a command is executed, as a list in the order in which SAM-5 §5.3.3 prefers one status to another: unit attentions
 * that tell of a reset, then RESERVATION CONFLICT, then every other CHECK CONDITION. The first check with an answer ends the command.
 */
import { additionalSense } from './additional-sense.ts';
import type { ServedCommand } from './command.ts';
import { reservedBitSet, type Unserved } from './command-table.ts';
import type { LogicalUnitView } from './logical-unit-view.ts';
import { cdbAsRead, withoutLun } from './lun-in-cdb.ts';
import { checkCondition, type Outcome } from './outcome.ts';
import { conflicts } from './reservation-conflict.ts';
import { illegalRequest, invalidFieldInCdb, unitAttention } from './sense.ts';
import { Status } from './status.ts';
import type { ScsiTask } from './target.ts';
import { tellsOfReset } from './unit-attention.ts';

type Precondition = (unit: LogicalUnitView, row: ServedCommand | Unserved, task: ScsiTask) => Outcome | undefined;

/** A command that nobody serves is met by a unit attention as any other would be. */
const meetsUnitAttention = (row: ServedCommand | Unserved): boolean => typeof row === 'string' || row.unitAttention === 'reported';

const reset: Precondition = (unit, row, { nexus }) => {
  const condition = unit.unitAttentions.pending(nexus);
  if (condition === undefined || !tellsOfReset(condition) || !meetsUnitAttention(row)) return undefined;
  unit.unitAttentions.take(nexus);
  return checkCondition(unitAttention(condition));
};

const reservationConflict: Precondition = (unit, row, task) => {
  if (typeof row === 'string') return undefined;
  const rule = typeof row.reservation === 'string' ? row.reservation : row.reservation(row.cdb.decode(cdbAsRead(unit, task)));
  const { reservation, persistentReservations } = unit;
  return conflicts(rule, task.nexus, reservation, persistentReservations.state) ? { status: Status.reservationConflict } : undefined;
};

/** ACA is not served: NormACA=0, so there never is an auto contingent allegiance for such a task to belong to (SAM-5 §5.12). */
const taskAttribute: Precondition = (_unit, _row, { attribute }) =>
  attribute === 'aca' ? checkCondition(illegalRequest(additionalSense.invalidMessageError)) : undefined;

const servedCommand: Precondition = (_unit, row) => {
  if (row === 'operation code') return checkCondition(illegalRequest(additionalSense.invalidCommandOperationCode));
  if (row === 'service action') return checkCondition(invalidFieldInCdb({ byte: 1, bit: 4 }));
  return undefined;
};

const otherUnitAttention: Precondition = (unit, row, { nexus }) => {
  if (!meetsUnitAttention(row)) return undefined;
  const condition = unit.unitAttentions.take(nexus);
  return condition === undefined ? undefined : checkCondition(unitAttention(condition));
};

/** What passes unit attentions by passes these by: INQUIRY and REPORT LUNS touch nothing, REQUEST SENSE returns it as data (SPC-4 §4.5.7). */
const deferredError: Precondition = (unit, row, { nexus }) => {
  if (!meetsUnitAttention(row) || (typeof row !== 'string' && row.beside === true)) return undefined;
  const sense = unit.device.takeDeferredError(nexus);
  return sense === undefined ? undefined : checkCondition({ ...sense, deferred: true });
};

const reservedBits: Precondition = (_unit, row, task) => {
  const stray = typeof row === 'string' ? undefined : reservedBitSet(row, withoutLun(task));
  return stray === undefined ? undefined : checkCondition(invalidFieldInCdb(stray));
};

const readiness: Precondition = (unit, row) => {
  const sense = typeof row === 'string' || !row.needsReady ? undefined : unit.readiness();
  return sense === undefined ? undefined : checkCondition(sense);
};

const inOrder: readonly Precondition[] = [
  reset,
  reservationConflict,
  taskAttribute,
  servedCommand,
  otherUnitAttention,
  deferredError,
  reservedBits,
  readiness,
];

/** How the command ends before it begins, or undefined when `row` may be executed. */
export function refusal(unit: LogicalUnitView, row: ServedCommand | Unserved, task: ScsiTask): Outcome | undefined {
  for (const check of inOrder) {
    const outcome = check(unit, row, task);
    if (outcome !== undefined) return outcome;
  }
  return undefined;
}
