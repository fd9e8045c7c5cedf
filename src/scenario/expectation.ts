/**
 * What a host is expected to do, as a sentence:
 *
 *     [within DURATION] seen SIGHTING [at least|at most|exactly N times] [while state is STATE] [after SIGHTING]
 *     never seen SIGHTING [while state is STATE] [after SIGHTING] [within DURATION]
 *     next SIGHTING after SIGHTING is SIGHTING [or …]
 *
 * `within` counts from the start of the scenario, or from what stands after `after`, which may also be `state is STATE`. `next` means the next of the
 * same host at the same device, and the first time only. `with`, `from` and `on` belong to the sighting before them.
 */

import { didYouMean } from '../foundation/did-you-mean.ts';
import { parseDuration } from '../foundation/quantity.ts';
import { alternatives, type Clause, type ClauseWord, clausesOf } from './clauses.ts';
import { Misspelt } from './misspelt.ts';
import { type Sighting, type SightingWords, sightingOf, stateSighting } from './sighting.ts';
import type { ScenarioVocabulary } from './vocabulary.ts';

export type ExpectationKind = 'seen' | 'never seen' | 'next';

export interface Expectation {
  /** As it was written. */
  readonly sentence: string;
  readonly kind: ExpectationKind;
  readonly sighting: Sighting;
  readonly withinMs: number | undefined;
  readonly after: Sighting | undefined;
  /** Counts only while the rules are in one of these states. */
  readonly states: readonly string[] | undefined;
  readonly least: number;
  readonly most: number;
  /** Of `next`: what it is to be. */
  readonly is: Sighting | undefined;
}

/** @throws Misspelt */
export function parseExpectation(sentence: string, vocabulary: ScenarioVocabulary): Expectation {
  const { before, clauses } = clausesOf(sentence);
  if (before !== '')
    throw new Misspelt(
      `'${before}' begins no expectation`,
      didYouMean(before.split(' ')[0]!, ['within', 'seen', 'never', 'next']) ?? "it begins with 'within', 'seen', 'never seen' or 'next'.",
    );
  const one = (word: ClauseWord): string | undefined => clauses.find((clause) => clause.word === word)?.text;
  refuseStray(clauses);
  refuseTwice(clauses);
  const kinds = clauses.filter(({ word }) => (['seen', 'never seen', 'next'] as string[]).includes(word));
  const [head] = kinds;
  if (head === undefined || kinds.length > 1)
    throw new Misspelt("must say once 'seen', 'never seen' or 'next'", "write it like 'within 30s seen LOGIN from iqn.1993-08.*'.");
  const kind = head.word as ExpectationKind;
  const is = one('is');
  const within = one('within');
  const times = timesIn(clauses);
  if (kind === 'next' && (is === undefined || one('after') === undefined))
    throw new Misspelt("lacks 'after' or 'is'", "write it like 'next command after 29/00 is TEST UNIT READY'.");
  if (kind !== 'next' && is !== undefined)
    throw new Misspelt(`has an 'is' that belongs to nothing`, "it belongs to 'next command after … is …' and to 'state is …'.");
  if (kind !== 'seen' && times !== undefined) throw new Misspelt("counts times, which only 'seen' does");
  return {
    sentence,
    kind,
    sighting: sightingAt(clauses, head, vocabulary),
    withinMs: within === undefined ? undefined : parseDuration(within),
    after: anchorIn(clauses, 'after', vocabulary),
    states: statesWhile(clauses),
    least: times?.least ?? 1,
    most: times?.most ?? Number.POSITIVE_INFINITY,
    is: is === undefined ? undefined : sightingAt(clauses, clauses.find(({ word }) => word === 'is')!, vocabulary),
  };
}

/** The clause, with the `with`, `from` and `on` that follow it. */
export function sightingAt(clauses: readonly Clause[], at: Clause, vocabulary: ScenarioVocabulary): Sighting {
  const words: { -readonly [Key in keyof SightingWords]: SightingWords[Key] } = { what: at.text };
  for (const { word, text } of clauses.slice(clauses.indexOf(at) + 1)) {
    if (word !== 'with' && word !== 'from' && word !== 'on') break;
    if (words[word] !== undefined) throw new Misspelt(`says '${word}' twice of '${at.text}'`);
    if (text === '') throw new Misspelt(`has nothing behind '${word}'`);
    words[word] = text;
  }
  return sightingOf(words, vocabulary);
}

/** Only one of two would count. */
function refuseTwice(clauses: readonly Clause[]): void {
  for (const word of onceAtMost)
    if (clauses.filter((clause) => clause.word === word).length > 1) throw new Misspelt(`says '${word}' twice`);
}

const onceAtMost: readonly ClauseWord[] = ['within', 'after', 'while', 'is', 'at least', 'at most', 'exactly'];

/** What belongs to the words before it stands behind such words. */
function refuseStray(clauses: readonly Clause[]): void {
  for (const [index, { word, text }] of clauses.entries()) {
    const before = clauses[index - 1];
    const belongs =
      word === 'state is'
        ? (before?.word === 'after' || before?.word === 'while') && before.text === ''
        : !details.includes(word) || [...sighted, ...details].includes(before?.word ?? 'within');
    if (!belongs) throw new Misspelt(`has '${word} ${text}' where it belongs to nothing`, 'it stands behind what it is said of.');
  }
}

/** They belong to the sighting before them. */
export const details: readonly ClauseWord[] = ['with', 'from', 'on'];
const sighted: readonly ClauseWord[] = ['seen', 'never seen', 'next', 'after', 'is'];

/** `after SIGHTING`, `after state is STATE`. */
function anchorIn(clauses: readonly Clause[], word: ClauseWord, vocabulary: ScenarioVocabulary): Sighting | undefined {
  const at = clauses.findIndex((clause) => clause.word === word);
  if (at < 0) return undefined;
  const next = clauses[at + 1];
  if (clauses[at]!.text === '' && next?.word === 'state is') return stateSighting(next.text);
  return sightingAt(clauses, clauses[at]!, vocabulary);
}

function statesWhile(clauses: readonly Clause[]): readonly string[] | undefined {
  const at = clauses.findIndex(({ word }) => word === 'while');
  if (at < 0) return undefined;
  const next = clauses[at + 1];
  const states = next?.word === 'state is' && clauses[at]!.text === '' ? alternatives(next.text) : [];
  if (states.length === 0) throw new Misspelt("has a 'while' without a state", "write it like 'while state is cut'.");
  return states;
}

function timesIn(clauses: readonly Clause[]): { readonly least: number; readonly most: number } | undefined {
  const counting = clauses.filter(({ word }) => word === 'at least' || word === 'at most' || word === 'exactly');
  if (counting.length === 0) return undefined;
  let [least, most] = [0, Number.POSITIVE_INFINITY];
  for (const { word, text } of counting) {
    const [, digits] = /^(\d+)(?: times?)?$/.exec(text) ?? [];
    if (digits === undefined) throw new Misspelt(`'${text}' is no number of times`, "write it like 'at least 3 times'.");
    if (word !== 'at most') least = Number(digits);
    if (word !== 'at least') most = Number(digits);
  }
  if (least > most) throw new Misspelt(`wants at least ${least} and at most ${most}`);
  return { least, most };
}
