/**
 * Mode pages as data (SPC-4 §7.5.7): a page is a layout as the standard prints it, its default values, and which of its fields MODE SELECT
 * may change. `ModePages` holds one logical unit's values, the same for every nexus, and answers MODE SENSE and MODE SELECT; the device
 * reads its settings back by name:
 *
 *     const compressionPage = defineModePage({ pageCode: 0x0f, …, layout: layout(16, { dataCompressionEnable: flag(2, 7), … }) });
 *     logicalUnit.modePages.values(compressionPage).dataCompressionEnable
 *
 *     page_0 format   0 PS, SPF=0, PAGE CODE   1 PAGE LENGTH                       2… parameters
 *     sub_page format 0 PS, SPF=1, PAGE CODE   1 SUBPAGE CODE   2–3 PAGE LENGTH    4… parameters
 */

import { type BitPosition, bits, type Fields, flag, type Layout, layout, uint, type Values } from '../foundation/layout.ts';
import type { Json, NonvolatileMemory } from './nonvolatile-memory.ts';
import type { Sense } from './sense.ts';

/** PC field of MODE SENSE. */
export type ModePageControl = 'current' | 'changeable' | 'default' | 'saved';

// biome-ignore lint/suspicious/noExplicitAny: a page of any fields, as a list of pages holds it
export interface ModePage<F extends Fields = any> {
  readonly pageCode: number;
  /** Other than 0: the page has the sub_page format, its fields begin at byte 4 instead of 2. */
  readonly subpageCode?: number;
  /** Page 00h of products older than pages: bytes behind the block descriptor, in no page format, that MODE SELECT sends with PF=0. */
  readonly withoutHeader?: boolean;
  /** T10's name: `Data Compression`. */
  readonly name: string;
  /** `SSC-5 §8.3.3`. */
  readonly reference: string;
  /** The whole page with its header; the header's bytes are filled in, so the layout declares no field there. */
  readonly layout: Layout<F>;
  /**
   * MODE SELECT may send a page of fewer bytes than it has, but of this many and whole fields: what is missing counts as zero. The whole page unless
   * given.
   */
  readonly shortestLength?: number;
  /** Fields not named are zero. */
  readonly defaults: Partial<Values<F>>;
  /** Fields that MODE SELECT may change. */
  readonly changeable: readonly (keyof F & string)[];
  /** PS: MODE SELECT with SP=1 saves it; a page with anything to change is saved unless this says otherwise. */
  readonly saveable?: boolean;
  /** Fields whose current value the device knows better than what was selected: asked at every MODE SENSE and `values`. */
  live?(): Partial<Values<F>>;
  /** The field of a selection that the device cannot accept, if any. Changes nothing. */
  refuse?(selected: Values<F>): (keyof F & string) | undefined;
  /** Why a selection without a fault in itself cannot be carried out now: the medium is protected, or not at its beginning. Changes nothing. */
  prohibit?(selected: Values<F>): Sense | undefined;
  /** Called when MODE SELECT, or power on and every other reset, has given the page these values. */
  selected?(values: Values<F>, by: 'host' | 'reset'): void;
}

/** Declares a page with its fields' types inferred. */
export const defineModePage = <F extends Fields>(page: ModePage<F>): ModePage<F> => page;

export const modePageHeader = layout(2, { parametersSaveable: flag(0, 7), pageCode: bits(0, 5, 6), pageLength: uint(1) });
export const modeSubpageHeader = layout(4, {
  parametersSaveable: flag(0, 7),
  subpageFormat: flag(0, 6),
  pageCode: bits(0, 5, 6),
  subpageCode: uint(1),
  pageLength: uint(2, 2),
});

/** Bytes before a page's own fields. */
export const modePageHeaderLength = (page: ModePage): number =>
  page.withoutHeader === true ? 0 : (page.subpageCode ? modeSubpageHeader : modePageHeader).length;

