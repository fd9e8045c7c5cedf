/**
 * Something that can be seen in the chronicle, in the words of a sentence: `WRITE on dds with 29/00`, `LOGIN from iqn.1993-08.*`, `fault cut`.
 *
 *     WHAT [or WHAT …] [with OUTCOME [or OUTCOME …]] [from INITIATOR] [on DEVICE]
 *
 * WHAT is a SCSI command by T10's name, one of the groups `read`, `write`, `move` and `any` (or `command`, which is the same), a task management
 * function, one of the words below, `fault ID` for the firing of a rule, the outcome of any command, or the name of an event as the log has it:
 * `library.door-opened`. OUTCOME is a status (`GOOD`, `CHECK CONDITION`, `aborted`), a sense key, or a sense code: `29/00`, `6/29/00`.
 */

import { commandsNamed } from '../faults/vocabulary.ts';
import { didYouMean } from '../foundation/did-you-mean.ts';
import { namePattern } from '../foundation/name-pattern.ts';
import type { TraceNote } from '../trace/entry.ts';
import { alternatives } from './clauses.ts';
import { Misspelt } from './misspelt.ts';
import type { ScenarioVocabulary } from './vocabulary.ts';

export type Test = (entry: TraceNote) => boolean;

export interface Sighting {
  readonly words: string;
  readonly fits: Test;
  /** Of a task that goes on: whether it may come to fit by how it ends. */
  readonly mayFit: Test;
  /** Names in it that only a lab, or the rest of the scenario, can know. */
  readonly names: { readonly device?: string | undefined; readonly state?: string | undefined; readonly rules: readonly string[] };
}

/** The clauses of a sighting. */
export interface SightingWords {
  readonly what: string;
  readonly with?: string | undefined;
  readonly from?: string | undefined;
  readonly on?: string | undefined;
}

const event =
  (...names: readonly string[]): Test =>
  (entry) =>
    names.includes(entry.event);

/** The clauses that can be said of a sighting. */
type Detail = 'with' | 'from' | 'on';

/** What can be seen besides commands and task management, and of whom or what it is. */
export const sights: Readonly<Record<string, { readonly summary: string; readonly fits: Test; readonly details: readonly Detail[] }>> = {
  LOGIN: {
    summary: 'a session with a target has been established, or continued by another connection',
    details: ['from'],
    fits: (entry) => event('session.established', 'session.continued')(entry) && entry.target !== undefined,
  },
  DISCOVERY: {
    summary: 'a discovery session has been established',
    details: ['from'],
    fits: (entry) => entry.event === 'session.established' && entry.target === undefined,
  },
  'FAILED LOGIN': { summary: 'a login has been refused', details: ['from'], fits: event('login.failed') },
  CONNECTION: { summary: 'a TCP connection has been accepted', details: [], fits: event('connection.opened') },
  'CLOSED CONNECTION': { summary: 'a TCP connection is gone', details: [], fits: event('connection.closed', 'connection.failed') },
  'LOST SESSION': { summary: 'a session has lost its connection, and may be continued', details: ['from'], fits: event('session.failed') },
  'ENDED SESSION': { summary: 'a session is over', details: ['from'], fits: event('session.ended') },
  'TASK MANAGEMENT': { summary: 'any task management function', details: ['from', 'on'], fits: ({ kind }) => kind === 'task-management' },
  RESET: { summary: 'a logical unit has been reset', details: ['on'], fits: event('logical-unit.reset') },
  REJECT: { summary: 'a PDU of the initiator has been rejected', details: [], fits: event('pdu.rejected') },
  LOAD: { summary: 'a drive has loaded a cartridge', details: ['on'], fits: event('tape.loaded') },
  UNLOAD: { summary: 'a drive has unloaded a cartridge', details: ['on'], fits: event('tape.unloaded') },
  'EARLY WARNING': { summary: 'a drive has come to the early warning', details: ['on'], fits: event('tape.early-warning') },
  'END OF TAPE': { summary: 'a drive has come to the physical end of the tape', details: ['on'], fits: event('tape.volume-overflow') },
  MOVED: { summary: 'the robot of a library has moved a cartridge', details: ['on'], fits: event('library.moved') },
};

/** @throws Misspelt */
export function sightingOf({ what, with: outcome, from, on }: SightingWords, vocabulary: ScenarioVocabulary): Sighting {
  const subjects = alternatives(what).map((one) => subjectOf(one, vocabulary));
  if (subjects.length === 0) throw new Misspelt('does not say what is to be seen', "write it like 'seen WRITE on dds'.");
  refuseStrange(alternatives(what), subjects, { with: outcome, from, on });
  const outcomes = outcome === undefined ? undefined : alternatives(outcome).map((one) => requireOutcome(one, vocabulary));
  const initiator = from === undefined ? undefined : namePattern(from);
  const device = on === undefined ? undefined : namePattern(on);
  const words = [what, outcome && `with ${outcome}`, from && `from ${from}`, on && `on ${on}`].filter(Boolean).join(' ');
  const isTheirs: Test = (entry) =>
    (initiator === undefined || (entry.initiator !== undefined && initiator.test(entry.initiator))) &&
    (device === undefined || (entry.device !== undefined && device.test(entry.device)));
  return {
    words,
    names: { device: on, rules: subjects.flatMap(({ rule }) => rule ?? []) },
    fits: (entry) =>
      subjects.some(({ fits }) => fits(entry)) && (outcomes === undefined || outcomes.some((fits) => fits(entry))) && isTheirs(entry),
    mayFit: (entry) => subjects.some(({ fits, byOutcome }) => (byOutcome ? entry.kind === 'task' : fits(entry))) && isTheirs(entry),
  };
}

