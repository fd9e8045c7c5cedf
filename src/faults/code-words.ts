/** Codes of a standard's table, as a number or by its name in kebab-case. */
import * as z from 'zod';
import { complain } from '../config/value.ts';
import { didYouMean } from '../foundation/did-you-mean.ts';

export const codesOf = (table: Readonly<Record<string, number>>): ReadonlyMap<string, number> =>
  new Map(Object.entries(table).map(([name, code]) => [name.replace(/[A-Z]/g, (letter) => `-${letter.toLowerCase()}`), code]));

/** One byte. */
export const codeWord = (codes: ReadonlyMap<string, number>, noun: string) =>
  z.union([z.number(), z.string()]).transform((value, context): number => {
    const code = typeof value === 'number' ? value : codes.get(value.toLowerCase());
    if (code !== undefined && Number.isInteger(code) && code >= 0 && code <= 0xff) return code;
    complain(context, {
      message: `'${value}' is no ${noun}`,
      hint: didYouMean(String(value), codes.keys()) ?? 'write a name, or a number from 0 to 255.',
    });
    return z.NEVER;
  });
