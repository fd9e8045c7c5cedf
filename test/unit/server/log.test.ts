import { beforeEach, describe, expect, test } from 'vitest';
import { ManualClock } from '../../../src/foundation/clock.ts';
import type { Happening } from '../../../src/foundation/event.ts';
import { createLog, type LogOptions } from '../../../src/server/log.ts';
import { LoginStatus } from '../../../src/wire/login-response.ts';
import { RejectReason } from '../../../src/wire/reject.ts';

let lines: string[];
beforeEach(() => {
  lines = [];
});

const remote = { address: '127.0.0.1', port: 50_000 };
const connection = { connection: 1, remote };
const session = { initiatorName: 'iqn.2026-11.local:host', target: 'iqn.2026-11.local:drive0', isid: '00023d000001', tsih: 1 };
const log = (options: Partial<LogOptions> = {}) =>
  createLog({ clock: new ManualClock(Date.UTC(2026, 10, 22, 12, 34, 56, 789)), write: (line) => lines.push(line), ...options });
const publish = (event: Happening & Record<string, unknown>, options?: Partial<LogOptions>) => log(options)(event);

describe('the log', () => {
  test.each<[string, Happening & Record<string, unknown>, string]>([
    [
      'a login',
      { event: 'session.established', type: 'normal', ...connection, ...session },
      'info  iqn.2026-11.local:host at 127.0.0.1:50000 logged in to iqn.2026-11.local:drive0',
    ],
    [
      'the end of a session',
      { event: 'session.ended', reason: 'the initiator logged out.', ...session },
      'info  the session of iqn.2026-11.local:host with iqn.2026-11.local:drive0 ended: the initiator logged out',
    ],
    [
      'a lost connection',
      { event: 'session.failed', reason: 'the initiator no longer answers', retainedSeconds: 22, ...session },
      'warn  the session of iqn.2026-11.local:host with iqn.2026-11.local:drive0 lost its connection (the initiator no longer answers) and is kept for 22 s',
    ],
    [
      'a session that goes on',
      { event: 'session.continued', ...connection, ...session },
      'info  iqn.2026-11.local:host at 127.0.0.1:50000 went on with its session with iqn.2026-11.local:drive0',
    ],
    [
      'a failed login',
      { event: 'login.failed', status: LoginStatus.notFound, problem: 'no such target', initiatorName: undefined, ...connection },
      'warn  an initiator without a name at 127.0.0.1:50000 could not log in (not found): no such target',
    ],
    [
      'a Reject',
      { event: 'pdu.rejected', reason: RejectReason.invalidPduField, problem: 'byte 1 is 86h', ...connection },
      'warn  rejected a PDU from 127.0.0.1:50000 (invalid pdu field): byte 1 is 86h',
    ],
    [
      'a reset by an IPv6 host',
      { event: 'server.connection-broken', remote: { address: '::1', port: 9 }, problem: 'read ECONNRESET' },
      'info  [::1]:9 is gone: read ECONNRESET',
    ],
    [
      'a connection too many',
      { event: 'server.connection-refused', remote, problem: 'it has 64 connections already' },
      'warn  turned a connection from 127.0.0.1:50000 away: it has 64 connections already',
    ],
    [
      'a peer that is too slow',
      { event: 'server.connection-cut-off', remote, problem: 'a PDU was not complete after 30 s' },
      'warn  cut 127.0.0.1:50000 off: a PDU was not complete after 30 s',
    ],
    [
      'task management',
      { event: 'task-management.completed', function: 5, lun: 0n, response: 77, ...session },
      'info  logical unit reset for iqn.2026-11.local:host: 4dh',
    ],
  ])('%s is one line', (_, event, line) => {
    publish(event);
    expect(lines).toEqual([`12:34:56.789 ${line}\n`]);
  });

  test('what happens all the time is left out at info', () => {
    publish({ event: 'connection.opened', ...connection });
    publish({ event: 'session.established', type: 'discovery', ...connection, ...session, target: undefined });
    publish({ event: 'logical-unit.task-ended', cdb: new Uint8Array(6) });
    expect(lines).toEqual([]);
  });

  test('an event without a row shows its fields at debug', () => {
    publish({ event: 'logical-unit.task-ended', cdb: Uint8Array.of(0x0a, 1), nexus: { id: 'x', lun: 2n } }, { level: 'debug' });
    expect(lines).toEqual(['12:34:56.789 debug logical-unit.task-ended {"cdb":"0a01","nexus":{"id":"x","lun":"2"}}\n']);
  });

  test('a bug shows where it happened', () => {
    publish({ event: 'server.connection-failed', remote, error: new Error('two and two are five') });
    expect(lines[0]).toMatch(
      /^12:34:56.789 error a bug in tapelab ended the connection from 127\.0\.0\.1:50000\n {4}Error: two and two are five\n {4} +at /,
    );
  });

  test('other rooms bring their own rows', () => {
    const rows = {
      'tape.loaded': { level: 'info', line: ({ barcode }: { event: string; barcode: string }) => `${barcode} loaded` },
    } as const;
    publish({ event: 'tape.loaded', barcode: 'LAB001L8' }, { rows: [rows] });
    expect(lines).toEqual(['12:34:56.789 info  LAB001L8 loaded\n']);
  });

  test('silent is silent', () => {
    publish({ event: 'server.connection-failed', remote, error: new Error('x') }, { level: 'silent' });
    expect(lines).toEqual([]);
  });

  test('machines get JSON, one event a line', () => {
    publish({ event: 'task-management.completed', function: 1, lun: 1n, response: 0, ...session }, { format: 'json' });
    expect(JSON.parse(lines[0]!)).toEqual({
      level: 'info',
      time: '2026-11-22T12:34:56.789Z',
      event: 'task-management.completed',
      function: 1,
      lun: '1',
      response: 0,
      ...session,
      msg: 'abort task for iqn.2026-11.local:host: function complete',
    });
  });
});
