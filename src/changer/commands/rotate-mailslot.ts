/**
 * ROTATE MAILSLOT, as makers had it before SMC-3's OPEN/CLOSE IMPORT/EXPORT ELEMENT: HP's optical libraries turn the one mail slot they have, Sony's name it
 * by its address.
 *
 *     0Ch   4 OPEN (bit 0)                              C0h   2–3 ELEMENT ADDRESS   4 OPEN (bit 0)
 */
import { flag, layout, uint } from '../../foundation/layout.ts';
import { elementsOf } from '../../library/element.ts';
import { defineCommand } from '../../scsi/command.ts';
import type { Changer } from '../changer.ts';
import { setOpen } from './open-close-import-export-element.ts';

export const rotateMailslot = defineCommand({
  name: 'ROTATE MAILSLOT',
  operationCode: 0x0c,
  reference: 'HP Optical Drive and Library SCSI-2 Command Reference, Rotate Mailslot',
  cdb: layout(6, { open: flag(4, 0) }),
  dataDirection: 'none',
  needsReady: true,
  execute: (changer: Changer, { open }, context) => setOpen(changer, elementsOf(changer.library.layout, 'importExport'), open, context),
});

const cdbOfSony = layout(6, { importExport: uint(2, 2), open: flag(4, 0) });

export const rotateMailslotOfSony = defineCommand({
  name: 'ROTATE MAILSLOT, by address',
  operationCode: 0xc0,
  reference: 'Sony CDL libraries, C0h',
  cdb: cdbOfSony,
  dataDirection: 'none',
  needsReady: true,
  async execute(changer: Changer, { importExport, open }, context) {
    const elements = changer.elements(cdbOfSony, { importExport });
    return 'status' in elements ? elements : setOpen(changer, [elements.importExport], open, context);
  },
});
