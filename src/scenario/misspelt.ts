/** A sentence of a scenario that cannot be understood: the end of a complaint that begins with its name, or a clause of its own, and a hint. */
import * as z from 'zod';
import { complain } from '../config/value.ts';
import { UserError } from '../foundation/user-error.ts';

export class Misspelt extends Error {
  override readonly name = 'Misspelt';
  readonly hint: string | undefined;

  constructor(message: string, hint?: string) {
    super(message);
    this.hint = hint;
  }
}

/** What is wrong with `text`, as a schema tells it; undefined: nothing. */
export function problemOf(text: string, parse: (text: string) => unknown): { message: string; hint: string | undefined } | undefined {
  try {
    parse(text);
    return undefined;
  } catch (error) {
    if (error instanceof Misspelt || error instanceof UserError) return { message: error.message, hint: error.hint };
    throw error;
  }
}

/** A sentence that `parse` understands. */
export const sentence = <T>(parse: (text: string) => T): z.ZodType<T, string> =>
  z.string().transform((text, context) => {
    const problem = problemOf(text, parse);
    if (problem === undefined) return parse(text);
    complain(context, problem);
    return z.NEVER;
  });
