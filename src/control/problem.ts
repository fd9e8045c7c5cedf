/** How an error travels over the control channel, and comes out of it as what it was. */
import { z } from 'zod';
import { UserError } from '../foundation/user-error.ts';

export const problem = z.object({
  error: z.object({
    code: z.string(),
    message: z.string(),
    hint: z.string().optional(),
    exitCode: z.union([z.literal(1), z.literal(2), z.literal(3)]),
  }),
});
export type Problem = z.output<typeof problem>;

export function problemOf(error: unknown): Problem {
  if (error instanceof UserError) {
    const { code, message, hint, exitCode } = error;
    return { error: { code, message, exitCode, ...(hint === undefined ? {} : { hint }) } };
  }
  return {
    error: {
      code: 'internal',
      message: `An error inside tapelab: ${error instanceof Error ? error.message : String(error)}.`,
      exitCode: 1,
    },
  };
}

export function errorOf({ error: { code, message, hint, exitCode } }: Problem): UserError {
  return new UserError(code, message, hint === undefined ? { exitCode } : { hint, exitCode });
}
