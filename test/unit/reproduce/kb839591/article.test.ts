/** What the article says of which circumstances, row by row: the statements are those of KB 839591, the numbers those of `article.ts`. */
import { describe, expect, it } from 'vitest';
import { combinationsOf } from '../../../../src/reproduce/combination.ts';
import { article, axes, type Combination, expectationFor } from '../../../../src/reproduce/kb839591/article.ts';

const usual: Combination = { os: '2003', up: false, attended: false, library: false };

describe('KB 839591', () => {
  it.each<[string, Partial<Combination>, string, string]>([
    ['as it is told', {}, 'reproduced', 'KB839591-2'],
    ['Windows 2000', { os: 'w2k' }, 'not affected', 'KB839591-5'],
    ['an attended job', { attended: true }, 'not affected', 'KB839591-4'],
    ['a library', { library: true }, 'worked around', 'KB839591-9'],
    ['the hotfix alone', { os: '2003-hotfix' }, 'reproduced', 'KB839591-5'],
    ['the hotfix and its switch', { os: '2003-hotfix', up: true }, 'remedied', 'KB839591-6'],
    ['the switch in small letters', { os: '2003-hotfix', up: true, spelling: '/up' }, 'reproduced', 'KB839591-7'],
    ['the switch without the hotfix', { up: true }, 'reproduced', 'KB839591-6'],
  ])('%s', (_, circumstances, verdict, statement) => {
    const expectation = expectationFor({ ...usual, ...circumstances });
    expect(expectation.verdict).toBe(verdict);
    expect(expectation.statements).toContain(statement);
  });

  it('cites statements that there are, for each of 24 combinations', () => {
    const combinations = combinationsOf(axes);
    expect(combinations).toHaveLength(24);
    for (const combination of combinations)
      for (const number of expectationFor(combination).statements) expect(article.statements).toHaveProperty([number]);
  });
});
