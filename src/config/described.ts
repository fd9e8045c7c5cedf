/** What the schema of parameters says of each of them, for whoever reads about them. */
import type * as z from 'zod';

export interface DescribedParameter {
  readonly name: string;
  readonly summary: string;
  readonly optional: boolean;
  /** What it is unless given, as it is written. */
  readonly usual?: string;
}

export const describedParameters = (parameters: z.ZodObject): readonly DescribedParameter[] =>
  Object.entries(parameters.shape as Record<string, z.ZodType>).map(([name, schema]) => {
    const usual = usualOf(schema);
    const optional = schema.safeParse(undefined).success;
    return { name, summary: summaryOf(schema), optional, ...(usual !== undefined && { usual }) };
  });

interface Definition {
  readonly type: string;
  readonly defaultValue?: unknown;
  readonly innerType?: z.ZodType;
  readonly in?: z.ZodType;
}
const definitionOf = (schema: z.ZodType): Definition => (schema as unknown as { def: Definition }).def;

/** It may stand before or behind `optional()`. */
function summaryOf(schema: z.ZodType): string {
  const { innerType } = definitionOf(schema);
  return schema.description ?? (innerType === undefined ? '' : summaryOf(innerType));
}

function usualOf(schema: z.ZodType): string | undefined {
  const { type, defaultValue, innerType, in: before } = definitionOf(schema);
  if (type === 'default' || type === 'prefault') return written(defaultValue);
  const inner = innerType ?? (type === 'pipe' ? before : undefined);
  return inner === undefined ? undefined : usualOf(inner);
}

const written = (value: unknown): string | undefined =>
  ['string', 'number', 'boolean'].includes(typeof value) ? String(value) : undefined;
