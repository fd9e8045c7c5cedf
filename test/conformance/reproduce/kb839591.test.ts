/**
 * KB 839591, reproduced over the wire: what comes of which circumstances, each with the statement of the article that it rests on; and what comes of them
 * where the target behaves otherwise.
 */
import { describe, expect, it } from 'vitest';
import type { StatementNumber, Verdict } from '../../../src/reproduce/article.ts';
import { eventsOf } from '../../../src/reproduce/course.ts';
import type { Combination } from '../../../src/reproduce/kb839591/article.ts';
import { kb839591 } from '../../../src/reproduce/kb839591/reproduction.ts';
import { keyOf, reproduce, reproduceAll } from '../../../src/reproduce/reproduction.ts';
import { sampleSource } from '../../../src/reproduce/source.ts';
import { reproductionStage } from '../../../src/reproduction-stage.ts';
import { withParameters } from './changed-stage.ts';

const usual: Combination = { os: '2003', up: false, attended: false, library: false };
const source = sampleSource(4 * 2 ** 20);

const table: readonly (readonly [Partial<Combination>, Verdict, StatementNumber])[] = [
  [{}, 'reproduced', 'KB839591-2'],
  [{ os: 'w2k' }, 'not affected', 'KB839591-5'],
  [{ attended: true }, 'not affected', 'KB839591+1'],
  [{ library: true }, 'worked around', 'KB839591-9'],
  [{ os: 'w2k', library: true }, 'not affected', 'KB839591-5'],
  [{ os: '2003-hotfix' }, 'reproduced', 'KB839591-5'],
  [{ os: '2003-hotfix', up: true }, 'remedied', 'KB839591-6'],
  [{ os: '2003-hotfix', up: true, spelling: '/up' }, 'reproduced', 'KB839591-7'],
  [{ up: true }, 'reproduced', 'KB839591-6'],
];

describe('KB 839591', () => {
  it('comes to what the article says', { timeout: 120_000 }, async () => {
    const combinations = table.map(([circumstances]) => ({ ...usual, ...circumstances }));
    const outcomes = await reproduceAll({ ...kb839591, combinations }, { stage: reproductionStage(), source });
    for (const [circumstances, verdict, statement] of table) {
      const outcome = outcomes.find(({ combination }) => keyOf(combination) === keyOf({ ...usual, ...circumstances }))!;
      const said = `${JSON.stringify(circumstances)}: ${outcome.finding.because.join('; ')}`;
      expect([outcome.finding.verdict, outcome.differences], said).toEqual([verdict, []]);
      expect(outcome.expected.statements, said).toContain(statement);
      // Whatever was backed up over two tapes is there again, bit by bit.
      const compared = eventsOf(outcome.course, 'host.data-compared');
      expect(compared.length, said).toBe(verdict === 'reproduced' ? 0 : 1);
      for (const { restored, source: original } of compared) expect(restored, said).toBe(original);
    }
  });

  it('has the words of the article in its log', async () => {
    const { course } = await reproduce(kb839591, usual, { stage: reproductionStage(), source });
    expect(eventsOf(course, 'host.backup-log').map(({ line }) => line)).toContain(
      'The requested media failed to mount. The operation was aborted.',
    );
    expect(eventsOf(course, 'host.win32-error')).toContainEqual(expect.objectContaining({ call: 'WriteFile', error: 1100 }));
  });

  it('is not, where one tape is enough', async () => {
    const stage = withParameters(reproductionStage(), { capacity: '64MiB' });
    const { finding, differences } = await reproduce(kb839591, usual, { stage, source });
    expect(finding.verdict).toBe('unlike');
    expect(finding.because).toContain('one tape was enough');
    expect(differences.length).toBeGreaterThan(0);
  });

  it('is not, where the tape ends without a warning: there is no room to close it', async () => {
    const stage = withParameters(reproductionStage(), { earlyWarning: '0B' });
    const { finding, differences, course } = await reproduce(kb839591, { ...usual, os: 'w2k' }, { stage, source });
    expect(eventsOf(course, 'host.win32-error')).not.toContainEqual(expect.objectContaining({ call: 'WriteFile', error: 1100 }));
    expect(finding.verdict).toBe('unlike');
    expect(differences.length).toBeGreaterThan(0);
  });
});
