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
import { invariant } from '../foundation/invariant.ts';
import { type BitPosition, bits, type Fields, flag, type Layout, layout, uint, type Values } from '../foundation/layout.ts';

/** PC field of MODE SENSE. Saved values exist nowhere in this product. */
export type ModePageControl = 'current' | 'changeable' | 'default';

// biome-ignore lint/suspicious/noExplicitAny: a page of any fields, as a list of pages holds it
export interface ModePage<F extends Fields = any> {
  readonly pageCode: number;
  /** Other than 0: the page has the sub_page format, its fields begin at byte 4 instead of 2. */
  readonly subpageCode?: number;
  /** T10's name: `Data Compression`. */
  readonly name: string;
  /** `SSC-5 §8.3.3`. */
  readonly reference: string;
  /** The whole page with its header; the header's bytes are filled in, so the layout declares no field there. */
  readonly layout: Layout<F>;
  /** Fields not named are zero. */
  readonly defaults: Partial<Values<F>>;
  /** Fields that MODE SELECT may change. */
  readonly changeable: readonly (keyof F & string)[];
  /** Fields whose current value the device knows better than what was selected: asked at every MODE SENSE and `values`. */
  live?(): Partial<Values<F>>;
  /** The field of a selection that the device cannot accept, if any. Changes nothing. */
  refuse?(selected: Values<F>): (keyof F & string) | undefined;
  /** Called when MODE SELECT or a reset has changed the page's values. */
  selected?(values: Values<F>): void;
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
export const modePageHeaderLength = (page: ModePage): number => (page.subpageCode ? modeSubpageHeader : modePageHeader).length;

export class ModePages {
  /** Ascending by page and subpage code, as MODE SENSE returns them. */
  readonly pages: readonly ModePage[];
  /** Decoded, since the device asks for them far more often than a host does. */
  readonly #stored = new Map<ModePage, Readonly<Record<string, unknown>>>();

  constructor(pages: readonly ModePage[]) {
    this.pages = [...pages].sort((a, b) => a.pageCode - b.pageCode || (a.subpageCode ?? 0) - (b.subpageCode ?? 0));
    for (const page of this.pages) this.#stored.set(page, defaultsOf(page));
  }

  find(pageCode: number, subpageCode: number): ModePage | undefined {
    return this.pages.find((page) => page.pageCode === pageCode && (page.subpageCode ?? 0) === subpageCode);
  }

  /** A page's current values. */
  values<F extends Fields>(page: ModePage<F>): Readonly<Values<F>> {
    const stored = this.#stored.get(page) as Values<F> | undefined;
    invariant(stored !== undefined, `${page.name} is a mode page of this logical unit`);
    return page.live === undefined ? stored : { ...stored, ...page.live() };
  }

  /** The bytes of a page, header included, as MODE SENSE returns them. */
  encode(page: ModePage, control: ModePageControl): Uint8Array {
    const bytes =
      control === 'changeable' ? changeableMask(page) : page.layout.encode(control === 'default' ? page.defaults : this.values(page));
    const { pageCode, subpageCode } = page;
    const pageLength = bytes.length - modePageHeaderLength(page);
    bytes.set(
      subpageCode
        ? modeSubpageHeader.encode({ subpageFormat: true, pageCode, subpageCode, pageLength })
        : modePageHeader.encode({ pageCode, pageLength }),
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

  /** Makes `bytes` the current values; true when anything changed. To be asked after `refuse` only. */
  select(page: ModePage, bytes: Uint8Array): boolean {
    const current = this.encode(page, 'current');
    const header = modePageHeaderLength(page);
    if (Buffer.compare(bytes.subarray(header), current.subarray(header)) === 0) return false;
    this.#stored.set(page, page.layout.decode(bytes));
    page.selected?.(this.values(page));
    return true;
  }

  /** Back to the defaults, as every reset does where nothing is saved. */
  reset(): void {
    for (const page of this.pages) {
      this.#stored.set(page, defaultsOf(page));
      page.selected?.(this.values(page));
    }
  }
}

const defaultsOf = (page: ModePage) => page.layout.decode(page.layout.encode(page.defaults));

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
