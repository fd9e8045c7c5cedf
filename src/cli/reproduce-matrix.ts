/** All combinations of a reproduction, in as many processes as there are processors, each with a clock of its own. */
import { UserError } from '../foundation/user-error.ts';
import type { Expectation, Verdict } from '../reproduce/article.ts';
import type { Judgement } from '../reproduce/finding.ts';
import type { Reproduction, Share } from '../reproduce/reproduction.ts';
import type { Source } from '../reproduce/source.ts';
import type { Stage } from '../reproduce/stage.ts';
import type { Composition } from './composition.ts';

/** More have not enough to do. */
const mostProcesses = 4;

export interface MatrixWork<Combination extends object> {
  readonly reproduction: Reproduction<Combination>;
  readonly stage: Stage;
  readonly source: Source | undefined;
  /** Of another process that has asked for it. */
  readonly share: Share | undefined;
  /** The command line for another one, but for its share. */
  readonly words: readonly string[];
}

/** @throws UserError */
export async function playMatrix<Combination extends object>(
  composition: Composition,
  { reproduction, stage, source, share, words }: MatrixWork<Combination>,
): Promise<readonly Judgement[]> {
  const { keyOf, reproduceAll } = await import('../reproduce/reproduction.ts');
  const processes = share === undefined ? Math.min(composition.processors, mostProcesses) : 1;
  const others = Array.from({ length: processes - 1 }, (_, at) => composition.another([...words, '--share', `${at + 2}/${processes}`]));
  const own = await reproduceAll(reproduction, {
    stage,
    source,
    share: share ?? { first: 0, of: processes },
    progress: (played, of) => composition.progress(`${Math.floor((100 * played) / of)} % of the combinations played`),
  }).finally(() => composition.progress(undefined));
  const all = [...own, ...(await Promise.all(others)).flatMap(judgementsOf)];
  const byKey = new Map(all.map((one) => [keyOf(one.combination), one]));
  return reproduction.combinations.flatMap((combination) => byKey.get(keyOf(combination)) ?? []);
}

/** A row as JSON has it. */
interface ToldJudgement {
  readonly circumstances: object;
  readonly verdict: Verdict;
  readonly because: readonly string[];
  readonly expected: Expectation['verdict'];
  readonly statements: Expectation['statements'];
  readonly differences: readonly string[];
}

export const toldJudgement = ({ combination, finding, expected, differences }: Judgement): ToldJudgement => ({
  circumstances: combination,
  ...finding,
  expected: expected.verdict,
  statements: expected.statements,
  differences,
});

function judgementsOf({ stdout, stderr }: { readonly stdout: string; readonly stderr: string }): readonly Judgement[] {
  if (!stdout.startsWith('['))
    throw new UserError('reproduction-failed', 'A part of the combinations could not be played.', { hint: stderr.trim() });
  return (JSON.parse(stdout) as readonly ToldJudgement[]).map(({ circumstances, verdict, because, expected, statements, differences }) => ({
    combination: circumstances,
    finding: { verdict, because },
    expected: { verdict: expected, statements },
    differences,
  }));
}
