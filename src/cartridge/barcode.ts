/**
 * Barcodes: what they may look like, and ranges of them. A cartridge's folder is named by its barcode, so the syntax is what every file
 * system takes: 1 to 32 of A–Z, 0–9, `-` and `_`. LTO labels are six characters and the medium's two (`LAB001L8`).
 */
import { UserError } from '../foundation/user-error.ts';
import { readLabel } from './medium-type.ts';

const syntax = /^[A-Z0-9][A-Z0-9_-]{0,31}$/;
const maximumRange = 10_000;

export const isBarcode = (text: string): boolean => syntax.test(text);

/** @throws UserError */
export function checkBarcode(text: string): string {
  if (syntax.test(text)) return text;
  const upper = text.toUpperCase();
  throw new UserError(
    'barcode-invalid',
    `"${text}" is not a barcode: 1 to 32 letters A-Z, digits, "-" and "_", the first a letter or digit.`,
    {
      hint: upper !== text && syntax.test(upper) ? `write it in capitals: ${upper}.` : 'an LTO label looks like LAB001L8.',
      exitCode: 2,
    },
  );
}

/**
 * The barcodes that `LAB002L8` or `LAB002L8..LAB010L8` means, in order. The two ends of a range differ in one number of equal width.
 * @throws UserError
 */
export function expandBarcodes(text: string): readonly string[] {
  const ends = text.split('..');
  if (ends.length === 1) return [checkBarcode(text)];
  const refuse = (why: string): never => {
    throw new UserError('barcode-range-invalid', `"${text}" is not a range of barcodes: ${why}.`, {
      hint: 'a range looks like LAB002L8..LAB010L8.',
      exitCode: 2,
    });
  };
  if (ends.length !== 2) return refuse('it has more than two ends');
  if (ends.includes('')) return refuse('it lacks an end');
  const [first, last] = ends.map(checkBarcode) as [string, string];
  if (first.length !== last.length) return refuse('its ends differ in length');
  const suffix = readLabel(first)?.suffix ?? '';
  if ((readLabel(last)?.suffix ?? '') !== suffix) return refuse('its ends are labels of different media');
  const from = numberIn(first, last, suffix);
  const to = numberIn(last, first, suffix);
  if (from === undefined || to === undefined || from.before !== to.before || from.after !== to.after)
    return refuse('its ends may differ in one number only');
  const count = Number(to.digits) - Number(from.digits) + 1;
  if (count < 1) return refuse('it runs backwards');
  if (count > maximumRange) return refuse(`it has ${count} barcodes, and ${maximumRange} is the most`);
  return Array.from({ length: count }, (_, index) => {
    const number = String(Number(from.digits) + index).padStart(from.digits.length, '0');
    return `${from.before}${number}${from.after}`;
  });
}

/** The run of digits of `barcode` in which it first differs from `other`; the last one if they are the same. */
function numberIn(barcode: string, other: string, suffix: string): { before: string; digits: string; after: string } | undefined {
  const body = barcode.slice(0, barcode.length - suffix.length);
  const runs = [...body.matchAll(/\d+/g)];
  let differs = 0;
  while (differs < barcode.length && barcode[differs] === other[differs]) differs++;
  const run =
    differs === barcode.length ? runs.at(-1) : runs.find(({ 0: digits, index }) => index <= differs && differs < index + digits.length);
  if (run === undefined || run[0].length > 15) return undefined;
  return { before: body.slice(0, run.index), digits: run[0], after: body.slice(run.index + run[0].length) + suffix };
}
