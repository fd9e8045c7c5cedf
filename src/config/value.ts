/**
 * The kinds of values that a configuration has. Each refuses what it is not with a sentence, or with the end of one that begins with the
 * key's name, and with a hint; `load.ts` puts the place before it.
 */
import * as z from 'zod';
import { formatDuration, formatSize, parseDuration, parseSize } from '../foundation/quantity.ts';
import { UserError } from '../foundation/user-error.ts';

/** What is wrong with a value: its sentence becomes the message, its hint the hint. */
export type Fault = FaultParameters & { readonly message: string };

export interface FaultParameters {
  readonly hint?: string | undefined;
  /** It may follow from another fault, as a missing key does from a misspelt one: told only when it is alone. */
  readonly secondary?: boolean;
}

export function complain(context: z.core.$RefinementCtx, { message, hint, secondary = false }: Fault): void {
  context.issues.push({ code: 'custom', input: context.value, message, params: { hint, secondary } satisfies FaultParameters });
}

/** Text in which `fault` finds nothing wrong. */
export const text = (fault: (value: string) => Fault | undefined) =>
  z.string().superRefine((value, context) => {
    const found = fault(value);
    if (found !== undefined) complain(context, found);
  });

/** What `parse` makes of a text; what it throws as a `UserError` is the complaint. */
export const parsed = <T>(parse: (text: string) => T) =>
  z.string().transform((value, context) => {
    try {
      return parse(value);
    } catch (error) {
      if (!(error instanceof UserError)) throw error;
      complain(context, error);
      return z.NEVER;
    }
  });

export interface Range {
  readonly least: number;
  readonly most: number;
  /** Why not less, and why not more; the end of the sentence. */
  readonly why: string;
}

const within =
  ({ least, most, why }: Range, format: (value: number) => string) =>
  (value: number, context: z.core.$RefinementCtx) => {
    if (value < least || value > most) complain(context, { message: `must be from ${format(least)} to ${format(most)}: ${why}` });
  };

export const wholeNumber = (range: Range) =>
  z.number().superRefine((value, context) => {
    if (Number.isInteger(value)) within(range, String)(value, context);
    else complain(context, { message: 'must be a whole number' });
  });

/** A number alone is let through to be told that it lacks a unit. */
const quantity = (parse: (text: string) => number) =>
  z.preprocess((value) => (typeof value === 'number' ? String(value) : value), parsed(parse));

/** In bytes. */
export const size = (range: Range) => quantity(parseSize).superRefine(within(range, formatSize));

/** In milliseconds. */
export const duration = (range: Range) => quantity(parseDuration).superRefine(within(range, formatDuration));

/** One value, or a list of them; a list of none would say nothing. */
export const oneOrMore = <Item extends z.ZodType>(item: Item, hint = 'leave it out where it does not matter.') =>
  z.preprocess(
    (value) => (value === undefined || value === null || Array.isArray(value) ? value : [value]),
    z.array(item).superRefine((list, context) => {
      if (list.length === 0) complain(context, { message: 'is an empty list', hint });
    }),
  );
