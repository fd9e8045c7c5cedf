/**
 * REQUEST VOLUME ELEMENT ADDRESS (SMC-3, REQUEST VOLUME ELEMENT ADDRESS command): what the last SEND VOLUME TAG of this I_T nexus has found. An element that was
 * transferred is not told again, so that several commands fetch a long result one part after the other; 2C/00 when nothing was searched for.
 *
 *     CDB      1 VOLTAG (bit 4) ELEMENT TYPE CODE (3–0) │ 2–3 ELEMENT ADDRESS │ 4–5 NUMBER OF ELEMENTS │ 7–9 ALLOCATION LENGTH
 *     header   0–1 FIRST ELEMENT ADDRESS REPORTED │ 2–3 NUMBER OF ELEMENTS REPORTED │ 4 SEND ACTION CODE (bits 4–0)
 *              5–7 BYTE COUNT OF REPORT AVAILABLE │ 8… element status pages
 */
import { bits, flag, layout, uint } from '../../foundation/layout.ts';
import type { Element } from '../../library/element.ts';
import { additionalSense } from '../../scsi/additional-sense.ts';
import { defineCommand } from '../../scsi/command.ts';
import { checkCondition, goodUpTo, type Outcome } from '../../scsi/outcome.ts';
import { illegalRequest, invalidFieldInCdb } from '../../scsi/sense.ts';
import type { Changer } from '../changer.ts';
import { chooseElements, type ElementRun, elementsOfRun, typesOfCode } from '../element-choice.ts';
import { type ElementPage, encodeElementPages } from '../element-status.ts';
import { matchesTemplate } from '../volume-tag-search.ts';

const cdb = layout(12, {
  volumeTag: flag(1, 4),
  elementTypeCode: bits(1, 3, 4),
  elementAddress: uint(2, 2),
  numberOfElements: uint(4, 2),
  allocationLength: uint(7, 3),
});

const header = layout(8, {
  firstElementAddressReported: uint(0, 2),
  numberOfElementsReported: uint(2, 2),
  sendActionCode: bits(4, 4, 5),
  byteCountOfReportAvailable: uint(5, 3),
});

export const requestVolumeElementAddress = defineCommand({
  name: 'REQUEST VOLUME ELEMENT ADDRESS',
  operationCode: 0xb5,
  cdb,
  dataDirection: 'in',
  reference: 'SMC-3, REQUEST VOLUME ELEMENT ADDRESS command',
  needsReady: true,
  execute(changer: Changer, fields, { nexus }): Outcome {
    const { library, model, volumeTagSearches } = changer;
    const refuse = (field: keyof typeof fields): Outcome => checkCondition(invalidFieldInCdb(cdb.position(field)));
    const asked = typesOfCode(fields.elementTypeCode);
    if (asked === undefined) return refuse('elementTypeCode');
    if (fields.volumeTag && !model.elementStatus.volumeTags) return refuse('volumeTag');
    const search = volumeTagSearches.of(nexus);
    if (search === undefined) return checkCondition(illegalRequest(additionalSense.commandSequenceError));

    const runs = chooseElements(library.layout, {
      types: search.types.filter((type) => asked.includes(type)),
      start: Math.max(search.start, fields.elementAddress),
      count: Number.POSITIVE_INFINITY,
    });
    const found = find(changer, runs, search.template, fields.numberOfElements);
    const pages = encodeElementPages({
      library,
      model,
      // By address and not in the model's order: what is told is what lies below the next address to be told of.
      pages: found,
      volumeTags: fields.volumeTag,
      deviceIdentifiers: false,
      room: fields.allocationLength - header.length,
    });
    if (pages.last !== undefined) volumeTagSearches.told(nexus, pages.last.address);
    const reported = header.encode({
      firstElementAddressReported: found[0]?.first ?? 0,
      numberOfElementsReported: found.reduce((sum, { count }) => sum + count, 0),
      sendActionCode: search.sendActionCode,
      byteCountOfReportAvailable: pages.byteCount,
    });
    return goodUpTo(fields.allocationLength, Buffer.concat([reported, pages.data]));
  },
});

/** The elements in these runs whose cartridge's label fits, at most `most`. */
function find(
  { library }: Changer,
  runs: readonly ElementRun[],
  template: string,
  most: number,
): readonly (ElementPage & { readonly first: number })[] {
  let wanted = most;
  return runs.flatMap((run) => {
    const matches: Element[] = [];
    for (const element of elementsOfRun(library.layout, run)) {
      if (wanted === 0) break;
      const { volumeTag } = library.status(element);
      if (volumeTag === undefined || !matchesTemplate(template, volumeTag)) continue;
      matches.push(element);
      wanted--;
    }
    return matches.length === 0 ? [] : [{ type: run.type, first: matches[0]!.address, count: matches.length, elements: () => matches }];
  });
}
