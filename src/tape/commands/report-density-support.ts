/**
 * REPORT DENSITY SUPPORT (SSC-4 §7.9): the densities the drive knows, or with MEDIA=1 those of the loaded medium.
 *
 *     CDB         0 OPERATION CODE 44h │ 1 MEDIUM TYPE (bit 1) MEDIA (bit 0) │ 7–8 ALLOCATION LENGTH │ 9 CONTROL
 *     header      0–1 AVAILABLE DENSITY SUPPORT LENGTH: what follows these two bytes
 *     descriptor  0 PRIMARY, 1 SECONDARY DENSITY CODE │ 2 WRTOK DUP DEFLT │ 5–7 BITS PER MM │ 8–9 MEDIA WIDTH │ 10–11 TRACKS
 *                 12–15 CAPACITY │ 16–23 ASSIGNING ORGANIZATION │ 24–31 DENSITY NAME │ 32–51 DESCRIPTION
 */
import { ByteList } from '../../foundation/byte-list.ts';
import { flag, layout, text, uint } from '../../foundation/layout.ts';
import { defineCommand } from '../../scsi/command.ts';
import { checkCondition, goodWith } from '../../scsi/outcome.ts';
import { invalidFieldInCdb } from '../../scsi/sense.ts';
import type { Mechanism } from '../mechanism.ts';
import type { Density } from '../model.ts';

const cdb = layout(10, { mediumType: flag(1, 1), media: flag(1, 0), allocationLength: uint(7, 2) });

const header = layout(4, { availableDensitySupportLength: uint(0, 2) });

const descriptor = layout(52, {
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

export const reportDensitySupport = defineCommand({
  name: 'REPORT DENSITY SUPPORT',
  operationCode: 0x44,
  cdb,
  dataDirection: 'in',
  reference: 'SSC-4 §7.9',
  reservation: 'allowed',
  execute: (drive: Mechanism, { mediumType, media, allocationLength }) => {
    if (mediumType) return checkCondition(invalidFieldInCdb(cdb.position('mediumType')));
    const notReady = media ? drive.readiness() : undefined;
    if (notReady !== undefined) return checkCondition(notReady);
    const densities = media ? [drive.densityOf(drive.head.volume)].filter((density) => density !== undefined) : drive.model.densities;
    const descriptors = densities.map((density) => encode(density, drive));
    // The two bytes after the length are reserved, and counted.
    const length = 2 + descriptors.length * descriptor.length;
    return goodWith(ByteList.of(header.encode({ availableDensitySupportLength: length }), ...descriptors).slice(0, allocationLength));
  },
});

const encode = (density: Density, drive: Mechanism): Uint8Array =>
  descriptor.encode({
    primaryDensityCode: density.code,
    secondaryDensityCode: density.code,
    writable: density.writable,
    default: density.code === drive.model.defaultDensityCode,
    bitsPerMillimetre: density.bitsPerMillimetre,
    mediaWidth: density.mediaWidthTenthsOfMillimetre,
    tracks: density.tracks,
    capacity: density.capacityMegabytes,
    assigningOrganization: density.assigningOrganization,
    densityName: density.name,
    description: density.description,
  });
