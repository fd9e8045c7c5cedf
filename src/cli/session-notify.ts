/**
 * `tapelab session notify 1 EVENT`: sends the initiator an Asynchronous Message (RFC 7143 §11.9), whether it is true or not. What a host does when
 * it is told that its connection will be dropped can be seen without dropping it.
 */
import { Argument } from '@commander-js/extra-typings';
import type { Notice } from '../control/actions.ts';
import type { SessionView } from '../control/views.ts';
import { UserError } from '../foundation/user-error.ts';
import type { Composition } from './composition.ts';
import { capitalised, nameOf, parseConnectionId, parseLun, parseSeconds, parseSense, parseTsih } from './session-words.ts';
import { answer, verb, withServer } from './verb.ts';

interface Parameters {
  readonly lun?: number | undefined;
  readonly sense?: string | undefined;
  readonly within?: number | undefined;
  readonly cid?: number | undefined;
  readonly time2wait?: number | undefined;
  readonly time2retain?: number | undefined;
}

/** Which parameters each event has (§11.9.1), and the message made of them. */
const events: { readonly [Event in Notice['event']]: { takes: readonly (keyof Parameters)[]; make: (given: Parameters) => Notice } } = {
  'scsi-event': { takes: ['lun', 'sense'], make: ({ lun = 0, sense = '' }) => ({ event: 'scsi-event', lun, sense }) },
  'logout-request': { takes: ['within'], make: ({ within = 10 }) => ({ event: 'logout-request', withinSeconds: within }) },
  'connection-dropped': {
    takes: ['cid', 'time2wait', 'time2retain'],
    make: ({ cid, ...times }) => ({ event: 'connection-dropped', connectionId: cid, ...timesOf(times) }),
  },
  'all-connections-dropped': {
    takes: ['time2wait', 'time2retain'],
    make: (times) => ({ event: 'all-connections-dropped', ...timesOf(times) }),
  },
  'negotiation-request': { takes: ['within'], make: ({ within = 10 }) => ({ event: 'negotiation-request', withinSeconds: within }) },
  'task-termination': { takes: ['lun'], make: ({ lun = 0 }) => ({ event: 'task-termination', lun }) },
};
const eventNames = Object.keys(events) as Notice['event'][];

const timesOf = ({ time2wait = 2, time2retain = 20 }: Parameters) => ({ time2WaitSeconds: time2wait, time2RetainSeconds: time2retain });

export const sessionNotifyVerb = (composition: Composition) =>
  verb('notify', 'send an initiator an Asynchronous Message, and do nothing else')
    .argument('<tsih>', "the session's number, as 'session list' tells it", parseTsih)
    .addArgument(new Argument('<event>', eventNames.join(', ')).argParser(parseEvent))
    .option('--lun <number>', 'scsi-event, task-termination: of which logical unit (default: 0)', parseLun)
    .option('--sense <hex>', 'scsi-event: the sense data', parseSense)
    .option('--within <duration>', 'logout-request, negotiation-request: how long the initiator has (default: 10s)', parseSeconds)
    .option('--cid <number>', 'connection-dropped: which connection (default: the one it has)', parseConnectionId)
    .option('--time2wait <duration>', 'the dropped ones: how long to wait before coming back (default: 2s)', parseSeconds)
    .option('--time2retain <duration>', 'the dropped ones: how long the session is kept (default: 20s)', parseSeconds)
    .action(async (tsih, event, options) => {
      const notice = noticeOf(event, options);
      const session = await withServer(options.home, (actions) => actions['session.notify']({ tsih, notice }));
      answer(composition, options, { value: session, text: toldOf(session, event) });
    });

function parseEvent(text: string): Notice['event'] {
  const event = eventNames.find((name) => name === text);
  if (event !== undefined) return event;
  throw new UserError('event-unknown', `'${text}' is no event.`, { hint: `the events are ${eventNames.join(', ')}.`, exitCode: 2 });
}

function noticeOf(event: Notice['event'], given: Parameters): Notice {
  const { takes, make } = events[event];
  const parameters = ['lun', 'sense', 'within', 'cid', 'time2wait', 'time2retain'] as const;
  const stray = parameters.find((name) => given[name] !== undefined && !takes.includes(name));
  if (stray !== undefined)
    throw new UserError('usage', `A ${event} has no --${stray}.`, { hint: `it takes --${takes.join(', --')}.`, exitCode: 2 });
  if (event === 'scsi-event' && given.sense === undefined)
    throw new UserError('usage', 'A scsi-event needs --sense.', { hint: 'the sense data are what it tells of.', exitCode: 2 });
  return make(given);
}

const toldOf = (session: SessionView, event: Notice['event']): string => `${capitalised(nameOf(session))} is told: ${event}.`;
