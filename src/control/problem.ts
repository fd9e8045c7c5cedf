/**
 * How an error travels over HTTP, and comes out of it as what it was: problem details (RFC 9457), with what tapelab tells of an error besides as
 * members of their own. Scripts look at `code`.
 */
import * as z from 'zod';
import { UserError } from '../foundation/user-error.ts';

export const problem = z.object({
  /** The same for all problems of a code; nothing is found there. */
  type: z.string(),
  /** The code as words. */
  title: z.string(),
  status: z.number(),
  /** One sentence. */
  detail: z.string(),
  code: z.string(),
  hint: z.string().optional(),
  /** What the command ends with. */
  exitCode: z.union([z.literal(1), z.literal(2), z.literal(3)]),
});
export type Problem = z.output<typeof problem>;

export function problemOf(error: unknown): Problem {
  if (!(error instanceof UserError))
    return toldAs('internal', `An error inside tapelab: ${error instanceof Error ? error.message : String(error)}.`, 500, 1);
  const { code, message, hint, exitCode } = error;
  return { ...toldAs(code, message, statusOf(error), exitCode), ...(hint === undefined ? {} : { hint }) };
}

export function errorOf({ code, detail, hint, exitCode }: Problem): UserError {
  return new UserError(code, detail, hint === undefined ? { exitCode } : { hint, exitCode });
}

const toldAs = (code: string, detail: string, status: number, exitCode: Problem['exitCode']): Problem => ({
  type: `/problems/${code}`,
  title: code.charAt(0).toUpperCase() + code.slice(1).replaceAll('-', ' '),
  status,
  detail,
  code,
  exitCode,
});

/** The status of a code that ends like this; the first row that fits. What else is refused does not go with how the lab stands: 409. */
const statuses: readonly (readonly [ending: RegExp, status: number])[] = [
  [/^(home-not-ready|server-missing)$/, 503],
  [/^token-/, 401],
  [/^(host|origin)-foreign$/, 403],
  [/-too-large$/, 413],
  [/-invalid$|^usage$|^(parameter|capture-format)-unknown$/, 400],
  [/-unknown$/, 404],
];

function statusOf({ code, exitCode }: UserError): number {
  return statuses.find(([ending]) => ending.test(code))?.[1] ?? (exitCode === 2 ? 400 : 409);
}
