/**
 * LOG SELECT (SPC-4 §6.7): sets counters and thresholds to the values of a list of pages, or without a list returns them to their defaults. The
 * whole list is checked before anything of it is taken over; afterwards every other nexus is told 2A/02. No log parameter can be saved, so SP
 * is no field of it.
 *
 *     0 4Ch   1 PCR (bit 1)   2 PC (bits 7–6), PAGE CODE   3 SUBPAGE CODE   7–8 PARAMETER LIST LENGTH
 *
 *     no list   PCR=1: all to defaults │ PC 10b: thresholds to defaults │ PC 11b: counters to defaults │ else nothing
 *     a list    PC 00b: thresholds │ PC 01b: counters; pages and parameters ascending
 */
import { type BitPosition, bits, flag, layout, uint } from '../../foundation/layout.ts';
import { additionalSense } from '../additional-sense.ts';
import { defineCommand } from '../command.ts';
import { formatAndLinking, type LogPage, type LogParameter, logPageHeader, logParameterHeader, numberIn } from '../log-pages.ts';
import { isSelectable, type LogValues, type ParameterControl } from '../log-values.ts';
import type { LogicalUnitView } from '../logical-unit-view.ts';
import { checkCondition, good, type Outcome } from '../outcome.ts';
import { illegalRequest, invalidFieldInCdb, invalidFieldInParameterList, type Sense } from '../sense.ts';
import type { Nexus } from '../target.ts';

const logSelectCdb = layout(10, {
  parameterCodeReset: flag(1, 1),
  pageControl: bits(2, 7, 2),
  pageCode: bits(2, 5, 6),
  subpageCode: uint(3),
  parameterListLength: uint(7, 2),
});

const PageControl = { threshold: 0b00, cumulative: 0b01, defaultThreshold: 0b10, defaultCumulative: 0b11 } as const;
const ALL_SUBPAGES = 0xff;

export const logSelect = defineCommand({
  name: 'LOG SELECT',
  operationCode: 0x4c,
  reference: 'SPC-4 §6.7',
  cdb: logSelectCdb,
  dataDirection: 'out',
  async execute(unit: LogicalUnitView, fields, context): Promise<Outcome> {
    const { parameterCodeReset, pageControl, pageCode, subpageCode, parameterListLength: length } = fields;
    const refuse = (field: keyof typeof fields): Outcome => checkCondition(invalidFieldInCdb(logSelectCdb.position(field)));
    if (length === 0) {
      const pages = pagesOf(unit.logPages, pageCode, subpageCode);
      if (pages.length === 0) return refuse(unit.logPages.some((page) => page.pageCode === pageCode) ? 'subpageCode' : 'pageCode');
      const thresholds = parameterCodeReset || pageControl === PageControl.defaultThreshold;
      const counters = parameterCodeReset || pageControl === PageControl.defaultCumulative;
      if (thresholds) restore(pages, 'threshold', unit.logValues, context.nexus);
      if (counters) restore(pages, 'cumulative', unit.logValues, context.nexus);
      if (thresholds || counters) tell(unit, context.nexus);
      return good;
    }
    if (parameterCodeReset) return refuse('parameterCodeReset');
    if (pageCode !== 0) return refuse('pageCode');
    if (subpageCode !== 0) return refuse('subpageCode');
    if (pageControl !== PageControl.threshold && pageControl !== PageControl.cumulative) return refuse('pageControl');

    const list = (await context.receiveDataOut(length)).toBytes();
    if (list.length < length) return checkCondition(truncated);
    const selection = readSelection(list, unit.logPages, context.nexus);
    if ('key' in selection) return checkCondition(selection);
    const what = pageControl === PageControl.threshold ? 'threshold' : 'cumulative';
    for (const { page, parameter, control, value } of selection) unit.logValues.select(page, parameter, what, control, value);
    if (selection.length > 0) tell(unit, context.nexus);
    return good;
  },
});

const truncated = illegalRequest(additionalSense.parameterListLengthError);

const tell = (unit: LogicalUnitView, by: Nexus): void => unit.unitAttentions.establish(additionalSense.logParametersChanged, by);

