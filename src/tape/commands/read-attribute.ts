/**
 * READ ATTRIBUTE (SPC-5, READ ATTRIBUTE command): the attributes in the memory of the cartridge, or lists of what there is.
 *
 *     CDB   1 SERVICE ACTION (bits 4–0)   5 LOGICAL VOLUME NUMBER   7 PARTITION NUMBER   8–9 FIRST ATTRIBUTE IDENTIFIER
 *           10–13 ALLOCATION LENGTH       14 CACHE (bit 0): what is kept in the drive will do, and it is nowhere else
 *
 *     00h attribute values, 01h attribute list, 05h supported attributes    0–3 AVAILABLE DATA   4… attributes or identifiers, ascending
 *     02h logical volume list, 03h partition list                           0–1 AVAILABLE DATA   2 first number   3 how many
 */
import { putUint16, putUint32 } from '../../foundation/big-endian.ts';
import { bits, flag, layout, uint } from '../../foundation/layout.ts';
import { defineCommand } from '../../scsi/command.ts';
import { checkCondition, goodUpTo, type Outcome } from '../../scsi/outcome.ts';
import { invalidFieldInCdb } from '../../scsi/sense.ts';
import { encodeAttribute } from '../attributes/attribute.ts';
import { attributesOf, subjectFields, subjectOf, supportedIdentifiers } from '../attributes/auxiliary-memory.ts';
import type { Mechanism } from '../mechanism.ts';

const cdb = layout(16, {
  serviceAction: bits(1, 4, 5),
  ...subjectFields,
  firstAttributeIdentifier: uint(8, 2),
  allocationLength: uint(10, 4),
  cache: flag(14, 0),
});

const ServiceAction = { attributeValues: 0, attributeList: 1, logicalVolumeList: 2, partitionList: 3, supportedAttributes: 5 } as const;

export const readAttribute = defineCommand({
  name: 'READ ATTRIBUTE',
  operationCode: 0x8c,
  cdb,
  dataDirection: 'in',
  reference: 'SPC-5, READ ATTRIBUTE command',
  reservation: 'reads',
  execute: async (drive: Mechanism, fields): Promise<Outcome> => {
    const { serviceAction, firstAttributeIdentifier: first, allocationLength } = fields;
    const refuse = (field: keyof typeof fields): Outcome => checkCondition(invalidFieldInCdb(cdb.position(field)));
    const subject = subjectOf(drive, fields);
    if ('key' in subject) return checkCondition(subject);
    const unreadable = await drive.memory.recall();
    if (unreadable !== undefined) return checkCondition(unreadable);
    const answer = (data: Uint8Array): Outcome => goodUpTo(allocationLength, data);

    /** From the first one that was asked for, which must be among them. */
    const from = <T>(list: readonly T[], identifierOf: (item: T) => number, encode: (item: T) => Uint8Array): Outcome => {
      const wanted = list.filter((item) => identifierOf(item) >= first);
      if (first !== 0 && (wanted[0] === undefined || identifierOf(wanted[0]) !== first)) return refuse('firstAttributeIdentifier');
      return answer(withAvailableData(wanted.map(encode)));
    };
    switch (serviceAction) {
      case ServiceAction.attributeValues:
        return from(attributesOf(subject), ({ identifier }) => identifier, encodeAttribute);
      case ServiceAction.attributeList:
        return from(
          attributesOf(subject).map(({ identifier }) => identifier),
          (identifier) => identifier,
          encodeIdentifier,
        );
      case ServiceAction.supportedAttributes:
        return from(supportedIdentifiers(), (identifier) => identifier, encodeIdentifier);
      case ServiceAction.logicalVolumeList:
        return answer(numberList(1));
      case ServiceAction.partitionList:
        return answer(numberList(subject.volume.partitions.length));
      default:
        return refuse('serviceAction');
    }
  },
});

function encodeIdentifier(identifier: number): Uint8Array {
  const bytes = new Uint8Array(2);
  putUint16(bytes, 0, identifier);
  return bytes;
}

function withAvailableData(items: readonly Uint8Array[]): Uint8Array {
  const content = Buffer.concat(items);
  const length = new Uint8Array(4);
  putUint32(length, 0, content.length);
  return Buffer.concat([length, content]);
}

/** Numbers from 0 on. */
const numberList = (count: number): Uint8Array => Uint8Array.of(0, 2, 0, count);
