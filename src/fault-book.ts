/** What there is to know of faults and scenarios without a server: presets, the words of rules, and whether a file of rules or a scenario is right. */
import { parseDocument } from 'yaml';
import * as z from 'zod';
import type { FaultBook } from './cli/composition.ts';
import { checkedDocument } from './config/checked-document.ts';
import { explain } from './fault-explanation.ts';
import { faultVocabulary } from './fault-vocabulary.ts';
import { ruleSchema } from './faults/rule.ts';
import { UserError } from './foundation/user-error.ts';
import { checkScenario } from './lab-scenarios.ts';
import { presets } from './presets/index.ts';
import { presetNamed, scenarioOf } from './presets/preset.ts';
import { sourceOf } from './scenario-source.ts';

type WrittenRule = Record<string, unknown>;
type WrittenScenario = { readonly rules?: readonly WrittenRule[]; readonly seed?: string | number };

const rule = ruleSchema(faultVocabulary);
/** What rules alone do not do. */
const more = ['lab', 'cartridges', 'before', 'timeline'] as const;

export const faultBook: FaultBook = {
  presets: () => [...presets.values()].map(({ name, group, summary }) => ({ name, group, summary })),
  explain,
  rulesIn,
  rulesOfPreset(name, parameters) {
    const preset = presetNamed(name, presets);
    const { rules = [], seed, ...rest } = parseDocument(scenarioOf(preset, parameters)).toJS() as WrittenScenario;
    if (rules.length > 0 && !more.some((section) => section in rest)) return { rules, seed: seed?.toString() };
    throw new UserError('preset-is-scenario', `The preset '${name}' is more than its rules.`, {
      hint: `'tapelab scenario run ${name}' does all of it.`,
    });
  },
  scenario(source) {
    const read = sourceOf(source);
    const scenario = checkScenario(read);
    const { title, file, rules, timeline, expect } = scenario;
    return {
      title,
      file,
      hasOwnLab: scenario.lab !== undefined,
      rules: rules.length,
      moments: timeline.length,
      expectations: expect.length,
    };
  },
};

/** One rule, a list of them, or a map with `rules`, as a scenario has it. @throws UserError naming file, line and column */
function rulesIn(text: string, file: string): readonly WrittenRule[] {
  const kind = { file, noun: 'rule', code: 'rule-invalid' };
  const found: unknown = parseDocument(text, { logLevel: 'silent' }).toJS();
  if (Array.isArray(found)) return checkedDocument(text, z.array(rule).min(1), kind).document.toJS() as WrittenRule[];
  const isMap = typeof found === 'object' && found !== null;
  if (isMap && 'rules' in found) {
    const { document } = checkedDocument(text, z.looseObject({ rules: z.array(rule).min(1) }), kind);
    return (document.toJS() as { rules: WrittenRule[] }).rules;
  }
  return [checkedDocument(text, rule, kind).document.toJS() as WrittenRule];
}
