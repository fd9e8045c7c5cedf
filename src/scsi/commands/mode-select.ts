/**
 * MODE SELECT(6) and MODE SELECT(10) (SPC-4 §6.11, §6.12): header, block descriptor and pages are all checked before any of them is taken over.
 * When something changed, every other nexus is told 2A/01.
 *
 * PF=0 is accepted as if it were one: old hosts send it with nothing but a header and a block descriptor, or with pages all the same.
 */
import { type BitPosition, type Field, flag, layout, uint } from '../../foundation/layout.ts';
import { additionalSense } from '../additional-sense.ts';
import { type CommandContext, defineCommand } from '../command.ts';
import type { LogicalUnitView } from '../logical-unit-view.ts';
import { type ModePage, type ModePages, modePageHeader, modePageHeaderLength, modeSubpageHeader } from '../mode-pages.ts';
import {
  type ModeParameters,
  modeParameterHeader6,
  modeParameterHeader10,
  type RefusedModeParameter,
  shortBlockDescriptor,
} from '../mode-parameters.ts';
import { checkCondition, good, type Outcome } from '../outcome.ts';
import { illegalRequest, invalidFieldInCdb, invalidFieldInParameterList, type Sense, SenseKey } from '../sense.ts';

const modeSelect6Cdb = layout(6, { pageFormat: flag(1, 4), savePages: flag(1, 0), parameterListLength: uint(4) });
const modeSelect10Cdb = layout(10, { pageFormat: flag(1, 4), savePages: flag(1, 0), parameterListLength: uint(7, 2) });

type Header = typeof modeParameterHeader6 | typeof modeParameterHeader10;

interface ModeSelectFields {
  readonly pageFormat: boolean;
  readonly savePages: boolean;
  readonly parameterListLength: number;
}

export const modeSelect6 = defineCommand({
  name: 'MODE SELECT(6)',
  operationCode: 0x15,
  reference: 'SPC-4 §6.11',
  cdb: modeSelect6Cdb,
  dataDirection: 'out',
  execute: (unit: LogicalUnitView, fields, context) => modeSelect(unit, fields, context, modeParameterHeader6),
});

export const modeSelect10 = defineCommand({
  name: 'MODE SELECT(10)',
  operationCode: 0x55,
  reference: 'SPC-4 §6.12',
  cdb: modeSelect10Cdb,
  dataDirection: 'out',
  execute: (unit: LogicalUnitView, fields, context) => modeSelect(unit, fields, context, modeParameterHeader10),
});

async function modeSelect(unit: LogicalUnitView, fields: ModeSelectFields, context: CommandContext, header: Header): Promise<Outcome> {
  if (fields.savePages && !unit.modePages.saving) return checkCondition(invalidFieldInCdb(modeSelect6Cdb.position('savePages')));
  if (fields.parameterListLength === 0) return fields.savePages ? save(unit) : good;
  const list = (await context.receiveDataOut(fields.parameterListLength)).toBytes();
  if (list.length < fields.parameterListLength) return checkCondition(truncated);

  const selection = readSelection(list, header, unit.modePages, fields.pageFormat);
  if ('key' in selection) return checkCondition(selection);
  const refusal = refusedBy(unit, selection, header);
  if (refusal !== undefined) return checkCondition(invalidFieldInParameterList(refusal));

  const unsettled = await unit.device.synchronise();
  if (unsettled !== undefined) return checkCondition(unsettled);
  for (const { page, bytes } of selection.pages) {
    const prohibition = unit.modePages.prohibit(page, bytes);
    if (prohibition !== undefined) return checkCondition(prohibition);
  }
  let changed = unit.device.selectModeParameters(selection.parameters);
  for (const { page, bytes } of selection.pages) changed = unit.modePages.select(page, bytes) || changed;
  if (changed) unit.unitAttentions.establish(additionalSense.modeParametersChanged, context.nexus);
  const failure = await unit.device.carryOutModeSelection?.(context);
  if (failure !== undefined) return checkCondition(failure);
  return fields.savePages ? save(unit) : good;
}

/** SP=1 saves all pages that can be saved, whichever were sent (SPC-4 §6.11). */
async function save({ modePages }: LogicalUnitView): Promise<Outcome> {
  try {
    await modePages.save();
    return good;
  } catch {
    return checkCondition({ key: SenseKey.hardwareError, additional: additionalSense.internalTargetFailure });
  }
}

/** A parameter list taken apart. */
interface Selection {
  readonly parameters: ModeParameters;
  readonly pages: readonly SelectedPage[];
}

interface SelectedPage {
  readonly page: ModePage;
  /** Where it begins in the list, and how much of the list it is. */
  readonly at: number;
  readonly sentLength: number;
  /** All of it. */
  readonly bytes: Uint8Array;
}

