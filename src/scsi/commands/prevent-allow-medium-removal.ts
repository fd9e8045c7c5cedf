/** PREVENT ALLOW MEDIUM REMOVAL (SSC-5 §7.3, and SMC-3's command of this name). PREVENT values 10b and 11b are obsolete, so their upper bit is reserved. */
import { flag, layout } from '../../foundation/layout.ts';
import { defineCommand } from '../command.ts';
import type { LogicalUnitView } from '../logical-unit-view.ts';
import { good } from '../outcome.ts';

export const preventAllowMediumRemoval = defineCommand({
  name: 'PREVENT ALLOW MEDIUM REMOVAL',
  operationCode: 0x1e,
  reference: 'SSC-5 §7.3',
  cdb: layout(6, { prevent: flag(4, 0) }),
  dataDirection: 'none',
  reservation: ({ prevent }) => (prevent ? 'conflict' : 'allowed'),
  execute(unit: LogicalUnitView, { prevent }, { nexus }) {
    if (prevent) unit.mediumRemoval.prevent(nexus);
    else unit.mediumRemoval.allow(nexus);
    return good;
  },
});
