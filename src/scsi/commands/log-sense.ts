/**
 * LOG SENSE (SPC-4 §6.8): a log page's header and the parameters from PARAMETER POINTER on, or one of the lists of pages, which are made from
 * the pages there are: 00h all pages, 00h/FFh all pages and subpages, n/FFh the subpages of page n (SPC-4 §7.3).
 *
 *     page      0 DS, SPF, PAGE CODE   1 SUBPAGE CODE   2–3 PAGE LENGTH   4… parameters
 *     parameter 0–1 PARAMETER CODE   2 control byte   3 PARAMETER LENGTH   4… value
 */
import { bits, flag, layout, uint } from '../../foundation/layout.ts';
import { defineCommand } from '../command.ts';
import type { LogPage, LogPageControl, LogParameter, LogParameterFormat } from '../log-pages.ts';
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

const logPageHeader = layout(4, { subpageFormat: flag(0, 6), pageCode: bits(0, 5, 6), subpageCode: uint(1), pageLength: uint(2, 2) });
const logParameterHeader = layout(4, { parameterCode: uint(0, 2), formatAndLinking: bits(2, 1, 2), parameterLength: uint(3) });

const controls: readonly LogPageControl[] = ['threshold', 'cumulative', 'default-threshold', 'default-cumulative'];
const formatAndLinking: Record<LogParameterFormat, number> = {
  'bounded-counter': 0b00,
  'ascii-list': 0b01,
  'unbounded-counter': 0b10,
  'binary-list': 0b11,
};

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
    const parameters = page.parameters(controls[fields.pageControl]!, nexus);
    const wanted = parameters.filter(({ code }) => code >= parameterPointer);
    if (wanted.length === 0 && parameterPointer !== 0) return refuse('parameterPointer');
    page.reported?.(nexus);
    return answer(Buffer.concat(wanted.map(encodeParameter)));
  },
});

function encodeParameter({ code, format, value }: LogParameter): Uint8Array {
  const header = { parameterCode: code, formatAndLinking: formatAndLinking[format], parameterLength: value.length };
  return Buffer.concat([logParameterHeader.encode(header), value]);
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
