/**
 * MOVE MEDIUM (SMC-3, MOVE MEDIUM command).
 *
 *     2–3 MEDIUM TRANSPORT ADDRESS   4–5 SOURCE ADDRESS   6–7 DESTINATION ADDRESS   10 INVERT (bit 0)
 */
import { flag, layout, uint } from '../../foundation/layout.ts';
import { defineCommand } from '../../scsi/command.ts';
import { checkCondition } from '../../scsi/outcome.ts';
import { invalidFieldInCdb } from '../../scsi/sense.ts';
import type { Changer } from '../changer.ts';

const cdb = layout(12, { transport: uint(2, 2), source: uint(4, 2), destination: uint(6, 2), invert: flag(10, 0) });

export const moveMedium = defineCommand({
  name: 'MOVE MEDIUM',
  operationCode: 0xa5,
  reference: 'SMC-3, MOVE MEDIUM command',
  cdb,
  dataDirection: 'none',
  needsReady: true,
  async execute(changer: Changer, { transport, source, destination, invert }, context) {
    const elements = changer.elements(cdb, { transport, source, destination });
    if ('status' in elements) return elements;
    if (!changer.moves(elements.source.type, elements.destination.type))
      return checkCondition(invalidFieldInCdb(cdb.position('destination')));
    if (invert && !changer.model.invertsMedia) return checkCondition(invalidFieldInCdb(cdb.position('invert')));
    return changer.perform(context, (abandoned) => changer.library.move({ ...elements, invert }, abandoned));
  },
});
