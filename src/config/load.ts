/**
 * From the text of a configuration file (YAML 1.2, and so JSON) to checked values. Every complaint stands at its place, as
 * `file:line:column: sentence`, with a hint; of several the first in the file is told. Since secrets stand in the text too, a sentence repeats
 * of it only what a key of the schema lets it.
 */
import { type Document, type ErrorCode, isMap, isScalar, LineCounter, type Node, parseDocument, visit } from 'yaml';
import type { z } from 'zod';
import { didYouMean } from '../foundation/did-you-mean.ts';
import { UserError } from '../foundation/user-error.ts';
import { contradictions } from './contradictions.ts';
import { keyOffset, nameOf, placeAt, valueOffset } from './place.ts';
import { type Configuration, configurationSchema } from './schema.ts';
import type { Surroundings } from './surroundings.ts';
import type { Fault, FaultParameters } from './value.ts';

export interface LoadedConfiguration {
  readonly file: string;
  readonly configuration: Configuration;
  /** An error at the place of `path`, for what only others can check: whether a cartridge exists. */
  fault(path: readonly PropertyKey[], message: string, hint?: string): UserError;
}

interface Complaint extends Fault {
  /** Where in the text. */
  readonly offset: number;
}

/** @throws UserError naming file, line and column. */
export function parseConfiguration(text: string, file: string, surroundings: Surroundings): LoadedConfiguration {
  const lines = new LineCounter();
  // Numbers as keys become text: `0: drive0` and `"0": drive0` are the same LUN.
  const uniqueKeys = (a: unknown, b: unknown) => isScalar(a) && isScalar(b) && String(a.value) === String(b.value);
  const document = parseDocument(text, { lineCounter: lines, prettyErrors: false, version: '1.2', uniqueKeys });
  const at = ({ offset, message, hint }: Complaint): UserError => {
    const { line, col } = lines.linePos(offset);
    return new UserError('configuration-invalid', `${file}:${line}:${col}: ${message}`, hint === undefined ? {} : { hint });
  };
  const broken = document.errors[0] ?? document.warnings[0];
  if (broken !== undefined) throw at({ offset: broken.pos[0], ...(yamlComplaints[broken.code] ?? { message: 'This is no YAML.' }) });

  visit(document, {
    Pair(_, { key }) {
      if (!isScalar(key))
        throw at({ offset: (key as Node | null)?.range?.[0] ?? 0, message: 'This is a list or a map where a key is expected.' });
    },
    Alias(_, node) {
      if (node.resolve(document) === undefined)
        throw at({
          offset: node.range?.[0] ?? 0,
          message: 'There is no anchor of this name before this.',
          hint: 'text that begins with an asterisk stands in quotes.',
        });
    },
  });

  const schema = configurationSchema(surroundings);
  const result = schema.safeParse(document.toJS() ?? {});
  if (!result.success) {
    const found = result.error.issues.flatMap((issue) => complaintsOf(issue, document, schema));
    throw at(found.sort((a, b) => Number(a.secondary ?? false) - Number(b.secondary ?? false) || a.offset - b.offset)[0]!);
  }
  const configuration = result.data;
  const fault = (path: readonly PropertyKey[], message: string, hint?: string): UserError =>
    at({ offset: valueOffset(document, path), message, hint });
  const [contradiction] = contradictions(configuration, surroundings);
  if (contradiction !== undefined) throw fault(contradiction.path, contradiction.message, contradiction.hint);
  return { file, configuration, fault };
}

/** In words of our own: the parser's repeat parts of the text. */
const yamlComplaints: Readonly<Partial<Record<ErrorCode, Fault>>> = {
  DUPLICATE_KEY: { message: 'The same key stands here a second time.', hint: 'a LUN, a drive or a target has one entry.' },
  TAB_AS_INDENT: { message: 'A tab indents this line.', hint: 'YAML is indented with spaces.' },
  MISSING_CHAR: { message: 'This is no YAML: a quote, a bracket, a comma or a colon is missing.' },
  BAD_INDENT: { message: 'This is no YAML: the line is indented too little or too far.' },
  BAD_DQ_ESCAPE: {
    message: 'This is no YAML: no such thing is written with a backslash.',
    hint: 'between single quotes it is just a backslash.',
  },
  BAD_SCALAR_START: { message: 'This is no YAML: text does not begin with this character.', hint: 'put it in quotes.' },
  TAG_RESOLVE_FAILED: { message: 'There is no such tag.', hint: 'text that begins with an exclamation mark stands in quotes.' },
  BLOCK_AS_IMPLICIT_KEY: { message: 'This is no YAML: a value stands where a key is expected.' },
  MULTILINE_IMPLICIT_KEY: { message: 'This is no YAML: a key does not go over several lines.', hint: 'a colon is followed by a space.' },
  MULTIPLE_DOCS: { message: 'This is a second document; a configuration is one.' },
};

