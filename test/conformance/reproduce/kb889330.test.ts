/**
 * KB 889330, reproduced over the wire: what comes of which circumstances, each with the statement of the article that it rests on; and what comes of them
 * where the target behaves otherwise.
 */
import { describe, expect, it } from 'vitest';
import type { StatementNumber, Verdict } from '../../../src/reproduce/article.ts';
import { eventsOf } from '../../../src/reproduce/course.ts';
import { namesOf } from '../../../src/reproduce/finding.ts';
import type { Combination } from '../../../src/reproduce/kb889330/article.ts';
import { kb889330 } from '../../../src/reproduce/kb889330/reproduction.ts';
import { keyOf, reproduce, reproduceAll } from '../../../src/reproduce/reproduction.ts';
import { reproductionStage } from '../../../src/reproduction-stage.ts';
import { withParameters } from './changed-stage.ts';

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
const remedied = { os: 'w2k-hotfix', ...persistent } as const;

/** Without a restart, and with one. */
const table: readonly (readonly [Partial<Combination>, Verdict, Verdict, StatementNumber])[] = [
  [{}, 'reproduced', 'worked around', 'KB889330-4'],
  [{ os: '2003', what: 'tape' }, 'reproduced', 'worked around', 'KB889330-9'],
  [{ what: 'changer' }, 'reproduced', 'worked around', 'KB889330-2'],
  [persistent, 'reproduced', 'worked around', 'KB889330+1'],
  [{ os: 'w2k-hotfix' }, 'reproduced', 'worked around', 'KB889330-7'],
  [remedied, 'remedied', 'remedied', 'KB889330-6'],
  [{ ...remedied, os: '2003-hotfix', what: 'changer' }, 'remedied', 'remedied', 'KB889330+2'],
  [{ ...remedied, changerPersistence: 0 }, 'reproduced', 'worked around', 'KB889330+2'],
  [{ ...remedied, driver: 'third-party' }, 'reproduced', 'worked around', 'KB889330-8'],
  [{ handle: 'closed' }, 'not affected', 'not affected', 'KB889330+4'],
  [{ outage: '30s' }, 'not affected', 'not affected', 'KB889330+5'],
  [{ ...remedied, os: '2003-hotfix', outage: '30s', what: 'tape', handle: 'closed' }, 'not affected', 'not affected', 'KB889330+5'],
];

describe('KB 889330', () => {
  it('comes to what the article says', { timeout: 120_000 }, async () => {
    const rows = table.flatMap(([circumstances, without, withRestart, statement]) => [
      { combination: { ...usual, ...circumstances }, verdict: without, statement },
      { combination: { ...usual, ...circumstances, restart: true }, verdict: withRestart, statement },
    ]);
    const combinations = rows.map(({ combination }) => combination);
    const outcomes = await reproduceAll({ ...kb889330, combinations }, { stage: reproductionStage() });
    expect(outcomes).toHaveLength(rows.length);
    for (const { combination, verdict, statement } of rows) {
      const outcome = outcomes.find((one) => keyOf(one.combination) === keyOf(combination))!;
      const said = `${JSON.stringify(combination)}: ${outcome.finding.because.join('; ')}`;
      expect([outcome.finding.verdict, outcome.differences], said).toEqual([verdict, []]);
      // A workaround is cited for itself.
      expect(outcome.expected.statements, said).toContain(verdict === 'worked around' ? 'KB889330-3' : statement);
      // Whatever was backed up in the end is there again, bit by bit.
      const compared = eventsOf(outcome.course, 'host.data-compared');
      expect(compared.length > 0, said).toBe(verdict !== 'reproduced');
      for (const { files, source, restored } of compared) expect([files > 10, restored], said).toEqual([true, source]);
    }
  });

  it('tells the names before and after', async () => {
    const { course } = await reproduce(kb889330, usual, { stage: reproductionStage() });
    const { before, after } = namesOf(course);
    expect(before.map(({ name }) => name).toSorted()).toEqual(['\\\\.\\Changer0', '\\\\.\\Tape0']);
    expect(after.map(({ name }) => name).toSorted()).toEqual(['\\\\.\\Changer1', '\\\\.\\Tape1']);
    expect(eventsOf(course, 'host.win32-error')).toContainEqual(
      expect.objectContaining({ call: 'CreateFile', name: '\\\\.\\Changer0', error: 2 }),
    );
  });

  it('is reproduced in spite of the remedy where serial numbers have changed', async () => {
    const stage = withParameters(reproductionStage(), { identity: 'other' });
    const { finding, differences } = await reproduce(kb889330, { ...usual, ...remedied }, { stage });
    expect(finding.verdict).toBe('reproduced');
    expect(differences).toHaveLength(2);
  });

  it('is not, where the devices are back before the host gives them up', async () => {
    const stage = withParameters(reproductionStage(), { away: '45s' });
    const { finding, differences } = await reproduce(kb889330, usual, { stage });
    expect(finding).toEqual({
      verdict: 'not affected',
      because: ['Plug and Play has removed no device', "the job 'Tuesday' was completed"],
    });
    expect(differences).toHaveLength(1);
  });
});
