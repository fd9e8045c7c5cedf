/**
 * How much initiators may take, and how long they may be silent. Everything left out has the default of the room that keeps the limit.
 */
import * as z from 'zod';
import { duration, type Range, size, wholeNumber } from './value.ts';

const second = 1000;
const minute = 60 * second;
const hour = 60 * minute;
const KiB = 1024;
const MiB = 1024 * KiB;

const sockets = { least: 1, most: 65_536, why: 'each has a socket of this process' };
const patience: Omit<Range, 'why'> = { least: second, most: hour };

export const limits = z.strictObject({
  connections: wholeNumber(sockets).optional(),
  connectionsPerAddress: wholeNumber(sockets).optional(),
  /** A TSIH has 16 bits, and 0 is none (RFC 7143 §11.12.6). */
  sessionsPerTarget: wholeNumber({ least: 1, most: 65_535, why: 'there are no more session handles' }).optional(),
  loginTime: duration({ least: second, most: 10 * minute, why: 'a login is a few answers of a host, which may be far away' }).optional(),
  pduTime: duration({ ...patience, why: 'a PDU of 16MiB arrives in less, and a stuck one must not hold its memory for ever' }).optional(),
  stallTime: duration({ ...patience, why: 'a network recovers in less, and who never reads must not hold answers for ever' }).optional(),
  /** MaxCmdSN - ExpCmdSN + 1 (§4.2.2.1); serial number arithmetic would allow more than any host uses. */
  commandWindow: wholeNumber({ least: 1, most: 4096, why: 'nothing goes on without one command, and no host sends more' }).optional(),
  /** §13.12. */
  dataSegment: size({ least: 512, most: 16 * MiB - 1, why: 'MaxRecvDataSegmentLength ends one byte before 16MiB' }).optional(),
  heldBytes: size({
    least: 256 * KiB,
    most: 4 * KiB * MiB,
    why: "one command's first burst must fit, and all of it into memory",
  }).optional(),
  textBytes: size({ least: 8 * KiB, most: 16 * MiB, why: 'one login request alone may have 8KiB, and 16MiB is no text' }).optional(),
  textKeys: wholeNumber({
    least: 32,
    most: 65_536,
    why: 'a login may name each of the keys there are, and no more of its own than that',
  }).optional(),
  /** §6.1: what is not said to be longer. */
  textValueBytes: size({ least: 255, most: 16 * MiB, why: 'any value may have 255 bytes, and 16MiB is no text' }).optional(),
});

export const keepAlive = z.strictObject({
  interval: duration({ least: second, most: 24 * hour, why: 'more often is a load, and more rarely nobody is missed' }).prefault('60s'),
  timeout: duration({ ...patience, why: 'a busy host may be slow, and a dead one must be found' }).prefault('60s'),
});

/** DefaultTime2Wait and DefaultTime2Retain (§13.15, §13.16): 0 to 3600 seconds. */
const sessionTime = duration({ least: 0, most: hour, why: 'DefaultTime2Wait and DefaultTime2Retain go no further' }).refine(
  (milliseconds) => milliseconds % second === 0,
  'must be a whole number of seconds',
);

/** How long a session outlives its connection. */
export const session = z.strictObject({ time2Wait: sessionTime.prefault('0s'), time2Retain: sessionTime.prefault('20s') });
