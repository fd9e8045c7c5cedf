/** RELEASE(6) (SPC-2 §7.17): GOOD from everybody, with effect for the holder. */
import { layout } from '../../foundation/layout.ts';
import { defineCommand } from '../command.ts';
import type { LogicalUnitView } from '../logical-unit-view.ts';
import { good } from '../outcome.ts';

export const release6 = defineCommand({
  name: 'RELEASE(6)',
  operationCode: 0x17,
  reference: 'SPC-2 §7.17',
  cdb: layout(6, {}),
  dataDirection: 'none',
  reservation: 'releases',
  execute(unit: LogicalUnitView, _fields, { nexus }) {
    unit.reservation.release(nexus);
    return good;
  },
});
