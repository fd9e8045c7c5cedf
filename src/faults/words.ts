/** Words of rules that are more than one value: durations and sizes with their units, ranges of numbers. */
import * as z from 'zod';
import { complain, duration as durationWithin, size as sizeWithin } from '../config/value.ts';
import { didYouMean } from '../foundation/did-you-mean.ts';

/** In milliseconds. */
export const duration = durationWithin({ least: 0, most: 7 * 86_400_000, why: 'a week is the longest that a fault lasts' });

/** In bytes. */
export const size = sizeWithin({ least: 0, most: 2 ** 53 - 1, why: 'no tape is longer' });

export interface NumberRange {
  readonly first: number;
  readonly last: number;
}

/** `100`, `'100..200'`, `'100..'`: numbers from 0 on. */
export const numberRange = z.union([z.number(), z.string()]).transform((value, context): NumberRange => {
  const [, first, dots, last] = /^(\d+)(?:(\.\.)(\d+)?)?$/.exec(String(value)) ?? [];
  if (first === undefined) {
    complain(context, { message: `'${value}' is no number and no range of numbers`, hint: "write it like 100, '100..200' or '100..'." });
    return z.NEVER;
  }
  const range = {
    first: Number(first),
    last: last === undefined ? (dots === undefined ? Number(first) : Number.POSITIVE_INFINITY) : Number(last),
  };
  if (range.last < range.first)
    complain(context, { message: `'${value}' ends before it begins`, hint: 'the smaller number stands first.' });
  return range;
});

/** One of these words; a misspelt one is told the nearest. */
export const oneOf = <const Word extends string>(words: readonly Word[], noun: string) =>
  z.string().transform((text, context): Word => {
    const found = words.find((word) => word.toLowerCase() === text.toLowerCase());
    if (found !== undefined) return found;
    complain(context, { message: `'${text}' is no ${noun}`, hint: didYouMean(text, words) });
    return z.NEVER;
  });
