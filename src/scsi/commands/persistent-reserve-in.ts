/**
 * PERSISTENT RESERVE IN (SPC-4 §6.15), a row per service action: what is registered, what is reserved, and what this unit can do with either.
 *
 *     READ KEYS            0–3 PRGENERATION   4–7 ADDITIONAL LENGTH   8… keys of 8 bytes
 *     READ RESERVATION     0–3 PRGENERATION   4–7 ADDITIONAL LENGTH = 10h or 0   8–15 RESERVATION KEY   21 SCOPE, TYPE
 *     REPORT CAPABILITIES  0–1 LENGTH = 8   2 CRH, SIP_C, ATP_C, PTPL_C   3 TMV, ALLOW COMMANDS, PTPL_A   4–5 TYPE MASK
 *     READ FULL STATUS     0–3 PRGENERATION   4–7 ADDITIONAL LENGTH   8… descriptors: 0–7 RESERVATION KEY   12 ALL_TG_PT, R_HOLDER   13 SCOPE, TYPE
 *                          18–19 RELATIVE TARGET PORT IDENTIFIER   20–23 ADDITIONAL DESCRIPTOR LENGTH   24… TransportID
 */
import { bits, flag, layout, uint, uint64 } from '../../foundation/layout.ts';
import { type CommandContext, defineCommand } from '../command.ts';
import type { LogicalUnitView } from '../logical-unit-view.ts';
import { goodUpTo } from '../outcome.ts';
import { holds, LU_SCOPE, type PersistentReservations, persistentReservationTypes } from '../persistent-reservation.ts';
import type { Nexus } from '../target.ts';
import { encodeTransportId } from '../transport-id.ts';

const header = layout(8, { generation: uint(0, 4), additionalLength: uint(4, 4) });
const key = layout(8, { reservationKey: uint64(0) });
const reservationDescriptor = layout(16, { reservationKey: uint64(0), scope: bits(13, 7, 4), type: bits(13, 3, 4) });
const capabilities = layout(8, {
  length: uint(0, 2),
  compatibleReservationHandling: flag(2, 4),
  specifyInitiatorPortsCapable: flag(2, 3),
  allTargetPortsCapable: flag(2, 2),
  persistThroughPowerLossCapable: flag(2, 0),
  typeMaskValid: flag(3, 7),
  allowCommands: bits(3, 6, 3),
  persistThroughPowerLossActivated: flag(3, 0),
  typeMask: uint(4, 2),
});
const fullStatusDescriptor = layout(24, {
  reservationKey: uint64(0),
  allTargetPorts: flag(12, 1),
  reservationHolder: flag(12, 0),
  scope: bits(13, 7, 4),
  type: bits(13, 3, 4),
  relativeTargetPortIdentifier: uint(18, 2),
  additionalDescriptorLength: uint(20, 4),
});

/** Write Exclusive lets `reads` pass, and every type `tests`, as the rules of the rows say (SPC-4 table 208). */
const ALLOWED_AS_IN_SPC_4 = 0b011;

/** Bit TYPE of the mask, counted from the low end of its first byte, then of its second (SPC-4 table 209). */
const typeMask = [...persistentReservationTypes.keys()].reduce((mask, type) => mask | (type < 8 ? 0x100 << type : 1 << (type - 8)), 0);

const serviceAction = (code: number, name: string, reference: string, report: (unit: LogicalUnitView, nexus: Nexus) => Uint8Array) =>
  defineCommand({
    name: `PERSISTENT RESERVE IN ${name}`,
    operationCode: 0x5e,
    serviceAction: code,
    reference,
    cdb: layout(10, { allocationLength: uint(7, 2) }),
    dataDirection: 'in',
    reservation: 'reports-persistent',
    beside: true,
    execute: (unit: LogicalUnitView, { allocationLength }, { nexus }: CommandContext) => goodUpTo(allocationLength, report(unit, nexus)),
  });

export const persistentReserveIn = [
  serviceAction(0x00, 'READ KEYS', 'SPC-4 §6.15.2', ({ persistentReservations: { state } }) =>
    withHeader(
      state,
      [...state.registrations.values()].map((registration) => key.encode({ reservationKey: registration.key })),
    ),
  ),
  serviceAction(0x01, 'READ RESERVATION', 'SPC-4 §6.15.3', ({ persistentReservations: { state } }) =>
    withHeader(state, describeReservation(state)),
  ),
  serviceAction(0x02, 'REPORT CAPABILITIES', 'SPC-4 §6.15.4', ({ persistentReservations: { state, canPersist } }) =>
    capabilities.encode({
      length: capabilities.length,
      compatibleReservationHandling: true,
      specifyInitiatorPortsCapable: true,
      allTargetPortsCapable: true,
      persistThroughPowerLossCapable: canPersist,
      typeMaskValid: true,
      allowCommands: ALLOWED_AS_IN_SPC_4,
      persistThroughPowerLossActivated: state.persist,
      typeMask,
    }),
  ),
  serviceAction(0x03, 'READ FULL STATUS', 'SPC-4 §6.15.5', ({ persistentReservations: { state } }, { targetPorts }) =>
    withHeader(state, describeRegistrations(state, targetPorts)),
  ),
];

function withHeader({ generation }: PersistentReservations, content: readonly Uint8Array[]): Uint8Array {
  const body = Buffer.concat(content);
  return Buffer.concat([header.encode({ generation, additionalLength: body.length }), body]);
}

/** A reservation that all registrants hold has no key. */
function describeReservation({ registrations, reservation }: PersistentReservations): Uint8Array[] {
  if (reservation === undefined) return [];
  const { holder, type } = reservation;
  const reservationKey = holder === undefined ? 0n : registrations.get(holder)!.key;
  return [reservationDescriptor.encode({ reservationKey, scope: LU_SCOPE, type })];
}

function describeRegistrations(state: PersistentReservations, targetPorts: readonly string[]): Uint8Array[] {
  return [...state.registrations].flatMap(([nexus, registration]) => {
    const transportId = encodeTransportId(registration.initiatorPort);
    const reservationHolder = holds(state, nexus);
    const descriptor = fullStatusDescriptor.encode({
      reservationKey: registration.key,
      reservationHolder,
      scope: LU_SCOPE,
      type: reservationHolder ? state.reservation!.type : 0,
      // A port that there was before the target's portal groups were changed has no number: 0 is none.
      relativeTargetPortIdentifier: targetPorts.indexOf(registration.targetPort) + 1,
      additionalDescriptorLength: transportId.length,
    });
    return [descriptor, transportId];
  });
}
