/** What a device refuses, as sentences: those for which somebody can do something have rows; any other is told in the device's own words. */
import { UserError } from '../foundation/user-error.ts';
import type { Failure } from '../host/logical-unit.ts';
import { Status } from '../scsi/status.ts';

interface Row {
  readonly asc: number;
  /** Any unless given. */
  readonly ascq?: number;
  readonly code: string;
  readonly message: string;
  readonly hint?: string;
}

const rows: readonly Row[] = [
  { asc: 0x04, ascq: 0x01, code: 'becoming-ready', message: 'The device is still becoming ready.', hint: 'try again in a moment.' },
  {
    asc: 0x04,
    ascq: 0x02,
    code: 'not-loaded',
    message: 'The device waits to be told to load.',
    hint: "'tapelab mt load' has a drive do so, and 'tapelab mtx inventory' a changer.",
  },
  { asc: 0x04, ascq: 0x03, code: 'not-ready', message: 'Somebody has to see to the device: it is not ready.' },
  { asc: 0x04, ascq: 0x12, code: 'offline', message: 'The device is offline.', hint: 'somebody has to bring it online at its panel.' },
  { asc: 0x04, ascq: 0x18, code: 'door-open', message: 'A door of the library is open.', hint: 'close it.' },
  {
    asc: 0x21,
    ascq: 0x01,
    code: 'element-unknown',
    message: 'The changer has no such element.',
    hint: "'tapelab mtx status' lists them.",
  },
  {
    asc: 0x27,
    code: 'write-protected',
    message: 'The cartridge is write-protected.',
    hint: 'take it out and set its switch, or use another one.',
  },
  {
    asc: 0x28,
    code: 'medium-changed',
    message: 'The cartridge may have been changed just now.',
    hint: 'look whether it is the right one, and ask again.',
  },
  {
    asc: 0x29,
    code: 'device-reset',
    message: 'The device was reset in the middle of this.',
    hint: 'the tape may stand elsewhere: ask again.',
  },
  { asc: 0x30, ascq: 0x0c, code: 'worm', message: 'What is on this cartridge cannot be written again.' },
  { asc: 0x30, code: 'medium-incompatible', message: 'The drive cannot use this cartridge.' },
  {
    asc: 0x3a,
    code: 'no-medium',
    message: 'There is no cartridge in the drive.',
    hint: "put one in, or have the robot do so: 'tapelab mtx load SLOT'.",
  },
  {
    asc: 0x3b,
    ascq: 0x0d,
    code: 'element-full',
    message: 'There is a cartridge where this one was to go.',
    hint: "'tapelab mtx status' tells what is where.",
  },
  {
    asc: 0x3b,
    ascq: 0x0e,
    code: 'element-empty',
    message: 'There is no cartridge where one was to be taken.',
    hint: "'tapelab mtx status' tells what is where.",
  },
  { asc: 0x3b, ascq: 0x11, code: 'magazine-out', message: 'The magazine is not in the library.', hint: 'put it in again.' },
  {
    asc: 0x53,
    ascq: 0x02,
    code: 'removal-prevented',
    message: 'A host prevents that the cartridge is taken out.',
    hint: 'end the program that uses the drive.',
  },
  {
    asc: 0x53,
    ascq: 0x03,
    code: 'not-ejected',
    message: 'The drive has not given the cartridge out.',
    hint: "'tapelab mt unload' has it do so.",
  },
  { asc: 0x53, code: 'load-failed', message: 'The drive could not load or eject the cartridge.' },
];

/** As a complaint. */
export function problemOf(failure: Failure): UserError {
  const { command, kind, status, sense, problem } = failure;
  const detail = `${command}: ${problem}`;
  if (status === Status.reservationConflict)
    return new UserError('reserved', 'Another host has reserved the device.', {
      hint: 'wait until that host is done, or end its session.',
    });
  if (status === Status.busy || status === Status.taskSetFull)
    return new UserError('busy', `The device is busy (${detail}).`, { hint: 'try again later.' });
  if (kind === 'timed-out')
    return new UserError('timed-out', `The device has not answered in time (${detail}).`, {
      hint: 'it may still be at it: ask for its status.',
    });
  if (kind === 'device-gone')
    return new UserError('connection-lost', `The connection was lost in the middle of ${command}: ${problem}.`, {
      hint: 'whether the command was carried out is not known: ask where the tape stands.',
    });
  if (sense?.deferred === true)
    return new UserError('deferred-error', `What the drive had taken before has not come onto the tape (${detail}).`, {
      hint: 'write it again, on another cartridge if need be.',
    });
  if (sense?.asc === 0x20) return new UserError('not-served', `The device does not serve ${command}.`);
  const row = rows.find(({ asc, ascq }) => sense?.asc === asc && (ascq === undefined || ascq === sense.ascq));
  if (row === undefined || sense === undefined) return new UserError('device-error', `The device has refused ${detail}.`);
  return new UserError(row.code, row.message, { hint: row.hint });
}
