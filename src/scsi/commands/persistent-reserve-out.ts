/**
 * PERSISTENT RESERVE OUT (SPC-4 §6.16), a row per service action. A wrong RESERVATION KEY is a reservation conflict, whatever else is wrong with the
 * command (SAM-5 §5.3.3); only a list too short to have a key ends otherwise. REPLACE LOST RESERVATION is no row: nothing is ever lost here
 * (RLR_C=0), for a drive with a damaged memory is not put into service.
 */
import { bits, layout, uint } from '../../foundation/layout.ts';
import { additionalSense } from '../additional-sense.ts';
import { type CommandContext, defineCommand, type ReservationRule } from '../command.ts';
import type { LogicalUnitView } from '../logical-unit-view.ts';
import { checkCondition, good, type Outcome } from '../outcome.ts';
import { holds, LU_SCOPE, type PersistentReservations, type Ports, persistentReservationTypes } from '../persistent-reservation.ts';
import * as actions from '../persistent-reservation-actions.ts';
import { reservationConflict, type Succession } from '../persistent-reservation-actions.ts';
import { invalidFieldInCdb, invalidFieldInParameterList, SenseKey } from '../sense.ts';
import { type Nexus, nexusId } from '../target.ts';
import {
  basicParameters,
  movedToInitiatorPort,
  moveParameters,
  parameterListLengthError,
  receiveList,
  specifiedInitiatorPorts,
} from './persistent-reserve-out-parameters.ts';

const cdb = layout(10, { scope: bits(2, 7, 4), type: bits(2, 3, 4), parameterListLength: uint(5, 4) });
/** Where the SERVICE ACTION field begins. */
const ofServiceAction = { byte: 1, bit: 4 };

interface Request {
  readonly nexus: Nexus;
  readonly scope: number;
  readonly type: number;
  readonly list: Uint8Array;
  readonly canPersist: boolean;
}

type Decide = (state: PersistentReservations, request: Request) => Succession | Outcome;

const refuseInCdb = (field: 'scope' | 'type'): Outcome => checkCondition(invalidFieldInCdb(cdb.position(field)));
const refuseInList = (field: Parameters<typeof basicParameters.position>[0]): Outcome =>
  checkCondition(invalidFieldInParameterList(basicParameters.position(field)));
const refuseMove = (field: Parameters<typeof moveParameters.position>[0]): Outcome =>
  checkCondition(invalidFieldInParameterList(moveParameters.position(field)));

const strayBit = (parameters: typeof basicParameters | typeof moveParameters, list: Uint8Array): Outcome | undefined => {
  const stray = parameters.reservedBitSet(list);
  return stray === undefined ? undefined : checkCondition(invalidFieldInParameterList(stray));
};

/** Refuses a scope or type that is to be reserved with and that there is not. */
const unknownKind = ({ scope, type }: Request): Outcome | undefined => {
  if (scope !== LU_SCOPE) return refuseInCdb('scope');
  return persistentReservationTypes.has(type) ? undefined : refuseInCdb('type');
};

const register =
  (existingKey: 'verified' | 'ignored'): Decide =>
  (state, { nexus, list, canPersist }) => {
    const parameters = basicParameters.decode(list);
    const { reservationKey, serviceActionReservationKey: serviceActionKey, activatePersistThroughPowerLoss: persist } = parameters;
    const registered = state.registrations.get(nexus.id);
    if (existingKey === 'verified' && reservationKey !== (registered?.key ?? 0n)) return reservationConflict;
    const stray = strayBit(basicParameters, list);
    if (stray !== undefined) return stray;
    if (persist && !canPersist) return refuseInList('activatePersistThroughPowerLoss');

    const targetPorts = parameters.allTargetPorts ? nexus.targetPorts : [nexus.targetPort];
    const withTargetPorts = (initiatorPort: string): Ports[] => targetPorts.map((targetPort) => ({ initiatorPort, targetPort }));
    const others: Ports[] = [];
    if (!parameters.specifyInitiatorPorts) {
      if (list.length !== basicParameters.length) return parameterListLengthError;
    } else {
      if (existingKey === 'ignored' || registered !== undefined) return refuseInList('specifyInitiatorPorts');
      const listed = specifiedInitiatorPorts(list);
      if ('status' in listed) return listed;
      for (const { initiatorPort, byte } of serviceActionKey === 0n ? [] : listed) {
        if (initiatorPort === nexus.initiatorPort) continue;
        if (targetPorts.some((targetPort) => state.registrations.has(nexusId(initiatorPort, targetPort))))
          return checkCondition(invalidFieldInParameterList({ byte, bit: 7 }));
        others.push(...withTargetPorts(initiatorPort));
      }
    }
    const key = existingKey === 'verified' ? reservationKey : undefined;
    return actions.register(state, { by: nexus.id, own: withTargetPorts(nexus.initiatorPort), others, key, serviceActionKey, persist });
  };

