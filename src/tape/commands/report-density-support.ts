/**
 * REPORT DENSITY SUPPORT (SSC-4 §7.9): the densities, or with MEDIUM TYPE=1 the kinds of media, that the drive knows; with MEDIA=1 those of the
 * loaded volume alone.
 *
 *     CDB         0 OPERATION CODE 44h │ 1 MEDIUM TYPE (bit 1) MEDIA (bit 0) │ 7–8 ALLOCATION LENGTH │ 9 CONTROL
 *     header      0–1 AVAILABLE DENSITY SUPPORT LENGTH: what follows these two bytes
 *     density     0 PRIMARY, 1 SECONDARY DENSITY CODE │ 2 WRTOK DUP DEFLT │ 5–7 BITS PER MM │ 8–9 MEDIA WIDTH │ 10–11 TRACKS
 *                 12–15 CAPACITY │ 16–23 ASSIGNING ORGANIZATION │ 24–31 DENSITY NAME │ 32–51 DESCRIPTION
 *     medium type 0 MEDIUM TYPE │ 2–3 DESCRIPTOR LENGTH │ 4 NUMBER OF DENSITY CODES │ 5–13 PRIMARY DENSITY CODES │ 14–15 MEDIUM WIDTH
 *                 16–17 MEDIUM LENGTH │ 20–27 ASSIGNING ORGANIZATION │ 28–35 MEDIUM TYPE NAME │ 36–55 DESCRIPTION
 *
 * CAPACITY is in units of 10⁶ bytes: of the density, and with MEDIA=1 what the loaded volume really holds.
 */
import type { Volume } from '../../cartridge/volume.ts';
import { bytes, flag, layout, text, uint } from '../../foundation/layout.ts';
import { defineCommand } from '../../scsi/command.ts';
import { checkCondition, goodUpTo } from '../../scsi/outcome.ts';
import type { Mechanism } from '../mechanism.ts';
import { mediumTypeCodeOf } from '../medium-access.ts';
import type { Density, DriveModel, MediumSupport } from '../model.ts';

const cdb = layout(10, { mediumType: flag(1, 1), media: flag(1, 0), allocationLength: uint(7, 2) });

const header = layout(4, { availableDensitySupportLength: uint(0, 2) });

const densityDescriptor = layout(52, {
  primaryDensityCode: uint(0),
  secondaryDensityCode: uint(1),
  writable: flag(2, 7),
  duplicate: flag(2, 6),
  default: flag(2, 5),
  descriptorLength: uint(3, 2),
  bitsPerMillimetre: uint(5, 3),
  mediaWidth: uint(8, 2),
  tracks: uint(10, 2),
  capacity: uint(12, 4),
  assigningOrganization: text(16, 8),
  densityName: text(24, 8),
  description: text(32, 20),
});

const mediumTypeDescriptor = layout(56, {
  mediumType: uint(0),
  descriptorLength: uint(2, 2),
  numberOfDensityCodes: uint(4),
  primaryDensityCodes: bytes(5, 9),
  mediumWidth: uint(14, 2),
  mediumLength: uint(16, 2),
  assigningOrganization: text(20, 8),
  mediumTypeName: text(28, 8),
  description: text(36, 20),
});

export const reportDensitySupport = defineCommand({
  name: 'REPORT DENSITY SUPPORT',
  operationCode: 0x44,
  cdb,
  dataDirection: 'in',
  reference: 'SSC-4 §7.9',
  reservation: 'allowed',
  execute: (drive: Mechanism, { mediumType, media, allocationLength }) => {
    const notReady = media ? drive.readiness() : undefined;
    if (notReady !== undefined) return checkCondition(notReady);
    const volume = media ? drive.head.volume : undefined;
    const kinds = drive.model.media.filter(({ medium }) => volume === undefined || medium === volume.mediumType.name);
    const descriptors = mediumType
      ? kinds.map((support) => encodeMediumType(support, drive.model, volume?.writeOnce === true))
      : densitiesOf(drive.model, volume === undefined ? undefined : kinds).map((density) =>
          encodeDensity(density, drive.model, kinds, volume),
        );
    const listed = Buffer.concat(descriptors);
    // The two bytes after the length are reserved, and counted.
    return goodUpTo(allocationLength, Buffer.concat([header.encode({ availableDensitySupportLength: 2 + listed.length }), listed]));
  },
});

/** All of the drive's, or those that it reads or writes on these media. */
const densitiesOf = ({ densities }: DriveModel, kinds: readonly MediumSupport[] | undefined): readonly Density[] =>
  densities.filter(({ code }) => kinds?.some(({ reads, writes }) => reads.includes(code) || writes.includes(code)) ?? true);

function encodeDensity(density: Density, model: DriveModel, kinds: readonly MediumSupport[], volume: Volume | undefined): Uint8Array {
  const capacityBytes = volume?.partitions.reduce((sum, partition) => sum + partition.capacityBytes, 0);
  return densityDescriptor.encode({
    primaryDensityCode: density.code,
    secondaryDensityCode: density.code,
    writable: volume === undefined ? density.writable : kinds.some(({ writes }) => writes.includes(density.code)),
    default: density.code === (volume === undefined ? model.defaultDensityCode : kinds[0]?.writes[0]),
    bitsPerMillimetre: density.bitsPerMillimetre,
    mediaWidth: density.mediaWidthTenthsOfMillimetre,
    tracks: density.tracks,
    capacity: capacityBytes === undefined ? density.capacityMegabytes : Math.floor(capacityBytes / 1e6),
    assigningOrganization: density.assigningOrganization,
    densityName: density.name,
    description: density.description,
  });
}

function encodeMediumType(support: MediumSupport, model: DriveModel, writeOnce: boolean): Uint8Array {
  const densities = densitiesOf(model, [support]);
  return mediumTypeDescriptor.encode({
    mediumType: mediumTypeCodeOf(support, writeOnce),
    descriptorLength: mediumTypeDescriptor.length - 4,
    numberOfDensityCodes: densities.length,
    primaryDensityCodes: Uint8Array.from({ length: 9 }, (_, at) => densities[at]?.code ?? 0),
    mediumWidth: densities[0]?.mediaWidthTenthsOfMillimetre ?? 0,
    assigningOrganization: densities[0]?.assigningOrganization ?? '',
    mediumTypeName: support.medium.toUpperCase().slice(0, 8),
    description: `${support.medium.toUpperCase()} cartridge`.slice(0, 20),
  });
}
