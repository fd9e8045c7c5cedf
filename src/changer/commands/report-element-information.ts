/**
 * REPORT ELEMENT INFORMATION (SMC-3, REPORT ELEMENT INFORMATION command): what the elements of a type, or of all, can do (page 02h) and how they are (03h).
 *
 *     CDB    1 SERVICE ACTION 10h │ 2 PAGE CODE │ 3 NEV (bit 5) CDATA (4) ELEMENT TYPE CODE (3–0) │ 6–9 STARTING ELEMENT ADDRESS
 *            10–13 ALLOCATION LENGTH │ 14 NUMBER OF ELEMENTS, valid with NEV
 *     page   0 PAGE CODE │ 2–3 DESCRIPTOR LENGTH (not of 00h) │ 4–7 PAGE LENGTH │ 8… descriptors
 *     00h    0 ELEMENT TYPE CODE │ 2–3 PAGE CODE LIST LENGTH │ 4… page codes: the pages there are of each type
 *     02h    0–3 FIRST ELEMENT ADDRESS REPORTED │ 4–7 NUMBER OF ELEMENTS REPORTED │ 8 ELEMENT TYPE CODE │ 9 SO (bit 5) DO (4) NXP (3)
 *     03h    0–3 ELEMENT ADDRESS │ 4 ELEMENT TYPE CODE │ 5 VOLUME PRESENT (7–6) IMPORT (5–4) OIR (3) MTAP (1) SDV (0) │ 6–7 ASC, ASCQ
 *     7Fh    all of them, one behind the other
 */
import { putUint32 } from '../../foundation/big-endian.ts';
import { bits, flag, layout, uint } from '../../foundation/layout.ts';
import { ElementType, type ElementTypeName, elementTypeNames } from '../../library/element.ts';
import { type ElementStatus, isFull } from '../../library/element-status.ts';
import { defineCommand } from '../../scsi/command.ts';
import { checkCondition, goodUpTo, type Outcome } from '../../scsi/outcome.ts';
import { invalidFieldInCdb } from '../../scsi/sense.ts';
import type { Changer } from '../changer.ts';
import { chooseElements, type ElementRun, elementsOfRun, typesOfCode } from '../element-choice.ts';
import { exceptionOf } from '../element-status.ts';

const cdb = layout(16, {
  pageCode: uint(2),
  numberOfElementsValid: flag(3, 5),
  cachedData: flag(3, 4),
  elementTypeCode: bits(3, 3, 4),
  startingElementAddress: uint(6, 4),
  allocationLength: uint(10, 4),
  numberOfElements: uint(14),
});

const PageCode = { supportedPages: 0x00, staticInformation: 0x02, stateInformation: 0x03, allPages: 0x7f } as const;
const pageHeader = layout(8, { pageCode: uint(0), descriptorLength: uint(2, 2), pageLength: uint(4, 4) });
const supportedPagesDescriptor = layout(4 + Object.keys(PageCode).length, {
  elementTypeCode: bits(0, 3, 4),
  pageCodeListLength: uint(2, 2),
});
const staticDescriptor = layout(12, {
  firstElementAddressReported: uint(0, 4),
  numberOfElementsReported: uint(4, 4),
  elementTypeCode: bits(8, 3, 4),
  sourceOnly: flag(9, 5),
  destinationOnly: flag(9, 4),
  noExport: flag(9, 3),
});
/** Of the state descriptor, which is written by hand: there are as many as elements. */
const stateDescriptorBytes = 12;
const VolumePresent = { yes: 0b01, no: 0b10 } as const;
const Import = { byRobot: 0b01, byOperator: 0b10 } as const;

