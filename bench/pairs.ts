/**
 * How the bench compares: one warm-up for each subject, then rounds in which each is measured once and whose order alternates, so that a noisy
 * machine is noisy to all. What counts is the median of the rounds, and of a comparison the median of the rounds' ratios.
 */
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
