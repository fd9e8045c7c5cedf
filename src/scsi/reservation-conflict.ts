/** Whether a command meets a reservation: the rule of its row against the reservations there are, of either kind (SPC-2 §5.5.1, SPC-4 §5.13.1, §5.13.3). */
import { exclusiveOf, holds, isAdmitted, type PersistentReservations } from './persistent-reservation.ts';
import type { Reservation } from './reservation.ts';
import { type ReservationRule, reservationRules } from './reservation-rules.ts';
import type { Nexus } from './target.ts';

type Kind<Name extends 'reserved' | 'persistent'> = (typeof reservationRules)[ReservationRule][Name];

export function conflicts(rule: ReservationRule, nexus: Nexus, reservation: Reservation, persistent: PersistentReservations): boolean {
  const { reserved, persistent: ofPersistent } = reservationRules[rule];
  return meetsReserved[reserved](reservation, nexus) || meetsPersistent[ofPersistent](persistent, nexus.id);
}

const meetsReserved: Record<Kind<'reserved'>, (reservation: Reservation, nexus: Nexus) => boolean> = {
  allowed: () => false,
  conflict: (reservation, nexus) => reservation.heldByAnother(nexus),
  'conflict-for-all': (reservation) => reservation.held,
};

const meetsPersistent: Record<Kind<'persistent'>, (state: PersistentReservations, nexus: string) => boolean> = {
  allowed: () => false,
  conflict: (state, nexus) => !isAdmitted(state, nexus),
  'conflict-when-exclusive': (state, nexus) => exclusiveOf(state) === 'access' && !isAdmitted(state, nexus),
  'conflict-unless-registered': ({ registrations }, nexus) => !registrations.has(nexus),
  'as-in-spc-2': (state, nexus) => state.registrations.size > 0 && !isSparedReserve(state, nexus),
};

/**
 * CRH=1 (SPC-4 §5.13.3): RESERVE and RELEASE end GOOD without effect for those who have the unit by a persistent reservation already. To all
 * others any registration is a conflict, as the two kinds exclude each other (SPC-2 §5.5.1).
 */
const isSparedReserve = (state: PersistentReservations, nexus: string): boolean =>
  state.reservation !== undefined && (holds(state, nexus) || isAdmitted(state, nexus));
