/** RELEASE(10) (SPC-2 §7.16): as RELEASE(6); what belongs to reservations on behalf of others is reserved. */
import { layout } from '../../foundation/layout.ts';
import { defineCommand } from '../command.ts';
import type { LogicalUnitView } from '../logical-unit-view.ts';
import { good } from '../outcome.ts';

export const release10 = defineCommand({
  name: 'RELEASE(10)',
  operationCode: 0x57,
  reference: 'SPC-2 §7.16',
  cdb: layout(10, {}),
  dataDirection: 'none',
  reservation: 'releases',
  execute(unit: LogicalUnitView, _fields, { nexus }) {
    unit.reservation.release(nexus);
    return good;
  },
});
