import { describe, expect, it } from 'vitest';
import type { HostEvent, NamedDevice } from '../../../../src/host/happening.ts';
import type { Course } from '../../../../src/reproduce/course.ts';
import { judge } from '../../../../src/reproduce/kb889330/verdict.ts';

const course = (...events: readonly HostEvent[]): Course => events.map((event, at) => ({ atMs: at * 1000, event }));

const tape = (name: string): NamedDevice => ({ kind: 'tape', name, vendor: 'EXABYTE ', product: 'EXB-8505SMBANSH2', serialNumber: '1' });
const arrived = (name: string, persistent = false): HostEvent => ({ event: 'host.device-arrived', device: tape(name), persistent });
const removed = (name: string): HostEvent => ({ event: 'host.device-removed', device: tape(name), stillOpen: true });
const job = (outcome: 'completed' | 'failed'): HostEvent => ({
  event: 'host.job-ended',
  program: 'backup',
  job: 'nightly',
  outcome,
  media: 1,
});
const down: HostEvent = { event: 'host.shut-down', system: 'Windows' };

const [zero, one] = ['\\\\.\\Tape0', '\\\\.\\Tape1'];
const renamed = [arrived(zero), removed(zero), job('failed'), arrived(one), job('failed')];

describe('the verdict', () => {
  it.each<[string, readonly HostEvent[], string]>([
    ['another name, and no backup', renamed, 'reproduced'],
    ['the same, until the computer was restarted', [...renamed, down, arrived(zero), job('completed')], 'worked around'],
    ['a restart that did not help', [...renamed, down, arrived(zero), job('failed')], 'unlike'],
    ['a persistent name', [arrived(zero, true), removed(zero), job('failed'), arrived(zero, true), job('completed')], 'remedied'],
    [
      'a persistent name, and a number taken again',
      [arrived(zero, true), removed(zero), arrived(zero, true), removed(one), arrived(one), job('completed')],
      'not affected',
    ],
    ['the number taken again', [arrived(zero), removed(zero), job('failed'), arrived(zero), job('completed')], 'not affected'],
    ['nothing removed', [arrived(zero), job('completed')], 'not affected'],
    ['a persistent name, and nothing removed', [arrived(zero, true), job('completed')], 'not affected'],
    ['a failure without another name', [arrived(zero), removed(zero), arrived(zero), job('failed')], 'unlike'],
    ['a device that has not come back', [arrived(zero), removed(zero), job('failed')], 'unlike'],
    ['another name, and a backup all the same', [arrived(zero), removed(zero), arrived(one), job('completed')], 'unlike'],
    ['no job', [arrived(zero)], 'unlike'],
  ])('%s', (_, events, verdict) => {
    expect(judge(course(...events)).verdict).toBe(verdict);
  });
});
