/** The words of rules, explained: actions, what a rule can match, when it fires, T10's commands and sense, each from the row that the house has of it. */
import type { Explanation } from './cli/composition.ts';
import { describedParameters } from './config/described.ts';
import { faultVocabulary } from './fault-vocabulary.ts';
import { type Action, actionGroups, seamsOf } from './faults/action.ts';
import { actions } from './faults/actions/index.ts';
import { type ConditionName, conditionNames, conditions } from './faults/conditions.ts';
import type { Seam } from './faults/occurrence.ts';
import { additionalSenseWords, senseWords } from './faults/sense-words.ts';
import { triggerWords } from './faults/trigger.ts';
import { commandsNamed } from './faults/vocabulary.ts';
import { didYouMean } from './foundation/did-you-mean.ts';
import { UserError } from './foundation/user-error.ts';
import { presets } from './presets/index.ts';
import type { Preset } from './presets/preset.ts';
import { type AdditionalSense, everyAdditionalSense } from './scsi/additional-sense.ts';
import { senseKeyName } from './scsi/sense.ts';

/** All that a word means; every action, condition and trigger where none is given. @throws UserError */
export function explain(word: string | undefined): readonly Explanation[] {
  if (word === undefined)
    return [
      ...actionGroups.flatMap((group) => [...actions.values()].filter((action) => action.group === group).map(ofAction)),
      ...conditionNames.map(ofCondition),
      ...Object.keys(triggerWords).map(ofTrigger),
    ];
  const [action, preset] = [actions.get(word), presets.get(word)];
  const condition = conditionNames.find((name) => name === word);
  const found = [
    ...(action === undefined ? [] : [ofAction(action)]),
    ...(condition === undefined ? [] : [ofCondition(condition)]),
    ...(Object.hasOwn(triggerWords, word) ? [ofTrigger(word)] : []),
    ...ofCommand(word),
    ...ofSense(word),
    ...(preset === undefined ? [] : [ofPreset(preset)]),
  ];
  if (found.length > 0) return found;
  const known = [
    ...actions.keys(),
    ...conditionNames,
    ...Object.keys(triggerWords),
    ...presets.keys(),
    ...Object.keys(faultVocabulary.groups),
    ...faultVocabulary.commands,
    ...everyAdditionalSense.map(({ name }) => name),
  ];
  throw new UserError('word-unknown', `There is no '${word}' in rules.`, {
    hint: didYouMean(word, known) ?? "'tapelab fault explain' lists what there is, 'tapelab fault presets' the presets.",
    exitCode: 2,
  });
}

const seamNouns: Readonly<Record<Seam, string>> = {
  connection: 'connections that are accepted',
  pdu: 'PDUs',
  command: 'SCSI commands',
  volume: 'what drives do to cartridges',
  store: "what is done to cartridges' files",
  robot: 'movements of robots',
};
const listed = (places: readonly Seam[]): string => places.map((seam) => seamNouns[seam]).join(', ');

function ofAction(action: Action): Explanation {
  const { name, group, summary, manual, dangerous } = action;
  const parameters = describedParameters(action.parameters);
  const needed = parameters.filter(({ optional }) => !optional).map((parameter) => `${parameter.name}: …`);
  const where =
    action.deed === undefined
      ? `It alters ${listed(seamsOf(action))}.`
      : 'It is a deed, which can stand in the timeline of a scenario too.';
  const danger =
    dangerous === undefined || dangerous === false ? [] : ["It can hang or crash a host's kernel: the rule says 'dangerous: true'."];
  return {
    name,
    kind: 'action',
    group,
    summary,
    manual: [manual, [where, ...danger].join(' ')],
    parameters,
    example: needed.length === 0 ? `do: ${name}` : `do: { ${name}: { ${needed.join(', ')} } }`,
  };
}

const ofCondition = (name: ConditionName): Explanation => ({
  name,
  kind: 'condition',
  summary: conditions[name].summary,
  manual: [`Known of ${listed(conditions[name].seams)}.`],
  parameters: [],
  example: `match: { ${name}: … }`,
});

const ofTrigger = (word: string): Explanation => ({
  name: word,
  kind: 'trigger',
  summary: triggerWords[word]!,
  manual: [],
  parameters: [],
  example: `fire: { ${word}: … }`,
});

function ofCommand(word: string): readonly Explanation[] {
  const commands = commandsNamed(word, faultVocabulary);
  if (commands === undefined) return [];
  const [example, manual] = [`match: { command: '${word}' }`, [] as string[]];
  return [{ name: word, kind: 'command', summary: commands.join(', '), manual, parameters: [], example }];
}

/** `3/0C/00`, `WRITE ERROR`, `0C/00`. */
function ofSense(word: string): readonly Explanation[] {
  const whole = senseWords.safeParse(word);
  if (whole.success) {
    const { key, additional } = whole.data;
    return [{ ...senseOf(additional), example: `do: { sense: { sense: ${senseKeyName(key)} / ${writtenAs(additional)} } }` }];
  }
  const additional = additionalSenseWords.safeParse(word);
  return additional.success ? [senseOf(additional.data)] : [];
}

const hex = (byte: number): string => byte.toString(16).toUpperCase().padStart(2, '0');
const codeOf = ({ asc, ascq }: AdditionalSense): string => `${hex(asc)}/${hex(ascq)}`;
/** A code that T10 has not named is written as its numbers. */
const isNamed = (sense: AdditionalSense): boolean => everyAdditionalSense.some(({ name }) => name === sense.name);
const writtenAs = (sense: AdditionalSense): string => (isNamed(sense) ? sense.name : codeOf(sense));

const senseOf = (sense: AdditionalSense): Explanation => ({
  name: codeOf(sense),
  kind: 'sense',
  summary: isNamed(sense) ? sense.name : 'a code that T10 has given no name that is known here',
  manual: [],
  parameters: [],
  example: `do: { sense: { sense: MEDIUM ERROR / ${writtenAs(sense)} } }`,
});

const ofPreset = ({ name, group, summary, manual, parameters }: Preset): Explanation => ({
  name,
  kind: 'preset',
  group,
  summary,
  manual: [manual],
  parameters: describedParameters(parameters),
});
