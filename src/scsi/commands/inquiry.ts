/**
 * INQUIRY (SPC-4 §6.6): standard data, or with EVPD a VPD page. It is answered whatever state the unit is in, so it reads nothing but the
 * identity. Standard data are 96 bytes, cut or filled up where a product has another length, with its vendor specific bytes laid over them.
 *
 *     0 PERIPHERAL QUALIFIER, DEVICE TYPE   1 bit 7 RMB   2 VERSION   3 bits 3–0 RESPONSE DATA FORMAT   4 ADDITIONAL LENGTH
 *     5 bits 5–4 TPGS, bit 0 PROTECT   7 bit 1 CMDQUE   8–15 VENDOR   16–31 PRODUCT   32–35 REVISION   58–73 eight VERSION DESCRIPTORS
 */
import { type BitPosition, bits, bytes, flag, layout, text, uint } from '../../foundation/layout.ts';
import { defineCommand } from '../command.ts';
import type { Identity, StandardInquiryFacts } from '../identity.ts';
import type { LogicalUnitView } from '../logical-unit-view.ts';
import { checkCondition, goodUpTo, type Outcome } from '../outcome.ts';
import { invalidFieldInCdb } from '../sense.ts';
import { type VitalProductDataPage, vitalProductDataHeader } from '../vital-product-data.ts';

export const inquiryCdb = layout(6, { enableVitalProductData: flag(1, 0), pageCode: uint(2), allocationLength: uint(3, 2) });

export const standardInquiryData = layout(96, {
  peripheralQualifier: bits(0, 7, 3),
  peripheralDeviceType: bits(0, 4, 5),
  removableMedium: flag(1, 7),
  version: uint(2),
  responseDataFormat: bits(3, 3, 4),
  additionalLength: uint(4),
  targetPortGroupSupport: bits(5, 5, 2),
  protectionInformation: flag(5, 0),
  commandQueuing: flag(7, 1),
  vendorIdentification: text(8, 8),
  productIdentification: text(16, 16),
  productRevisionLevel: text(32, 4),
  versionDescriptors: bytes(58, 16),
});

/** PERIPHERAL QUALIFIER: a device is there (000b), is not connected now (001b), or none can be (011b). */
export type PeripheralQualifier = 0b000 | 0b001 | 0b011;

/** Whose INQUIRY it is; a logical unit that is not there has an answer too. */
export interface InquirySource {
  readonly peripheralQualifier: PeripheralQualifier;
  readonly identity: Identity;
  /** REPORT TARGET PORT GROUPS is served. */
  readonly inTargetPortGroup: boolean;
  readonly pages: readonly VitalProductDataPage[];
}

interface InquiryFields {
  readonly enableVitalProductData: boolean;
  readonly pageCode: number;
  readonly allocationLength: number;
}

export const inquiry = defineCommand({
  name: 'INQUIRY',
  operationCode: 0x12,
  reference: 'SPC-4 §6.6',
  cdb: inquiryCdb,
  dataDirection: 'in',
  reservation: 'allowed',
  unitAttention: 'passed',
  // Hosts look again for who is there while a tape rewinds for minutes, and give up on who does not answer.
  beside: true,
  execute: ({ identification: { identity, pages }, commands }: LogicalUnitView, fields) => {
    const inTargetPortGroup = commands.rows.some(({ name }) => name === 'REPORT TARGET PORT GROUPS');
    return answerInquiry({ peripheralQualifier: 0b000, identity, inTargetPortGroup, pages }, fields);
  },
});

export function answerInquiry(source: InquirySource, { enableVitalProductData, pageCode, allocationLength }: InquiryFields): Outcome {
  const refused: BitPosition = inquiryCdb.position('pageCode');
  if (!enableVitalProductData) {
    if (pageCode !== 0) return checkCondition(invalidFieldInCdb(refused));
    return goodUpTo(allocationLength, standardData(source));
  }
  const page = source.pages.find((candidate) => candidate.pageCode === pageCode);
  if (page === undefined) return checkCondition(invalidFieldInCdb(refused));
  const content = page.content(source.identity);
  const header = vitalProductDataHeader.encode({
    peripheralQualifier: source.peripheralQualifier,
    peripheralDeviceType: source.identity.peripheralDeviceType,
    pageCode,
    pageLength: content.length,
  });
  return goodUpTo(allocationLength, Buffer.concat([header, content]));
}

/** TPGS: there are target port groups, whose states a host cannot set. */
const implicitAsymmetricAccess = 0b01;

/** What products of today return (SPC-5 §6.7.2). */
const asInStandard: StandardInquiryFacts = { lengthBytes: standardInquiryData.length, responseDataFormat: 2, commandQueuing: true };

function standardData({ peripheralQualifier, identity, inTargetPortGroup }: InquirySource): Uint8Array {
  const facts = identity.standardInquiry ?? asInStandard;
  const data = new Uint8Array(Math.max(facts.lengthBytes, standardInquiryData.length));
  data.set(
    standardInquiryData.encode({
      peripheralQualifier,
      peripheralDeviceType: identity.peripheralDeviceType,
      removableMedium: identity.removableMedium,
      version: identity.version,
      responseDataFormat: facts.responseDataFormat,
      additionalLength: facts.lengthBytes - 5,
      targetPortGroupSupport: inTargetPortGroup ? implicitAsymmetricAccess : 0,
      protectionInformation: identity.protectionInformation ?? false,
      commandQueuing: facts.commandQueuing,
      vendorIdentification: identity.vendorIdentification,
      productIdentification: identity.productIdentification,
      productRevisionLevel: identity.productRevisionLevel,
      versionDescriptors: Uint8Array.from(identity.versionDescriptors.flatMap((descriptor) => [descriptor >> 8, descriptor & 0xff])),
    }),
  );
  const lay = (at: number, bytes: Uint8Array): void => data.set(bytes.subarray(0, Math.max(0, data.length - at)), at);
  for (const { at, bytes } of facts.vendorSpecific ?? [])
    lay(at, typeof bytes === 'string' ? Buffer.from(bytes, 'latin1') : Uint8Array.from(bytes));
  if (facts.serialNumber !== undefined) {
    const { at, length } = facts.serialNumber;
    lay(at, Buffer.from(identity.serialNumber.padEnd(length).slice(0, length), 'latin1'));
  }
  return data.subarray(0, facts.lengthBytes);
}
