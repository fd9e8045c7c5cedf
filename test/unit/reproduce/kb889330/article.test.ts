/** What the article says of which circumstances, row by row: the statements are those of KB 889330, the numbers those of `article.ts`. */
import { describe, expect, it } from 'vitest';
import { combinationsOf } from '../../../../src/reproduce/combination.ts';
import { article, axes, type Combination, expectationFor } from '../../../../src/reproduce/kb889330/article.ts';

const usual: Combination = {
  os: 'w2k',
  persistence: 0,
  changerPersistence: 0,
  outage: '90s',
  handle: 'open',
  driver: 'tape.sys',
  what: 'both',
  restart: false,
};
const persistent = { persistence: 1, changerPersistence: 1 } as const;

describe('KB 889330', () => {
  it.each<[string, Partial<Combination>, string, string]>([
    ['as it is told', {}, 'reproduced', 'KB889330-4'],
    ['a restart', { restart: true }, 'worked around', 'KB889330-3'],
    ['hotfix and value', { os: 'w2k-hotfix', ...persistent }, 'remedied', 'KB889330-6'],
    ['the hotfix without the value', { os: 'w2k-hotfix' }, 'reproduced', 'KB889330-7'],
    ['the value without the hotfix', persistent, 'reproduced', 'KB889330+1'],
    ['another class driver', { os: 'w2k-hotfix', ...persistent, driver: 'third-party' }, 'reproduced', 'KB889330-8'],
    [
      'another class driver, and a restart',
      { os: 'w2k-hotfix', ...persistent, driver: 'third-party', restart: true },
      'worked around',
      'KB889330-3',
    ],
    ['Server 2003', { os: '2003' }, 'reproduced', 'KB889330-9'],
    ['Server 2003 with its hotfix', { os: '2003-hotfix', ...persistent }, 'remedied', 'KB889330-6'],
    ['the value of tapes alone, and the changer', { os: 'w2k-hotfix', persistence: 1, what: 'changer' }, 'reproduced', 'KB889330+2'],
    ['the value of tapes alone, and the tape', { os: 'w2k-hotfix', persistence: 1, what: 'tape' }, 'remedied', 'KB889330-6'],
    ['the value of tapes alone, and both', { os: 'w2k-hotfix', persistence: 1 }, 'reproduced', 'KB889330+2'],
    ['handles that are closed', { handle: 'closed' }, 'not affected', 'KB889330+4'],
    [
      'handles that are closed, and names that persist anyway',
      { handle: 'closed', os: 'w2k-hotfix', ...persistent },
      'remedied',
      'KB889330-6',
    ],
    ['a short outage', { outage: '30s' }, 'not affected', 'KB889330+5'],
  ])('%s', (_, circumstances, verdict, statement) => {
    const expectation = expectationFor({ ...usual, ...circumstances });
    expect(expectation.verdict).toBe(verdict);
    expect(expectation.statements).toContain(statement);
  });

  it('cites statements that there are, for each of 384 combinations', () => {
    const combinations = combinationsOf(axes);
    expect(combinations).toHaveLength(384);
    for (const combination of combinations) {
      const { statements } = expectationFor({ ...combination, changerPersistence: combination.persistence });
      expect(statements.length).toBeGreaterThan(0);
      for (const number of statements) expect(article.statements).toHaveProperty([number]);
    }
  });
});
