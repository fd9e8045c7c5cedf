/**
 * INITIALIZE ELEMENT STATUS and INITIALIZE ELEMENT STATUS WITH RANGE (SMC-3, commands of these names), and the latter under the code that Exabyte and ADIC gave
 * it before there was a standard one. The robot looks at the elements and reads their labels; a host whose task is aborted leaves it at that.
 *
 *     07h   5 NBL (bit 7)
 *     37h   1 FAST (bit 1) RANGE (0) │ 2–3 STARTING ELEMENT ADDRESS │ 6–7 NUMBER OF ELEMENTS
 *     E7h   1 RANGE (bit 0)          │ 2–3 STARTING ELEMENT ADDRESS │ 6–7 NUMBER OF ELEMENTS │ 9 NBL (bit 7)
 *
 * With RANGE=0 all elements are looked at, else the series that begins with the one at the starting address, 0 for all the rest. FAST and NBL (no bar code
 * labels) ask for no more than whether there is a cartridge: the labels are known all the same.
 */
import { flag, layout, uint } from '../../foundation/layout.ts';
import { elementAt, elementTypeNames } from '../../library/element.ts';
import { additionalSense } from '../../scsi/additional-sense.ts';
import { type CommandContext, defineCommand } from '../../scsi/command.ts';
import { checkCondition, type Outcome } from '../../scsi/outcome.ts';
import { illegalRequest } from '../../scsi/sense.ts';
import type { Changer } from '../changer.ts';
import { chooseElements, elementsOfRun } from '../element-choice.ts';

const all = { range: false, startingElementAddress: 0, numberOfElements: 0 };

export const initializeElementStatus = defineCommand({
  name: 'INITIALIZE ELEMENT STATUS',
  operationCode: 0x07,
  // Bits 7 and 6 of the CONTROL byte are the vendor's (SCSI-2 §7.2.7); Windows sets Exabyte's wherever no labels are to be read.
  cdb: layout(6, { noBarCodeLabels: flag(5, 7) }),
  dataDirection: 'none',
  reference: 'SMC-3, INITIALIZE ELEMENT STATUS command',
  needsReady: true,
  execute: (changer: Changer, _fields, context) => scan(changer, all, context),
});

export const initializeElementStatusWithRange = defineCommand({
  name: 'INITIALIZE ELEMENT STATUS WITH RANGE',
  operationCode: 0x37,
  cdb: layout(10, { fast: flag(1, 1), range: flag(1, 0), startingElementAddress: uint(2, 2), numberOfElements: uint(6, 2) }),
  dataDirection: 'none',
  reference: 'SMC-3, INITIALIZE ELEMENT STATUS WITH RANGE command',
  needsReady: true,
  execute: scan,
});

export const initializeElementStatusWithRangeOfOld = defineCommand({
  name: 'INITIALIZE ELEMENT STATUS WITH RANGE, vendor-specific',
  operationCode: 0xe7,
  cdb: layout(10, { range: flag(1, 0), startingElementAddress: uint(2, 2), numberOfElements: uint(6, 2), noBarCodeLabels: flag(9, 7) }),
  dataDirection: 'none',
  reference: 'Exabyte and ADIC, INITIALIZE ELEMENT STATUS WITH RANGE (E7h)',
  needsReady: true,
  execute: scan,
});

function scan(
  changer: Changer,
  { range, startingElementAddress: start, numberOfElements }: typeof all,
  context: CommandContext,
): Outcome | Promise<Outcome> {
  const { library } = changer;
  if (range && elementAt(library.layout, start) === undefined)
    return checkCondition(illegalRequest(additionalSense.invalidElementAddress, { fieldPointer: { byte: 2, bit: 7, in: 'cdb' } }));
  const count = range && numberOfElements > 0 ? numberOfElements : Number.POSITIVE_INFINITY;
  const runs = chooseElements(library.layout, { types: elementTypeNames, start: range ? start : 0, count });
  const elements = runs.flatMap((run) => [...elementsOfRun(library.layout, run)]);
  return changer.perform(context, (abandoned) => library.scan(elements, abandoned));
}
