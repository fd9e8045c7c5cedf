/**
 * What a course tells of KB 839591: whether the backup went on with a second tape, or quit with the words that the article has. Why it went on well, by the
 * remedy, the workaround or since the article is not concerned with it, only the circumstances tell.
 */
import { FAILED_TO_MOUNT } from '../../host/ntbackup/problem.ts';
import { Win32Error } from '../../host/windows/win32.ts';
import { type Course, eventsOf } from '../course.ts';
import type { Finding } from '../finding.ts';
import { type Combination, isConcerned } from './article.ts';

export function judge(course: Course, combination: Combination): Finding {
  const [job] = eventsOf(course, 'host.job-ended');
  if (job === undefined) return { verdict: 'unlike', because: ['no job has been done'] };
  // To restore it may ask as it likes.
  const until = course.findIndex(({ event }) => event.event === 'host.job-ended');
  const asked = eventsOf(course.slice(0, until), 'host.operator-asked').length;
  const because = [
    asked === 0 ? 'nobody was asked for a tape' : 'it asked for another tape',
    job.outcome === 'completed'
      ? `the job '${job.job}' was completed on ${job.media} ${job.media === 1 ? 'tape' : 'tapes'}`
      : `the job '${job.job}' failed on tape ${job.media}: ${job.problem ?? ''}`,
  ];
  if (job.outcome === 'failed') {
    const line = eventsOf(course, 'host.backup-log').find((entry) => entry.line.includes(FAILED_TO_MOUNT));
    if (line !== undefined) because.push(`its log says: "${FAILED_TO_MOUNT}"`);
    // The same words are those of a drive that is not there at all.
    const wasFull = eventsOf(course, 'host.win32-error').some(({ error }) => error === Win32Error.endOfMedia);
    if (!wasFull) because.push('no tape was full');
    return { verdict: line !== undefined && asked === 0 && wasFull ? 'reproduced' : 'unlike', because };
  }
  if (job.media < 2) return { verdict: 'unlike', because: [...because, 'one tape was enough'] };
  if (!isConcerned(combination)) return { verdict: 'not affected', because };
  return { verdict: asked === 0 ? 'worked around' : 'remedied', because };
}
