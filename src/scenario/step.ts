/**
 * What is done at a moment of the timeline: a fault's deed with what it is done to, the operator's step, another state, a rule more or less, or the end.
 *
 *     { reset-connection: {}, on: { device: dds } }    { operator: { swap: { … } } }    { enter: cut }    { add: RULE }    { remove: ID }    end
 */
import * as z from 'zod';
import { complain } from '../config/value.ts';
import type { Subject } from '../faults/action.ts';
import { nested } from '../faults/nested.ts';
import { type CheckedRule, type Performance, performanceSchema, ruleSchema } from '../faults/rule.ts';
import { didYouMean } from '../foundation/did-you-mean.ts';
import { type OperatorStep, operatorStep, wordsOf } from './operator.ts';
import type { ScenarioVocabulary } from './vocabulary.ts';

export type Step =
  | { readonly kind: 'deed'; readonly words: string; readonly performance: Performance; readonly on: Subject }
  | { readonly kind: 'operator'; readonly words: string; readonly operator: OperatorStep }
  | { readonly kind: 'enter'; readonly words: string; readonly state: string }
  | { readonly kind: 'add'; readonly words: string; readonly rule: CheckedRule }
  | { readonly kind: 'remove'; readonly words: string; readonly id: string }
  | { readonly kind: 'end'; readonly words: string };

const on = z.strictObject({
  target: z.string().min(1).optional(),
  lun: z.number().int().min(0).max(16_383).optional(),
  device: z.string().min(1).optional(),
  initiator: z.string().min(1).optional(),
  session: z.number().int().min(1).optional(),
  barcode: z.string().min(1).optional(),
  from: z.string().min(1).optional(),
  to: z.string().min(1).optional(),
});

const own = ['operator', 'enter', 'add', 'remove', 'end'] as const;

/** One thing to do. */
export const stepSchema = (vocabulary: ScenarioVocabulary) => {
  const performance = performanceSchema(vocabulary);
  const values = {
    operator: operatorStep.transform((operator): Step => ({ kind: 'operator', words: `operator: ${operator.words}`, operator })),
    enter: z
      .string()
      .min(1)
      .transform((state): Step => ({ kind: 'enter', words: `enter ${state}`, state })),
    add: ruleSchema(vocabulary).transform((rule): Step => ({ kind: 'add', words: `add rule ${rule.id ?? rule.do.action.name}`, rule })),
    remove: z
      .string()
      .min(1)
      .transform((id): Step => ({ kind: 'remove', words: `remove rule ${id}`, id })),
    end: z.unknown().transform((): Step => ({ kind: 'end', words: 'end' })),
  };
  return z.union([z.string(), z.record(z.string(), z.unknown())]).transform((value, context): Step => {
    /** The issues of a part stand where the part does. */
    const part = <T>(schema: z.ZodType<T>, input: unknown, path: readonly PropertyKey[]): T | undefined => {
      const result = schema.safeParse(input);
      if (result.success) return result.data;
      for (const issue of result.error.issues) context.issues.push({ ...issue, path: [...path, ...issue.path], input: value } as never);
      return undefined;
    };
    const { on: subject, dangerous, ...given } = typeof value === 'string' ? { [value]: undefined } : value;
    const names = Object.keys(given);
    const [name = ''] = names;
    if (names.length !== 1) {
      complain(context, { message: 'must be one thing to do', hint: 'write a list of several.' });
      return z.NEVER;
    }
    const path = typeof value === 'string' ? [] : [name];
    const word = own.find((one) => one === name);
    if (word !== undefined) {
      if (subject !== undefined) complain(context, { message: `says what '${word}' is done to`, hint: "'on' belongs to a fault." });
      return part<Step>(values[word], given[name], path) ?? z.NEVER;
    }
    if (!vocabulary.actions.has(name)) {
      const known = [...own, ...vocabulary.actions.keys()];
      complain(context, {
        message: `'${name}' is nothing to do`,
        hint: didYouMean(name, known) ?? "'tapelab fault explain' lists the actions.",
      });
      return z.NEVER;
    }
    const performed = part(performance, given[name] === undefined ? name : { [name]: given[name] }, []);
    const done = nested(on, subject ?? {}, { context, path: ['on'], noun: "'on'" });
    if (performed === undefined) return z.NEVER;
    if (performed.action.deed === undefined) {
      complain(context, {
        message: `has '${name}', which alters what passes by and needs a rule`,
        hint: "put it under 'rules', or add a rule: { add: { match: …, do: … } }.",
      });
      return z.NEVER;
    }
    if (isDangerous(performed) && dangerous !== true) {
      complain(context, {
        message: `does what could hang or crash a real host's kernel (${name})`,
        hint: "say 'dangerous: true' beside it if that is what you want.",
      });
      return z.NEVER;
    }
    const parameters = wordsOf(name, performed.written as Record<string, unknown>);
    const target = wordsOf('', done);
    return { kind: 'deed', words: target === '' ? parameters : `${parameters} on ${target.trim()}`, performance: performed, on: done };
  });
};

const isDangerous = ({ action: { dangerous }, parameters }: Performance): boolean =>
  typeof dangerous === 'function' ? dangerous(parameters) : dangerous === true;
