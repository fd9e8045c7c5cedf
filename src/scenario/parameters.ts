/**
 * Parameters of a scenario: `${away}` in its values stands for what its `parameters` say, or what it is run with. They are put in place before anything
 * is checked; a value that is nothing but a parameter becomes what the parameter is, a number for instance.
 */
import { type Document, isMap, isScalar, parse, Scalar, visit } from 'yaml';
import { text } from '../config/value.ts';
import { didYouMean } from '../foundation/did-you-mean.ts';
import { UserError } from '../foundation/user-error.ts';

export type ParameterValue = string | number | boolean;

export const parameterName = text((name) =>
  /^[a-z][A-Za-z0-9]*$/.test(name)
    ? undefined
    : { message: `'${name}' is no name for a parameter.`, hint: 'it begins with a lower-case letter, and has letters and digits.' },
);

type Complain = (offset: number, fault: { message: string; hint?: string | undefined }) => UserError;

/** @throws UserError when one is told that there is not, or used that there is not */
export function putParametersIn(document: Document, given: Readonly<Record<string, ParameterValue>>, complain: Complain): void {
  const section = isMap(document.contents) ? document.contents.get('parameters') : undefined;
  const values: Record<string, unknown> = isMap(section) ? (section.toJS(document) as Record<string, unknown>) : {};
  for (const [name, value] of Object.entries(given)) {
    if (!Object.hasOwn(values, name))
      throw new UserError('parameter-unknown', `The scenario has no parameter '${name}'.`, {
        hint: didYouMean(name, Object.keys(values)) ?? 'it has none.',
        exitCode: 2,
      });
    values[name] = value;
  }
  visit(document, {
    Map: (_, node) => (node === section ? visit.SKIP : undefined),
    Scalar: (_, node) => {
      if (typeof node.value !== 'string' || !node.value.includes('${')) return;
      const whole = /^\$\{(\w+)\}$/.exec(node.value)?.[1];
      const value = (name: string): unknown => {
        if (Object.hasOwn(values, name)) return values[name];
        const hint = didYouMean(name, Object.keys(values)) ?? "name it under 'parameters'.";
        throw complain(node.range?.[0] ?? 0, { message: `There is no parameter '${name}'.`, hint });
      };
      // In quotes it stays text, whatever it looks like.
      const plain = node.type === Scalar.PLAIN || node.type === undefined;
      if (whole !== undefined) node.value = asWritten(value(whole), plain);
      else node.value = node.value.replace(/\$\{(\w+)\}/g, (_text, name: string) => String(value(name)));
    },
  });
  if (isMap(section))
    for (const { key, value } of section.items)
      if (isScalar(key) && isScalar(value) && Object.hasOwn(given, String(key.value))) value.value = given[String(key.value)];
}

/** What comes from a command line is text, and means what it would mean in the file. */
const asWritten = (value: unknown, plain: boolean): unknown => (plain && typeof value === 'string' ? scalarOf(value) : value);

function scalarOf(text: string): unknown {
  if (!/^(-?\d+(\.\d+)?|true|false)$/.test(text)) return text;
  return parse(text) as unknown;
}
