/**
 * The medium auxiliary memory as READ ATTRIBUTE and WRITE ATTRIBUTE see it (SPC-5 §7.4): whether it can be reached, and the attributes of one
 * partition, in ascending order.
 */
import { type BitPosition, uint, type Values } from '../../foundation/layout.ts';
import { additionalSense } from '../../scsi/additional-sense.ts';
import { invalidFieldInCdb, notReady, type Sense, SenseKey } from '../../scsi/sense.ts';
import type { Mechanism } from '../mechanism.ts';
import type { Attribute } from './attribute.ts';
import { deviceAttributes, type Subject } from './device-attributes.ts';
import { hostAttribute, hostIdentifiers } from './host-attributes.ts';
import { mediumFacts } from './media.ts';
import { mediumAttributes } from './medium-attributes.ts';

/** Where both commands say which volume and partition they mean. */
export const subjectFields = { logicalVolumeNumber: uint(5), partitionNumber: uint(7) };

/**
 * What a command is about, or why there is nothing it could be about: no cartridge within reach, or one without such memory. A cartridge need not be
 * threaded for it.
 */
export function subjectOf(drive: Mechanism, fields: Values<typeof subjectFields>): Subject | Sense {
  const { volume, cartridgeState } = drive;
  if (drive.operation !== undefined) return drive.operation.notReady();
  if (volume === undefined || cartridgeState === 'unloaded') return notReady(additionalSense.mediumNotPresent);
  if (mediumFacts(volume) === undefined) return { key: SenseKey.mediumError, additional: additionalSense.auxiliaryMemoryNotAccessible };
  const refuse = ({ byte, bit }: BitPosition): Sense => invalidFieldInCdb({ byte, bit });
  if (fields.logicalVolumeNumber !== 0) return refuse(subjectFields.logicalVolumeNumber);
  if (fields.partitionNumber >= volume.partitions.length) return refuse(subjectFields.partitionNumber);
  return { drive, volume, partition: fields.partitionNumber };
}

const known = [...deviceAttributes, ...mediumAttributes];

/** All identifiers that a volume can have. */
export const supportedIdentifiers = (): readonly number[] => [...known.map(({ identifier }) => identifier), ...hostIdentifiers()];

/** Those that exist. */
export function attributesOf(subject: Subject): readonly Attribute[] {
  const ofDrive = known.flatMap(({ identifier, format, value: make }): Attribute[] => {
    const value = make(subject);
    return value === undefined ? [] : [{ identifier, readOnly: true, format, value }];
  });
  const ofHosts = subject.volume.state.attributes
    .filter(({ partition, identifier }) => partition === subject.partition && hostAttribute(identifier) !== undefined)
    .map(({ identifier, format, value }): Attribute => ({ identifier, readOnly: false, format, value }));
  return [...ofDrive, ...ofHosts].sort((a, b) => a.identifier - b.identifier);
}
