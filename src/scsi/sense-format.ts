/**
 * Sense data as bytes: the fixed format of 18 bytes (SPC-5 §4.4.3) that every host reads, and the descriptor format (§4.4.2) for those that
 * set D_SENSE or ask REQUEST SENSE for it.
 *
 *     fixed       0 VALID, RESPONSE CODE 70h/71h   2 FILEMARK EOM ILI, SENSE KEY   3–6 INFORMATION   7 ADDITIONAL SENSE LENGTH = 10
 *                 8–11 COMMAND-SPECIFIC INFORMATION   12 ASC   13 ASCQ   14 FRU CODE   15–17 SKSV, SENSE KEY SPECIFIC
 *     descriptor  0 RESPONSE CODE 72h/73h   1 SENSE KEY   2 ASC   3 ASCQ   7 ADDITIONAL SENSE LENGTH   8… descriptors
 */
import { type BitPosition, bits, bytes, flag, layout, uint, uint64 } from '../foundation/layout.ts';
import { additionalSenseName } from './additional-sense.ts';
import { type Sense, senseKeyName } from './sense.ts';

export const fixedSense = layout(18, {
  valid: flag(0, 7),
  responseCode: bits(0, 6, 7),
  filemark: flag(2, 7),
  endOfMedium: flag(2, 6),
  incorrectLength: flag(2, 5),
  senseKey: bits(2, 3, 4),
  information: uint(3, 4),
  additionalSenseLength: uint(7),
  commandSpecific: uint(8, 4),
  additionalSenseCode: uint(12),
  additionalSenseCodeQualifier: uint(13),
  fieldReplaceableUnitCode: uint(14),
  senseKeySpecific: bytes(15, 3),
});

export const descriptorSense = layout(8, {
  responseCode: bits(0, 6, 7),
  senseKey: bits(1, 3, 4),
  additionalSenseCode: uint(2),
  additionalSenseCodeQualifier: uint(3),
  additionalSenseLength: uint(7),
});

/** SPC-5 §4.4.2.2 and, of the same shape without VALID, §4.4.2.3. */
const informationDescriptor = layout(12, { type: uint(0), length: uint(1), valid: flag(2, 7), information: uint64(4) });
const commandSpecificDescriptor = layout(12, { type: uint(0), length: uint(1), commandSpecific: uint64(4) });
/** SPC-5 §4.4.2.4. */
const senseKeySpecificDescriptor = layout(8, { type: uint(0), length: uint(1), senseKeySpecific: bytes(4, 3) });
/** SSC-5 §4.2.20: the stream commands descriptor. */
const streamDescriptor = layout(4, {
  type: uint(0),
  length: uint(1),
  filemark: flag(3, 7),
  endOfMedium: flag(3, 6),
  incorrectLength: flag(3, 5),
});

/** SPC-5 §4.4.2.4.2. */
const fieldPointer = layout(3, {
  valid: flag(0, 7),
  commandData: flag(0, 6),
  bitPointerValid: flag(0, 3),
  bitPointer: bits(0, 2, 3),
  fieldPointer: uint(1, 2),
});
/** SPC-5 §4.4.2.4.4. */
const progressIndication = layout(3, { valid: flag(0, 7), progress: uint(1, 2) });

export type SenseFormat = 'fixed' | 'descriptor';

/** `additional` are a product's bytes 18 and on of the fixed format; descriptors have no place for them. */
export const encodeSense = (sense: Sense, format: SenseFormat = 'fixed', additional: Uint8Array = new Uint8Array()): Uint8Array =>
  format === 'fixed' ? Buffer.concat([encodeFixed(sense, additional.length), additional]) : encodeDescriptors(sense);

/** Sense of a device, with what its product adds. */
export const encodeSenseOf = (device: { additionalSenseBytes?(sense: Sense): Uint8Array }, sense: Sense, format: SenseFormat): Uint8Array =>
  encodeSense(sense, format, format === 'fixed' ? device.additionalSenseBytes?.(sense) : undefined);

