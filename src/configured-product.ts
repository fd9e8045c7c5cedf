/** What a configuration lays over any product of `models/`: the operator's own names in INQUIRY data, and whole pages. */
import type { InquiryConfiguration, PagesConfiguration } from './config/product-schema.ts';
import type { Product } from './scsi/product.ts';
import type { PageBytes } from './scsi/product-pages.ts';

export function asConfigured<P extends Product>(
  product: P,
  { inquiry, pages }: { readonly inquiry?: InquiryConfiguration; readonly pages?: PagesConfiguration },
): P {
  return {
    ...product,
    inquiry: {
      vendorIdentification: inquiry?.vendor ?? product.inquiry.vendorIdentification,
      productIdentification: inquiry?.product ?? product.inquiry.productIdentification,
      productRevisionLevel: inquiry?.revision ?? product.inquiry.productRevisionLevel,
    },
    ...(pages !== undefined && { pageBytes: pageBytesOf(product.pageBytes, pages) }),
  };
}

/** Of two pages of one code the later counts. */
function pageBytesOf(product: PageBytes = {}, { mode = {}, log = {}, vpd = {} }: NonNullable<PagesConfiguration>): PageBytes {
  const after = (first: readonly string[] = [], then: Readonly<Record<string, string>>): readonly string[] => [
    ...first,
    ...Object.values(then),
  ];
  return { mode: after(product.mode, mode), log: after(product.log, log), vitalProductData: after(product.vitalProductData, vpd) };
}
