/**
 * LOG SENSE (SPC-4 §6.8): a log page's header and the parameters from PARAMETER POINTER on, or one of the lists of pages, which are made from
 * the pages there are: 00h all pages, 00h/FFh all pages and subpages, n/FFh the subpages of page n (SPC-4 §7.3).
 *
 *     0 4Dh   2 PC (bits 7–6), PAGE CODE   3 SUBPAGE CODE   5–6 PARAMETER POINTER   7–8 ALLOCATION LENGTH
 */
import { bits, layout, uint } from '../../foundation/layout.ts';
import { defineCommand } from '../command.ts';
import { type LogPage, type LogPageControl, type LogParameter, logPageHeader } from '../log-pages.ts';
import type { LogicalUnitView } from '../logical-unit-view.ts';
import { checkCondition, goodUpTo, type Outcome } from '../outcome.ts';
import { invalidFieldInCdb } from '../sense.ts';

/** SP is no field of it: no log parameter can be saved. */
const logSenseCdb = layout(10, {
  pageControl: bits(2, 7, 2),
  pageCode: bits(2, 5, 6),
  subpageCode: uint(3),
  parameterPointer: uint(5, 2),
  allocationLength: uint(7, 2),
});

const controls: readonly LogPageControl[] = ['threshold', 'cumulative', 'default-threshold', 'default-cumulative'];

const SUPPORTED_PAGES = 0x00;
const ALL_SUBPAGES = 0xff;

export const logSense = defineCommand({
  name: 'LOG SENSE',
  operationCode: 0x4d,
  reference: 'SPC-4 §6.8',
  cdb: logSenseCdb,
  dataDirection: 'in',
  reservation: 'allowed',
  execute(unit: LogicalUnitView, fields, { nexus }): Outcome {
    const { pageCode, subpageCode, parameterPointer, allocationLength } = fields;
    const refuse = (field: 'pageCode' | 'subpageCode' | 'parameterPointer'): Outcome =>
      checkCondition(invalidFieldInCdb(logSenseCdb.position(field)));
    const answer = (content: Uint8Array): Outcome => {
      const header = { subpageFormat: subpageCode !== 0, pageCode, subpageCode, pageLength: content.length };
      return goodUpTo(allocationLength, Buffer.concat([logPageHeader.encode(header), content]));
    };

    const list = listOfPages(unit.logPages, pageCode, subpageCode);
    if (list !== undefined) return parameterPointer === 0 ? answer(list) : refuse('parameterPointer');

    const page = unit.logPages.find((candidate) => candidate.pageCode === pageCode && (candidate.subpageCode ?? 0) === subpageCode);
    if (page === undefined) return refuse(unit.logPages.some((other) => other.pageCode === pageCode) ? 'subpageCode' : 'pageCode');
    const parameters = page.parameters(nexus);
    const wanted = parameters.filter(({ code }) => code >= parameterPointer);
    if (wanted.length === 0 && parameterPointer !== 0) return refuse('parameterPointer');
    const control = controls[fields.pageControl]!;
    const content = Buffer.concat([...whatFits(wanted, (parameter) => unit.logValues.encode(page, parameter, control))]);
    page.reported?.(nexus);
    return answer(content);
  },
});

/** Whole parameters as far as PAGE LENGTH counts; a host asks for the rest by PARAMETER POINTER (SPC-4 §6.8). */
function* whatFits(parameters: Iterable<LogParameter>, encode: (parameter: LogParameter) => Uint8Array): Generator<Uint8Array> {
  let room = 0xffff;
  for (const parameter of parameters) {
    const bytes = encode(parameter);
    room -= bytes.length;
    if (room < 0) return;
    yield bytes;
  }
}

/** The content of a page that lists pages, or undefined for every other page. */
function listOfPages(pages: readonly LogPage[], pageCode: number, subpageCode: number): Uint8Array | undefined {
  const withSubpages = new Set([SUPPORTED_PAGES, ...pages.filter((page) => page.subpageCode).map((page) => page.pageCode)]);
  const lists = [...withSubpages].map((code) => [code, ALL_SUBPAGES]);
  const all = [[SUPPORTED_PAGES, 0], ...lists, ...pages.map((page) => [page.pageCode, page.subpageCode ?? 0])] as [number, number][];
  all.sort(([a, x], [b, y]) => a - b || x - y);

  if (pageCode === SUPPORTED_PAGES && subpageCode === 0) return Uint8Array.from(new Set(all.map(([code]) => code)));
  if (subpageCode !== ALL_SUBPAGES || !withSubpages.has(pageCode)) return undefined;
  return Uint8Array.from(all.filter(([code]) => pageCode === SUPPORTED_PAGES || code === pageCode).flat());
}
