/**
 * What a scenario file may say. Shape, rules and sentences are checked here; what needs a lab, or the whole of the scenario (a drive that there is not, a
 * state that nothing leads to), in `contradictions.ts`.
 *
 *     scenario: The tape is full                      its title
 *     seed: 42                                        of the rules' dice
 *     lab: { drives: …, targets: … }                  a lab of its own, as in `tapelab.yaml`; else it needs one that runs
 *     cartridges: [{ barcodes: DDS001..DDS003, medium: dds-3, capacity: 64MiB, earlyWarning: 8MiB }]
 *     before: [{ load: { drive: dds, barcode: DDS001 } }]
 *     rules: [{ id: full, match: …, do: … }]
 *     timeline: [{ when state is full: { operator: { swap: … } } }]
 *     expect: [within 30s seen LOGIN from iqn.1993-08.*]
 *     ends: after 10min
 */
import * as z from 'zod';
import { configurationSchema } from '../config/schema.ts';
import { complain, oneOrMore, text } from '../config/value.ts';
import { ruleSchema } from '../faults/rule.ts';
import { size } from '../faults/words.ts';
import { UserError } from '../foundation/user-error.ts';
import { parseExpectation } from './expectation.ts';
import { problemOf, sentence } from './misspelt.ts';
import { parseEnding, parseOccasion } from './occasion.ts';
import { operatorStep } from './operator.ts';
import { parameterName } from './parameters.ts';
import { type Step, stepSchema } from './step.ts';
import type { CartridgeToMake, ScenarioVocabulary } from './vocabulary.ts';

const cartridges = ({ configuration, checkCartridge }: ScenarioVocabulary) =>
  z
    .strictObject({
      barcodes: oneOrMore(z.string().min(1)).describe('barcodes, and ranges of them'),
      medium: z.string().optional().describe('the medium type; may be left out where the barcode tells it'),
      capacity: size.optional(),
      earlyWarning: size.optional().describe('so long before the end'),
      partitions: z.number().int().min(1).optional(),
      writeProtected: z.boolean().optional(),
      writeOnce: z.boolean().optional(),
      usesLeft: z.number().int().min(0).optional().describe('of a cleaning cartridge'),
    })
    .transform(({ barcodes, medium, capacity, earlyWarning, ...rest }, context): readonly CartridgeToMake[] => {
      const made: CartridgeToMake[] = [];
      for (const range of barcodes) {
        try {
          for (const barcode of configuration.barcodesIn(range)) {
            const cartridge = { barcode, mediumType: medium, capacityBytes: capacity, earlyWarningBytes: earlyWarning, ...rest };
            checkCartridge(cartridge);
            made.push(cartridge);
          }
        } catch (error) {
          if (!(error instanceof UserError)) throw error;
          complain(context, error);
        }
      }
      return made;
    });

/** `at 90s: …`, with one thing to do, or a list of them. */
const moment = (vocabulary: ScenarioVocabulary) =>
  z
    .record(
      text((words) => {
        const problem = problemOf(words, (one) => parseOccasion(one, vocabulary));
        return problem === undefined ? undefined : { ...problem, message: finished(problem.message) };
      }),
      oneOrMore(stepSchema(vocabulary)) as z.ZodType<Step[]>,
    )
    .superRefine((value, context) => {
      if (Object.keys(value).length !== 1)
        complain(context, { message: 'must be one moment and what is done then', hint: 'each moment begins with a dash.' });
    })
    .transform((value) => {
      const [words, steps] = Object.entries(value)[0]!;
      return { occasion: parseOccasion(words, vocabulary), steps };
    });

/** A key's complaint is a whole sentence. */
const finished = (message: string): string => (message.endsWith('.') ? message : `${message.charAt(0).toUpperCase()}${message.slice(1)}.`);

export const scenarioSchema = (vocabulary: ScenarioVocabulary) =>
  z.strictObject({
    scenario: z.string().min(1).describe('its title'),
    description: z.string().optional(),
    parameters: z
      .record(parameterName, z.union([z.string(), z.number(), z.boolean()]))
      .optional()
      .describe('what a name in the text, in braces behind a dollar sign, stands for unless it is run with another value'),
    seed: z
      .union([z.string().min(1), z.number()])
      .transform(String)
      .optional()
      .describe("of the rules' dice"),
    lab: configurationSchema(vocabulary.configuration).optional().describe('its own lab, as in tapelab.yaml'),
    cartridges: z
      .array(cartridges(vocabulary))
      .transform((lists) => lists.flat())
      .default([]),
    before: z.array(operatorStep).default([]),
    rules: z.array(ruleSchema(vocabulary)).default([]),
    timeline: z.array(moment(vocabulary)).default([]),
    expect: z.array(sentence((words) => parseExpectation(words, vocabulary))).default([]),
    ends: oneOrMore(sentence((words) => parseEnding(words, vocabulary))).optional(),
  });

export type ScenarioDocument = z.output<ReturnType<typeof scenarioSchema>>;
