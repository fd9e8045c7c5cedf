/**
 * OPEN/CLOSE IMPORT/EXPORT ELEMENT (SMC-3, OPEN/CLOSE IMPORT/EXPORT ELEMENT command): an open element is the operator's, and out of the robot's reach. One
 * that is open already, or closed, is left as it is; a host that prevents removal prevents that any is opened.
 *
 *     2–3 ELEMENT ADDRESS   4 ACTION CODE (bits 4–0): 00h open, 01h close
 */
import { bits, layout, uint } from '../../foundation/layout.ts';
import type { Element } from '../../library/element.ts';
import { type CommandContext, defineCommand } from '../../scsi/command.ts';
import { checkCondition, type Outcome } from '../../scsi/outcome.ts';
import { invalidFieldInCdb } from '../../scsi/sense.ts';
import type { Changer } from '../changer.ts';

const cdb = layout(6, { importExport: uint(2, 2), actionCode: bits(4, 4, 5) });

const Action = { open: 0x00, close: 0x01 } as const;

export const openCloseImportExportElement = defineCommand({
  name: 'OPEN/CLOSE IMPORT/EXPORT ELEMENT',
  operationCode: 0x1b,
  reference: 'SMC-3, OPEN/CLOSE IMPORT/EXPORT ELEMENT command',
  cdb,
  dataDirection: 'none',
  needsReady: true,
  async execute(changer: Changer, { importExport, actionCode }, context) {
    if (actionCode !== Action.open && actionCode !== Action.close) return checkCondition(invalidFieldInCdb(cdb.position('actionCode')));
    const elements = changer.elements(cdb, { importExport });
    if ('status' in elements) return elements;
    return setOpen(changer, [elements.importExport], actionCode === Action.open, context);
  },
});

/** Opens or closes these import/export elements, one after the other, until one is refused. */
export function setOpen(changer: Changer, elements: Iterable<Element>, open: boolean, context: CommandContext): Promise<Outcome> {
  return changer.perform(context, async () => {
    for (const element of elements) {
      const refusal = await changer.library.setImportExportOpen(element, open);
      if (refusal !== undefined) return refusal;
    }
    return undefined;
  });
}
