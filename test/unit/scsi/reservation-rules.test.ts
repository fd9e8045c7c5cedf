/**
 * The standards' tables of commands that are allowed in the presence of reservations, row by row against the rows of ours: A allowed, C conflict, in
 * the columns RESERVE, Write Exclusive, Exclusive Access, registered (all Registrants types), and not registered under Write Exclusive and Exclusive
 * Access of those types. A dot: the standard has no such column for the command.
 */
import { describe, expect, test } from 'vitest';
import { changerCommands } from '../../../src/changer/commands/index.ts';
import {
  noPersistentReservations,
  type PersistentReservations,
  persistentReservationTypes,
} from '../../../src/scsi/persistent-reservation.ts';
import * as actions from '../../../src/scsi/persistent-reservation-actions.ts';
import { Reservation } from '../../../src/scsi/reservation.ts';
import { conflicts } from '../../../src/scsi/reservation-conflict.ts';
import { reservationRules } from '../../../src/scsi/reservation-rules.ts';
import type { SecurityProtocol } from '../../../src/scsi/security-protocol.ts';
import { tapeCommands } from '../../../src/tape/commands/index.ts';
import { alice, bob, FakeDevice, nexus } from './fake-device.ts';

/** SPC-2 table 10 and annex B; SPC-4 table 65; SSC-4's and SMC-3's tables. */
const tables: readonly (readonly [name: string, columns: string])[] = [
  ['INQUIRY', 'A AA A AA'],
  ['LOG SELECT', 'C CC A CC'],
  ['LOG SENSE', 'A AA A AA'],
  ['MODE SELECT', 'C CC A CC'],
  ['MODE SENSE', 'C AC A AC'],
  ['PERSISTENT RESERVE IN', 'C AA A AA'],
  ['READ ATTRIBUTE', 'C AC A AC'],
  ['READ BUFFER', 'C AC A AC'],
  ['RECEIVE DIAGNOSTIC RESULTS', 'C AC A AC'],
  ['REPORT LUNS', 'A AA A AA'],
  ['REPORT SUPPORTED OPERATION CODES', '. AC A AC'],
  ['REPORT SUPPORTED TASK MANAGEMENT FUNCTIONS', '. AC A AC'],
  ['REPORT TARGET PORT GROUPS', '. AA A AA'],
  ['REPORT TIMESTAMP', '. AA A AA'],
  ['REQUEST SENSE', 'A AA A AA'],
  ['SECURITY PROTOCOL IN', '. AC A AC'],
  ['SECURITY PROTOCOL OUT', '. CC A CC'],
  ['SEND DIAGNOSTIC', 'C CC A CC'],
  ['SET TIMESTAMP', '. CC A CC'],
  ['TEST UNIT READY', 'C AA A AA'],
  ['WRITE ATTRIBUTE', 'C CC A CC'],
  ['WRITE BUFFER', 'C CC A CC'],
  ['ALLOW OVERWRITE', '. CC A CC'],
  ['ERASE', 'C CC A CC'],
  ['FORMAT MEDIUM', 'C CC A CC'],
  ['LOAD UNLOAD', 'C CC A CC'],
  ['LOCATE', 'C AC A AC'],
  ['READ', 'C AC A AC'],
  ['READ BLOCK LIMITS', 'A AA A AA'],
  ['READ POSITION', 'C AC A AC'],
  ['READ REVERSE', 'C AC A AC'],
  ['RECOVER BUFFERED DATA', 'C AC A AC'],
  ['REPORT DENSITY SUPPORT', 'A AA A AA'],
  ['REWIND', 'C AC A AC'],
  ['SET CAPACITY', 'C CC A CC'],
  ['SPACE', 'C AC A AC'],
  ['VERIFY', 'C AC A AC'],
  ['WRITE', 'C CC A CC'],
  ['WRITE FILEMARKS', 'C CC A CC'],
  ['EXCHANGE MEDIUM', 'C CC A CC'],
  ['INITIALIZE ELEMENT STATUS', 'C CC A CC'],
  ['INITIALIZE ELEMENT STATUS WITH RANGE', 'C CC A CC'],
  ['INITIALIZE ELEMENT STATUS WITH RANGE, vendor-specific', 'C CC A CC'],
  ['MOVE MEDIUM', 'C CC A CC'],
  ['OPEN/CLOSE IMPORT/EXPORT ELEMENT', 'C CC A CC'],
  ['POSITION TO ELEMENT', 'C CC A CC'],
  ['REQUEST VOLUME ELEMENT ADDRESS', 'C CC A CC'],
  ['SEND VOLUME TAG', 'C CC A CC'],
];
/** Whose rules depend on more than the table, and are tested where they are made. */
const elsewhere = [
  'PERSISTENT RESERVE OUT',
  'RESERVE',
  'RELEASE',
  'PREVENT ALLOW MEDIUM REMOVAL',
  'READ ELEMENT STATUS',
  'REPORT ELEMENT INFORMATION',
];

