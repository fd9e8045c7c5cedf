/** How the events of the network side read in the log: one sentence each, and how much it matters. */
import { formatEndpoint } from '../foundation/endpoint.ts';
import type { IscsiEvent } from '../iscsi/events.ts';
import type { CaptureEvent } from '../trace/capture.ts';
import { LoginStatus } from '../wire/login-response.ts';
import { RejectReason } from '../wire/reject.ts';
import { TaskManagementFunctionCode } from '../wire/task-management-request.ts';
import { TaskManagementResponseCode } from '../wire/task-management-response.ts';
import type { ServerEvent } from './events.ts';
import type { LogRows } from './log-row.ts';

/** `notFound` of a table of codes as `not found`, a code it does not have as a number. */
function nameIn(table: Readonly<Record<string, number>>, code: number): string {
  const name = Object.keys(table).find((key) => table[key] === code);
  return name?.replace(/[A-Z]/g, (capital) => ` ${capital.toLowerCase()}`) ?? `${code.toString(16).padStart(2, '0')}h`;
}

const initiator = ({ initiatorName }: { initiatorName: string | undefined }): string => initiatorName ?? 'an initiator without a name';
const service = ({ target }: { target: string | undefined }): string => target ?? 'discovery';
const sentence = (problem: string): string => problem.replace(/[.\s]+$/, '');

export const iscsiRows: LogRows<IscsiEvent> = {
  'connection.opened': { level: 'debug', line: ({ remote }) => `connection from ${formatEndpoint(remote)}` },
  'connection.closed': {
    level: 'debug',
    line: ({ remote, reason }) => `connection from ${formatEndpoint(remote)} closed: ${sentence(reason)}`,
  },
  'connection.failed': {
    level: 'error',
    line: ({ remote }) => `a bug in tapelab ended the connection from ${formatEndpoint(remote)}`,
  },
  'login.failed': {
    level: 'warn',
    line: ({ remote, status, problem, ...who }) =>
      `${initiator(who)} at ${formatEndpoint(remote)} could not log in (${nameIn(LoginStatus, status)}): ${sentence(problem)}`,
  },
  'session.established': {
    level: ({ type }) => (type === 'normal' ? 'info' : 'debug'),
    line: ({ remote, ...session }) => `${initiator(session)} at ${formatEndpoint(remote)} logged in to ${service(session)}`,
  },
  'session.continued': {
    level: 'info',
    line: ({ remote, ...session }) =>
      `${initiator(session)} at ${formatEndpoint(remote)} went on with its session with ${service(session)}`,
  },
  'session.failed': {
    level: 'warn',
    line: ({ reason, retainedSeconds, ...session }) =>
      `the session of ${initiator(session)} with ${service(session)} lost its connection (${sentence(reason)}) and is kept for ${retainedSeconds} s`,
  },
  'session.ended': {
    level: ({ target }) => (target === undefined ? 'debug' : 'info'),
    line: ({ reason, ...session }) => `the session of ${initiator(session)} with ${service(session)} ended: ${sentence(reason)}`,
  },
  'pdu.rejected': {
    level: 'warn',
    line: ({ remote, reason, problem }) =>
      `rejected a PDU from ${formatEndpoint(remote)} (${nameIn(RejectReason, reason)}): ${sentence(problem)}`,
  },
  'protocol.violated': {
    level: 'warn',
    line: ({ remote, problem }) => `${formatEndpoint(remote)} broke the protocol: ${sentence(problem)}`,
  },
  'task-management.completed': {
    level: 'info',
    line: ({ function: code, response, ...session }) =>
      `${nameIn(TaskManagementFunctionCode, code)} for ${initiator(session)}: ${nameIn(TaskManagementResponseCode, response)}`,
  },
};

export const serverRows: LogRows<ServerEvent> = {
  'server.listening': { level: 'debug', line: ({ local }) => `listening on ${formatEndpoint(local)}` },
  'server.shut': { level: 'info', line: ({ local }) => `no longer listening on ${formatEndpoint(local)}` },
  'server.closed': { level: 'debug', line: () => 'every connection has ended' },
  'server.accept-failed': { level: 'warn', line: () => 'a connection could not be accepted' },
  'server.connection-refused': {
    level: 'warn',
    line: ({ remote, problem }) => `turned a connection from ${formatEndpoint(remote)} away: ${sentence(problem)}`,
  },
  'server.connection-cut-off': { level: 'warn', line: ({ remote, problem }) => `cut ${formatEndpoint(remote)} off: ${sentence(problem)}` },
  'server.connection-broken': { level: 'info', line: ({ remote, problem }) => `${formatEndpoint(remote)} is gone: ${sentence(problem)}` },
  'server.connection-failed': {
    level: 'error',
    line: ({ remote }) => `a bug in tapelab ended the connection from ${formatEndpoint(remote)}`,
  },
};

export const captureRows: LogRows<CaptureEvent> = {
  'capture.failed': { level: 'warn', line: ({ problem }) => `the capture has stopped: ${sentence(problem)}` },
};
