import { expect, test } from 'vitest';
import { Reservation } from '../../../src/scsi/reservation.ts';
import { alice, bob } from './fake-device.ts';

test('holds for one nexus, against every other', () => {
  const reservation = new Reservation();
  expect(reservation.heldByAnother(bob)).toBe(false);
  reservation.reserve(alice);
  expect(reservation.heldByAnother(alice)).toBe(false);
  expect(reservation.heldByAnother(bob)).toBe(true);
});

test('ends by its holder and by a reset, not by others', () => {
  const reservation = new Reservation();
  reservation.reserve(alice);
  reservation.release(bob);
  expect(reservation.heldByAnother(bob)).toBe(true);
  reservation.release(alice);
  expect(reservation.heldByAnother(bob)).toBe(false);
  reservation.reserve(alice);
  reservation.reset();
  expect(reservation.heldByAnother(bob)).toBe(false);
});

test('tells who has lost it, but not of a reset', () => {
  const lost: string[] = [];
  const reservation = new Reservation((nexusId, how) => lost.push(`${nexusId} ${how}`));
  reservation.reserve(alice);
  expect([alice, bob].map((each) => reservation.heldBy(each))).toEqual([true, false]);
  reservation.release(bob);
  reservation.release(alice);
  reservation.release(alice);
  reservation.reserve(bob);
  reservation.reset();
  expect(lost).toEqual([`${alice.id} lost`]);
});
