/**
 * Mode pages as data (SPC-5 §7.5.8): a page is a layout as the standard prints it, its default values, and which of its fields MODE SELECT
 * may change. `ModePages` holds one logical unit's values, the same for every nexus (MLUS=1), and answers MODE SENSE and MODE SELECT; the device reads its
 * settings back by name:
 *
 *     const compressionPage = defineModePage({ pageCode: 0x0f, …, layout: layout(16, { dataCompressionEnable: flag(2, 7), … }) });
 *     logicalUnit.modePages.values(compressionPage).dataCompressionEnable
 */
import type { BitPosition, Fields, Layout, Values } from '../foundation/layout.ts';

/** PC field of MODE SENSE. Saved values exist nowhere in this product. */
export type ModePageControl = 'current' | 'changeable' | 'default';

export interface ModePage<F extends Fields = Fields> {
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

/** The values of one logical unit's mode pages. */
export interface ModePageValues {
  readonly pages: readonly ModePage[];
  /** A page's current values. */
  values<F extends Fields>(page: ModePage<F>): Values<F>;
  /** The bytes of a page, header included, as MODE SENSE returns them. */
  encode(page: ModePage, control: ModePageControl): Uint8Array;
  /** Where the bytes of a whole page ask for what cannot be changed or accepted, counted from the page's first byte. */
  refuse(page: ModePage, bytes: Uint8Array): BitPosition | undefined;
  /** Makes `bytes` the current values; true when anything changed. To be asked after `refuse` only. */
  select(page: ModePage, bytes: Uint8Array): boolean;
  /** Back to the defaults: power on and every reset (SPC-5 §5.?). */
  reset(): void;
}