/** An action of a registered nexus, with its key verified and the rest of the list in order. */
const ofRegistered =
  (decide: (state: PersistentReservations, by: string, serviceActionKey: bigint, request: Request) => Succession | Outcome): Decide =>
  (state, request) => {
    const { nexus, list } = request;
    const { reservationKey, serviceActionReservationKey, specifyInitiatorPorts } = basicParameters.decode(list);
    if (state.registrations.get(nexus.id)?.key !== reservationKey) return reservationConflict;
    const stray = strayBit(basicParameters, list);
    if (stray !== undefined) return stray;
    if (specifyInitiatorPorts) return refuseInList('specifyInitiatorPorts');
    if (list.length !== basicParameters.length) return parameterListLengthError;
    return decide(state, nexus.id, serviceActionReservationKey, request);
  };

const reserve = ofRegistered((state, by, _key, request) => unknownKind(request) ?? actions.reserve(state, by, request.type));

/** What TYPE a release names matters to a holder alone, who is to match it. */
const release = ofRegistered((state, by, _key, { scope, type }) =>
  scope === LU_SCOPE ? actions.release(state, by, type) : refuseInCdb('scope'),
);

const clear = ofRegistered((state, by) => actions.clear(state, by));

const preempt = ofRegistered((state, by, serviceActionKey, request) => {
  const takes = actions.preemptsReservation(state, serviceActionKey);
  if (serviceActionKey === 0n && state.reservation?.holder !== undefined) return refuseInList('serviceActionReservationKey');
  // SCOPE and TYPE are those of the new reservation, if there is to be one.
  const unknown = takes ? unknownKind(request) : undefined;
  return unknown ?? actions.preempt(state, by, serviceActionKey, request.type);
});

const move: Decide = (state, { nexus, list, canPersist }) => {
  const { reservationKey, serviceActionReservationKey: serviceActionKey, ...parameters } = moveParameters.decode(list);
  const persist = parameters.activatePersistThroughPowerLoss;
  if (state.registrations.get(nexus.id)?.key !== reservationKey) return reservationConflict;
  if (state.reservation === undefined) return checkCondition(invalidFieldInCdb(ofServiceAction));
  if (state.reservation.holder === undefined || !holds(state, nexus.id)) return reservationConflict;
  const stray = strayBit(moveParameters, list);
  if (stray !== undefined) return stray;
  if (serviceActionKey === 0n) return refuseMove('serviceActionReservationKey');
  if (persist && !canPersist) return refuseMove('activatePersistThroughPowerLoss');
  const targetPort = nexus.targetPorts[parameters.relativeTargetPortIdentifier - 1];
  if (targetPort === undefined) return refuseMove('relativeTargetPortIdentifier');
  const listed = movedToInitiatorPort(list);
  if ('status' in listed) return listed;
  const { initiatorPort, byte } = listed;
  if (initiatorPort === nexus.initiatorPort) return checkCondition(invalidFieldInParameterList({ byte, bit: 7 }));
  return actions.move(state, {
    by: nexus.id,
    to: { initiatorPort, targetPort },
    serviceActionKey,
    unregister: parameters.unregister,
    persist,
  });
};

const notKept = checkCondition({ key: SenseKey.hardwareError, additional: additionalSense.internalTargetFailure });

const serviceAction = (code: number, name: string, reservation: ReservationRule, decide: Decide, { aborts = false } = {}) =>
  defineCommand({
    name: `PERSISTENT RESERVE OUT ${name}`,
    operationCode: 0x5f,
    serviceAction: code,
    reference: 'SPC-4 §6.16',
    cdb,
    dataDirection: 'out',
    reservation,
    beside: true,
    async execute(unit: LogicalUnitView, { scope, type, parameterListLength }, context): Promise<Outcome> {
      const { nexus } = context;
      const list = await receiveList(parameterListLength, context);
      if ('status' in list) return list;
      const { canPersist } = unit.persistentReservations;
      const decision = await unit.persistentReservations.change((state) => decide(state, { nexus, scope, type, list, canPersist }));
      if (decision === 'not kept') return notKept;
      if ('status' in decision) return decision;
      for (const { nexus: id, condition } of decision.attentions) unit.unitAttentions.establishFor({ id }, condition);
      if (aborts) await abortPreempted(unit, decision.preempted, context);
      return good;
    },
  });

/** SPC-4 §5.13.11.2.6: their tasks, this command excepted, and what they prevent. */
async function abortPreempted(unit: LogicalUnitView, preempted: readonly string[], by: CommandContext): Promise<void> {
  await unit.abortTasksOf(new Set(preempted), by);
  for (const id of preempted) unit.mediumRemoval.allow({ id });
}

export const persistentReserveOut = [
  serviceAction(0x00, 'REGISTER', 'registers-persistent', register('verified')),
  serviceAction(0x01, 'RESERVE', 'changes-persistent', reserve),
  serviceAction(0x02, 'RELEASE', 'changes-persistent', release),
  serviceAction(0x03, 'CLEAR', 'changes-persistent', clear),
  serviceAction(0x04, 'PREEMPT', 'changes-persistent', preempt),
  serviceAction(0x05, 'PREEMPT AND ABORT', 'changes-persistent', preempt, { aborts: true }),
  serviceAction(0x06, 'REGISTER AND IGNORE EXISTING KEY', 'registers-persistent', register('ignored')),
  serviceAction(0x07, 'REGISTER AND MOVE', 'changes-persistent', move),
];