/** 00h/00h names every page, n/FFh page n with all its subpages. */
const pagesOf = (all: readonly LogPage[], pageCode: number, subpageCode: number): readonly LogPage[] =>
  all.filter(
    (page) =>
      (pageCode === 0 || page.pageCode === pageCode) &&
      ((pageCode === 0 && subpageCode === 0) || subpageCode === ALL_SUBPAGES || (page.subpageCode ?? 0) === subpageCode),
  );

function restore(pages: readonly LogPage[], what: 'threshold' | 'cumulative', values: LogValues, nexus: Nexus): void {
  for (const page of pages) {
    for (const parameter of page.parameters(nexus)) if (isSelectable(page, parameter)) values.restore(page, parameter, what);
    if (what === 'cumulative') page.cleared?.();
  }
}

interface SelectedParameter {
  readonly page: LogPage;
  readonly parameter: LogParameter;
  readonly control: ParameterControl;
  readonly value: bigint;
}

function readSelection(list: Uint8Array, pages: readonly LogPage[], nexus: Nexus): SelectedParameter[] | Sense {
  const selection: SelectedParameter[] = [];
  let last = -1;
  for (let at = 0; at < list.length; ) {
    const refuse = ({ byte, bit }: BitPosition): Sense => invalidFieldInParameterList({ byte: at + byte, bit });
    if (list.length < at + logPageHeader.length) return truncated;
    const { subpageFormat, pageCode, subpageCode, pageLength } = logPageHeader.decode(list.subarray(at));
    const page = pages.find((other) => other.pageCode === pageCode && (other.subpageCode ?? 0) === (subpageFormat ? subpageCode : 0));
    if (page === undefined || (subpageFormat && subpageCode === 0) || pageCode * 256 + subpageCode <= last)
      return refuse(
        logPageHeader.position(subpageFormat && pages.some((other) => other.pageCode === pageCode) ? 'subpageCode' : 'pageCode'),
      );
    if (!subpageFormat && subpageCode !== 0) return refuse(logPageHeader.position('subpageCode'));
    last = pageCode * 256 + subpageCode;
    const begin = at + logPageHeader.length;
    const end = begin + pageLength;
    if (list.length < end) return truncated;
    const parameters = readParameters(list.subarray(begin, end), begin, page, nexus);
    if ('key' in parameters) return parameters;
    selection.push(...parameters);
    at = end;
  }
  return selection;
}

/** The parameters of one page, which stand at byte `begin` of the list. */
function readParameters(bytes: Uint8Array, begin: number, page: LogPage, nexus: Nexus): SelectedParameter[] | Sense {
  const known = page.parameters(nexus);
  const selection: SelectedParameter[] = [];
  for (let at = 0; at < bytes.length; ) {
    const rest = bytes.subarray(at);
    if (rest.length < logParameterHeader.length) return truncated;
    const refuse = (field: keyof typeof logParameterHeader.fields): Sense => {
      const { byte, bit } = logParameterHeader.position(field);
      return invalidFieldInParameterList({ byte: begin + at + byte, bit });
    };
    const { parameterCode: code, formatAndLinking: format, parameterLength, ...control } = logParameterHeader.decode(rest);
    const parameter = known.find((other) => other.code === code);
    const last = selection.at(-1)?.parameter.code ?? -1;
    if (parameter === undefined || !isSelectable(page, parameter) || code <= last) return refuse('parameterCode');
    const stray = logParameterHeader.reservedBitSet(rest);
    // Bit 6 of the control byte was DS until SPC-3: hosts of its time set it, and nothing is saved either way.
    if (stray !== undefined && stray.bit !== 6) return invalidFieldInParameterList({ byte: begin + at + stray.byte, bit: stray.bit });
    if (format !== formatAndLinking[parameter.format]) return refuse('formatAndLinking');
    if (parameterLength !== parameter.value.length) return refuse('parameterLength');
    const length = logParameterHeader.length + parameterLength;
    if (rest.length < length) return truncated;
    selection.push({ page, parameter, control, value: numberIn(rest.subarray(logParameterHeader.length, length)) });
    at += length;
  }
  return selection;
}
