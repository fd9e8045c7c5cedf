/**
 * A device's pages as its product has them. Of what this code can do, a model keeps what the product has and lays the product's lengths, defaults
 * and bytes over it: a page is declared once, and a product that differs is a few words of data.
 */
import { bits, type Fields, layout, uint } from '../foundation/layout.ts';
import type { LogPage, LogParameter, LogParameterFormat } from './log-pages.ts';
import { type ModePage, modePageHeaderLength } from './mode-pages.ts';
import type { VitalProductDataPage } from './vital-product-data.ts';

/** A mode page as a product has it, where it differs from the page's own declaration. */
export interface ModePageFacts {
  readonly pageCode: number;
  readonly subpageCode?: number;
  /** The whole page, header included: older products have shorter ones. */
  readonly lengthBytes?: number;
  readonly defaults?: Readonly<Record<string, number | boolean>>;
  /** Fields that MODE SELECT may change, if not those of the declaration. */
  readonly changeable?: readonly string[];
  /** PS: MODE SELECT can save it; as `ModePage.saveable` unless given. */
  readonly saveable?: boolean;
}

/** Whole pages as a product returns them, header included, each as hexadecimal text; they replace what this code would say, or add to it. */
export interface PageBytes {
  /** What the defaults are; the fields that this code knows of remain to be selected. */
  readonly mode?: readonly string[];
  readonly log?: readonly string[];
  readonly vitalProductData?: readonly string[];
}

/** What a model says of its pages. */
export interface PageFacts {
  /** The mode pages it has; undefined: every one, as declared. */
  readonly modePages: readonly ModePageFacts[] | undefined;
  /** Page codes, or `code << 8 | subpage`; undefined: every one. */
  readonly logPages: readonly number[] | undefined;
  /** 00h, which lists them, excepted. */
  readonly vitalProductData: readonly number[] | undefined;
  readonly pageBytes?: PageBytes;
  /** Of products older than mode pages: the bytes behind the block descriptor, as hexadecimal text. A host may change all of them with PF=0. */
  readonly vendorModeParameters?: string;
}

/** Where a fact comes from: a published document, by its title, or our own judgement of what such a product says. */
export type Source = { readonly sourced: string } | 'approximated';

/** The bytes of a text such as `10 0E 00`, or undefined when it is no such text. */
export function bytesOf(hexadecimal: string): Uint8Array | undefined {
  const digits = hexadecimal.replace(/\s+/g, '');
  return /^([0-9a-f]{2})+$/i.test(digits) ? Uint8Array.from(Buffer.from(digits, 'hex')) : undefined;
}

/** Of two pages of one code the later counts. */
function pagesInBytes(texts: readonly string[] = [], codeOf: (bytes: Uint8Array) => number): Uint8Array[] {
  const pages = texts.map((text) => bytesOf(text) ?? new Uint8Array(4));
  return [...new Map(pages.map((bytes) => [codeOf(bytes), bytes])).values()];
}
const subpageOf = (bytes: Uint8Array): number => ((bytes[0]! & 0x40) !== 0 ? bytes[1]! : 0);
const pageAndSubpage = (bytes: Uint8Array): number => ((bytes[0]! & 0x3f) << 8) | subpageOf(bytes);

export function modePagesOf(model: PageFacts, declared: readonly ModePage[]): readonly ModePage[] {
  const kept =
    model.modePages?.flatMap((facts) => {
      const page = declared.find((candidate) => isOfCode(candidate, facts.pageCode, facts.subpageCode));
      return page === undefined ? [] : [withFacts(page, facts)];
    }) ?? declared;
  const inBytes = pagesInBytes(model.pageBytes?.mode, pageAndSubpage).map((bytes) => {
    const pageCode = bytes[0]! & 0x3f;
    const subpageCode = subpageOf(bytes);
    const page = [...kept, ...declared].find((candidate) => isOfCode(candidate, pageCode, subpageCode));
    return withBytes(page ?? vendorSpecificPage(pageCode, subpageCode), bytes);
  });
  const unformatted = pagesInBytes(model.vendorModeParameters === undefined ? [] : [model.vendorModeParameters], () => 0).map(
    pageWithoutHeader,
  );
  return [...unformatted, ...kept.filter((page) => !inBytes.some((other) => isOfCode(other, page.pageCode, page.subpageCode))), ...inBytes];
}

export function logPagesOf(model: PageFacts, declared: readonly LogPage[]): readonly LogPage[] {
  const { logPages: codes } = model;
  const kept = declared.filter(({ pageCode, subpageCode = 0 }) =>
    codes === undefined ? true : codes.includes(subpageCode === 0 ? pageCode : (pageCode << 8) | subpageCode),
  );
  const fixed = pagesInBytes(model.pageBytes?.log, pageAndSubpage).map(logPageInBytes);
  const replaced = (page: LogPage): boolean =>
    fixed.some((other) => other.pageCode === page.pageCode && other.subpageCode === (page.subpageCode ?? 0));
  return [...kept.filter((page) => !replaced(page)), ...fixed];
}

export function vitalProductDataOf(model: PageFacts, declared: readonly VitalProductDataPage[]): readonly VitalProductDataPage[] {
  const { vitalProductData: codes } = model;
  const fixed = pagesInBytes(model.pageBytes?.vitalProductData, (bytes) => bytes[1]!).map(vitalProductDataInBytes);
  const kept = declared.filter(({ pageCode }) => codes === undefined || codes.includes(pageCode));
  return [...kept.filter(({ pageCode }) => !fixed.some((other) => other.pageCode === pageCode)), ...fixed];
}

