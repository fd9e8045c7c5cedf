/**
 * READ ELEMENT STATUS (SMC-3, READ ELEMENT STATUS command): the elements of a type, or of all, and what is in them.
 *
 *     CDB      1 VOLTAG (bit 4) ELEMENT TYPE CODE (3–0) │ 2–3 STARTING ELEMENT ADDRESS │ 4–5 NUMBER OF ELEMENTS
 *              6 CURDATA (bit 1) DVCID (0) │ 7–9 ALLOCATION LENGTH
 *     header   0–1 FIRST ELEMENT ADDRESS REPORTED │ 2–3 NUMBER OF ELEMENTS AVAILABLE │ 5–7 BYTE COUNT OF REPORT AVAILABLE
 *              8… element status pages
 *
 * The status is always current, so CURDATA makes no difference but one: without it the robot may move, which is not for those that another host's
 * reservation holds off.
 */
import { bits, flag, layout, uint } from '../../foundation/layout.ts';
import { elementTypeNames } from '../../library/element.ts';
import { defineCommand } from '../../scsi/command.ts';
import { checkCondition, goodUpTo, type Outcome } from '../../scsi/outcome.ts';
import { invalidFieldInCdb } from '../../scsi/sense.ts';
import type { Changer } from '../changer.ts';
import { chooseElements, elementsOfRun, typesOfCode } from '../element-choice.ts';
import { encodeElementPages } from '../element-status.ts';

const cdb = layout(12, {
  volumeTag: flag(1, 4),
  elementTypeCode: bits(1, 3, 4),
  startingElementAddress: uint(2, 2),
  numberOfElements: uint(4, 2),
  currentData: flag(6, 1),
  deviceIdentifier: flag(6, 0),
  allocationLength: uint(7, 3),
});

const header = layout(8, {
  firstElementAddressReported: uint(0, 2),
  numberOfElementsAvailable: uint(2, 2),
  byteCountOfReportAvailable: uint(5, 3),
});

export const readElementStatus = defineCommand({
  name: 'READ ELEMENT STATUS',
  operationCode: 0xb8,
  cdb,
  dataDirection: 'in',
  reference: 'SMC-3, READ ELEMENT STATUS command',
  needsReady: true,
  reservation: ({ currentData }) => (currentData ? 'allowed' : 'conflict'),
  execute({ library, model }: Changer, fields): Outcome {
    const refuse = (field: keyof typeof fields): Outcome => checkCondition(invalidFieldInCdb(cdb.position(field)));
    const { elementStatus: facts } = model;
    const types = typesOfCode(fields.elementTypeCode);
    if (types === undefined) return refuse('elementTypeCode');
    if (fields.volumeTag && !facts.volumeTags) return refuse('volumeTag');
    if (fields.currentData && !facts.currentData) return refuse('currentData');
    if (fields.deviceIdentifier && facts.driveIdentifier === undefined) return refuse('deviceIdentifier');

    const { layout: elements } = library;
    const runs = chooseElements(elements, { types, start: fields.startingElementAddress, count: fields.numberOfElements });
    const order = facts.order ?? elementTypeNames;
    const pages = encodeElementPages({
      library,
      model,
      pages: [...runs]
        .sort((a, b) => order.indexOf(a.type) - order.indexOf(b.type))
        .map((run) => ({ type: run.type, count: run.count, elements: () => elementsOfRun(elements, run) })),
      volumeTags: fields.volumeTag,
      deviceIdentifiers: fields.deviceIdentifier,
      room: fields.allocationLength - header.length,
    });
    const reported = header.encode({
      firstElementAddressReported: runs[0]?.first ?? 0,
      numberOfElementsAvailable: runs.reduce((sum, { count }) => sum + count, 0),
      byteCountOfReportAvailable: pages.byteCount,
    });
    return goodUpTo(fields.allocationLength, Buffer.concat([reported, pages.data]));
  },
});
