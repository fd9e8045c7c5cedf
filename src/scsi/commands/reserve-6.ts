/**
 * RESERVE(6) (SPC-2 §7.22) of the whole logical unit; third-party and extent reservations are reserved bits here. Where there are registrations it
 * comes here from those alone who have the unit by a persistent reservation: GOOD, without effect (SPC-4 §5.13.3).
 */
import { layout } from '../../foundation/layout.ts';
import { defineCommand } from '../command.ts';
import type { LogicalUnitView } from '../logical-unit-view.ts';
import { good, type Outcome } from '../outcome.ts';
import type { Nexus } from '../target.ts';

export const reserve6 = defineCommand({
  name: 'RESERVE(6)',
  operationCode: 0x16,
  reference: 'SPC-2 §7.22',
  cdb: layout(6, {}),
  dataDirection: 'none',
  reservation: 'reserves',
  execute: (unit: LogicalUnitView, _fields, { nexus }) => reserve(unit, nexus),
});

export function reserve({ reservation, persistentReservations }: LogicalUnitView, nexus: Nexus): Outcome {
  if (persistentReservations.state.registrations.size === 0) reservation.reserve(nexus);
  return good;
}
