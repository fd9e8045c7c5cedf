/**
 * SEND VOLUME TAG (SMC-3, SEND VOLUME TAG command), of which only searches are served: labels are printed, so none can be asserted, replaced or
 * undefined by a host. REQUEST VOLUME ELEMENT ADDRESS tells what was found.
 *
 *     CDB    1 ELEMENT TYPE CODE (bits 3–0) │ 2–3 ELEMENT ADDRESS │ 5 SEND ACTION CODE (bits 4–0) │ 8–9 PARAMETER LIST LENGTH
 *     list   0–31 VOLUME IDENTIFICATION TEMPLATE │ 34–35 MINIMUM, 38–39 MAXIMUM VOLUME SEQUENCE NUMBER
 *
 *     action   00h all volume tags   01h primary   02h alternate ones; 04h to 06h likewise, whatever their volume sequence number
 *
 * A barcode has no volume sequence number, which counts as 0, and no cartridge here has an alternate volume tag: they are looked for and not found.
 */
import { bits, bytes, layout, uint } from '../../foundation/layout.ts';
import { additionalSense } from '../../scsi/additional-sense.ts';
import { defineCommand } from '../../scsi/command.ts';
import { checkCondition, good, type Outcome } from '../../scsi/outcome.ts';
import { illegalRequest, invalidFieldInCdb, invalidFieldInParameterList } from '../../scsi/sense.ts';
import type { Changer } from '../changer.ts';
import { typesOfCode } from '../element-choice.ts';
import { volumeIdentificationBytes } from '../volume-tag-search.ts';

const cdb = layout(12, {
  elementTypeCode: bits(1, 3, 4),
  elementAddress: uint(2, 2),
  sendActionCode: bits(5, 4, 5),
  parameterListLength: uint(8, 2),
});

const list = layout(40, {
  volumeIdentificationTemplate: bytes(0, volumeIdentificationBytes),
  minimumVolumeSequenceNumber: uint(34, 2),
  maximumVolumeSequenceNumber: uint(38, 2),
});

interface Search {
  readonly primary: boolean;
  readonly alternate: boolean;
  readonly sequence: boolean;
}

/** By SEND ACTION CODE. */
const searches: ReadonlyMap<number, Search> = new Map([
  [0x00, { primary: true, alternate: true, sequence: true }],
  [0x01, { primary: true, alternate: false, sequence: true }],
  [0x02, { primary: false, alternate: true, sequence: true }],
  [0x04, { primary: true, alternate: true, sequence: false }],
  [0x05, { primary: true, alternate: false, sequence: false }],
  [0x06, { primary: false, alternate: true, sequence: false }],
]);

export const sendVolumeTag = defineCommand({
  name: 'SEND VOLUME TAG',
  operationCode: 0xb6,
  cdb,
  dataDirection: 'out',
  reference: 'SMC-3, SEND VOLUME TAG command',
  needsReady: true,
  async execute({ model, volumeTagSearches }: Changer, fields, context): Promise<Outcome> {
    const refuse = (field: keyof typeof fields): Outcome => checkCondition(invalidFieldInCdb(cdb.position(field)));
    const types = typesOfCode(fields.elementTypeCode);
    if (types === undefined) return refuse('elementTypeCode');
    const search = searches.get(fields.sendActionCode);
    if (search === undefined || (!search.primary && !model.elementStatus.alternateVolumeTags)) return refuse('sendActionCode');
    const { parameterListLength: length } = fields;
    if (length === 0) return good;
    const truncated = checkCondition(illegalRequest(additionalSense.parameterListLengthError));
    if (length < list.length) return truncated;
    if (length > list.length) return refuse('parameterListLength');
    const sent = (await context.receiveDataOut(length)).toBytes();
    if (sent.length < length) return truncated;
    const stray = list.reservedBitSet(sent);
    if (stray !== undefined) return checkCondition(invalidFieldInParameterList(stray));

    const { volumeIdentificationTemplate, minimumVolumeSequenceNumber } = list.decode(sent);
    const template = readTemplate(volumeIdentificationTemplate);
    if (typeof template === 'number') return checkCondition(invalidFieldInParameterList({ byte: template, bit: 7 }));
    const sequenceFits = !search.sequence || minimumVolumeSequenceNumber === 0;
    volumeTagSearches.begin(context.nexus, {
      sendActionCode: fields.sendActionCode,
      types: search.primary && sequenceFits ? types : [],
      start: fields.elementAddress,
      template,
    });
    return good;
  },
});

/** The characters up to the first 00h, or the byte that is no ASCII graphic code. */
function readTemplate(field: Uint8Array): string | number {
  const end = field.indexOf(0);
  const characters = end < 0 ? field : field.subarray(0, end);
  const stray = characters.findIndex((byte) => byte < 0x20 || byte > 0x7e);
  return stray < 0 ? Buffer.from(characters).toString('latin1') : stray;
}
