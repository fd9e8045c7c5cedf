/**
 * A preset: a scenario that comes with the program, for a failure that people have met. It is an ordinary scenario file once its parameters are filled
 * in, so that whoever wants it otherwise begins with its text:
 *
 *     tapelab scenario run bad-spot --set drive=dds --set block=1000
 *     tapelab fault add --preset bad-spot
 */
import * as z from 'zod';
import { text } from '../config/value.ts';
import { didYouMean } from '../foundation/did-you-mean.ts';
import { parseDuration, parseSize } from '../foundation/quantity.ts';
import { UserError } from '../foundation/user-error.ts';

export const presetGroups = ['medium', 'drive', 'robot', 'path', 'store'] as const;
export type PresetGroup = (typeof presetGroups)[number];

export interface PresetRow<Parameters extends z.ZodObject = z.ZodObject> {
  /** In kebab-case: `bad-spot`. */
  readonly name: string;
  readonly group: PresetGroup;
  /** One sentence. */
  readonly summary: string;
  /** What a host meets, what it should do, and what is left behind. */
  readonly manual: string;
  /** What can be set, each with a description and what it is unless set. They come as text, and go into the scenario as they are written. */
  readonly parameters: Parameters;
  /** The text of the scenario file. */
  readonly scenario: (parameters: z.output<Parameters>) => string;
}

// biome-ignore lint/suspicious/noExplicitAny: parameters of any preset
export type Preset = PresetRow<any>;

/** Declares a row with its parameters' type inferred. */
export const definePreset = <Parameters extends z.ZodObject>(row: PresetRow<Parameters>): Preset => row;

/** The scenario of a preset with what is set. @throws UserError when there is no such parameter, or it cannot be so */
export function scenarioOf({ name, parameters, scenario }: Preset, given: Readonly<Record<string, unknown>> = {}): string {
  const set = Object.fromEntries(Object.entries(given).map(([key, value]) => [key, String(value)]));
  const result = (parameters as z.ZodObject).safeParse(set);
  if (result.success) return scenario(result.data as never).trimStart();
  const issue = result.error.issues[0]!;
  if (issue.code === 'unrecognized_keys') {
    const [key = ''] = issue.keys;
    const known = Object.keys((parameters as z.ZodObject).shape);
    throw new UserError('parameter-unknown', `The preset '${name}' has no parameter '${key}'.`, {
      hint: didYouMean(key, known) ?? `it has ${known.join(', ')}.`,
      exitCode: 2,
    });
  }
  const { hint } = (issue as { params?: { hint?: string } }).params ?? {};
  throw new UserError('parameter-invalid', `The parameter '${issue.path.join('.')}' of the preset '${name}' ${issue.message}.`, {
    ...(hint !== undefined && { hint }),
    exitCode: 2,
  });
}

/** @throws UserError when there is none of that name */
export function presetNamed(name: string, presets: ReadonlyMap<string, Preset>): Preset {
  const found = presets.get(name);
  if (found !== undefined) return found;
  throw new UserError('preset-unknown', `There is no preset '${name}'.`, {
    hint: didYouMean(name, presets.keys()) ?? "'tapelab fault presets' lists them.",
    exitCode: 2,
  });
}

const parsing = (parse: (value: string) => unknown) =>
  text((value) => {
    try {
      parse(value);
      return undefined;
    } catch (error) {
      if (!(error instanceof UserError)) throw error;
      return { message: `cannot be '${value}'`, hint: error.hint };
    }
  });
const pattern = (expression: RegExp, hint: string) =>
  text((value) => (expression.test(value) ? undefined : { message: `cannot be '${value}'`, hint }));

/** Kinds of parameters. Each stays the text that it is written as. */
export const parameter = {
  duration: parsing(parseDuration),
  size: parsing(parseSize),
  /** A name in the configuration, or of an initiator; `*` stands for anything. */
  name: pattern(/^[\w.:*-]+$/, 'a name has letters, digits, dots, colons and dashes; an asterisk stands for anything.'),
  /** An element in the operator's words, or a barcode. */
  place: pattern(/^[\w*]+( [\w*]+)?$/, "write it like 'slot 3', 'drive 1' or a barcode."),
  senseCode: pattern(/^[0-9A-Fa-f]{2}\/[0-9A-Fa-f]{2}$/, 'write it like 04/01.'),
  command: pattern(/^[\w ()]+$/, "write it as T10 does, like 'WRITE(6)', or as a group of commands."),
  number: pattern(/^\d+$/, 'it is a whole number.'),
  range: pattern(/^\d+(\.\.(\d+)?)?$/, "write it like 100, '100..200' or '100..'."),
  probability: pattern(/^(0\.\d+|1)$/, 'it is a number from 0 to 1, like 0.01.'),
  one: <const Word extends string>(words: readonly [Word, ...Word[]]) =>
    z.string().transform((value, context): Word => {
      const found = words.find((word) => word === value);
      if (found !== undefined) return found;
      const hint = didYouMean(value, words);
      context.issues.push({ code: 'custom', input: value, message: `cannot be '${value}'`, params: { hint } });
      return z.NEVER;
    }),
} as const;

/** Whose presets are for any drive unless one is named. */
export const anyDrive = parameter.name.default('*').describe('the drive; any unless given');
export const anyLibrary = parameter.name.default('*').describe('the library; any unless given');
/** Of a fault that goes on: the scenario does not end as soon as it has been seen. */
export const lasts = parameter.duration.default('1h').describe('how long it goes on');
