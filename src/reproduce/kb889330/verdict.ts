/**
 * What a course tells of KB 889330: whether the last job of each start of the computer was completed, and what became of the names of devices meanwhile.
 * It knows nothing of what was set up.
 */
import type { NamedDevice } from '../../host/happening.ts';
import { type Course, eventsOf, startsOf } from '../course.ts';
import type { Finding } from '../finding.ts';

/** A device that was removed, and what it was when it came back. */
interface Return {
  readonly removed: NamedDevice;
  /** Undefined: it has not come back. */
  readonly returned: { readonly device: NamedDevice; readonly persistent: boolean } | undefined;
}

export function judge(course: Course): Finding {
  const starts = startsOf(course).map((start) => ({ returns: returnsOf(start), last: eventsOf(start, 'host.job-ended').at(-1) }));
  const withJobs = starts.filter(({ last }) => last !== undefined);
  const [first] = withJobs;
  const final = withJobs.at(-1);
  if (first?.last === undefined || final?.last === undefined) return { verdict: 'unlike', because: ['no job has been done'] };
  const because = starts.flatMap(({ returns }) => returns.map(inWords));
  const ended = ({ last }: typeof first): string =>
    last!.outcome === 'completed' ? `the job '${last!.job}' was completed` : `the job '${last!.job}' failed: ${last!.problem ?? ''}`;
  const isRenamed = first.returns.some(({ removed, returned }) => returned !== undefined && returned.device.name !== removed.name);
  because.push(ended(first));
  if (first.last.outcome === 'failed') {
    if (!isRenamed) return { verdict: 'unlike', because: [...because, 'no device has another name than before'] };
    if (final === first) return { verdict: 'reproduced', because };
    because.push(`after a restart of the computer ${ended(final)}`);
    return { verdict: final.last.outcome === 'completed' ? 'worked around' : 'unlike', because };
  }
  if (final.last.outcome === 'failed')
    return { verdict: 'unlike', because: [...because, `after a restart of the computer ${ended(final)}`] };
  if (isRenamed) return { verdict: 'unlike', because };
  const isKept = first.returns.length > 0 && first.returns.every(({ returned }) => returned?.persistent);
  if (first.returns.length === 0) because.unshift('Plug and Play has removed no device');
  return { verdict: isKept ? 'remedied' : 'not affected', because };
}

/** By kind: a lab has one of each, and the serial number of one that comes back may be another. */
function returnsOf(course: Course): readonly Return[] {
  return course.flatMap(({ event }, at) => {
    if (event.event !== 'host.device-removed') return [];
    const returned = eventsOf(course.slice(at), 'host.device-arrived').find(({ device }) => device.kind === event.device.kind);
    return [{ removed: event.device, returned: returned && { device: returned.device, persistent: returned.persistent } }];
  });
}

const inWords = ({ removed, returned }: Return): string =>
  returned === undefined
    ? `${removed.name} was removed, and has not come back`
    : returned.device.name === removed.name
      ? `${removed.name} was removed, and came back under ${returned.persistent ? 'its persistent' : 'the same'} name`
      : `${removed.name} was removed, and came back as ${returned.device.name}`;
