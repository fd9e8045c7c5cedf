/**
 * When something of a timeline is done, and when a scenario ends:
 *
 *     at 90s                                        after the start
 *     when state is full     when seen WRITE on dds
 *     whenever …                                    every time
 *     90s after state is cut                        so long after it
 *     after 10min, when every expectation is decided     of `ends` only
 */

import { didYouMean } from '../foundation/did-you-mean.ts';
import { parseDuration } from '../foundation/quantity.ts';
import { clausesOf } from './clauses.ts';
import { details, sightingAt } from './expectation.ts';
import { Misspelt } from './misspelt.ts';
import { type Sighting, stateSighting } from './sighting.ts';
import type { ScenarioVocabulary } from './vocabulary.ts';

export type Occasion =
  | { readonly words: string; readonly kind: 'time'; readonly afterMs: number }
  | { readonly words: string; readonly kind: 'sight'; readonly sighting: Sighting; readonly afterMs: number; readonly every: boolean };

export type Ending = Occasion | { readonly words: string; readonly kind: 'decided' };

const example = "write it like 'at 90s', 'when state is full', 'when seen WRITE on dds' or '30s after state is cut'.";

/** @throws Misspelt or UserError */
export function parseOccasion(words: string, vocabulary: ScenarioVocabulary): Occasion {
  const [, at] = /^at\s+(\S.*)$/.exec(words) ?? [];
  if (at !== undefined) return { words, kind: 'time', afterMs: parseDuration(at) };
  const [, when, late, rest] = /^(?:(when|whenever)|(.*\S)\s+after)\s+(\S.*)$/.exec(words) ?? [];
  if (rest !== undefined) {
    const afterMs = late === undefined ? 0 : parseDuration(late);
    return { words, kind: 'sight', sighting: sightIn(rest, vocabulary), afterMs, every: when === 'whenever' };
  }
  throw new Misspelt(`'${words}' is no moment`, nearest(words, ['at', 'when', 'whenever']) ?? example);
}

/** @throws Misspelt or UserError */
export function parseEnding(words: string, vocabulary: ScenarioVocabulary): Ending {
  const [, after] = /^after\s+(\d\S*(?:\s+[a-z]+)?)$/i.exec(words) ?? [];
  if (after !== undefined) return { words, kind: 'time', afterMs: parseDuration(after) };
  if (/^when\s+every\s+expectation\s+is\s+decided$/.test(words)) return { words, kind: 'decided' };
  if (/^(when|\d\S*\s+after)\s/.test(words)) return parseOccasion(words, vocabulary);
  throw new Misspelt(
    `'${words}' is no end`,
    nearest(words, ['after', 'when']) ?? "write it like 'after 10min', 'when state is done' or 'when every expectation is decided'.",
  );
}

function nearest(words: string, known: readonly string[]): string | undefined {
  const hint = didYouMean(words.split(/\s+/)[0]!, known);
  return hint?.startsWith('did you mean') ? hint : undefined;
}

function sightIn(text: string, vocabulary: ScenarioVocabulary): Sighting {
  const { before, clauses } = clausesOf(text);
  const [first] = clauses;
  if (before === '' && first?.word === 'state is' && clauses.length === 1 && first.text !== '') return stateSighting(first.text);
  if (before === '' && first?.word === 'seen') {
    const stray = clauses.slice(1).find(({ word }) => !details.includes(word));
    if (stray !== undefined) throw new Misspelt(`'${stray.word}' has no place in a moment`, 'let a rule or a state lead there.');
    return sightingAt(clauses, first, vocabulary);
  }
  throw new Misspelt(`'${text}' is neither 'state is …' nor 'seen …'`, example);
}
