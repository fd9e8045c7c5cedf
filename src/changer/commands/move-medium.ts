/**
 * MOVE MEDIUM (SMC-3 §6.7).
 *
 *     2–3 MEDIUM TRANSPORT ADDRESS   4–5 SOURCE ADDRESS   6–7 DESTINATION ADDRESS   10 INVERT (bit 0)
 */
import { flag, layout, uint } from '../../foundation/layout.ts';
import { defineCommand } from '../../scsi/command.ts';
import { good } from '../../scsi/outcome.ts';
import type { Changer } from '../changer.ts';
import { refused } from '../refusal-sense.ts';

export const moveMedium = defineCommand({
  name: 'MOVE MEDIUM',
  operationCode: 0xa5,
  reference: 'SMC-3 §6.7',
  cdb: layout(12, { transport: uint(2, 2), source: uint(4, 2), destination: uint(6, 2), invert: flag(10, 0) }),
  dataDirection: 'none',
  needsReady: true,
  async execute(changer: Changer, { transport, source, destination, invert }) {
    const elements = changer.elements({ transport, source, destination });
    if ('status' in elements) return elements;
    const refusal = await changer.library.move({ ...elements, invert });
    return refusal === undefined ? good : refused(refusal, changer.model);
  },
});
