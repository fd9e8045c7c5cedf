import { mkdtemp, readFile, rm, symlink, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { playMatrix, toldJudgement } from '../../../src/cli/reproduce-matrix.ts';
import { ManualClock } from '../../../src/foundation/clock.ts';
import { combinationsOf } from '../../../src/reproduce/combination.ts';
import type { Judgement } from '../../../src/reproduce/finding.ts';
import type { Reproduction } from '../../../src/reproduce/reproduction.ts';
import { answerOf, problemOf, tapelab } from './command-line.ts';

let folder: string;
beforeEach(async () => {
  folder = await mkdtemp(join(tmpdir(), 'reproduce-'));
});
afterEach(() => rm(folder, { recursive: true, force: true }));

describe('tapelab reproduce', () => {
  it('tells the course of a run, and the verdict beside the article', async () => {
    const report = join(folder, 'out.html');
    const { code, stdout, stderr } = await tapelab('reproduce', 'kb889330', '--outage', '90s', '--report', report);
    expect({ code, stderr }).toEqual({ code: 0, stderr: '' });
    for (const words of [
      'Here: os w2k, persistence 0',
      '\\\\.\\Tape0 was removed, and came back as \\\\.\\Tape1',
      'Verdict: reproduced',
      'The article: reproduced',
      'KB889330-4',
      'That is what the article says.',
    ])
      expect(stdout).toContain(words);
    const page = await readFile(report, 'utf8');
    expect(page).toContain('<!DOCTYPE html>');
    expect(page).toContain('KB889330-4');
    expect(page).not.toMatch(/<script|src=|href=/);
  });

  it('backs up a real folder, and answers in JSON', async () => {
    await writeFile(join(folder, 'a.bin'), new Uint8Array(5_000_000).fill(7));
    const said = await tapelab('reproduce', 'kb839591', '--os', '2003-hotfix', '--up', '--source', folder, '--json');
    expect(said).toMatchObject({ code: 0, stderr: '' });
    expect(answerOf(said)).toMatchObject({ verdict: 'remedied', expected: 'remedied', media: 2, differences: [] });
  });

  it('tells what it does not back up', async () => {
    await symlink('nowhere', join(folder, 'link'));
    const said = await tapelab('reproduce', 'kb889330', '--source', folder, '--outage', '30s');
    expect(said).toMatchObject({ code: 0, stderr: expect.stringContaining('tapelab: ./link is not backed up: it is a symbolic link.') });
  });

  it('plays a share of the combinations', async () => {
    const said = await tapelab('reproduce', 'kb889330', '--matrix', '--json', '--share', '9/192');
    expect(said.code).toBe(0);
    const rows: { circumstances: object; verdict: string; differences: string[] }[] = answerOf(said);
    expect(rows).toHaveLength(2);
    expect(rows.every(({ differences }) => differences.length === 0)).toBe(true);
  });

  it.each<[string, string[], string, number]>([
    ['an unknown version', ['kb839591', '--os', 'w3k'], 'usage', 2],
    ['a report without a kind', ['kb839591', '--report', 'out'], 'report-invalid', 2],
    ['a target without a portal', ['kb839591', '--target', 'iqn.2026-11.local:x'], 'usage', 2],
    ['another switch than /UP', ['kb839591', '--up', 'UP'], 'usage', 2],
    ['a matrix as time passes', ['kb889330', '--matrix', '--real-time'], 'usage', 2],
    ['a folder that is not there', ['kb889330', '--source', '/nowhere/at/all'], 'folder-unreadable', 1],
  ])('refuses %s', async (_, words, code, exitCode) => {
    const said = await tapelab('reproduce', ...words, '--json');
    expect(said).toMatchObject({ code: exitCode, stdout: '' });
    expect(problemOf(said)).toMatchObject({ code });
  });

  it('refuses a folder that fills no tape', async () => {
    await writeFile(join(folder, 'a.txt'), 'little');
    const said = await tapelab('reproduce', 'kb839591', '--source', folder, '--json');
    expect(said.code).toBe(1);
    expect(problemOf(said)).toMatchObject({ code: 'source-too-small' });
  });
});

describe('a matrix', () => {
  const axes = { left: [0, 1, 2], right: [false, true] } as const;
  const reproduction: Reproduction<{ readonly left: number; readonly right: boolean }> = {
    article: { name: 'KB 1', subject: 'an example', statements: { 'KB1-1': 'It is one.' } },
    axes,
    combinations: combinationsOf(axes),
    expectationFor: () => ({ verdict: 'reproduced', statements: ['KB1-1'] }),
    source: { name: 'nothing', tapeBytes: 0, entries: () => [] },
    play: async ({ left }, { publish }) => publish({ event: 'host.started', system: String(left) }),
    judge: (course) => ({ verdict: 'reproduced', because: course.map(({ event }) => JSON.stringify(event)) }),
  };
  const clock = new ManualClock();
  const stage = { clock, set: () => Promise.reject(new Error('no target is needed')), play: <T>(work: Promise<T>) => work };
  const composition = { processors: 3, progress: () => {} };

  it('is shared out among processes, and comes together in its order', async () => {
    const told: string[] = [];
    const shares = async (words: readonly string[]) => {
      const [number = 0, of = 0] = words.at(-1)!.split('/').map(Number);
      told.push(words.join(' '));
      const part: readonly Judgement[] = await playMatrix({ ...composition, another: shares } as never, {
        reproduction,
        stage,
        source: undefined,
        share: { first: number - 1, of },
        words: [],
      });
      return { stdout: JSON.stringify(part.map(toldJudgement)), stderr: '' };
    };
    const all = await playMatrix({ ...composition, another: shares } as never, {
      reproduction,
      stage,
      source: undefined,
      share: undefined,
      words: ['again'],
    });
    expect(told).toEqual(['again --share 2/3', 'again --share 3/3']);
    expect(all.map(({ combination }) => combination)).toEqual(reproduction.combinations);
    expect(all.map(({ finding }) => finding.because[0])).toEqual([0, 0, 1, 1, 2, 2].map((left) => expect.stringContaining(`"${left}"`)));
  });

  it('fails where a process has not told its part', async () => {
    const another = async () => ({ stdout: '', stderr: 'tapelab: No memory is left.' });
    const work = { reproduction, stage, source: undefined, share: undefined, words: [] };
    await expect(playMatrix({ ...composition, another } as never, work)).rejects.toMatchObject({
      code: 'reproduction-failed',
      hint: 'tapelab: No memory is left.',
    });
  });
});
