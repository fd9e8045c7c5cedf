/** Finds the known word that a misspelt one is nearest to (Levenshtein's distance), for the hint of an error. */

/** `did you mean 'listen'?`, or `the known ones are …` when nothing is near; undefined when nothing is known. */
export function didYouMean(word: string, known: Iterable<string>): string | undefined {
  const candidates = [...known];
  const nearest = candidates
    .map((candidate) => ({ candidate, distance: distance(word.toLowerCase(), candidate.toLowerCase()) }))
    .sort((a, b) => a.distance - b.distance)[0];
  if (nearest === undefined) return undefined;
  if (nearest.distance <= Math.max(1, Math.floor(nearest.candidate.length / 3))) return `did you mean '${nearest.candidate}'?`;
  return candidates.length <= 12 ? `known ${candidates.length === 1 ? 'is' : 'are'} ${candidates.join(', ')}.` : undefined;
}

/** How many letters must be inserted, deleted or replaced, or neighbours exchanged, to make `b` of `a`. */
export function distance(a: string, b: string): number {
  let beforeLast: number[] = [];
  let last = Array.from({ length: b.length + 1 }, (_, column) => column);
  for (let row = 1; row <= a.length; row++) {
    const current = [row];
    for (let column = 1; column <= b.length; column++) {
      const replaced = last[column - 1]! + (a[row - 1] === b[column - 1] ? 0 : 1);
      let best = Math.min(replaced, last[column]! + 1, current[column - 1]! + 1);
      const exchanged = row > 1 && column > 1 && a[row - 1] === b[column - 2] && a[row - 2] === b[column - 1];
      if (exchanged) best = Math.min(best, beforeLast[column - 2]! + 1);
      current.push(best);
    }
    beforeLast = last;
    last = current;
  }
  return last[b.length]!;
}
