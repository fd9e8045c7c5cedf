/** REZERO UNIT (SCSI-2 §9.2.13), which SMC-1 lists for changers without a word on what it does there: the arm goes home. Windows' drivers send it to start over. */
import { layout } from '../../foundation/layout.ts';
import { elementNumbered } from '../../library/element.ts';
import { defineCommand } from '../../scsi/command.ts';
import { good } from '../../scsi/outcome.ts';
import type { Changer } from '../changer.ts';

export const rezeroUnit = defineCommand({
  name: 'REZERO UNIT',
  operationCode: 0x01,
  reference: 'SCSI-2 §9.2.13',
  cdb: layout(6, {}),
  dataDirection: 'none',
  needsReady: true,
  async execute(changer: Changer, _fields, context) {
    const arm = elementNumbered(changer.library.layout, 'mediumTransport', 1);
    return arm === undefined ? good : changer.perform(context, (abandoned) => changer.library.position(arm, arm, abandoned));
  },
});
