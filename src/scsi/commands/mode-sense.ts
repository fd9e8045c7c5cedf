/**
 * MODE SENSE(6) and MODE SENSE(10) (SPC-4 §6.13, §6.14): header, block descriptor unless DBD says otherwise, and the pages asked for. Page code 00h
 * is the vendor specific page, empty unless a product has one: hosts use it to ask for header and block descriptor alone.
 */
import { type BitPosition, bits, flag, layout, uint } from '../../foundation/layout.ts';
import { additionalSense } from '../additional-sense.ts';
import { defineCommand } from '../command.ts';
import type { LogicalUnitView } from '../logical-unit-view.ts';
import type { ModePage, ModePageControl } from '../mode-pages.ts';
import { modeParameterHeader6, modeParameterHeader10, shortBlockDescriptor } from '../mode-parameters.ts';
import { checkCondition, goodUpTo, type Outcome } from '../outcome.ts';
import { illegalRequest, invalidFieldInCdb } from '../sense.ts';

const modeSense6Cdb = layout(6, {
  disableBlockDescriptors: flag(1, 3),
  pageControl: bits(2, 7, 2),
  pageCode: bits(2, 5, 6),
  subpageCode: uint(3),
  allocationLength: uint(4),
});
const modeSense10Cdb = layout(10, {
  longLbaAccepted: flag(1, 4),
  disableBlockDescriptors: flag(1, 3),
  pageControl: bits(2, 7, 2),
  pageCode: bits(2, 5, 6),
  subpageCode: uint(3),
  allocationLength: uint(7, 2),
});

const controls: readonly ModePageControl[] = ['current', 'changeable', 'default', 'saved'];

const ALL_PAGES = 0x3f;
const ALL_SUBPAGES = 0xff;
const NO_PAGE = 0x00;

interface ModeSenseFields {
  readonly disableBlockDescriptors: boolean;
  readonly pageControl: number;
  readonly pageCode: number;
  readonly subpageCode: number;
  readonly allocationLength: number;
}

export const modeSense6 = defineCommand({
  name: 'MODE SENSE(6)',
  operationCode: 0x1a,
  reference: 'SPC-4 §6.13',
  cdb: modeSense6Cdb,
  dataDirection: 'in',
  reservation: 'reads',
  execute: (unit: LogicalUnitView, fields) => modeSense(unit, fields, modeParameterHeader6),
});

export const modeSense10 = defineCommand({
  name: 'MODE SENSE(10)',
  operationCode: 0x5a,
  reference: 'SPC-4 §6.14',
  cdb: modeSense10Cdb,
  dataDirection: 'in',
  reservation: 'reads',
  // LLBAA allows the long block descriptor; the short one is always allowed.
  execute: (unit: LogicalUnitView, fields) => modeSense(unit, fields, modeParameterHeader10),
});

function modeSense(
  unit: LogicalUnitView,
  fields: ModeSenseFields,
  header: typeof modeParameterHeader6 | typeof modeParameterHeader10,
): Outcome {
  const control = controls[fields.pageControl]!;
  if (control === 'saved' && !unit.modePages.saving) return checkCondition(illegalRequest(additionalSense.savingParametersNotSupported));
  if (unit.device.refusesBlockDescriptors === true && !fields.disableBlockDescriptors)
    return checkCondition(invalidFieldInCdb(modeSense6Cdb.position('disableBlockDescriptors')));
  const pages = selectPages(unit.modePages.pages, fields);
  if (!Array.isArray(pages)) return checkCondition(invalidFieldInCdb(pages));

  const { mediumType, deviceSpecificParameter, blockDescriptor } = unit.device.modeParameters(control);
  const withDescriptor = blockDescriptor !== undefined && !fields.disableBlockDescriptors;
  const body = Buffer.concat([
    ...(withDescriptor ? [shortBlockDescriptor.encode(blockDescriptor)] : []),
    ...pages.map((page) => unit.modePages.encode(page, control)),
  ]);
  // MODE DATA LENGTH does not count itself, and does not shrink with the allocation length.
  const lengthWidth = header.fields.modeDataLength.widthBits;
  const modeDataLength = header.length + body.length - lengthWidth / 8;
  if (modeDataLength >= 2 ** lengthWidth) return checkCondition(invalidFieldInCdb(modeSense6Cdb.position('pageCode')));
  const blockDescriptorLength = withDescriptor ? shortBlockDescriptor.length : 0;
  const head = header.encode({ modeDataLength, mediumType, deviceSpecificParameter, blockDescriptorLength });
  return goodUpTo(fields.allocationLength, Buffer.concat([head, body]));
}

/** The pages that page and subpage code name, or the field that names none. */
function selectPages(all: readonly ModePage[], { pageCode, subpageCode }: ModeSenseFields): ModePage[] | BitPosition {
  const subpages = subpageCode === ALL_SUBPAGES ? all : all.filter((page) => (page.subpageCode ?? 0) === subpageCode);
  if (pageCode === ALL_PAGES)
    return subpageCode === 0 || subpageCode === ALL_SUBPAGES
      ? subpages.filter(({ withoutHeader }) => withoutHeader !== true)
      : modeSense6Cdb.position('subpageCode');
  const pages = subpages.filter((page) => page.pageCode === pageCode);
  if (pages.length > 0 || (pageCode === NO_PAGE && subpageCode === 0)) return pages;
  return modeSense6Cdb.position(all.some((page) => page.pageCode === pageCode) ? 'subpageCode' : 'pageCode');
}