/** The list would end within a header, a descriptor or a page (SPC-4 §6.11). */
const truncated = illegalRequest(additionalSense.parameterListLengthError);

function readSelection(list: Uint8Array, header: Header, known: ModePages, pageFormat: boolean): Selection | Sense {
  if (list.length < header.length) return truncated;
  // MODE DATA LENGTH is reserved here; hosts send back what MODE SENSE gave them.
  const { mediumType, deviceSpecificParameter, blockDescriptorLength } = header.decode(list);
  const longLba = header === modeParameterHeader10 && modeParameterHeader10.decode(list).longLba;
  if (longLba) return invalidFieldInParameterList(modeParameterHeader10.position('longLba'));
  if (blockDescriptorLength !== 0 && blockDescriptorLength !== shortBlockDescriptor.length)
    return invalidFieldInParameterList(header.position('blockDescriptorLength'));
  let at = header.length + blockDescriptorLength;
  if (list.length < at) return truncated;
  const blockDescriptor = blockDescriptorLength === 0 ? undefined : shortBlockDescriptor.decode(list.subarray(header.length));

  const pages: SelectedPage[] = [];
  const unformatted = pageFormat ? undefined : known.pages.find(({ withoutHeader }) => withoutHeader === true);
  if (unformatted !== undefined && at < list.length) {
    const rest = list.subarray(at);
    if (rest.length > unformatted.layout.length) return truncated;
    const bytes = Buffer.concat([rest, known.encode(unformatted, 'current').subarray(rest.length)]);
    return {
      parameters: { mediumType, deviceSpecificParameter, blockDescriptor },
      pages: [{ page: unformatted, at, sentLength: rest.length, bytes }],
    };
  }
  while (at < list.length) {
    const page = readPage(list.subarray(at), at, known);
    if ('key' in page) return page;
    pages.push(page);
    at += page.sentLength;
  }
  return { parameters: { mediumType, deviceSpecificParameter, blockDescriptor }, pages };
}

/** The page at the beginning of `rest`, which stands at byte `at` of the list. */
function readPage(rest: Uint8Array, at: number, known: ModePages): SelectedPage | Sense {
  const refuse = ({ byte, bit }: BitPosition): Sense => invalidFieldInParameterList({ byte: at + byte, bit });
  const subpageFormat = (rest[0]! & 0x40) !== 0;
  const head = subpageFormat ? modeSubpageHeader : modePageHeader;
  if (rest.length < head.length) return truncated;
  const { pageCode, pageLength } = head.decode(rest);
  const subpageCode = subpageFormat ? modeSubpageHeader.decode(rest).subpageCode : 0;
  const page = known.find(pageCode, subpageCode);
  if (page === undefined || (subpageFormat && subpageCode === 0)) {
    const codeKnown = known.pages.some((other) => other.pageCode === pageCode);
    return refuse(subpageFormat && codeKnown ? modeSubpageHeader.position('subpageCode') : head.position('pageCode'));
  }
  const { length } = page.layout;
  const sentLength = pageLength + modePageHeaderLength(page);
  if (sentLength > length || sentLength < (page.shortestLength ?? length) || cutsField(page, sentLength))
    return refuse(head.position('pageLength'));
  if (rest.length < sentLength) return truncated;
  const bytes = new Uint8Array(length);
  bytes.set(rest.subarray(0, sentLength));
  return { page, at, sentLength, bytes };
}

/** Whether a page that ends there ends within a field. */
const cutsField = (page: ModePage, sentLength: number): boolean =>
  Object.values<Field<unknown>>(page.layout.fields).some(({ byte, widthBits }) => byte < sentLength && byte + widthBits / 8 > sentLength);

/** The first bit of the list that the device or a page cannot accept. */
function refusedBy(unit: LogicalUnitView, { parameters, pages }: Selection, header: Header): BitPosition | undefined {
  const parameter = unit.device.refuseModeParameters(parameters);
  if (parameter !== undefined) return positionOf(parameter, header);
  for (const { page, at, bytes } of pages) {
    const refused = unit.modePages.refuse(page, bytes);
    if (refused !== undefined) return { byte: at + refused.byte, bit: refused.bit };
  }
  return undefined;
}

function positionOf({ field, bit }: RefusedModeParameter, header: Header): BitPosition {
  const inHeader = field === 'mediumType' || field === 'deviceSpecificParameter';
  const start = inHeader ? header.position(field) : shortBlockDescriptor.position(field);
  return { byte: start.byte + (inHeader ? 0 : header.length), bit: bit ?? start.bit };
}
