/**
 * A value inside a rule whose schema follows from another part of it, or from how it is written: what is wrong with it is told at its own place, as if
 * its schema stood there.
 */
import * as z from 'zod';
import { didYouMean } from '../foundation/did-you-mean.ts';

/** What `schema` makes of a value at `path`; its complaints become those of `context`. `noun`: what has no such key. */
export function nested<Schema extends z.ZodObject>(
  schema: Schema,
  value: unknown,
  { context, path = [], noun }: { readonly context: z.core.$RefinementCtx; readonly path?: readonly PropertyKey[]; readonly noun: string },
): z.output<Schema> {
  const result = schema.safeParse(value);
  if (result.success) return result.data;
  for (const issue of result.error.issues) {
    const at = [...path, ...issue.path];
    if (issue.code !== 'unrecognized_keys') context.issues.push({ ...issue, continue: false, path: at } as never);
    // Told as a complaint like others: this one alone would not keep the rule from being made of what is left.
    else
      for (const key of issue.keys) {
        const hint = didYouMean(key, Object.keys(schema.shape));
        context.issues.push({
          code: 'custom',
          input: value,
          path: [...at, key],
          message: `'${key}' is no key of ${noun}`,
          params: { hint },
        } as never);
      }
  }
  return z.NEVER;
}