/** Where saved pages stand in the device's nonvolatile memory: changeable fields as bytes, by page and subpage code. */
const memoryName = 'modePages';

export class ModePages {
  /** Ascending by page and subpage code, as MODE SENSE returns them; page 00h, which is a vendor's own, comes last (SPC-4 §6.13). */
  readonly pages: readonly ModePage[];
  readonly #memory: NonvolatileMemory | undefined;
  readonly #byCode = new Map<number, ModePage>();
  /** Decoded, since the device asks for them far more often than a host does. */
  readonly #stored = new Map<ModePage, Readonly<Record<string, unknown>>>();

  /** Begins with the values that the memory has saved. */
  constructor(pages: readonly ModePage[], memory?: NonvolatileMemory) {
    this.#memory = memory;
    this.pages = [...pages].sort((a, b) => orderOf(a) - orderOf(b));
    for (const page of this.pages) this.#byCode.set(codeOf(page), page);
    this.reset();
  }

  find(pageCode: number, subpageCode: number): ModePage | undefined {
    return this.#byCode.get(codeOf({ pageCode, subpageCode }));
  }

  /** Whether MODE SELECT with SP=1 saves anything. */
  get saving(): boolean {
    return this.pages.some((page) => this.#isSaveable(page));
  }

  /** A page's current values. Where a product's page of this code lacks a field, or the product lacks the page, the declared defaults count. */
  values<F extends Fields>(page: ModePage<F>): Readonly<Values<F>> {
    const own = this.#byCode.get(codeOf(page));
    if (own === undefined) return defaultsOf(page) as Values<F>;
    const stored = this.#stored.get(own) as Values<F>;
    if (own !== page) return { ...(defaultsOf(page) as Values<F>), ...stored, ...(own.live?.() as Partial<Values<F>>) };
    return page.live === undefined ? stored : { ...stored, ...page.live() };
  }

  /** The bytes of a page, header included, as MODE SENSE returns them. */
  encode(page: ModePage, control: ModePageControl): Uint8Array {
    const bytes = this.#content(page, control);
    if (page.withoutHeader === true) return bytes;
    const { pageCode, subpageCode } = page;
    const pageLength = bytes.length - modePageHeaderLength(page);
    const parametersSaveable = this.#isSaveable(page);
    bytes.set(
      subpageCode
        ? modeSubpageHeader.encode({ parametersSaveable, subpageFormat: true, pageCode, subpageCode, pageLength })
        : modePageHeader.encode({ parametersSaveable, pageCode, pageLength }),
    );
    return bytes;
  }

  /** Where the bytes of a whole page ask for what cannot be changed or accepted, counted from the page's first byte. */
  refuse(page: ModePage, bytes: Uint8Array): BitPosition | undefined {
    const current = this.encode(page, 'current');
    const mask = changeableMask(page);
    for (let byte = modePageHeaderLength(page); byte < bytes.length; byte++) {
      const changed = (bytes[byte]! ^ current[byte]!) & ~mask[byte]!;
      if (changed !== 0) return fieldAt(page.layout, { byte, bit: 31 - Math.clz32(changed) });
    }
    const field = page.refuse?.(page.layout.decode(bytes));
    return field === undefined ? undefined : page.layout.position(field);
  }

  /** Why the bytes of a whole page, which nothing is wrong with, cannot be carried out now. */
  prohibit(page: ModePage, bytes: Uint8Array): Sense | undefined {
    return page.prohibit?.(page.layout.decode(bytes));
  }

  /** Makes `bytes` the current values; true when anything changed. To be asked after `refuse` and `prohibit` only. */
  select(page: ModePage, bytes: Uint8Array): boolean {
    const current = this.encode(page, 'current');
    const header = modePageHeaderLength(page);
    if (Buffer.compare(bytes.subarray(header), current.subarray(header)) === 0) return false;
    const selected = page.layout.decode(bytes);
    this.#stored.set(page, selected);
    // Not its current values: what the device knows better it cannot know yet.
    page.selected?.(selected, 'host');
    return true;
  }

  /** Makes the current values of all saveable pages the saved ones. Rejects when they could not be kept. */
  async save(): Promise<void> {
    const saved: Record<string, string> = {};
    for (const page of this.pages)
      if (this.#isSaveable(page)) saved[memoryKey(page)] = Buffer.from(this.encode(page, 'current')).toString('hex');
    await this.#memory?.write(memoryName, saved);
  }

  /** Back to the saved values, and where nothing is saved to the defaults: what power on and every reset do. */
  reset(): void {
    for (const page of this.pages) {
      const values = page.layout.decode(this.#content(page, 'saved'));
      this.#stored.set(page, values);
      page.selected?.(values, 'reset');
    }
  }

  #isSaveable(page: ModePage): boolean {
    return this.#memory !== undefined && (page.saveable ?? page.changeable.length > 0);
  }

  #content(page: ModePage, control: ModePageControl): Uint8Array {
    switch (control) {
      case 'changeable':
        return changeableMask(page);
      case 'current':
        return page.layout.encode(this.values(page));
      default: {
        const defaults = page.layout.encode(page.defaults);
        return (control === 'saved' && this.#isSaveable(page) && this.#savedOver(page, defaults)) || defaults;
      }
    }
  }

  /** What is saved of the changeable fields, over the others' defaults; undefined where nothing is, or nothing that this page would accept. */
  #savedOver(page: ModePage, defaults: Uint8Array): Uint8Array | undefined {
    const all = this.#memory?.read(memoryName);
    const text =
      typeof all === 'object' && all !== null && !Array.isArray(all) ? (all as Record<string, Json>)[memoryKey(page)] : undefined;
    if (typeof text !== 'string') return undefined;
    const saved = Buffer.from(text, 'hex');
    if (saved.length !== defaults.length) return undefined;
    const mask = changeableMask(page);
    const bytes = defaults.map((byte, at) => (byte & ~mask[at]!) | (saved[at]! & mask[at]!));
    return page.refuse?.(page.layout.decode(bytes)) === undefined ? bytes : undefined;
  }
}

const codeOf = ({ pageCode, subpageCode = 0 }: Pick<ModePage, 'pageCode' | 'subpageCode'>): number => (pageCode << 8) | subpageCode;
const orderOf = (page: ModePage): number => (page.pageCode === 0 ? 0x4000 : codeOf(page));
const memoryKey = (page: ModePage): string => codeOf(page).toString(16).padStart(4, '0');

/** Each page's defaults, decoded once: of a declaration that a product lays its own over they are asked for with every command. */
const decodedDefaults = new WeakMap<ModePage, Readonly<Record<string, unknown>>>();

function defaultsOf(page: ModePage): Readonly<Record<string, unknown>> {
  let defaults = decodedDefaults.get(page);
  if (defaults === undefined) {
    defaults = page.layout.decode(page.layout.encode(page.defaults));
    decodedDefaults.set(page, defaults);
  }
  return defaults;
}

function changeableMask(page: ModePage): Uint8Array {
  const mask = new Uint8Array(page.layout.length);
  for (const name of page.changeable) {
    const { byte, bit, widthBits } = page.layout.fields[name]!;
    const first = byte * 8 + (7 - bit);
    for (let at = first; at < first + widthBits; at++) mask[at >> 3]! |= 0x80 >> (at & 7);
  }
  return mask;
}

/** The position of the field that `at` lies in, which is what BIT POINTER names (SPC-5 §4.4.2.4.2); a reserved bit is its own position. */
function fieldAt(pageLayout: Layout<Fields>, at: BitPosition): BitPosition {
  const bit = at.byte * 8 + (7 - at.bit);
  for (const field of Object.values(pageLayout.fields)) {
    const first = field.byte * 8 + (7 - field.bit);
    if (bit >= first && bit < first + field.widthBits) return { byte: field.byte, bit: field.bit };
  }
  return at;
}
