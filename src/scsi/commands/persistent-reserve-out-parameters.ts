/**
 * The parameter lists of PERSISTENT RESERVE OUT (SPC-4 §6.16.3, §6.16.4), and what can be wrong with their TransportIDs.
 *
 *     basic              0–7 RESERVATION KEY   8–15 SERVICE ACTION RESERVATION KEY   20 SPEC_I_PT, ALL_TG_PT, APTPL
 *                        with SPEC_I_PT=1: 24–27 TRANSPORTID PARAMETER DATA LENGTH   28… TransportIDs
 *     REGISTER AND MOVE  0–7 RESERVATION KEY   8–15 SERVICE ACTION RESERVATION KEY   17 UNREG, APTPL
 *                        18–19 RELATIVE TARGET PORT IDENTIFIER   20–23 TRANSPORTID LENGTH   24… TransportID
 */
import { flag, layout, uint, uint64 } from '../../foundation/layout.ts';
import { additionalSense } from '../additional-sense.ts';
import type { CommandContext } from '../command.ts';
import { checkCondition, type Outcome } from '../outcome.ts';
import { illegalRequest, invalidFieldInParameterList } from '../sense.ts';
import { decodeTransportId } from '../transport-id.ts';

/** What SPC-2 had in bytes 16 to 19, 22 and 23 is obsolete: old hosts may send anything there. */
export const basicParameters = layout(24, {
  reservationKey: uint64(0),
  serviceActionReservationKey: uint64(8),
  scopeSpecificAddress: uint(16, 4),
  specifyInitiatorPorts: flag(20, 3),
  allTargetPorts: flag(20, 2),
  activatePersistThroughPowerLoss: flag(20, 0),
  extentLength: uint(22, 2),
});

export const moveParameters = layout(24, {
  reservationKey: uint64(0),
  serviceActionReservationKey: uint64(8),
  unregister: flag(17, 1),
  activatePersistThroughPowerLoss: flag(17, 0),
  relativeTargetPortIdentifier: uint(18, 2),
  transportIdLength: uint(20, 4),
});

const transportIdList = layout(4, { transportIdParameterDataLength: uint(0, 4) });
const leastTransportIdLength = 24;
/** As many TransportIDs as could be registered fit, and some more. */
const maximumLength = 0x1_0000;

export const parameterListLengthError = checkCondition(illegalRequest(additionalSense.parameterListLengthError));
const refuse = (byte: number, bit: number): Outcome => checkCondition(invalidFieldInParameterList({ byte, bit }));

/** The list as the initiator sent it. */
export async function receiveList(length: number, context: CommandContext): Promise<Uint8Array | Outcome> {
  if (length < basicParameters.length || length > maximumLength) return parameterListLengthError;
  const list = (await context.receiveDataOut(length)).toBytes();
  return list.length < length ? parameterListLengthError : list;
}

export interface ListedPort {
  readonly initiatorPort: string;
  /** Where its TransportID stands in the list. */
  readonly byte: number;
}

/** The initiator ports behind a basic list with SPEC_I_PT=1, as often as they stand there. */
export function specifiedInitiatorPorts(list: Uint8Array): readonly ListedPort[] | Outcome {
  const at = basicParameters.length;
  const first = at + transportIdList.length;
  if (list.length < first) return parameterListLengthError;
  const { transportIdParameterDataLength } = transportIdList.decode(list.subarray(at));
  if (list.length !== first + transportIdParameterDataLength) return parameterListLengthError;
  const ports: ListedPort[] = [];
  for (let byte = first; byte < list.length; ) {
    const id = decodeTransportId(list.subarray(byte));
    if (id === 'truncated') return refuse(at, 7);
    if ('bit' in id) return refuse(byte + id.byte, id.bit);
    ports.push({ initiatorPort: id.initiatorPort, byte });
    byte += id.length;
  }
  return ports;
}

/** The initiator port to which a reservation is to be moved. */
export function movedToInitiatorPort(list: Uint8Array): ListedPort | Outcome {
  const { transportIdLength } = moveParameters.decode(list);
  const byte = moveParameters.length;
  const ofLength = moveParameters.position('transportIdLength');
  if (list.length !== byte + transportIdLength) return parameterListLengthError;
  if (transportIdLength < leastTransportIdLength || transportIdLength % 4 !== 0) return refuse(ofLength.byte, ofLength.bit);
  const id = decodeTransportId(list.subarray(byte));
  if (id === 'truncated') return refuse(ofLength.byte, ofLength.bit);
  if ('bit' in id) return refuse(byte + id.byte, id.bit);
  return id.length === transportIdLength ? { initiatorPort: id.initiatorPort, byte } : refuse(ofLength.byte, ofLength.bit);
}
