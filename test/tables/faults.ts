/** docs/faults.md and docs/presets.md, made from the rows of actions, conditions, triggers and presets themselves. */
import type * as z from 'zod';
import { type DescribedParameter, describedParameters } from '../../src/config/described.ts';
import { faultVocabulary } from '../../src/fault-vocabulary.ts';
import { type Action, actionGroups, seamsOf } from '../../src/faults/action.ts';
import { actions } from '../../src/faults/actions/index.ts';
import { conditionNames, conditions } from '../../src/faults/conditions.ts';
import { type Seam, seams } from '../../src/faults/occurrence.ts';
import { triggerWords } from '../../src/faults/trigger.ts';
import { presets } from '../../src/presets/index.ts';
import { type Preset, presetGroups, scenarioOf } from '../../src/presets/preset.ts';
import { table } from './tables.ts';

export const cell = (text: string): string => text.replaceAll('|', '\\|').replaceAll('\n', ' ');
const capitalised = (text: string): string => text.charAt(0).toUpperCase() + text.slice(1);
export const sentence = (text: string): string => (text === '' ? '' : `${capitalised(text)}${/[.!?]$/.test(text) ? '' : '.'}`);

/** In one cell: `drive` the name of the drive, … */
export const parameterWords = (parameters: z.ZodObject): string =>
  describedParameters(parameters)
    .map(({ name, summary, optional }) => `\`${name}\`${optional ? '?' : ''} ${summary}`.trim())
    .join('; ');

function parameterTable(parameters: z.ZodObject): string {
  const rows = describedParameters(parameters);
  if (rows.length === 0) return '';
  const unlessGiven = ({ optional, usual }: DescribedParameter): string =>
    usual === undefined ? (optional ? '' : 'needed') : `\`${usual}\``;
  return `\n\n${table(
    ['parameter', '', 'unless given'],
    rows.map((row) => [`\`${row.name}\``, cell(sentence(row.summary)), unlessGiven(row)]),
  )}`;
}

const group = {
  connection: ['Connections', 'What happens to the TCP connections of initiators, to portals and to logins.'],
  wire: ['The wire', 'What happens to PDUs on their way.'],
  scsi: ['SCSI', 'What a logical unit answers, and whether it is there.'],
  medium: ['The medium', 'What happens between a drive and the cartridge in it.'],
  store: ['The store', 'What happens to the files in which cartridges are kept.'],
  robot: ['The robot', 'What happens in a library.'],
} as const;

const nouns: Readonly<Record<Seam, string>> = {
  connection: 'a connection that is accepted',
  pdu: 'a PDU',
  command: 'a SCSI command',
  volume: 'an access to a cartridge',
  store: 'an access to its files',
  robot: 'a movement of the robot',
};

function placeOf(action: Action): string {
  const alters = Object.keys(action.at ?? {}) as Seam[];
  if (alters.length === 0)
    return `A deed: in a timeline, or when a rule fires (at ${nouns[seamsOf(action)[0]!]} unless its conditions say otherwise).`;
  const both = action.deed === undefined ? '' : ' Elsewhere, and in a timeline, it is a deed.';
  return `Alters ${alters.map((seam) => nouns[seam]).join(', or ')}.${both}`;
}

const danger = ({ dangerous }: Action): string =>
  dangerous === undefined || dangerous === false
    ? ''
    : dangerous === true
      ? ' Needs `dangerous: true`.'
      : ' Needs `dangerous: true` where its parameters make it so.';

const actionSection = (action: Action): string =>
  `### ${action.name}\n\n${action.summary} ${action.manual}\n\n*${placeOf(action)}${danger(action)}*${parameterTable(action.parameters)}`;

const known = (at: readonly Seam[]): string => (at.length === seams.length ? 'everywhere' : at.join(', '));

