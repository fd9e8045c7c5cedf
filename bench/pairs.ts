/**
 * How the bench compares: one warm-up for each subject, then rounds in which each is measured once and whose order alternates, so that a noisy
 * machine is noisy to all. What counts is the median of the rounds, and of a comparison the median of the rounds' ratios.
 */
import type { Figure } from './figure.ts';
import { median } from './median.ts';

/** The samples of each subject, by round. */
export async function alternate<Sample>(rounds: number, subjects: readonly (() => Promise<Sample>)[]): Promise<Sample[][]> {
  for (const sample of subjects) await sample();
  const samples: Sample[][] = subjects.map(() => []);
  for (let round = 0; round < rounds; round += 1) {
    const order = [...subjects.keys()];
    for (const subject of round % 2 === 0 ? order : order.toReversed()) samples[subject]!.push(await subjects[subject]!());
  }
  return samples;
}

/** Of what was measured in the same round. */
export const medianRatio = (measured: readonly number[], reference: readonly number[]): number =>
  median(measured.map((value, round) => value / reference[round]!));

/** The first subject's rounds beside the second's, in `unit`; the first alone, without a goal, where there is no second. */
export function compare(figure: Pick<Figure, 'name' | 'against' | 'goal' | 'point'>, subjects: Rounds, unit: string): Figure {
  const [measured, reference] = Object.values(subjects) as [readonly number[], (readonly number[])?];
  if (reference === undefined) {
    const { name, point } = figure;
    return { name, unit, value: median(measured), ...(point && { point }) };
  }
  return { ...figure, unit: '×', value: medianRatio(measured, reference), parts: mediansOf(subjects), partsUnit: unit };
}

/** What each subject reached in each round, by its name. */
export type Rounds = Readonly<Record<string, readonly number[]>>;

export const mediansOf = (subjects: Rounds): Record<string, number> =>
  Object.fromEntries(Object.entries(subjects).map(([name, rounds]) => [name, median(rounds)]));