function complaintsOf(issue: z.core.$ZodIssue, document: Document, schema: z.ZodType): Complaint[] {
  const path = issue.path;
  const name = nameOf(document, path);
  switch (issue.code) {
    case 'unrecognized_keys':
      return issue.keys.map((key) => ({
        offset: keyOffset(document, [...path, key]),
        ...unknownKey(key, name, keysAt(schema, path)),
      }));
    case 'invalid_key':
      return issue.issues.map((inner) => ({ offset: keyOffset(document, path), message: inner.message, ...parametersOf(inner) }));
    case 'invalid_type': {
      const place = placeAt(document, path);
      if (place === undefined) {
        const parent = path.slice(0, -1);
        const message = `${capitalised(nameOf(document, parent))} lacks ${name}.`;
        return [{ offset: parent.length === 0 ? 0 : keyOffset(document, parent), message, secondary: true }];
      }
      const value = isScalar(place.value) ? place.value.value : (place.value ?? null);
      const hint = issue.expected === 'string' && typeof value === 'number' ? `put it in quotes: "${sourceOf(place.value)}".` : undefined;
      const message = `${capitalised(name)} is ${typeName(value)} where ${expectedName(issue.expected)} is expected.`;
      return [{ offset: valueOffset(document, path), message, hint }];
    }
    default:
      return [{ offset: valueOffset(document, path), message: sentence(issue.message, capitalised(name)), ...parametersOf(issue) }];
  }
}

/** What stands in the place of a key may be a secret whose own key went wrong: it is repeated only when it is nearly a key. */
function unknownKey(key: string, place: string, known: readonly string[]): Fault {
  const hint = didYouMean(key, known);
  if (hint?.startsWith('did you mean')) return { message: `'${key}' is no key of ${place}.`, hint };
  return { message: `This is no key of ${place}.`, hint: /^[\w-]+$/.test(key) ? hint : 'a key ends with a colon and a space.' };
}

/** A message is a whole sentence, the end of one that begins with the name, or a phrase of the schema library. */
function sentence(message: string, name: string): string {
  if (/^["'A-Z0-9].*\.$/.test(message)) return message;
  return /^[a-z]/.test(message) ? `${name} ${message}.` : `${name}: ${message}.`;
}

const capitalised = (words: string): string => words.charAt(0).toUpperCase() + words.slice(1);

const parametersOf = (issue: object): FaultParameters => (issue as { params?: FaultParameters }).params ?? {};

const sourceOf = (node: unknown): string => (isScalar(node) ? (node.source ?? String(node.value)) : '');

function typeName(value: unknown): string {
  if (value === null) return 'empty';
  if (typeof value === 'object') return isMap(value) ? 'a map of keys' : 'a list';
  return { string: 'text', number: 'a number', boolean: 'true or false' }[typeof value as string] ?? typeof value;
}

const expectedName = (expected: string): string =>
  ({ string: 'text', number: 'a number', boolean: 'true or false', record: 'a map of keys', object: 'a map of keys', array: 'a list' })[
    expected
  ] ?? expected;

/** The keys that the schema knows at `path`. */
function keysAt(schema: z.ZodType, path: readonly PropertyKey[]): string[] {
  let at: SchemaNode | undefined = bare(schema as unknown as SchemaNode);
  for (const step of path) {
    const { def }: SchemaNode = at;
    const next: SchemaNode | undefined = def.valueType ?? def.element ?? def.shape?.[step];
    if (next === undefined) return [];
    at = bare(next);
  }
  return Object.keys(at.def.shape ?? {});
}

interface SchemaNode {
  readonly def: {
    readonly type: string;
    readonly shape?: Readonly<Record<PropertyKey, SchemaNode>>;
    readonly valueType?: SchemaNode;
    readonly element?: SchemaNode;
    readonly innerType?: SchemaNode;
    readonly in?: SchemaNode;
    readonly out?: SchemaNode;
  };
}

/** Without what may be left out, and without what its values are made of or into. */
function bare(node: SchemaNode): SchemaNode {
  const { innerType, in: before, out: after } = node.def;
  if (innerType !== undefined) return bare(innerType);
  if (before === undefined || after === undefined) return node;
  return bare(before.def.type === 'transform' ? after : before);
}
