/**
 * From the text of a configuration file (YAML 1.2, and so JSON) to checked values. Every complaint stands at its place, as
 * `file:line:column: sentence`, with a hint; of several the first in the file is told.
 */
import { type Document, isMap, isScalar, LineCounter, type Node, type Pair, parseDocument, visit } from 'yaml';
import type { z } from 'zod';
import { didYouMean } from '../foundation/did-you-mean.ts';
import { UserError } from '../foundation/user-error.ts';
import { contradictions } from './contradictions.ts';
import { type Configuration, configurationSchema, type KnownNames } from './schema.ts';

export interface LoadedConfiguration {
  readonly file: string;
  readonly configuration: Configuration;
  /** An error at the place of `path`, for what only others can check: whether a cartridge exists. */
  fault(path: readonly PropertyKey[], message: string, hint?: string): UserError;
}

interface Complaint {
  /** Where in the text. */
  readonly offset: number;
  readonly message: string;
  readonly hint?: string | undefined;
  /** It may follow from another complaint, as a missing key does from a misspelt one: told only when it is alone. */
  readonly secondary?: boolean;
}

/** @throws UserError naming file, line and column. */
export function parseConfiguration(text: string, file: string, known: KnownNames): LoadedConfiguration {
  const lines = new LineCounter();
  // Numbers as keys become text: `0: drive0` and `"0": drive0` are the same LUN.
  const uniqueKeys = (a: unknown, b: unknown) => isScalar(a) && isScalar(b) && String(a.value) === String(b.value);
  const document = parseDocument(text, { lineCounter: lines, prettyErrors: false, version: '1.2', uniqueKeys });
  const at = ({ offset, message, hint }: Complaint): UserError => {
    const { line, col } = lines.linePos(offset);
    return new UserError('configuration-invalid', `${file}:${line}:${col}: ${message}`, hint === undefined ? {} : { hint });
  };
  const broken = document.errors[0] ?? document.warnings[0];
  if (broken !== undefined) throw at({ offset: broken.pos[0], ...yamlComplaint(broken.code, broken.message) });

  visit(document, {
    Alias(_, node) {
      if (node.resolve(document) === undefined)
        throw at({ offset: node.range?.[0] ?? 0, message: `There is no anchor '&${node.source}' before this.` });
    },
  });

  const schema = configurationSchema(known);
  const result = schema.safeParse(document.toJS() ?? {});
  if (!result.success) {
    const found = result.error.issues.flatMap((issue) => complaintsOf(issue, document, schema));
    throw at(found.sort((a, b) => Number(a.secondary ?? false) - Number(b.secondary ?? false) || a.offset - b.offset)[0]!);
  }
  const configuration = result.data;
  const [contradiction] = contradictions(configuration);
  const fault = (path: readonly PropertyKey[], message: string, hint?: string): UserError =>
    at({ offset: valueOffset(document, path), message, hint });
  if (contradiction !== undefined) throw fault(contradiction.path, contradiction.message, contradiction.hint);
  return { file, configuration, fault };
}

function yamlComplaint(code: string, message: string): { message: string; hint?: string } {
  if (code === 'DUPLICATE_KEY')
    return { message: 'The same key stands here a second time.', hint: 'a LUN, a drive or a target has one entry.' };
  if (code === 'TAB_AS_INDENT') return { message: 'A tab indents this line.', hint: 'YAML is indented with spaces.' };
  const sentence = message.split('\n')[0]!.replace(/[.:]?$/, '.');
  return { message: `This is no YAML: ${sentence}` };
}

function complaintsOf(issue: z.core.$ZodIssue, document: Document, schema: z.ZodType): Complaint[] {
  const path = issue.path;
  const place = path.length === 0 ? 'the configuration' : `'${path.at(-1)?.toString()}'`;
  switch (issue.code) {
    case 'unrecognized_keys':
      return issue.keys.map((key) => ({
        offset: keyOffset(document, [...path, key]),
        message: `'${key}' is no key ${path.length === 0 ? 'of the configuration' : `of ${place}`}.`,
        hint: didYouMean(key, keysAt(schema, path)),
      }));
    case 'invalid_key':
      return issue.issues.map((inner) => ({ offset: keyOffset(document, path), message: inner.message, hint: hintOf(inner) }));
    case 'invalid_type': {
      const found = document.getIn(path, true);
      if (found === undefined) {
        const parent = path.slice(0, -1);
        const where = parent.length === 0 ? 'The configuration' : `'${parent.at(-1)?.toString()}'`;
        return [{ offset: parent.length === 0 ? 0 : keyOffset(document, parent), message: `${where} lacks ${place}.`, secondary: true }];
      }
      const value = isScalar(found) ? found.value : found;
      const hint = issue.expected === 'string' && typeof value === 'number' ? `put it in quotes: "${sourceOf(found)}".` : undefined;
      const message = `${path.length === 0 ? 'The configuration' : place} is ${typeName(value)} where ${expectedName(issue.expected)} is expected.`;
      return [{ offset: valueOffset(document, path), message, hint }];
    }
    default:
      return [{ offset: valueOffset(document, path), message: sentence(issue.message, place), hint: hintOf(issue) }];
  }
}

const sentence = (message: string, place: string): string => (/^['A-Z0-9].*\.$/.test(message) ? message : `${place}: ${message}.`);

const hintOf = (issue: object): string | undefined => (issue as { params?: { hint?: string } }).params?.hint;

const sourceOf = (node: unknown): string => (isScalar(node) ? (node.source ?? String(node.value)) : '');

function typeName(value: unknown): string {
  if (value === null) return 'empty';
  if (typeof value === 'object') return isMap(value) ? 'a map of keys' : 'a list';
  return { string: 'text', number: 'a number', boolean: 'true or false' }[typeof value as string] ?? typeof value;
}

const expectedName = (expected: string): string =>
  ({ string: 'text', record: 'a map of keys', object: 'a map of keys' })[expected] ?? expected;

/** The keys that the schema knows at `path`. */
function keysAt(schema: z.ZodType, path: readonly PropertyKey[]): string[] {
  let at: z.ZodType = schema;
  for (const step of path) {
    const { def } = at as unknown as { def: { shape?: Record<PropertyKey, z.ZodType>; valueType?: z.ZodType } };
    const next = def.valueType ?? def.shape?.[step];
    if (next === undefined) return [];
    at = next;
  }
  return Object.keys((at as unknown as { def: { shape?: object } }).def.shape ?? {});
}

const valueOffset = (document: Document, path: readonly PropertyKey[]): number => {
  const node = pairAt(document, path)?.value as Node | null | undefined;
  return node?.range?.[0] ?? keyOffset(document, path);
};

const keyOffset = (document: Document, path: readonly PropertyKey[]): number =>
  (pairAt(document, path)?.key as Node | undefined)?.range?.[0] ?? 0;

function pairAt(document: Document, path: readonly PropertyKey[]): Pair | undefined {
  let node: unknown = document.contents;
  let pair: Pair | undefined;
  for (const step of path) {
    if (!isMap(node)) return undefined;
    pair = node.items.find(({ key }) => isScalar(key) && String(key.value) === String(step));
    node = pair?.value;
  }
  return pair;
}
