/** The session verbs, with real initiators logged in to a lab. */
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import type { Happening } from '../../../src/foundation/event.ts';
import { Lab } from '../../../src/lab.ts';
import { Initiator } from '../../conformance/initiator.ts';
import { initiatorName } from '../../conformance/login.ts';
import { answerOf, problemOf, tapelab } from './command-line.ts';

const targetName = 'iqn.2026-11.local.tapelab:drive0';
const first = `Session 1 of ${initiatorName} with ${targetName}`;

let home: string;
let starting: Promise<Lab>;
let lab: Lab;
/** Resolves when the lab has told of the end of a session. */
let ended: Promise<void>;
const open: Initiator[] = [];
beforeEach(async () => {
  home = join(await mkdtemp(join(tmpdir(), 'tapelab-session-')), 'home');
  ended = new Promise((resolve) => {
    const publish = ({ event }: Happening): void => {
      if (event === 'session.ended') resolve();
    };
    starting = Lab.start({ home, listen: '127.0.0.1:0', publish });
  });
  lab = await starting;
});
afterEach(async () => {
  for (const { connection } of open.splice(0)) connection.reset();
  await lab.close();
  await rm(join(home, '..'), { recursive: true, force: true });
});

const session = (...words: string[]) => tapelab('session', ...words, '--home', home);
async function logIn(offers: Record<string, string> = {}): Promise<Initiator> {
  const { address: host, port } = lab.address;
  const initiator = await Initiator.logIn({ host, port }, { targetName, offers });
  open.push(initiator);
  return initiator;
}

describe('the session verbs', () => {
  it('list who is logged in', async () => {
    expect((await session('list')).stdout).toBe('No initiator is logged in.\n');
    await logIn({ DataDigest: 'CRC32C' });
    expect((await session('list')).stdout).toMatch(
      new RegExp(
        `^TSIH  INITIATOR .* STATE\\n   1  ${initiatorName}  ${targetName}  127\\.0\\.0\\.1:\\d+  20\\S+Z  data     logged-in\\n$`,
      ),
    );
    expect(answerOf(await session('list', '--json'))).toMatchObject([
      { tsih: 1, target: targetName, type: 'normal', portalGroupTag: 1, connectionId: 0, headerDigest: false, dataDigest: true },
    ]);
    expect((await tapelab('status', '--home', home)).stdout).toContain(`   1  ${initiatorName}  ${targetName}`);
  });

  it('ask for a logout', async () => {
    const initiator = await logIn();
    expect((await session('logout', '1', '--within', '2min')).stdout).toBe(
      `${first} is asked to log out, and ends in 120s at the latest.\n`,
    );
    expect(await initiator.connection.receive('async-message')).toMatchObject({ asyncEvent: 1, parameter3: 120 });
    expect(answerOf(await session('logout', '1', '--json'))).toMatchObject({ tsih: 1 });
    expect(await initiator.connection.receive('async-message')).toMatchObject({ asyncEvent: 1, parameter3: 10 });
  });

  it('ask for a negotiation', async () => {
    const initiator = await logIn();
    expect((await session('negotiate', '1')).stdout).toBe(
      `${first} is asked to negotiate, and loses its connection in 10s if it does not.\n`,
    );
    expect(await initiator.connection.receive('async-message')).toMatchObject({ asyncEvent: 4, parameter3: 10 });
  });

  it('end a session, with a word before or without', async () => {
    const initiator = await logIn();
    expect((await session('end', '1', '--announce')).stdout).toBe(`${first} is ended.\n`);
    expect(await initiator.connection.receive('async-message')).toMatchObject({ asyncEvent: 3 });
    await ended;
    expect((await session('list')).stdout).toBe('No initiator is logged in.\n');
  });

  it.each([
    [['scsi-event', '--sense', '7000060000'], { asyncEvent: 0, lun: 0 }],
    [['scsi-event', '--sense', '7000060000', '--lun', '1'], { asyncEvent: 0, lun: 1 }],
    [['logout-request'], { asyncEvent: 1, parameter3: 10 }],
    [['connection-dropped', '--time2wait', '3s', '--time2retain', '1min'], { asyncEvent: 2, parameter1: 0, parameter2: 3, parameter3: 60 }],
    [['connection-dropped', '--cid', '9'], { asyncEvent: 2, parameter1: 9, parameter2: 2, parameter3: 20 }],
    [['all-connections-dropped'], { asyncEvent: 3, parameter2: 2, parameter3: 20 }],
    [['negotiation-request', '--within', '5s'], { asyncEvent: 4, parameter3: 5 }],
    [['task-termination', '--lun', '2'], { asyncEvent: 5, lun: 2 }],
  ])('send the message %j', async (words, message) => {
    const initiator = await logIn();
    expect((await session('notify', '1', ...words)).stdout).toBe(`${first} is told: ${words[0]}.\n`);
    expect(await initiator.connection.receive('async-message')).toMatchObject(message);
    expect(answerOf(await session('list', '--json'))).toHaveLength(1);
  });

  it('name the sessions there are when asked for another', async () => {
    await logIn();
    for (const words of [['end'], ['logout'], ['notify', 'task-termination']]) {
      const [verb, ...more] = words as [string, ...string[]];
      expect(problemOf(await session(verb, '7', ...more, '--json'))).toEqual({
        code: 'session-unknown',
        message: 'There is no session 7.',
        hint: `there is 1 (${initiatorName}).`,
        exitCode: 1,
      });
    }
  });

  it.each([
    [['end', '0'], "'0' must be a whole number from 1 to 65535.", "'tapelab session list' tells each session's TSIH."],
    [['end', 'all'], "'all' must be a whole number from 1 to 65535.", "'tapelab session list' tells each session's TSIH."],
    [['logout', '1', '--within', '10'], 'The duration 10 has no unit.', 'write it like 15s or 2min.'],
    [['logout', '1', '--within', '1500ms'], "'1500ms' must be a whole number of seconds, and no more than 65535.", 'write it like 10s.'],
    [['logout', '1', '--within', '19h'], "'19h' must be a whole number of seconds, and no more than 65535.", 'write it like 10s.'],
    [
      ['notify', '1', 'logout'],
      "'logout' is no event.",
      'the events are scsi-event, logout-request, connection-dropped, all-connections-dropped, negotiation-request, task-termination.',
    ],
    [['notify', '1', 'scsi-event'], 'A scsi-event needs --sense.', 'the sense data are what it tells of.'],
    [
      ['notify', '1', 'scsi-event', '--sense', '7g'],
      "'7g' is no sense data.",
      'write its bytes in hexadecimal, like 700006000000000a000000002900000000 for a unit attention 29/00.',
    ],
    [['notify', '1', 'task-termination', '--within', '1s'], 'A task-termination has no --within.', 'it takes --lun.'],
    [
      ['notify', '1', 'task-termination', '--lun', '16384'],
      "'16384' must be a whole number from 0 to 16383.",
      "'tapelab status' tells the LUNs.",
    ],
    [
      ['notify', '1', 'connection-dropped', '--cid', 'x'],
      "'x' must be a whole number from 0 to 65535.",
      "'tapelab session list --json' tells each session's connection.",
    ],
  ])('do not understand %j', async (words, message, hint) => {
    expect(problemOf(await session(...words, '--json'))).toMatchObject({ message, hint, exitCode: 2 });
  });
});
