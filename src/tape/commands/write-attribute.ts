/**
 * WRITE ATTRIBUTE (SPC-5, WRITE ATTRIBUTE command): stores attributes of hosts in the memory of the cartridge, all of them or none. It answers when
 * they are kept, so WTC, which asks for that, is always obeyed.
 *
 *     CDB   1 WTC (bit 0)   5 LOGICAL VOLUME NUMBER   7 PARTITION NUMBER   10–13 PARAMETER LIST LENGTH
 */
import type { StoredAttribute } from '../../cartridge/volume.ts';
import { flag, layout, uint } from '../../foundation/layout.ts';
import { additionalSense } from '../../scsi/additional-sense.ts';
import { defineCommand } from '../../scsi/command.ts';
import { checkCondition, good, type Outcome } from '../../scsi/outcome.ts';
import { illegalRequest, invalidFieldInCdb, type Sense, SenseKey } from '../../scsi/sense.ts';
import { readAttributeList, type WrittenAttribute } from '../attributes/attribute-list.ts';
import { subjectFields, subjectOf } from '../attributes/auxiliary-memory.ts';
import { spaceRemaining } from '../attributes/host-attributes.ts';
import type { Mechanism } from '../mechanism.ts';

const cdb = layout(16, {
  writeThroughCache: flag(1, 0),
  ...subjectFields,
  parameterListLength: uint(10, 4),
});

/** More than any memory holds, and a bound on what a host can make the drive hold. */
const longestParameterList = 64 * 1024;

export const writeAttribute = defineCommand({
  name: 'WRITE ATTRIBUTE',
  operationCode: 0x8d,
  cdb,
  dataDirection: 'out',
  reference: 'SPC-5, WRITE ATTRIBUTE command',
  execute: async (drive: Mechanism, fields, context): Promise<Outcome> => {
    const { parameterListLength } = fields;
    const subject = subjectOf(drive, fields);
    if ('key' in subject) return checkCondition(subject);
    const { volume, partition } = subject;
    if (parameterListLength > longestParameterList) return checkCondition(invalidFieldInCdb(cdb.position('parameterListLength')));
    if (parameterListLength === 0) return good;

    const list = (await context.receiveDataOut(parameterListLength)).toBytes();
    if (list.length < parameterListLength) return checkCondition(illegalRequest(additionalSense.parameterListLengthError));
    const written = readAttributeList(list);
    if ('key' in written) return checkCondition(written);
    // The switch on the cartridge keeps hosts out of its memory too.
    if (volume.writeProtected) return checkCondition(writeProtected);
    const attributes = replaced(volume.state.attributes, partition, written);
    if (spaceRemaining(volume, attributes) < 0) return checkCondition(illegalRequest(additionalSense.auxiliaryMemoryOutOfSpace));
    const failure = await drive.memory.remember({ attributes });
    return failure === undefined ? good : checkCondition(failure);
  },
});

const writeProtected: Sense = { key: SenseKey.dataProtect, additional: additionalSense.writeProtected };

/** What is kept with these in place of their namesakes; one without a value is gone. */
function replaced(kept: readonly StoredAttribute[], partition: number, written: readonly WrittenAttribute[]): readonly StoredAttribute[] {
  const identifiers = new Set(written.map(({ identifier }) => identifier));
  const others = kept.filter((stored) => stored.partition !== partition || !identifiers.has(stored.identifier));
  return [...others, ...written.filter(({ value }) => value.length > 0).map((attribute) => ({ partition, ...attribute }))];
}
