/**
 * READ POSITION (SSC-4 §7.7), a row per service action: where the next READ or WRITE begins, and what of the objects before it still waits in
 * the buffer. ALLOCATION LENGTH (bytes 7–8) belongs to the extended form alone; the others have their one length.
 *
 *     short (00h, 01h)  0 BOP EOP LOCU BYCU – LOLU PERR BPEW │ 1 PARTITION │ 4–7 FIRST │ 8–11 LAST │ 13–15 OBJECTS │ 16–19 BYTES IN BUFFER
 *     long (06h)        0 BOP EOP – – MPU LONU – BPEW │ 4–7 PARTITION │ 8–15 OBJECT NUMBER │ 16–23 FILE IDENTIFIER │ 24–31 SET IDENTIFIER
 *     extended (08h)    0 as short │ 1 PARTITION │ 2–3 ADDITIONAL LENGTH 1Ch │ 5–7 OBJECTS │ 8–15 FIRST │ 16–23 LAST │ 24–31 BYTES IN BUFFER
 *
 * FIRST is where the host stands, LAST what the medium gets next. EOP means: past early warning; BPEW: past the programmable one. File and set are
 * counted in filemarks and setmarks before the position. The index knows them all, so MPU and LONU stay zero.
 */
import { ByteList } from '../../foundation/byte-list.ts';
import { flag, layout, uint, uint64 } from '../../foundation/layout.ts';
import { defineCommand } from '../../scsi/command.ts';
import { goodWith } from '../../scsi/outcome.ts';
import type { Mechanism } from '../mechanism.ts';

const flags = { beginningOfPartition: flag(0, 7), endOfPartition: flag(0, 6), beyondProgrammableEarlyWarning: flag(0, 0) };

const shortForm = layout(20, {
  ...flags,
  objectCountUnknown: flag(0, 5),
  byteCountUnknown: flag(0, 4),
  objectLocationUnknown: flag(0, 2),
  positionError: flag(0, 1),
  partitionNumber: uint(1),
  firstLogicalObjectLocation: uint(4, 4),
  lastLogicalObjectLocation: uint(8, 4),
  objectsInBuffer: uint(13, 3),
  bytesInBuffer: uint(16, 4),
});

const longForm = layout(32, {
  ...flags,
  markPositionUnknown: flag(0, 3),
  logicalObjectNumberUnknown: flag(0, 2),
  partitionNumber: uint(4, 4),
  logicalObjectNumber: uint64(8),
  logicalFileIdentifier: uint64(16),
  logicalSetIdentifier: uint64(24),
});

const extendedForm = layout(32, {
  ...flags,
  partitionNumber: uint(1),
  additionalLength: uint(2, 2),
  objectsInBuffer: uint(5, 3),
  firstLogicalObjectLocation: uint64(8),
  lastLogicalObjectLocation: uint64(16),
  bytesInBuffer: uint64(24),
});

const ends = ({ head, settings }: Mechanism) => ({
  beginningOfPartition: head.position === 0,
  endOfPartition: head.pastEarlyWarning,
  beyondProgrammableEarlyWarning: head.pastProgrammableEarlyWarning(settings.programmableEarlyWarningBytes),
});

function encodeShortForm(drive: Mechanism): Uint8Array {
  const { head } = drive;
  // PERR: an object number that 32 bits cannot hold.
  const positionError = head.position > 0xffff_ffff;
  return shortForm.encode({
    ...ends(drive),
    positionError,
    partitionNumber: head.partitionNumber,
    firstLogicalObjectLocation: positionError ? 0 : head.position,
    lastLogicalObjectLocation: positionError ? 0 : head.mediumPosition,
    objectCountUnknown: head.bufferedObjects > 0xff_ffff,
    objectsInBuffer: Math.min(head.bufferedObjects, 0xff_ffff),
    bytesInBuffer: head.bufferedBytes,
  });
}

function encodeLongForm(drive: Mechanism): Uint8Array {
  const { head } = drive;
  return longForm.encode({
    ...ends(drive),
    partitionNumber: head.partitionNumber,
    logicalObjectNumber: BigInt(head.position),
    logicalFileIdentifier: BigInt(head.filemarksBefore),
    logicalSetIdentifier: BigInt(head.setmarksBefore),
  });
}

function encodeExtendedForm(drive: Mechanism): Uint8Array {
  const { head } = drive;
  return extendedForm.encode({
    ...ends(drive),
    partitionNumber: head.partitionNumber,
    additionalLength: 0x1c,
    objectsInBuffer: Math.min(head.bufferedObjects, 0xff_ffff),
    firstLogicalObjectLocation: BigInt(head.position),
    lastLogicalObjectLocation: BigInt(head.mediumPosition),
    bytesInBuffer: BigInt(head.bufferedBytes),
  });
}

const form = (serviceAction: number, name: string, encode: (drive: Mechanism) => Uint8Array) =>
  defineCommand({
    name,
    operationCode: 0x34,
    serviceAction,
    cdb: layout(10, { allocationLength: uint(7, 2) }),
    dataDirection: 'in',
    reference: 'SSC-4 §7.7',
    needsReady: true,
    reservation: 'reads',
    execute: (drive: Mechanism, { allocationLength }) => {
      const data = encode(drive);
      return goodWith(ByteList.of(serviceAction === 0x08 ? data.subarray(0, allocationLength) : data));
    },
  });

export const readPosition = [
  form(0x00, 'READ POSITION short form', encodeShortForm),
  form(0x01, 'READ POSITION short form, vendor-specific', encodeShortForm),
  form(0x06, 'READ POSITION long form', encodeLongForm),
  form(0x08, 'READ POSITION extended form', encodeExtendedForm),
];
