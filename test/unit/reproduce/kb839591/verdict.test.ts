import { describe, expect, it } from 'vitest';
import type { HostEvent } from '../../../../src/host/happening.ts';
import { FAILED_TO_MOUNT } from '../../../../src/host/ntbackup/problem.ts';
import type { Course } from '../../../../src/reproduce/course.ts';
import type { Combination } from '../../../../src/reproduce/kb839591/article.ts';
import { judge } from '../../../../src/reproduce/kb839591/verdict.ts';

const course = (...events: readonly HostEvent[]): Course => events.map((event, at) => ({ atMs: at * 1000, event }));
const asked: HostEvent = { event: 'host.operator-asked', by: 'NTBackup', text: 'the next tape' };
const full: HostEvent = { event: 'host.win32-error', program: 'NTBackup', call: 'WriteFile', name: 'Tape0', error: 1100 };
const log = (line: string): HostEvent => ({ event: 'host.backup-log', program: 'NTBackup', line });
const job = (outcome: 'completed' | 'failed', media: number): HostEvent => ({
  event: 'host.job-ended',
  program: 'NTBackup',
  job: 'Test',
  outcome,
  media,
});

const unattended: Combination = { os: '2003-hotfix', up: true, attended: false, library: false };

describe('the verdict', () => {
  it.each<[string, readonly HostEvent[], Combination, string]>([
    ['it quits', [full, log(FAILED_TO_MOUNT), job('failed', 1)], unattended, 'reproduced'],
    ['it quits before any tape is full', [log(FAILED_TO_MOUNT), job('failed', 1)], unattended, 'unlike'],
    ['it quits for another reason', [full, log('The device reported an error.'), job('failed', 1)], unattended, 'unlike'],
    ['it quits though it has asked', [full, asked, log(FAILED_TO_MOUNT), job('failed', 1)], unattended, 'unlike'],
    ['it asks, and goes on', [asked, job('completed', 2)], unattended, 'remedied'],
    ['it goes on by itself', [job('completed', 2)], { ...unattended, library: true }, 'worked around'],
    ['somebody is there', [asked, job('completed', 2)], { ...unattended, attended: true }, 'not affected'],
    ['Windows 2000', [asked, job('completed', 2)], { ...unattended, os: 'w2k' }, 'not affected'],
    ['one tape is enough', [job('completed', 1)], unattended, 'unlike'],
    ['nothing is done', [], unattended, 'unlike'],
  ])('%s', (_, events, combination, verdict) => {
    expect(judge(course(...events), combination).verdict).toBe(verdict);
  });
});