/** The rules have entered a state. */
export const stateSighting = (state: string): Sighting => ({
  words: `state is ${state}`,
  fits: (entry) => entry.kind === 'state' && entry.state === state,
  mayFit: () => false,
  names: { state, rules: [] },
});

/** What is never told of a subject cannot be asked for. */
function refuseStrange(names: readonly string[], subjects: readonly Subject[], given: Readonly<Record<Detail, string | undefined>>): void {
  for (const [index, { details }] of subjects.entries())
    for (const [word, missing] of strange) {
      if (given[word] === undefined || details === undefined || details.includes(word)) continue;
      throw new Misspelt(
        `asks for '${names[index]} ${word} ${given[word]}', and ${names[index]} ${missing}`,
        `leave out '${word} ${given[word]}'.`,
      );
    }
}

const strange: readonly (readonly [word: Detail, missing: string])[] = [
  ['with', 'has no outcome'],
  ['from', 'is of no initiator'],
  ['on', 'is of no device'],
];

interface Subject {
  readonly fits: Test;
  /** Those that can be said of it; all of them unless given. */
  readonly details?: readonly Detail[];
  /** How a task ends makes it fit. */
  readonly byOutcome?: boolean;
  readonly rule?: string;
}

function subjectOf(text: string, vocabulary: ScenarioVocabulary): Subject {
  const upper = text.toUpperCase();
  const sight = Object.hasOwn(sights, upper) ? sights[upper] : undefined;
  if (sight !== undefined) return sight;
  const [, rule] = /^fault\s+(\S+)$/i.exec(text) ?? [];
  if (rule !== undefined) return { rule, details: ['from', 'on'], fits: (entry) => entry.event === 'fault.fired' && entry.rule === rule };
  if (vocabulary.taskManagementFunctions.includes(upper))
    return {
      details: ['from', 'on'],
      fits: (entry) => entry.kind === 'task-management' && entry.text.startsWith(`${upper.toLowerCase()} for `),
    };
  const commands = commandsNamed(text.toLowerCase() === 'command' ? 'any' : text, vocabulary);
  if (commands !== undefined)
    return { fits: ({ kind, command }) => kind === 'task' && command !== undefined && commands.includes(command) };
  const outcome = outcomeOf(text, vocabulary);
  if (outcome !== undefined) return { fits: (entry) => entry.kind === 'task' && outcome(entry), byOutcome: true };
  if (vocabulary.events.includes(text)) return { fits: event(text), byOutcome: text === 'logical-unit.task-ended' };
  const { commands: known, groups, statuses, senseKeys, taskManagementFunctions } = vocabulary;
  const words = [
    ...Object.keys(sights),
    ...Object.keys(groups),
    'any',
    'command',
    ...known,
    ...taskManagementFunctions,
    ...statuses,
    ...senseKeys,
    ...vocabulary.events,
  ];
  throw new Misspelt(
    `'${text}' is nothing that can be seen`,
    didYouMean(text, words) ?? "'tapelab fault explain' lists commands and groups.",
  );
}

function requireOutcome(text: string, vocabulary: ScenarioVocabulary): Test {
  const found = outcomeOf(text, vocabulary);
  if (found !== undefined) return found;
  const words = [...vocabulary.statuses, ...vocabulary.senseKeys];
  throw new Misspelt(`'${text}' is no outcome`, didYouMean(text, words) ?? 'it is a status, a sense key, or a sense code like 29/00.');
}

function outcomeOf(text: string, { statuses, senseKeys }: ScenarioVocabulary): Test | undefined {
  const upper = text.toUpperCase();
  const status = statuses.find((one) => one.toUpperCase() === upper);
  if (status !== undefined) return (entry) => entry.status?.toUpperCase() === upper;
  const key = senseKeys.indexOf(upper);
  if (key >= 0) return ({ sense }) => sense?.key === key;
  const [, keyDigit, asc, ascq] = /^(?:([0-9a-f])h?\/)?([0-9a-f]{2})h?\/([0-9a-f]{2})h?$/i.exec(text) ?? [];
  if (asc === undefined || ascq === undefined) return undefined;
  const wanted = { asc: Number.parseInt(asc, 16), ascq: Number.parseInt(ascq, 16) };
  return ({ sense }) =>
    sense?.asc === wanted.asc && sense.ascq === wanted.ascq && (keyDigit === undefined || sense.key === Number.parseInt(keyDigit, 16));
}