function encodeFixed(sense: Sense, additionalLength: number): Uint8Array {
  // A value that four bytes cannot hold is left out, with VALID=0 (SPC-5 §4.4.3.1); a negative one is two's complement (SSC-5 §4.2.20).
  const information = sense.information;
  const valid = information !== undefined && information >= -(2 ** 31) && information < 2 ** 32;
  return fixedSense.encode({
    valid,
    responseCode: sense.deferred ? 0x71 : 0x70,
    filemark: sense.filemark ?? false,
    endOfMedium: sense.endOfMedium ?? false,
    incorrectLength: sense.incorrectLength ?? false,
    senseKey: sense.key,
    information: valid ? information >>> 0 : 0,
    additionalSenseLength: fixedSense.length - 8 + additionalLength,
    commandSpecific: (sense.commandSpecific ?? 0) >>> 0,
    additionalSenseCode: sense.additional.asc,
    additionalSenseCodeQualifier: sense.additional.ascq,
    senseKeySpecific: senseKeySpecific(sense) ?? new Uint8Array(3),
  });
}

function encodeDescriptors(sense: Sense): Uint8Array {
  const descriptors: Uint8Array[] = [];
  const wide = (value: number): bigint => BigInt.asUintN(64, BigInt(value));
  if (sense.information !== undefined)
    descriptors.push(informationDescriptor.encode({ type: 0x00, length: 0x0a, valid: true, information: wide(sense.information) }));
  if (sense.commandSpecific !== undefined)
    descriptors.push(commandSpecificDescriptor.encode({ type: 0x01, length: 0x0a, commandSpecific: wide(sense.commandSpecific) }));
  const specific = senseKeySpecific(sense);
  if (specific !== undefined) descriptors.push(senseKeySpecificDescriptor.encode({ type: 0x02, length: 0x06, senseKeySpecific: specific }));
  const { filemark = false, endOfMedium = false, incorrectLength = false } = sense;
  if (filemark || endOfMedium || incorrectLength)
    descriptors.push(streamDescriptor.encode({ type: 0x04, length: 0x02, filemark, endOfMedium, incorrectLength }));
  const header = descriptorSense.encode({
    responseCode: sense.deferred ? 0x73 : 0x72,
    senseKey: sense.key,
    additionalSenseCode: sense.additional.asc,
    additionalSenseCodeQualifier: sense.additional.ascq,
    additionalSenseLength: descriptors.reduce((sum, descriptor) => sum + descriptor.length, 0),
  });
  return Buffer.concat([header, ...descriptors]);
}

function senseKeySpecific(sense: Sense): Uint8Array | undefined {
  if (sense.fieldPointer !== undefined) {
    const { byte, bit, in: place } = sense.fieldPointer;
    return fieldPointer.encode({ valid: true, commandData: place === 'cdb', bitPointerValid: true, bitPointer: bit, fieldPointer: byte });
  }
  if (sense.progress !== undefined) return progressIndication.encode({ valid: true, progress: sense.progress });
  return undefined;
}

/** `ILLEGAL REQUEST 24/00 INVALID FIELD IN CDB, byte 1 bit 3 of the CDB`. */
export function describeSense(sense: Sense): string {
  const words = [`${senseKeyName(sense.key)} ${additionalSenseName(sense.additional.asc, sense.additional.ascq)}`];
  if (sense.deferred) words.unshift('deferred');
  const flags = [sense.filemark && 'FILEMARK', sense.endOfMedium && 'EOM', sense.incorrectLength && 'ILI'].filter(Boolean);
  if (flags.length > 0) words.push(flags.join(' '));
  if (sense.information !== undefined) words.push(`INFORMATION ${sense.information}`);
  if (sense.fieldPointer !== undefined) words.push(`${place(sense.fieldPointer)} of the ${placeNames[sense.fieldPointer.in]}`);
  return words.join(', ').replace('deferred, ', 'deferred ');
}

const place = ({ byte, bit }: BitPosition): string => `byte ${byte} bit ${bit}`;
const placeNames = { cdb: 'CDB', parameters: 'parameter list' } as const;
