/** How rules read on the command line, and how their presets' parameters are set there. */
import { Option } from '@commander-js/extra-typings';
import { stringify } from 'yaml';
import type { RuleView } from '../control/fault-views.ts';
import { UserError } from '../foundation/user-error.ts';
import { table } from './table.ts';

/** `--set block=100 --set drive=dds`. */
export const settings = () =>
  new Option('--set <name=value...>', "what is set of a preset's, or a scenario's, parameters").argParser(parseSetting).default({}, 'none');

function parseSetting(text: string, before: Readonly<Record<string, string>> = {}): Record<string, string> {
  const [, name, value] = /^([\w-]+)=(.*)$/s.exec(text) ?? [];
  if (name !== undefined && value !== undefined) return { ...before, [name]: value };
  throw new UserError('setting-invalid', `'${text}' sets nothing.`, { hint: 'write it like --set block=100.', exitCode: 2 });
}

/** `drop`, `sense: { sense: MEDIUM ERROR / WRITE ERROR }`. */
export const actionInWords = ({ action, parameters }: RuleView): string =>
  Object.keys(parameters).length === 0 ? action : `${action}: ${flow(parameters)}`;

const flow = (value: unknown): string => stringify(value, { collectionStyle: 'flow', lineWidth: 0 }).trim();

export const matchInWords = ({ match }: RuleView): string =>
  Object.entries(match)
    .map(([name, value]) => `${name} ${value}`)
    .join('; ') || 'anything';

export const rulesTable = (rules: readonly RuleView[]): string =>
  rules.length === 0
    ? 'No rule is in force.'
    : table(
        ['ID', 'DOES', 'TO', 'FIRES', 'CAME BY', 'FIRED'],
        rules.map((rule) => [
          rule.id,
          shortened(actionInWords(rule)),
          shortened(matchInWords(rule)),
          rule.spent ? `${rule.fire}, no more` : rule.fire,
          rule.considered,
          rule.firings,
        ]),
      );

/** A rule may name every command there is; `fault show` tells all. */
const shortened = (text: string): string => (text.length <= 60 ? text : `${text.slice(0, 59)}…`);

/** Lines of `width` letters at most, where words allow it. */
export function wrapped(text: string, indent = '', width = 100): string {
  const lines = [''];
  for (const word of text.split(/\s+/)) {
    const line = lines.at(-1)!;
    if (line === '') lines[lines.length - 1] = word;
    else if (indent.length + line.length + 1 + word.length <= width) lines[lines.length - 1] = `${line} ${word}`;
    else lines.push(word);
  }
  return lines.map((line) => `${indent}${line}`).join('\n');
}
