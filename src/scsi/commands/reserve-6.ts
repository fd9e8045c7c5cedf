/** RESERVE(6) (SPC-2 §7.22) of the whole logical unit; third-party and extent reservations are reserved bits here. */
import { layout } from '../../foundation/layout.ts';
import { defineCommand } from '../command.ts';
import type { LogicalUnitView } from '../logical-unit-view.ts';
import { good } from '../outcome.ts';

export const reserve6 = defineCommand({
  name: 'RESERVE(6)',
  operationCode: 0x16,
  reference: 'SPC-2 §7.22',
  cdb: layout(6, {}),
  dataDirection: 'none',
  reservation: 'reserves',
  execute(unit: LogicalUnitView, _fields, { nexus }) {
    unit.reservation.reserve(nexus);
    return good;
  },
});