/** The whole of docs/faults.md. */
export const faultsDocument = (): string => `<!-- Made by npm run models. -->
# Faults

A rule says what to look for, when to fire, and what to do:

\`\`\`yaml
- id: full                       # made up unless given
  match: { device: dds, command: write, block: '1000..' }
  when: before                   # or after the command has been executed
  fire: { times: 3 }             # once unless given
  do: { sense: { sense: MEDIUM ERROR / WRITE ERROR, endOfMedium: true } }
  then: broken                   # the state that the rules go on in
\`\`\`

Rules stand in the \`rules\` of a [scenario](scenarios.md), come with a [preset](presets.md), or are added to a running server with
\`tapelab fault add\`. Several stack: each that matches and fires gets what passes before the next one does, in the order in which they were added. All
share one state; the first is \`start\`. A rule does not fire on a command that has failed already for another reason unless it says
\`evenIfFailed: true\`; early warning, a filemark and an error that was recovered from are no failures.

\`tapelab fault show ID\` tells how often a rule has fired, and of one that has not, which condition failed most often and what came nearest.

The actions: ${actionGroups
  .map((one) => `[${group[one][0].toLowerCase()}](#${group[one][0].toLowerCase().replaceAll(' ', '-')})`)
  .join(', ')}.

## What a rule can look for

All conditions must hold. *Known at* says of what each can be asked: a rule whose conditions and action have no place in common is refused.

${table(
  ['`match`', '', 'known at'],
  [
    ...conditionNames.map((name) => [`\`${name}\``, cell(sentence(conditions[name].summary)), known(conditions[name].seams)]),
    ['`state`', 'The state that the rules are in.', 'everywhere'],
    [
      '`nth`',
      'The how-manieth for which all the rest holds, counted from 1. Each PDU of a command counts, where it is PDUs that pass, unless `pdu` says which.',
      'everywhere',
    ],
  ],
)}

Groups of commands: ${Object.entries(faultVocabulary.groups)
  .map(([name, members]) => `\`${name}\` is ${members.join(', ')}`)
  .join('; ')}; \`any\` is every command. A name without its length, like \`SPACE\`, is the command in all its lengths.

## When it fires

\`once\` unless given, \`always\`, or any of these words, which must all agree:

${table(
  ['`fire`', ''],
  Object.entries(triggerWords).map(([word, summary]) => [`\`${word}\``, cell(summary)]),
)}

The dice are each rule's own, made of the scenario's seed and the rule's id: the same seed and the same dialogue give the same firings.

${actionGroups
  .map((one) => {
    const sections = [...actions.values()].filter((action) => action.group === one).map(actionSection);
    return [`## ${group[one][0]}`, group[one][1], ...sections].join('\n\n');
  })
  .join('\n\n')}
`;

const presetGroup = {
  medium: 'What goes wrong with the tape itself.',
  drive: 'What goes wrong with a drive.',
  robot: 'What goes wrong in a library.',
  path: 'What goes wrong between the host and its devices.',
  store: 'What goes wrong with the disk that the cartridges are kept on.',
} as const;

const presetSection = (preset: Preset): string =>
  `### ${preset.name}\n\n${preset.summary} ${preset.manual}${parameterTable(preset.parameters)}\n\n\`\`\`yaml\n${scenarioOf(preset).trimEnd()}\n\`\`\``;

const listOf = (rows: readonly Preset[]): string =>
  table(
    ['preset', ''],
    rows.map(({ name, summary }) => [`[\`${name}\`](#${name})`, cell(summary)]),
  );

/** The whole of docs/presets.md. */
export const presetsDocument = (): string => `<!-- Made by npm run models. -->
# Presets

Scenarios that come with the program. \`tapelab scenario run NAME\` runs one in the server that serves the home, or in one of its own; \`--set
parameter=value\` sets what it is to be like, and \`--report report.html\` keeps what became of it. \`tapelab fault add --preset NAME\` takes its rules
alone. Each is an ordinary [scenario](scenarios.md) of [faults](faults.md), shown here as it is unless anything is set.

${presetGroups
  .map((one) => {
    const rows = [...presets.values()].filter((preset) => preset.group === one);
    return [`## ${capitalised(one)}`, presetGroup[one], listOf(rows), ...rows.map(presetSection)].join('\n\n');
  })
  .join('\n\n')}
`;
