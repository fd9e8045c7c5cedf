/**
 * What a schema finds wrong in a document, in our words and at its place. Since secrets stand in some documents, a sentence repeats of the text only
 * what a key of the schema lets it.
 */
import { type Document, isMap, isScalar } from 'yaml';
import type * as z from 'zod';
import { didYouMean } from '../foundation/did-you-mean.ts';
import { keyOffset, nameOf, placeAt, valueOffset } from './place.ts';
import type { Fault, FaultParameters } from './value.ts';

export interface Complaint extends Fault {
  /** Where in the text. */
  readonly offset: number;
}

interface Checked {
  readonly document: Document;
  readonly schema: z.ZodType;
  /** What the whole is called: `configuration`. */
  readonly noun: string;
}

export function complaintsOf(issue: z.core.$ZodIssue, { document, schema, noun }: Checked): Complaint[] {
  const path = issue.path;
  const name = nameOf(document, path, noun);
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
        const message = `${capitalised(nameOf(document, parent, noun))} lacks ${name}.`;
        return [{ offset: parent.length === 0 ? 0 : keyOffset(document, parent), message, secondary: true }];
      }
      const value = isScalar(place.value) ? place.value.value : (place.value ?? null);
      const hint = issue.expected === 'string' && typeof value === 'number' ? `put it in quotes: "${sourceOf(place.value)}".` : undefined;
      const message = `${capitalised(name)} is ${typeName(value)} where ${expectedName(issue.expected)} is expected.`;
      return [{ offset: valueOffset(document, path), message, hint }];
    }
    case 'invalid_value': {
      const known = issue.values.map(String);
      const given = placeAt(document, path)?.value;
      const message = `${capitalised(name)} cannot be that: it is ${known.map((word) => `'${word}'`).join(' or ')}.`;
      return [{ offset: valueOffset(document, path), message, hint: isScalar(given) ? meantAmong(String(given.value), known) : undefined }];
    }
    case 'too_big':
    case 'too_small': {
      if (issue.origin !== 'number' && issue.origin !== 'int') break;
      const bound = issue.code === 'too_big' ? `at most ${issue.maximum}` : `at least ${issue.minimum}`;
      return [{ offset: valueOffset(document, path), message: `${capitalised(name)} must be ${bound}.` }];
    }
    case 'invalid_union':
      return unionComplaints(issue, { document, schema, noun });
  }
  return [{ offset: valueOffset(document, path), message: sentence(issue.message, capitalised(name)), ...parametersOf(issue) }];
}

/** Of a value that may be of several kinds, the complaints of the kind that it comes nearest to: the one that has the fewest, and deepest. */
function unionComplaints(issue: z.core.$ZodIssueInvalidUnion, checked: Checked): Complaint[] {
  const isAnotherKind = ({ path, code }: z.core.$ZodIssue) => path.length === 0 && (code === 'invalid_type' || code === 'invalid_value');
  const near = issue.errors.filter((issues) => !issues.some(isAnotherKind)).sort((a, b) => a.length - b.length)[0];
  if (near !== undefined) return near.flatMap((inner) => complaintsOf({ ...inner, path: [...issue.path, ...inner.path] }, checked));
  const values = issue.errors.flat().flatMap((inner) => (inner.code === 'invalid_value' ? inner.values.map(String) : []));
  const { document, noun } = checked;
  const given = placeAt(document, issue.path)?.value;
  const message = `${capitalised(nameOf(document, issue.path, noun))} cannot be ${isScalar(given) && given.value !== null ? `'${String(given.value)}'` : typeName(given ?? null)}.`;
  const hint = isScalar(given) ? didYouMean(String(given.value), values) : undefined;
  return [{ offset: valueOffset(document, issue.path), message, hint }];
}

/** What of a few words was meant, when the one that stands there is nearly that; what they are has been said. */
function meantAmong(word: string, known: readonly string[]): string | undefined {
  const hint = didYouMean(word, known);
  return hint?.startsWith('did you mean') ? hint : undefined;
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
  if (/^["']/.test(message)) return `${message}.`;
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
