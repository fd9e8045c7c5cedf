/**
 * Persistent reservations as values (SPC-4 §5.13): who is registered with which key, and the reservation that one of them, or all, hold. What each
 * service action makes of such a state stands in `persistent-reservation-actions.ts`; states are never changed, only succeeded.
 */
import { type Nexus, nexusId } from './target.ts';

interface Type {
  /** T10's name. */
  readonly name: string;
  /** Whether reading is held off too, or writing alone. */
  readonly exclusive: 'write' | 'access';
  /** Whether those that are registered may do what the holder may. */
  readonly sharedByRegistrants: boolean;
  /** Whether every registered nexus is a holder. */
  readonly heldByAll: boolean;
}

/** By TYPE code (SPC-4 §6.15.3.4); what is not here is obsolete or reserved. */
export const persistentReservationTypes: ReadonlyMap<number, Type> = new Map([
  [0x1, { name: 'Write Exclusive', exclusive: 'write', sharedByRegistrants: false, heldByAll: false }],
  [0x3, { name: 'Exclusive Access', exclusive: 'access', sharedByRegistrants: false, heldByAll: false }],
  [0x5, { name: 'Write Exclusive - Registrants Only', exclusive: 'write', sharedByRegistrants: true, heldByAll: false }],
  [0x6, { name: 'Exclusive Access - Registrants Only', exclusive: 'access', sharedByRegistrants: true, heldByAll: false }],
  [0x7, { name: 'Write Exclusive - All Registrants', exclusive: 'write', sharedByRegistrants: true, heldByAll: true }],
  [0x8, { name: 'Exclusive Access - All Registrants', exclusive: 'access', sharedByRegistrants: true, heldByAll: true }],
]);

/** The only SCOPE there is: the whole logical unit (SPC-4 §6.15.3.3). */
export const LU_SCOPE = 0x0;

/** What persists of a nexus: the names of its ports. */
export type Ports = Pick<Nexus, 'initiatorPort' | 'targetPort'>;

export interface Registration extends Ports {
  /** RESERVATION KEY, never zero. */
  readonly key: bigint;
}

export interface PersistentReservation {
  readonly type: number;
  /** A nexus, by its id; undefined: everyone registered. */
  readonly holder: string | undefined;
}

export interface PersistentReservations {
  /** PRGENERATION: how many changes of registrations since the power on, 32 bits. */
  readonly generation: number;
  /** The last APTPL: all of this outlives a loss of power. */
  readonly persist: boolean;
  /** By the id of their nexus, in the order of registering. */
  readonly registrations: ReadonlyMap<string, Registration>;
  readonly reservation: PersistentReservation | undefined;
}

export const noPersistentReservations: PersistentReservations = {
  generation: 0,
  persist: false,
  registrations: new Map(),
  reservation: undefined,
};

export const nexusOf = ({ initiatorPort, targetPort }: Ports): string => nexusId(initiatorPort, targetPort);

const typeOf = ({ type }: PersistentReservation): Type => persistentReservationTypes.get(type)!;

/** Whether the nexus is a persistent reservation holder (SPC-4 §5.13.10). */
export function holds({ registrations, reservation }: PersistentReservations, nexus: string): boolean {
  return reservation !== undefined && (reservation.holder === undefined ? registrations.has(nexus) : reservation.holder === nexus);
}

/** Whether the reservation, if there is one, places no restrictions on the nexus (SPC-4 table 65). */
export function isAdmitted(state: PersistentReservations, nexus: string): boolean {
  const { registrations, reservation } = state;
  if (reservation === undefined || holds(state, nexus)) return true;
  return typeOf(reservation).sharedByRegistrants && registrations.has(nexus);
}

/** What nexuses that are not admitted must not do. */
export const exclusiveOf = ({ reservation }: PersistentReservations): Type['exclusive'] | undefined =>
  reservation && typeOf(reservation).exclusive;

/** Whether releasing it concerns others than its holder (SPC-4 §5.13.11.2.2). */
export const isSharedByRegistrants = (reservation: PersistentReservation): boolean => typeOf(reservation).sharedByRegistrants;

/** A new reservation of this type, made by a nexus. */
export const newReservation = (type: number, nexus: string): PersistentReservation => ({
  type,
  holder: persistentReservationTypes.get(type)!.heldByAll ? undefined : nexus,
});
