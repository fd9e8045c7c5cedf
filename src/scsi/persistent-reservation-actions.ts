/**
 * The service actions of PERSISTENT RESERVE OUT (SPC-4 §5.13.7 to §5.13.11) as functions from one state to the next: with the unit attentions that
 * others are owed, and the nexuses that were preempted. What may not be is an outcome instead, and then nothing has changed. The RESERVATION KEY
 * has been verified before, but in `register`, where it depends on the nexus that is registered.
 */
import { type AdditionalSense, additionalSense } from './additional-sense.ts';
import { checkCondition, type Outcome } from './outcome.ts';
import {
  holds,
  isSharedByRegistrants,
  newReservation,
  nexusOf,
  type PersistentReservation,
  type PersistentReservations,
  type Ports,
} from './persistent-reservation.ts';
import { illegalRequest } from './sense.ts';
import { Status } from './status.ts';

export interface Succession {
  readonly state: PersistentReservations;
  readonly attentions: readonly { readonly nexus: string; readonly condition: AdditionalSense }[];
  /** Those whose registration was named by PREEMPT, the preempting one among them if it named itself. */
  readonly preempted: readonly string[];
}

export const reservationConflict: Outcome = { status: Status.reservationConflict };

/** More are refused; real drives hold far fewer. */
export const maximumRegistrations = 128;
const noRoom = checkCondition(illegalRequest(additionalSense.insufficientRegistrationResources));

const succeededBy = (state: PersistentReservations, more: Partial<Omit<Succession, 'state'>> = {}): Succession => ({
  state,
  attentions: [],
  preempted: [],
  ...more,
});

/** Counts a change of registrations (SPC-4 §6.15.2). */
const counted = (state: PersistentReservations): PersistentReservations => ({ ...state, generation: (state.generation + 1) >>> 0 });

/** The condition for everyone registered in `state` but `by`. */
const toOthers = (state: PersistentReservations, by: string, condition: AdditionalSense): Succession['attentions'] =>
  [...state.registrations.keys()].filter((nexus) => nexus !== by).map((nexus) => ({ nexus, condition }));

/** The state without these registrations; the reservation goes with its holder, or with the last of its holders (SPC-4 §5.13.10). */
function without(state: PersistentReservations, nexuses: ReadonlySet<string>): PersistentReservations {
  const registrations = new Map([...state.registrations].filter(([nexus]) => !nexuses.has(nexus)));
  const { reservation } = state;
  const lost = reservation?.holder === undefined ? registrations.size === 0 : nexuses.has(reservation.holder);
  return { ...state, registrations, reservation: lost ? undefined : reservation };
}

/** What others hear of a reservation that is gone after a RELEASE or with its holder (SPC-4 §5.13.11.2.2, §5.13.11.2.3). */
function released(before: PersistentReservations, after: PersistentReservations, by: string): Succession['attentions'] {
  if (before.reservation === undefined || after.reservation !== undefined || !isSharedByRegistrants(before.reservation)) return [];
  return toOthers(after, by, additionalSense.reservationsReleased);
}

export interface RegisterRequest {
  readonly by: string;
  /** That of the command, or those of its initiator port with every target port. */
  readonly own: readonly Ports[];
  /** Those of other initiator ports (SPEC_I_PT), none of them registered. */
  readonly others: readonly Ports[];
  /** Undefined: whatever there is is to be ignored. */
  readonly key: bigint | undefined;
  /** Zero unregisters. */
  readonly serviceActionKey: bigint;
  readonly persist: boolean;
}

/** REGISTER, and REGISTER AND IGNORE EXISTING KEY (SPC-4 tables 67 and 68): for each nexus as if it had been asked for alone, and all or none. */
export function register(state: PersistentReservations, request: RegisterRequest): Succession | Outcome {
  const { by, own, others, key, serviceActionKey, persist } = request;
  const keyOf = (ports: Ports): bigint => state.registrations.get(nexusOf(ports))?.key ?? 0n;
  if (key !== undefined && own.some((ports) => keyOf(ports) !== key)) return reservationConflict;
  if (serviceActionKey === 0n) {
    const gone = own.filter((ports) => keyOf(ports) !== 0n).map((ports) => nexusOf(ports));
    if (gone.length === 0) return succeededBy(state);
    const next = without(counted({ ...state, persist }), new Set(gone));
    return succeededBy(next, { attentions: released(state, next, by) });
  }
  const registrations = new Map(state.registrations);
  for (const ports of [...own, ...others]) registrations.set(nexusOf(ports), { ...ports, key: serviceActionKey });
  if (registrations.size > maximumRegistrations) return noRoom;
  return succeededBy(counted({ ...state, persist, registrations }));
}