export const reportElementInformation = defineCommand({
  name: 'REPORT ELEMENT INFORMATION',
  operationCode: 0x9e,
  serviceAction: 0x10,
  cdb,
  dataDirection: 'in',
  reference: 'SMC-3, REPORT ELEMENT INFORMATION command',
  needsReady: true,
  reservation: ({ cachedData }) => (cachedData ? 'allowed' : 'conflict'),
  execute(changer: Changer, fields): Outcome {
    const refuse = (field: keyof typeof fields): Outcome => checkCondition(invalidFieldInCdb(cdb.position(field)));
    const types = typesOfCode(fields.elementTypeCode);
    if (types === undefined) return refuse('elementTypeCode');
    if (fields.pageCode === PageCode.supportedPages && fields.numberOfElementsValid) return refuse('numberOfElementsValid');
    const { startingElementAddress: start } = fields;
    const count = fields.numberOfElementsValid ? fields.numberOfElements : Number.POSITIVE_INFINITY;
    const runs = chooseElements(changer.library.layout, { types, start, count });
    const answer = (...pages: readonly Uint8Array[]): Outcome => goodUpTo(fields.allocationLength, Buffer.concat(pages));
    switch (fields.pageCode) {
      case PageCode.supportedPages:
        return answer(supportedPages(types));
      case PageCode.staticInformation:
        return answer(staticInformation(changer, runs));
      case PageCode.stateInformation:
        return answer(stateInformation(changer, runs));
      case PageCode.allPages:
        return answer(supportedPages(types), staticInformation(changer, runs), stateInformation(changer, runs));
      default:
        return refuse('pageCode');
    }
  },
});

function page(pageCode: number, descriptorLength: number, descriptors: Uint8Array): Uint8Array {
  return Buffer.concat([pageHeader.encode({ pageCode, descriptorLength, pageLength: descriptors.length }), descriptors]);
}

function supportedPages(types: readonly ElementTypeName[]): Uint8Array {
  const codes = Object.values(PageCode);
  const descriptors = types.map((type) => {
    const descriptor = supportedPagesDescriptor.encode({ elementTypeCode: ElementType[type], pageCodeListLength: codes.length });
    descriptor.set(codes, supportedPagesDescriptor.length - codes.length);
    return descriptor;
  });
  return page(PageCode.supportedPages, 0, Buffer.concat(descriptors));
}

/** Elements of a type are all alike, so there is one descriptor of each type. */
function staticInformation(changer: Changer, runs: readonly ElementRun[]): Uint8Array {
  const descriptors = runs.map(({ type, first, count }) =>
    staticDescriptor.encode({
      firstElementAddressReported: first,
      numberOfElementsReported: count,
      elementTypeCode: ElementType[type],
      sourceOnly: !elementTypeNames.some((from) => changer.moves(from, type)),
      destinationOnly: !elementTypeNames.some((to) => changer.moves(type, to)),
      noExport: !changer.moves(type, 'importExport'),
    }),
  );
  return page(PageCode.staticInformation, staticDescriptor.length, Buffer.concat(descriptors));
}

function stateInformation({ library, model }: Changer, runs: readonly ElementRun[]): Uint8Array {
  const count = runs.reduce((sum, run) => sum + run.count, 0);
  const bytes = new Uint8Array(count * stateDescriptorBytes);
  let at = 0;
  for (const run of runs)
    for (const element of elementsOfRun(library.layout, run)) {
      const status = library.status(element);
      const exception = exceptionOf(status, model.elementStatus);
      putUint32(bytes, at, element.address);
      bytes[at + 4] = ElementType[element.type];
      bytes[at + 5] = stateOf(status) | (exception === undefined ? 0 : 0x01);
      if (exception !== undefined) bytes.set([exception.asc, exception.ascq], at + 6);
      at += stateDescriptorBytes;
    }
  return page(PageCode.stateInformation, stateDescriptorBytes, bytes);
}

function stateOf(status: ElementStatus): number {
  const { element, byOperator, accessible } = status;
  const full = isFull(status);
  const volumePresent = full ? VolumePresent.yes : VolumePresent.no;
  const imported = !full ? 0 : byOperator ? Import.byOperator : Import.byRobot;
  const operatorRequired = element.type === 'importExport' && !accessible ? 0x08 : 0;
  return (volumePresent << 6) | (imported << 4) | operatorRequired | (accessible ? 0 : 0x02);
}
