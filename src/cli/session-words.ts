/** How sessions are named on the command line, and how they read. */
import { Option } from '@commander-js/extra-typings';
import type { SessionView } from '../control/views.ts';
import { formatEndpoint } from '../foundation/endpoint.ts';
import { parseDuration } from '../foundation/quantity.ts';
import { UserError } from '../foundation/user-error.ts';
import { table } from './table.ts';

/** What the 16 bits of a TSIH, a CID and the times of an Asynchronous Message end at (RFC 7143 §11.9.1, §11.12.6). */
const most = 0xffff;

const wholeNumber = (code: string, least: number, greatest: number, hint: string) => (text: string) => {
  const number = Number(text);
  if (/^\d+$/.test(text) && number >= least && number <= greatest) return number;
  throw new UserError(code, `'${text}' must be a whole number from ${least} to ${greatest}.`, { hint, exitCode: 2 });
};

export const parseTsih = wholeNumber('tsih-invalid', 1, most, "'tapelab session list' tells each session's TSIH.");
export const parseConnectionId = wholeNumber('cid-invalid', 0, most, "'tapelab session list --json' tells each session's connection.");
export const parseLun = wholeNumber('lun-invalid', 0, 16_383, "'tapelab status' tells the LUNs.");

/** A duration, which travels in seconds. */
export function parseSeconds(text: string): number {
  const seconds = parseDuration(text) / 1000;
  if (Number.isInteger(seconds) && seconds <= most) return seconds;
  throw new UserError('duration-invalid', `'${text}' must be a whole number of seconds, and no more than ${most}.`, {
    hint: 'write it like 10s.',
    exitCode: 2,
  });
}

/** `--within 10s`. */
export const within = new Option('--within <duration>', 'how long it has').default(10, '10s').argParser(parseSeconds);

export const parseSense = (text: string): string => {
  if (/^([0-9a-f]{2}){1,252}$/i.test(text)) return text.toLowerCase();
  throw new UserError('sense-invalid', `'${text}' is no sense data.`, {
    hint: 'write its bytes in hexadecimal, like 700006000000000a000000002900000000 for a unit attention 29/00.',
    exitCode: 2,
  });
};

/** `session 3 of iqn.1993-08.org.debian:01:abc with iqn.2026-11.local.tapelab:drive0`. */
export const nameOf = ({ tsih, initiatorName, target }: SessionView): string =>
  `session ${tsih} of ${initiatorName} with ${target ?? 'discovery'}`;

export const capitalised = (words: string): string => words.charAt(0).toUpperCase() + words.slice(1);

export const sessionsTable = (sessions: readonly SessionView[]): string =>
  sessions.length === 0
    ? 'No initiator is logged in.'
    : table(
        ['TSIH', 'INITIATOR', 'TARGET', 'FROM', 'SINCE', 'DIGESTS', 'STATE'],
        sessions.map(({ tsih, initiatorName, target, remote, since, headerDigest, dataDigest, state }) => [
          tsih,
          initiatorName,
          target ?? '(discovery)',
          formatEndpoint(remote),
          since,
          [...(headerDigest ? ['header'] : []), ...(dataDigest ? ['data'] : [])].join(', ') || '-',
          state,
        ]),
      );
