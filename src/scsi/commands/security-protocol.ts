/**
 * SECURITY PROTOCOL IN and OUT (SPC-4 §6.40, §6.41): the frame around the security protocols that a device brings, and protocol 00h, which
 * lists them. With INC_512 lengths count units of 512 bytes; no pad bytes are added.
 *
 *     0 A2h/B5h   1 SECURITY PROTOCOL   2–3 SECURITY PROTOCOL SPECIFIC   4 bit 7 INC_512   6–9 ALLOCATION or TRANSFER LENGTH
 *     00h/0000h   6–7 SUPPORTED SECURITY PROTOCOL LIST LENGTH   8… protocols, ascending
 *     00h/0001h   2–3 CERTIFICATE LENGTH = 0
 */
import { flag, layout, uint } from '../../foundation/layout.ts';
import { additionalSense } from '../additional-sense.ts';
import { defineCommand } from '../command.ts';
import type { LogicalUnitView } from '../logical-unit-view.ts';
import { checkCondition, good, goodUpTo, type Outcome } from '../outcome.ts';
import type { SecurityProtocol } from '../security-protocol.ts';
import { illegalRequest, invalidFieldInCdb } from '../sense.ts';

const securityProtocolInCdb = layout(12, {
  securityProtocol: uint(1),
  securityProtocolSpecific: uint(2, 2),
  inc512: flag(4, 7),
  allocationLength: uint(6, 4),
});
const securityProtocolOutCdb = layout(12, {
  securityProtocol: uint(1),
  securityProtocolSpecific: uint(2, 2),
  inc512: flag(4, 7),
  transferLength: uint(6, 4),
});

/** No parameter list of any protocol comes near it, and it bounds what a host can make the drive hold. */
const longestParameterList = 64 * 1024;

const lengthOf = (inc512: boolean, length: number): number => (inc512 ? length * 512 : length);

const protocolsOf = ({ device }: LogicalUnitView): readonly SecurityProtocol[] => {
  const own = device.securityProtocols ?? [];
  const information: SecurityProtocol = {
    protocol: 0x00,
    name: 'Security Protocol Information',
    in: (specific) => informationPages[specific]?.([0x00, ...own.map(({ protocol }) => protocol).sort((a, b) => a - b)]),
    out: () => undefined,
  };
  return [information, ...own];
};

/** SPC-4 §7.7.1, by SECURITY PROTOCOL SPECIFIC: the list of protocols, and the certificate that there is none of. */
const informationPages: Readonly<Record<number, (protocols: readonly number[]) => Uint8Array>> = {
  0: (protocols) => Uint8Array.of(0, 0, 0, 0, 0, 0, 0, protocols.length, ...protocols),
  1: () => new Uint8Array(4),
};

export const securityProtocolIn = defineCommand({
  name: 'SECURITY PROTOCOL IN',
  operationCode: 0xa2,
  reference: 'SPC-4 §6.40',
  cdb: securityProtocolInCdb,
  dataDirection: 'in',
  reservation: 'reads',
  async execute(unit: LogicalUnitView, fields, { nexus }): Promise<Outcome> {
    const protocol = protocolsOf(unit).find((candidate) => candidate.protocol === fields.securityProtocol);
    if (protocol === undefined) return checkCondition(invalidFieldInCdb(securityProtocolInCdb.position('securityProtocol')));
    const page = await protocol.in(fields.securityProtocolSpecific, nexus);
    if (page === undefined) return checkCondition(invalidFieldInCdb(securityProtocolInCdb.position('securityProtocolSpecific')));
    if ('key' in page) return checkCondition(page);
    return goodUpTo(lengthOf(fields.inc512, fields.allocationLength), page);
  },
});

export const securityProtocolOut = defineCommand({
  name: 'SECURITY PROTOCOL OUT',
  operationCode: 0xb5,
  reference: 'SPC-4 §6.41',
  cdb: securityProtocolOutCdb,
  dataDirection: 'out',
  async execute(unit: LogicalUnitView, fields, context): Promise<Outcome> {
    const refuse = (field: 'securityProtocol' | 'securityProtocolSpecific' | 'transferLength'): Outcome =>
      checkCondition(invalidFieldInCdb(securityProtocolOutCdb.position(field)));
    const protocol = unit.device.securityProtocols?.find((candidate) => candidate.protocol === fields.securityProtocol);
    if (protocol === undefined) return refuse('securityProtocol');
    const length = lengthOf(fields.inc512, fields.transferLength);
    if (length > longestParameterList) return refuse('transferLength');
    if (length === 0) return good;
    const parameters = (await context.receiveDataOut(length)).toBytes();
    if (parameters.length < length) return checkCondition(illegalRequest(additionalSense.parameterListLengthError));
    return (await protocol.out(fields.securityProtocolSpecific, parameters, context.nexus)) ?? refuse('securityProtocolSpecific');
  },
});
