/**
 * POSITION TO ELEMENT (SMC-3, POSITION TO ELEMENT command): the arm goes to an element and waits there, so that the next move begins sooner.
 *
 *     2–3 MEDIUM TRANSPORT ADDRESS   4–5 DESTINATION ELEMENT ADDRESS   8 INVERT (bit 0)
 */
import { flag, layout, uint } from '../../foundation/layout.ts';
import { defineCommand } from '../../scsi/command.ts';
import { checkCondition } from '../../scsi/outcome.ts';
import { invalidFieldInCdb } from '../../scsi/sense.ts';
import type { Changer } from '../changer.ts';

const cdb = layout(10, { transport: uint(2, 2), destination: uint(4, 2), invert: flag(8, 0) });

export const positionToElement = defineCommand({
  name: 'POSITION TO ELEMENT',
  operationCode: 0x2b,
  reference: 'SMC-3, POSITION TO ELEMENT command',
  cdb,
  dataDirection: 'none',
  needsReady: true,
  async execute(changer: Changer, { transport, destination, invert }, context) {
    const elements = changer.elements(cdb, { transport, destination });
    if ('status' in elements) return elements;
    if (invert && !changer.model.invertsMedia) return checkCondition(invalidFieldInCdb(cdb.position('invert')));
    return changer.perform(context, (abandoned) => changer.library.position(elements.transport, elements.destination, abandoned));
  },
});
