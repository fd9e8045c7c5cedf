/**
 * Parameters of a scenario: `${away}` in its values stands for what its `parameters` say, or what it is run with. They are put in place before anything
 * is checked; a value that is nothing but a parameter becomes what the parameter is, a number for instance.
 */
import { type Document, isMap, isScalar, visit } from 'yaml';
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
    values[name] = like(values[name], value);
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
      if (whole !== undefined) node.value = value(whole);
      else node.value = node.value.replace(/\$\{(\w+)\}/g, (_text, name: string) => String(value(name)));
    },
  });
  if (isMap(section))
    for (const { key, value } of section.items)
      if (isScalar(key) && isScalar(value) && Object.hasOwn(given, String(key.value))) value.value = values[String(key.value)];
}

/** What comes from a command line is text, and becomes what the file has in its place. */
function like(written: unknown, given: ParameterValue): ParameterValue {
  if (typeof written === 'number' && typeof given === 'string' && given.trim() !== '' && Number.isFinite(Number(given)))
    return Number(given);
  return typeof written === 'boolean' && (given === 'true' || given === 'false') ? given === 'true' : given;
}
