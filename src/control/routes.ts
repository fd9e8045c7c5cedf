/**
 * Where each action of the table is over HTTP, and how its input is put together there: from the path, from the query of GET and DELETE, from the body
 * of POST and PUT. What stands in a path or a query is text; the input's own schema says what it is meant as.
 */
import * as z from 'zod';
import { UserError } from '../foundation/user-error.ts';
import type { Action, Method } from './action.ts';
import { type ActionName, actions } from './actions.ts';

/** A JSON Schema (2020-12), as far as anybody here looks into it. */
export interface JsonSchema {
  readonly [key: string]: unknown;
  readonly type?: string;
  readonly properties?: Readonly<Record<string, JsonSchema>>;
  readonly required?: readonly string[];
}

export interface Route {
  readonly name: ActionName;
  readonly action: Action;
  readonly method: Method;
  /** `/drives/{drive}/load`. */
  readonly path: string;
  /** What of the input stands in the path. */
  readonly inPath: readonly string[];
  readonly hasBody: boolean;
  readonly input: JsonSchema;
}

/** What stands in the path for a part of the input that is left out: the one library there is. */
export const leftOut = '-';

export const schemaOf = (schema: z.ZodType, io: 'input' | 'output'): JsonSchema => {
  const { $schema: _, ...rest } = z.toJSONSchema(schema, { io, unrepresentable: 'any' });
  return rest as JsonSchema;
};

export const routes: readonly Route[] = (Object.keys(actions) as ActionName[]).map((name) => {
  const action = actions[name] as Action;
  const [method, path] = action.route.split(' ') as [Method, string];
  return {
    name,
    action,
    method,
    path,
    inPath: [...path.matchAll(/\{(\w+)\}/g)].map(([, part]) => part!),
    hasBody: method === 'POST' || method === 'PUT',
    input: schemaOf(action.input, 'input'),
  };
});

export interface Received {
  readonly path: Readonly<Record<string, string>>;
  readonly query: Readonly<Record<string, string>>;
  readonly body: string;
}

/** @throws UserError when the body is no JSON object; what is wrong in it the action's schema says. */
export function inputOf({ name, hasBody, inPath, input }: Route, { path, query, body }: Received): unknown {
  const given = inPath.filter((part) => path[part] !== leftOut || input.required?.includes(part));
  const rest = hasBody ? objectIn(body, name) : meant(input, query);
  return { ...rest, ...meant(input, Object.fromEntries(given.map((part) => [part, path[part]!]))) };
}

const meant = ({ properties }: JsonSchema, texts: Readonly<Record<string, string>>): object =>
  Object.fromEntries(Object.entries(texts).map(([key, text]) => [key, asMeant(text, properties?.[key]?.type)]));

/** Text that is not what it is meant as stays text, to be refused as such. */
function asMeant(text: string, type: string | undefined): unknown {
  if ((type === 'number' || type === 'integer') && text.trim() !== '' && Number.isFinite(Number(text))) return Number(text);
  if (type === 'boolean' && (text === 'true' || text === 'false')) return text === 'true';
  return text;
}

/** No body at all is as good as an empty object. */
function objectIn(body: string, name: string): object {
  if (body.trim() === '') return {};
  try {
    const value: unknown = JSON.parse(body);
    if (typeof value === 'object' && value !== null && !Array.isArray(value)) return value;
  } catch {
    // Told below.
  }
  throw new UserError('input-invalid', `${name}: the body is no JSON object.`, {
    hint: '/openapi.json says what it is to be.',
    exitCode: 2,
  });
}
