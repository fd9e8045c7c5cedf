/**
 * EXCHANGE MEDIUM (SMC-3, EXCHANGE MEDIUM command): the cartridge in the first destination gives way to the one in the source, and goes to the second
 * destination, which may be the source.
 *
 *     2–3 MEDIUM TRANSPORT ADDRESS   4–5 SOURCE ADDRESS   6–7 FIRST DESTINATION ADDRESS   8–9 SECOND DESTINATION ADDRESS   10 INV1 (bit 1) INV2 (0)
 */
import { flag, layout, uint } from '../../foundation/layout.ts';
import { defineCommand } from '../../scsi/command.ts';
import { checkCondition, type Outcome } from '../../scsi/outcome.ts';
import { invalidFieldInCdb } from '../../scsi/sense.ts';
import type { Changer } from '../changer.ts';

const cdb = layout(12, {
  transport: uint(2, 2),
  source: uint(4, 2),
  firstDestination: uint(6, 2),
  secondDestination: uint(8, 2),
  invertFirst: flag(10, 1),
  invertSecond: flag(10, 0),
});

export const exchangeMedium = defineCommand({
  name: 'EXCHANGE MEDIUM',
  operationCode: 0xa6,
  reference: 'SMC-3, EXCHANGE MEDIUM command',
  cdb,
  dataDirection: 'none',
  needsReady: true,
  async execute(changer: Changer, { invertFirst, invertSecond, ...addresses }, context) {
    const elements = changer.elements(cdb, addresses);
    if ('status' in elements) return elements;
    const { source, firstDestination, secondDestination } = elements;
    const refuse = (field: keyof typeof cdb.fields): Outcome => checkCondition(invalidFieldInCdb(cdb.position(field)));
    if (!changer.moves(source.type, firstDestination.type)) return refuse('firstDestination');
    if (!changer.moves(firstDestination.type, secondDestination.type)) return refuse('secondDestination');
    if (!changer.model.invertsMedia && (invertFirst || invertSecond)) return refuse(invertFirst ? 'invertFirst' : 'invertSecond');
    return changer.perform(context, (abandoned) => changer.library.exchange({ ...elements, invertFirst, invertSecond }, abandoned));
  },
});
