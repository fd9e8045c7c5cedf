/** docs/scenarios.md, made from the rows that scenario files are checked against. */

import { operatorVerbs } from '../../src/scenario/operator.ts';
import { sights } from '../../src/scenario/sighting.ts';
import { cell, parameterWords, sentence } from './faults.ts';
import { table } from './tables.ts';

const steps: readonly (readonly [string, string])[] = [
  ['`reset-connection: {}, on: { device: dds }`', 'A [fault](faults.md) that is a deed, and what it is done to.'],
  ['`operator: { swap: { … } }`', 'Something that the operator does, from the table below.'],
  ['`enter: STATE`', 'The rules go on in this state.'],
  ['`add: RULE`', 'Another rule is in force from now on.'],
  ['`remove: ID`', 'A rule is in force no more.'],
  ['`end`', 'The scenario ends.'],
];

const moments: readonly (readonly [string, string])[] = [
  ['`at 90s`', 'So long after the start.'],
  ['`when state is full`', 'When the rules enter the state.'],
  [
    '`when seen WRITE on dds`',
    'The first time that it is seen; `after LOGIN` means the first login, too. What comes later is told by a state: `after state is cut`.',
  ],
  ['`whenever seen …`', 'Every time.'],
  ['`30s after state is cut`, `30s after seen …`', 'So long after it.'],
];

const expectations: readonly (readonly [string, string])[] = [
  ['`seen WHAT`', 'It is seen before the scenario ends.'],
  ['`within 30s seen WHAT`', 'It is seen so long after the start; after what stands behind `after`, if anything does.'],
  ['`never seen WHAT`', 'It is not seen.'],
  ['`next WHAT is WHAT`', 'Of the first that is seen after what stands behind `after`: it is this.'],
  ['`… at least 3 times`, `at most`, `exactly`', 'How often it is seen.'],
  ['`… while state is cut or gone`', 'Only what begins while the rules are in one of these states counts.'],
  ['`… after WHAT`, `after state is STATE`', 'Only what comes after it counts.'],
];

/** The whole of docs/scenarios.md. */
export const scenariosDocument = (): string => `<!-- Made by npm run models. -->
# Scenarios

A scenario is a file that says what goes wrong, when, and what is expected of the host:

\`\`\`yaml
scenario: The tape is full
description: The host writes until early warning, and gets another cartridge.
parameters: { away: 90s }                    # what \${away} in the text stands for; --set away=5s
seed: 42                                     # of the rules' dice
lab:                                         # its own lab, as in tapelab.yaml; else it needs one that runs
  drives: { dds: { model: hp-c1537a, serial: DDS1 } }
  targets: { iqn.2026-11.local.tapelab:dds: { luns: { 0: dds } } }
cartridges:                                  # made when they are missing
  - { barcodes: DDS001..DDS002, medium: dds-3, capacity: 64MiB, earlyWarning: 8MiB }
before:                                      # what the operator does before the clock starts
  - load: { drive: dds, barcode: DDS001 }
rules:
  - { id: busy, match: { device: dds, command: write }, fire: { every: 100 }, do: busy }
timeline:
  - when seen EARLY WARNING on dds: { enter: full }
  - 30s after state is full: { operator: { swap: { drive: dds, barcode: DDS002 } } }
expect:
  - within 5min seen WRITE FILEMARKS after state is full
  - never seen END OF TAPE
ends: after 30min                            # unless given, when every expectation is decided
\`\`\`

\`tapelab scenario check FILE\` tells whether it can be run, and what is wrong with it, with file, line and column. \`tapelab scenario run FILE\` runs it: in
the server that serves the home, or, where it brings a \`lab\` or nobody serves the home, in one of its own, and says where hosts can connect. Nothing is
changed when it cannot start. It ends with a verdict for each expectation and exit code 0 when all of them are met; \`--report FILE\` keeps what
happened, fault and host side by side, as \`.txt\`, \`.json\`, \`.xml\` (JUnit) or \`.html\`. The same seed and the same host give the same firings.

[Rules are a chapter of their own](faults.md#what-a-rule-can-look-for), and [presets](presets.md) are scenarios that come with the program.

## The timeline

Each row is a moment and what is done then, one thing or a list of them.

${table(['moment', ''], moments)}

${table(
  ['step', ''],
  steps.map(([word, summary]) => [word, summary]),
)}

## What the operator does

In \`before\`, and in a timeline behind \`operator:\`.

${table(
  ['step', '', 'parameters'],
  Object.entries(operatorVerbs).map(([name, { summary, parameters }]) => [`\`${name}\``, cell(summary), cell(parameterWords(parameters))]),
)}

## What is expected

An expectation is a sentence. The words in capitals stand for what can be seen:

${table(['sentence', ''], expectations)}

WHAT is one of these, or several with \`or\` between them, and may go on with an outcome, an initiator and a device: \`WRITE with 29/00 from iqn.1993-08.* on dds\`.

${table(
  ['WHAT', ''],
  [
    ["a SCSI command by T10's name, or a group", '`WRITE(6)`, `SPACE`, `read`, `write`, `move`, `any`, `command`'],
    ['a task management function', '`ABORT TASK`, `LOGICAL UNIT RESET`'],
    ['the outcome of a command', '`CHECK CONDITION`, `MEDIUM ERROR`, `29/00`'],
    ['the firing of a rule', '`fault ID`'],
    ['an event, as the log has it', '`library.door-opened`'],
    ...Object.entries(sights).map(([name, { summary }]) => [`\`${name}\``, cell(sentence(summary))] as const),
  ],
)}
`;
