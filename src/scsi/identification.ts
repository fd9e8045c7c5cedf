/**
 * Who a logical unit says it is, in standard INQUIRY data and on its VPD pages (SPC-4 §6.6, §7.8): what it was built as, unless it has been given
 * another name, serial number or firmware since. That is what an exchanged drive looks like to a host, and a drive after a firmware download.
 */
import type { Identity, InquiryStrings } from './identity.ts';
import { type VitalProductDataPage, withListOfPages } from './vital-product-data.ts';

/** In what a unit differs from what it was built as. */
export interface Disguise extends Partial<InquiryStrings & Pick<Identity, 'serialNumber'>> {
  /** VPD pages that it does not have. */
  readonly withoutPages?: readonly number[];
}

export class Identification {
  readonly #own: Identity;
  readonly #ownPages: readonly VitalProductDataPage[];
  /** What is left when its power has been off. */
  #lasting: Disguise = {};
  #identity: Identity;
  #pages: readonly VitalProductDataPage[];

  /** `pages` are all but 00h, which lists them. */
  constructor(own: Identity, pages: readonly VitalProductDataPage[]) {
    this.#own = own;
    this.#ownPages = pages;
    this.#identity = own;
    this.#pages = withListOfPages(pages);
  }

  get identity(): Identity {
    return this.#identity;
  }

  get pages(): readonly VitalProductDataPage[] {
    return this.#pages;
  }

  /** From now on it is as built but for this; until its power goes off unless it `lasts`. */
  assume(disguise: Disguise, { lasts }: { readonly lasts: boolean }): void {
    if (lasts) this.#lasting = disguise;
    const { withoutPages = [], ...strings } = disguise;
    this.#identity = { ...this.#own, ...strings };
    this.#pages = withListOfPages(this.#ownPages.filter(({ pageCode }) => !withoutPages.includes(pageCode)));
  }

  powerOn(): void {
    this.assume(this.#lasting, { lasts: true });
  }
}
