/**
 * A rule as it is written, checked:
 *
 *     id: full                         # a name; made up unless given
 *     match: { device: dds0, command: write, block: '1000..' }
 *     when: before                     # or after the command has been executed
 *     fire: { times: 3 }               # once unless given
 *     do: { sense: { sense: MEDIUM ERROR / WRITE ERROR } }
 *     then: broken                     # the state that the rules go on in
 *
 * What it does is checked by its action's own schema, and where it can take place by the seams that action and conditions have in common.
 */
import * as z from 'zod';
import { complain } from '../config/value.ts';
import { didYouMean } from '../foundation/did-you-mean.ts';
import { type Action, seamsOf } from './action.ts';
import { concerning } from './concern.ts';
import { conditionNames, conditions, matchSchema, seamsKnowing } from './conditions.ts';
import { nested } from './nested.ts';
import type { Seam } from './occurrence.ts';
import { triggerSchema } from './trigger.ts';
import type { Vocabulary } from './vocabulary.ts';

export interface RuleSurroundings extends Vocabulary {
  readonly actions: ReadonlyMap<string, Action>;
}

/** An action with the parameters that it is to be performed with. */
export interface Performance {
  readonly action: Action;
  readonly parameters: unknown;
  /** Those as they were written. */
  readonly written: unknown;
}

/** `drop`, or `{ delay: { by: 5s } }`. */
export const performanceSchema = ({ actions }: RuleSurroundings) =>
  z.union([z.string(), z.record(z.string(), z.unknown())]).transform((value, context): Performance => {
    const [name = '', ...more] = typeof value === 'string' ? [value] : Object.keys(value);
    if (more.length > 0 || name === '') {
      complain(context, { message: 'must be one action', hint: 'write a rule for each; several rules stack.' });
      return z.NEVER;
    }
    const action = actions.get(name);
    if (action === undefined) {
      complain(context, {
        message: `'${name}' is no action`,
        hint: didYouMean(name, actions.keys()) ?? "'tapelab fault explain' lists them.",
      });
      return z.NEVER;
    }
    const given = typeof value === 'string' ? {} : (value[name] ?? {});
    const path = typeof value === 'string' ? [] : [name];
    const lacking = typeof value === 'string' ? neededBy(action) : [];
    if (lacking.length > 0) {
      const places = lacking.map((parameter) => `${parameter}: …`).join(', ');
      complain(context, {
        message: `'${name}' needs ${lacking.map(quoted).join(' and ')}`,
        hint: `write it like { ${name}: { ${places} } }.`,
      });
      return z.NEVER;
    }
    const parameters = nested(action.parameters as z.ZodObject, given, { context, path, noun: `'${name}'` });
    return { action, parameters, written: given };
  });

/** The parameters that an action cannot do without. */
const neededBy = ({ parameters }: Action): readonly string[] =>
  Object.entries((parameters as z.ZodObject).shape).flatMap(([name, schema]) =>
    (schema as z.ZodType).safeParse(undefined).success ? [] : [name],
  );

const quoted = (word: string): string => `'${word}'`;

export const ruleSchema = (surroundings: RuleSurroundings) =>
  z
    .strictObject({
      id: z
        .string()
        .regex(/^[\w.-]{1,64}$/, 'must be 1 to 64 letters, digits, dots, dashes or underscores')
        .optional(),
      match: matchSchema(surroundings).default({}),
      when: z.enum(['before', 'after']).optional(),
      fire: triggerSchema,
      do: performanceSchema(surroundings),
      // biome-ignore lint/suspicious/noThenProperty: the word that people write
      then: z.string().min(1).optional().describe('the state that the rules go on in when it has fired'),
      evenIfFailed: z.boolean().default(false).describe('fires on a command that has failed already for another reason, too'),
      dangerous: z.boolean().default(false).describe("known to be able to hang or crash a real host's kernel, and wanted"),
    })
    .transform((rule, context): CheckedRule => {
      const { action, parameters } = rule.do;
      const match = concerning(rule.match, action.concerns ?? {});
      if ('contradiction' in match) {
        complain(context, { message: `contradicts itself: ${action.name} ${match.contradiction}`, hint: match.hint });
        return z.NEVER;
      }
      const seam = seamFor(match, action, rule.when ?? 'before');
      if (typeof seam !== 'string') {
        complain(context, { message: `contradicts itself: ${seam.contradiction}`, hint: seam.hint });
        return z.NEVER;
      }
      const never = neverFires(rule);
      if (never !== undefined) complain(context, { message: `contradicts itself: ${never}`, hint: 'it could never fire.' });
      const isDangerous = typeof action.dangerous === 'function' ? action.dangerous(parameters) : action.dangerous === true;
      if (isDangerous && !rule.dangerous)
        complain(context, {
          message: `does what could hang or crash a real host's kernel (${action.name})`,
          hint: "say 'dangerous: true' beside it if that is what you want.",
        });
      return { ...rule, match, when: rule.when ?? 'before', seam };
    });

export interface CheckedRule extends z.output<z.ZodObject<{ evenIfFailed: z.ZodBoolean }>> {
  readonly id?: string | undefined;
  readonly match: z.output<ReturnType<typeof matchSchema>>;
  readonly when: 'before' | 'after';
  readonly fire: z.output<typeof triggerSchema>;
  readonly do: Performance;
  readonly then?: string | undefined;
  /** Where it lies in wait. */
  readonly seam: Seam;
}

interface Contradiction {
  readonly contradiction: string;
  readonly hint: string;
}

/** What in a rule keeps it from ever firing. */
function neverFires({ match: { nth }, fire: { after, every, probability } }: Pick<CheckedRule, 'match' | 'fire'>): string | undefined {
  if (probability === 0) return 'its probability is 0';
  if (nth === undefined) return undefined;
  if (nth.last < 1) return "'nth' is counted from 1";
  const count = nth.last - Math.max(nth.first, 1) + 1;
  const least = (after ?? 0) + (every ?? 1);
  return count < least ? `'nth' lets ${count} pass, and 'fire' waits for ${least}` : undefined;
}

function seamFor(match: CheckedRule['match'], action: Action, when: CheckedRule['when']): Seam | Contradiction {
  const knowing = seamsKnowing(match);
  const possible = seamsOf(action).filter((seam) => when === 'before' || seam === 'command');
  const seam = possible.find((one) => knowing.includes(one));
  if (seam !== undefined) return seam;
  if (possible.length === 0)
    return {
      contradiction: `there is no 'after' for ${action.name}`,
      hint: 'it alters what is on its way; only commands have been executed.',
    };
  const stray = conditionNames.filter((name) => match[name] !== undefined && !conditions[name].seams.some((one) => possible.includes(one)));
  const where = possible.join(' or ');
  return stray.length > 0
    ? { contradiction: `${action.name} takes place at a ${where}, where no ${stray.join(' and no ')} is known`, hint: 'leave it out.' }
    : {
        contradiction: `its conditions cannot all be known at once where ${action.name} takes place`,
        hint: 'write two rules, and a state between them.',
      };
}
