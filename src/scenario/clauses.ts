/**
 * The sentences of a scenario, cut into clauses: a few words in lower case open them, and whatever stands up to the next one is theirs.
 *
 *     within 30s seen LOGIN from iqn.1993-08.*    →    within "30s", seen "LOGIN", from "iqn.1993-08.*"
 */

export const clauseWords = [
  'never seen',
  'state is',
  'at least',
  'at most',
  'exactly',
  'within',
  'after',
  'while',
  'seen',
  'next',
  'from',
  'with',
  'on',
  'is',
] as const;
export type ClauseWord = (typeof clauseWords)[number];

export interface Clause {
  readonly word: ClauseWord;
  readonly text: string;
}

const opening = new RegExp(`(?:^|\\s)(${clauseWords.map((word) => word.replace(' ', '\\s+')).join('|')})(?=\\s|$)`, 'g');

/** The clauses in their order, and what stands before the first. */
export function clausesOf(sentence: string): { readonly before: string; readonly clauses: readonly Clause[] } {
  const found = [...sentence.matchAll(opening)];
  const clauses = found.map((match, index): Clause => {
    const start = match.index + match[0].length;
    const end = found[index + 1]?.index ?? sentence.length;
    return { word: match[1]!.replace(/\s+/, ' ') as ClauseWord, text: sentence.slice(start, end).trim().replace(/\s+/g, ' ') };
  });
  return { before: sentence.slice(0, found[0]?.index ?? sentence.length).trim(), clauses };
}

/** `a or b or c`. */
export const alternatives = (text: string): readonly string[] =>
  text
    .split(/\s+or\s+/)
    .map((one) => one.trim())
    .filter((one) => one !== '');
