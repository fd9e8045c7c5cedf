/**
 * What a configuration may say of any product, drive or library: the serial number, the names in INQUIRY data, and whole pages.
 *
 *     serial: TL4F29A1C3
 *     inquiry: { vendor: HP, product: C5683A, revision: C908 }
 *     pages: { mode: { 10h: "10 0E …" }, log: { 31h: "31 00 …" }, vpd: { C0h: "01 C0 …" } }
 */
import * as z from 'zod';
import { pageProblem, parsePageCode } from './page-text.ts';
import { text } from './value.ts';

/** UNIT SERIAL NUMBER (SPC-5 §7.7.19) is ASCII; hosts compare it as text, and some cut it at 32. */
export const serialNumber = text((serial) =>
  /^[0-9A-Za-z_-]{1,32}$/.test(serial)
    ? undefined
    : { message: `'${serial}' is no serial number.`, hint: 'a serial number has 1 to 32 letters, digits, hyphens and underscores.' },
);

/** A field of text in INQUIRY data or a density's descriptor: printable ASCII, filled up with blanks. */
export const asciiField = (length: number) =>
  text((value) =>
    /^[\x20-\x7e]*$/.test(value) && value.length <= length
      ? undefined
      : { message: `must have at most ${length} characters of ASCII`, hint: 'shorter text is filled up with blanks.' },
  );

export const inquiry = z
  .strictObject({ vendor: asciiField(8).optional(), product: asciiField(16).optional(), revision: asciiField(4).optional() })
  .optional();
export type InquiryConfiguration = z.output<typeof inquiry>;

/** Whole pages as a host would see them, header included, by their codes. */
const pagesOf = (kind: 'mode' | 'log' | 'vpd') =>
  z
    .record(
      text((value) =>
        parsePageCode(value) === undefined ? { message: `'${value}' is no page code.`, hint: 'write it like 10h, or 10h/01h.' } : undefined,
      ),
      z.string(),
    )
    .superRefine((record, context) => {
      for (const [page, bytes] of Object.entries(record)) {
        const problem = parsePageCode(page) === undefined ? undefined : pageProblem(kind, page, bytes);
        if (problem !== undefined)
          context.issues.push({ ...problem, code: 'custom', input: bytes, path: [page], params: { hint: problem.hint } });
      }
    })
    .optional();

export const pages = z.strictObject({ mode: pagesOf('mode'), log: pagesOf('log'), vpd: pagesOf('vpd') }).optional();
export type PagesConfiguration = z.output<typeof pages>;
