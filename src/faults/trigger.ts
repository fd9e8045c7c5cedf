/**
 * When a rule that matches fires: its `fire`. Every word that is given must agree; without any the rule fires once.
 *
 *     once   always   { times: 3 }   { every: 10 }   { after: 5 }   { afterTime: 90s }   { probability: 0.01 }   { whileFile: /tmp/on }
 */
import * as z from 'zod';
import { complain } from '../config/value.ts';
import { Dice } from '../foundation/dice.ts';
import { didYouMean } from '../foundation/did-you-mean.ts';
import { nested } from './nested.ts';
import { duration } from './words.ts';

const count = z.number().int().min(1);

const conditions = z.strictObject({
  times: count.optional().describe('At most so many times.'),
  every: count.optional().describe('Every so many matches: 3 is the third, the sixth, …'),
  after: count.optional().describe('Not before so many matches have passed.'),
  afterTime: duration.optional().describe('Not before the rule has been armed for this long.'),
  probability: z.number().min(0).max(1).optional().describe("With this probability, by the rule's own dice."),
  whileFile: z.string().min(1).optional().describe('While this file exists.'),
});

export type TriggerSpecification = z.output<typeof conditions>;
export type TriggerWord = keyof TriggerSpecification;

const once: TriggerSpecification = { times: 1 };
const always: TriggerSpecification = {};

export const triggerSchema = z
  .union([z.string(), z.record(z.string(), z.unknown())])
  .transform((value, context): TriggerSpecification => {
    if (value === 'once') return once;
    if (value === 'always') return always;
    if (typeof value !== 'string') return Object.keys(value).length === 0 ? once : nested(conditions, value, { context, noun: "'fire'" });
    complain(context, {
      message: `'${value}' is no trigger`,
      hint: didYouMean(value, ['once', 'always', ...Object.keys(conditions.shape)]),
    });
    return z.NEVER;
  })
  .default(once);

/** What a trigger may be made of, with what each word means. */
export const triggerWords: Readonly<Record<string, string>> = Object.fromEntries(
  Object.entries(conditions.shape).map(([word, schema]) => [word, schema.description ?? '']),
);

export interface TriggerSurroundings {
  /** Monotonic milliseconds. */
  readonly elapsed: () => number;
  readonly fileExists: (path: string) => boolean;
  readonly seed: string;
}

export class Trigger {
  readonly #specification: TriggerSpecification;
  readonly #surroundings: TriggerSurroundings;
  readonly #dice: Dice;
  readonly #armedAt: number;
  #matches = 0;
  #firings = 0;

  constructor(specification: TriggerSpecification, surroundings: TriggerSurroundings) {
    this.#specification = specification;
    this.#surroundings = surroundings;
    this.#dice = new Dice(surroundings.seed);
    this.#armedAt = surroundings.elapsed();
  }

  get firings(): number {
    return this.#firings;
  }

  /** It fires no more, whatever comes. */
  get spent(): boolean {
    return this.#firings >= (this.#specification.times ?? Number.POSITIVE_INFINITY);
  }

  /**
   * The rule has matched: undefined when it fires, else the word that does not agree. Each match has its own throw of the dice, whether it is asked for
   * or not: what depends on time or on a file does not change the luck of what comes after.
   */
  pull(): TriggerWord | undefined {
    const { every, after, afterTime, probability, whileFile } = this.#specification;
    const { elapsed, fileExists } = this.#surroundings;
    this.#matches += 1;
    const luck = probability === undefined ? 0 : this.#dice.next();
    if (this.spent) return 'times';
    if (after !== undefined && this.#matches <= after) return 'after';
    if (every !== undefined && (this.#matches - (after ?? 0)) % every !== 0) return 'every';
    if (afterTime !== undefined && elapsed() - this.#armedAt < afterTime) return 'afterTime';
    if (whileFile !== undefined && !fileExists(whileFile)) return 'whileFile';
    if (probability !== undefined && luck >= probability) return 'probability';
    this.#firings += 1;
    return undefined;
  }
}
