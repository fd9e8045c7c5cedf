/**
 * From the text of a file (YAML 1.2, and so JSON) to values that a schema has checked. Every complaint stands at its place, as
 * `file:line:column: sentence`, with a hint; of several the first in the file is told.
 */
import { Document, type ErrorCode, isScalar, LineCounter, type Node, parseDocument, visit } from 'yaml';
import type * as z from 'zod';
import { UserError } from '../foundation/user-error.ts';
import { type Complaint, complaintsOf } from './complaints.ts';
import { valueOffset } from './place.ts';
import type { Fault } from './value.ts';

export interface DocumentKind {
  /** As complaints name it. */
  readonly file: string;
  /** `configuration`. */
  readonly noun: string;
  /** Of the errors. */
  readonly code: string;
}

export interface CheckedDocument<Value> {
  readonly value: Value;
  readonly document: Document;
  /** An error at the place of `path`, for what only others can check. */
  fault(path: readonly PropertyKey[], message: string, hint?: string): UserError;
}

/** `prepare` may change the values of the document before they are checked. @throws UserError naming file, line and column. */
export function checkedDocument<Schema extends z.ZodType>(
  text: string,
  schema: Schema,
  { file, noun, code }: DocumentKind,
  prepare?: (document: Document, complain: (offset: number, fault: Fault) => UserError) => void,
): CheckedDocument<z.output<Schema>> {
  const lines = new LineCounter();
  // Numbers as keys become text: `0: drive0` and `"0": drive0` are the same LUN.
  const uniqueKeys = (a: unknown, b: unknown) => isScalar(a) && isScalar(b) && String(a.value) === String(b.value);
  const document: Document = parseDocument(text, { lineCounter: lines, prettyErrors: false, version: '1.2', uniqueKeys });
  const at = ({ offset, message, hint }: Complaint): UserError => {
    const { line, col } = lines.linePos(offset);
    return new UserError(code, `${file}:${line}:${col}: ${message}`, hint === undefined ? {} : { hint });
  };
  const broken = document.errors[0] ?? document.warnings[0];
  if (broken !== undefined) throw at({ offset: broken.pos[0], ...yamlComplaint(broken.code, noun) });

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
  prepare?.(document, (offset, fault) => at({ offset, ...fault }));

  const result = schema.safeParse(document.toJS() ?? {});
  if (!result.success) throw at(firstOf(result.error, { document, schema, noun }));
  return { value: result.data, document, fault: (path, message, hint) => at({ offset: valueOffset(document, path), message, hint }) };
}

/** The same of a value that a program has made: its complaints have no place in a text. @throws UserError */
export function checkedValue<Schema extends z.ZodType>(
  value: unknown,
  schema: Schema,
  { noun, code }: Omit<DocumentKind, 'file'>,
): z.output<Schema> {
  const result = schema.safeParse(value);
  if (result.success) return result.data;
  const { message, hint } = firstOf(result.error, { document: new Document(value), schema, noun });
  throw new UserError(code, message, hint === undefined ? {} : { hint });
}

/** The one to be told. */
const firstOf = ({ issues }: z.ZodError, checked: Parameters<typeof complaintsOf>[1]): Complaint =>
  issues
    .flatMap((issue) => complaintsOf(issue, checked))
    .sort((a, b) => Number(a.secondary ?? false) - Number(b.secondary ?? false) || a.offset - b.offset)[0]!;

function yamlComplaint(code: ErrorCode, noun: string): Fault {
  if (code === 'MULTIPLE_DOCS') return { message: `This is a second document; a ${noun} is one.` };
  return yamlComplaints[code] ?? { message: 'This is no YAML.' };
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
};