/** RESERVE (SPC-4 §5.13.9). */
export function reserve(state: PersistentReservations, by: string, type: number): Succession | Outcome {
  if (state.reservation === undefined) return succeededBy({ ...state, reservation: newReservation(type, by) });
  return holds(state, by) && state.reservation.type === type ? succeededBy(state) : reservationConflict;
}

/** RELEASE (SPC-4 §5.13.11.2.2): from one that does not hold it, without effect and without complaint. */
export function release(state: PersistentReservations, by: string, type: number): Succession | Outcome {
  if (!holds(state, by)) return succeededBy(state);
  if (state.reservation!.type !== type) return checkCondition(illegalRequest(additionalSense.invalidReleaseOfPersistentReservation));
  const next = { ...state, reservation: undefined };
  return succeededBy(next, { attentions: released(state, next, by) });
}

/** CLEAR (SPC-4 §5.13.11.2.7). */
export function clear(state: PersistentReservations, by: string): Succession {
  const attentions = toOthers(state, by, additionalSense.reservationsPreempted);
  return succeededBy(counted({ ...state, registrations: new Map(), reservation: undefined }), { attentions });
}

/** Whether PREEMPT with this SERVICE ACTION RESERVATION KEY takes the reservation, and does not only remove registrations (SPC-4 table 72). */
export function preemptsReservation({ registrations, reservation }: PersistentReservations, serviceActionKey: bigint): boolean {
  if (reservation === undefined) return false;
  return serviceActionKey === (reservation.holder === undefined ? 0n : registrations.get(reservation.holder)!.key);
}

/** PREEMPT (SPC-4 §5.13.11.2.4, §5.13.11.2.5); `type` is looked at where the reservation is taken. */
export function preempt(state: PersistentReservations, by: string, serviceActionKey: bigint, type: number): Succession | Outcome {
  const takes = preemptsReservation(state, serviceActionKey);
  const everyone = takes && serviceActionKey === 0n;
  const preempted = [...state.registrations].filter(([, { key }]) => everyone || key === serviceActionKey).map(([nexus]) => nexus);
  if (preempted.length === 0) return reservationConflict;

  const removed = new Set(takes ? preempted.filter((nexus) => nexus !== by) : preempted);
  const attentions = [...removed]
    .filter((nexus) => nexus !== by)
    .map((nexus) => ({ nexus, condition: additionalSense.registrationsPreempted }));
  if (!takes) return succeededBy(counted(without(state, removed)), { attentions, preempted });

  const reservation = newReservation(type, by);
  const next = counted({ ...without(state, removed), reservation });
  const changed = state.reservation!.type !== type;
  const ofChange = changed ? toOthers(next, by, additionalSense.reservationsReleased) : [];
  return succeededBy(next, { attentions: [...attentions, ...ofChange], preempted });
}

export interface MoveRequest {
  readonly by: string;
  readonly to: Ports;
  readonly serviceActionKey: bigint;
  readonly unregister: boolean;
  readonly persist: boolean;
}

/** REGISTER AND MOVE (SPC-4 §5.13.8), by the one holder of a reservation. */
export function move(state: PersistentReservations, { by, to, serviceActionKey, unregister, persist }: MoveRequest): Succession | Outcome {
  const holder = nexusOf(to);
  const registrations = new Map(state.registrations).set(holder, { ...to, key: serviceActionKey });
  if (registrations.size > maximumRegistrations) return noRoom;
  const reservation: PersistentReservation = { ...state.reservation!, holder };
  const moved = counted({ ...state, persist, registrations, reservation });
  return succeededBy(unregister ? without(moved, new Set([by])) : moved);
}