const secrets: SecurityProtocol = { protocol: 0x20, name: 'Secrets', in: () => undefined, out: () => undefined };
const rows = [...new FakeDevice({ securityProtocols: [secrets] }).logicalUnit.commands.rows, ...tapeCommands, ...changerCommands].filter(
  ({ reference }) => reference !== 'none',
);
/** The table's name for a row: the longest that the row's begins with. */
const entryOf = (name: string) =>
  [...tables.map(([entry]) => entry), ...elsewhere]
    .filter((entry) => name === entry || name.startsWith(`${entry} `) || name.startsWith(`${entry}(`))
    .sort((a, b) => b.length - a.length)[0];

/** What keeps the robot still is for everybody (SMC-3's table has a line for each). */
test.each([
  ['READ ELEMENT STATUS', 'currentData'],
  ['REPORT ELEMENT INFORMATION', 'cachedData'],
])('%s with and without %s', (entry, field) => {
  const rule = rows.find(({ name }) => name === entry)?.reservation as (fields: object) => string;
  expect([rule({ [field]: true }), rule({ [field]: false })]).toEqual(['allowed', 'conflict']);
});

const carol = nexus('carol');
const registration = { initiatorPort: bob.initiatorPort, targetPort: bob.targetPort, key: 1n };
/** Bob holds it; carol is registered, alice is not. */
const heldByBob = (type: number): PersistentReservations => {
  const registrations = new Map([
    [bob.id, registration],
    [carol.id, { initiatorPort: carol.initiatorPort, targetPort: carol.targetPort, key: 2n }],
  ]);
  const state = actions.reserve({ ...noPersistentReservations, registrations }, bob.id, type);
  if (!('state' in state)) throw new Error('reserved');
  return state.state;
};
const reservedByBob = new Reservation();
reservedByBob.reserve(bob);

test('every row stands in a table', () => {
  expect(rows.map(({ name }) => name).filter((name) => entryOf(name) === undefined)).toEqual([]);
});

describe.each(tables)('%s: %s', (entry, columns) => {
  const rules = rows.filter(({ name }) => entryOf(name) === entry).map(({ reservation }) => reservation);
  const [byReserve, fromAny, registered, fromUnregistered] = columns.split(' ') as [string, string, string, string];
  const letter = (conflict: boolean): string => (conflict ? 'C' : 'A');

  test.each(rules.map((rule, index) => [index, rule] as const))('row %i', (_index, rule) => {
    if (typeof rule !== 'string') throw new Error('a rule that depends on a field belongs elsewhere');
    const meets = (who: typeof alice, type: number): string => letter(conflicts(rule, who, new Reservation(), heldByBob(type)));
    if (byReserve !== '.') expect(letter(conflicts(rule, alice, reservedByBob, noPersistentReservations))).toBe(byReserve);
    expect(meets(alice, 1) + meets(alice, 3)).toBe(fromAny);
    expect(meets(carol, 1) + meets(carol, 3)).toBe(fromAny);
    for (const type of [5, 6, 7, 8]) expect(meets(carol, type)).toBe(registered);
    expect(meets(alice, 5) + meets(alice, 6)).toBe(fromUnregistered);
    expect(meets(alice, 7) + meets(alice, 8)).toBe(fromUnregistered);
    for (const type of persistentReservationTypes.keys()) expect(meets(bob, type)).toBe('A');
  });
});

test('nothing conflicts where nothing is reserved, but what only the registered may say', () => {
  for (const rule of Object.keys(reservationRules) as (keyof typeof reservationRules)[])
    expect(conflicts(rule, alice, new Reservation(), noPersistentReservations)).toBe(rule === 'changes-persistent');
});

test.each([
  ['reserves', true],
  ['releases', true],
  ['changes-persistent', true],
  ['registers-persistent', false],
  ['reports-persistent', false],
] as const)('%s from one that is not registered, while others are: %s', (rule, conflict) => {
  expect(conflicts(rule, alice, new Reservation(), { ...noPersistentReservations, registrations: new Map([[bob.id, registration]]) })).toBe(
    conflict,
  );
});

test('persistent reservations are not for whoever has the unit by RESERVE either', () => {
  for (const rule of ['reports-persistent', 'registers-persistent', 'changes-persistent'] as const)
    expect(conflicts(rule, bob, reservedByBob, noPersistentReservations)).toBe(true);
});