const isOfCode = (page: ModePage, pageCode: number, subpageCode = 0): boolean =>
  page.pageCode === pageCode && (page.subpageCode ?? 0) === subpageCode;

/** A shorter page ends before some of the declared fields; they keep the values that they have where there is no such page. */
function withFacts(page: ModePage, { lengthBytes = page.layout.length, defaults = {}, changeable, saveable }: ModePageFacts): ModePage {
  const fields = fieldsWithin(page.layout.fields, lengthBytes);
  const known = (names: readonly string[]): string[] => names.filter((name) => name in fields);
  return {
    ...withLayout(page, lengthBytes, fields),
    defaults: only({ ...page.defaults, ...defaults }, fields),
    changeable: known(changeable ?? page.changeable),
    ...(saveable !== undefined && { saveable }),
  };
}

/** Bytes decide the defaults of the declared fields and of all the bits between them. */
function withBytes(page: ModePage, bytes: Uint8Array): ModePage {
  const declared = fieldsWithin(page.layout.fields, bytes.length);
  const fields = { ...declared, ...gapsBetween(declared, modePageHeaderLength(page), bytes.length) };
  const altered = withLayout(page, bytes.length, fields);
  const changeable = page.changeable.filter((name) => name in declared);
  return { ...altered, defaults: altered.layout.decode(bytes), changeable, saveable: (bytes[0]! & 0x80) !== 0 };
}

function withLayout(page: ModePage, lengthBytes: number, fields: Fields): ModePage {
  const elsewhere = page.layout.decode(page.layout.encode(page.defaults));
  const { refuse, prohibit, selected } = page;
  return {
    ...page,
    layout: layout(lengthBytes, fields),
    ...(refuse !== undefined && { refuse: (values) => refuse({ ...elsewhere, ...values }) }),
    ...(prohibit !== undefined && { prohibit: (values) => prohibit({ ...elsewhere, ...values }) }),
    ...(selected !== undefined && { selected: (values, by) => selected({ ...elsewhere, ...values }, by) }),
  };
}

const fieldsWithin = (fields: Fields, lengthBytes: number): Fields =>
  Object.fromEntries(Object.entries(fields).filter(([, { byte, bit, widthBits }]) => byte * 8 + 7 - bit + widthBits <= lengthBytes * 8));

const only = (values: Readonly<Record<string, unknown>>, fields: Fields): Record<string, unknown> =>
  Object.fromEntries(Object.entries(values).filter(([name]) => name in fields));

/** A field for each run of bits within a byte that no other field has. */
function gapsBetween(fields: Fields, from: number, to: number): Fields {
  const used = layout(to, fields).usageMask;
  const gaps: Fields = {};
  for (let byte = from; byte < to; byte++) {
    if (used[byte] === 0) gaps[`byte${byte}`] = uint(byte);
    else
      for (let bit = 7; bit >= 0; bit--) {
        const isFree = (at: number): boolean => at >= 0 && (used[byte]! & (1 << at)) === 0;
        if (!isFree(bit) || (bit < 7 && isFree(bit + 1))) continue;
        let width = 1;
        while (isFree(bit - width)) width++;
        gaps[`byte${byte}bit${bit}`] = bits(byte, bit, width);
      }
  }
  return gaps;
}

const vendorSpecificPage = (pageCode: number, subpageCode: number): ModePage => ({
  pageCode,
  ...(subpageCode !== 0 && { subpageCode }),
  name: 'Vendor Specific',
  reference: 'SPC-5 §7.5',
  layout: layout(subpageCode === 0 ? 2 : 4, {}),
  defaults: {},
  changeable: [],
});

function pageWithoutHeader(bytes: Uint8Array): ModePage {
  const fields = gapsBetween({}, 0, bytes.length);
  const parameters = layout(bytes.length, fields);
  return {
    pageCode: 0x00,
    withoutHeader: true,
    name: 'Vendor Specific',
    reference: 'SPC-5 §7.5',
    layout: parameters,
    defaults: parameters.decode(bytes),
    changeable: Object.keys(fields),
    saveable: false,
  };
}

/** FORMAT AND LINKING (SPC-5 §7.3.2.2). */
const parameterFormats: readonly LogParameterFormat[] = ['bounded-counter', 'ascii-list', 'unbounded-counter', 'binary-list'];

function logPageInBytes(bytes: Uint8Array): LogPage {
  const parameters: LogParameter[] = [];
  for (let at = 4; at + 4 <= bytes.length; at += 4 + bytes[at + 3]!) {
    const code = (bytes[at]! << 8) | bytes[at + 1]!;
    parameters.push({ code, format: parameterFormats[bytes[at + 2]! & 0x03]!, value: bytes.subarray(at + 4, at + 4 + bytes[at + 3]!) });
  }
  return {
    pageCode: bytes[0]! & 0x3f,
    subpageCode: subpageOf(bytes),
    name: 'Vendor Specific',
    reference: 'SPC-5 §7.3',
    parameters: () => parameters,
  };
}

const vitalProductDataInBytes = (bytes: Uint8Array): VitalProductDataPage => ({
  pageCode: bytes[1]!,
  name: 'Vendor Specific',
  reference: 'SPC-5 §7.7',
  content: () => bytes.subarray(4),
});
