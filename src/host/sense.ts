/**
 * Sense data as a host reads them (SPC-5 §4.4): both formats, cut off anywhere, from whoever sent them. What was not sent reads as zero, as autosense
 * is meant to be read; the flags and INFORMATION are those that SSC gives a meaning (SSC-5, "sequential-access device sense data").
 *
 *     fixed        0 RESPONSE CODE 70h, 71h (bit 7: VALID) │ 2 FILEMARK (7) EOM (6) ILI (5) SENSE KEY │ 3–6 INFORMATION │ 12 ASC │ 13 ASCQ
 *     descriptors  0 RESPONSE CODE 72h, 73h │ 1 SENSE KEY │ 2 ASC │ 3 ASCQ │ 7 ADDITIONAL LENGTH │ 8… type, length, …
 *                  00h information: 4–11 │ 04h stream commands: 3 FILEMARK (7) EOM (6) ILI (5)
 */

export const SenseKey = {
  noSense: 0x0,
  recoveredError: 0x1,
  notReady: 0x2,
  mediumError: 0x3,
  hardwareError: 0x4,
  illegalRequest: 0x5,
  unitAttention: 0x6,
  dataProtect: 0x7,
  blankCheck: 0x8,
  vendorSpecific: 0x9,
  copyAborted: 0xa,
  abortedCommand: 0xb,
  volumeOverflow: 0xd,
  miscompare: 0xe,
} as const;

export interface SenseData {
  readonly key: number;
  readonly asc: number;
  readonly ascq: number;
  /** Of a command before this one (71h, 73h). */
  readonly deferred: boolean;
  readonly filemark: boolean;
  readonly endOfMedium: boolean;
  readonly incorrectLength: boolean;
  /** Two's complement; undefined unless it is told to be valid. */
  readonly information: number | undefined;
}

/** Undefined: there are none, or none that SPC knows. */
export function readSenseData(bytes: Uint8Array): SenseData | undefined {
  const responseCode = (bytes[0] ?? 0) & 0x7f;
  const deferred = (responseCode & 0x01) !== 0;
  if (responseCode === 0x70 || responseCode === 0x71) return fixedFormat(bytes, deferred);
  if (responseCode === 0x72 || responseCode === 0x73) return descriptorFormat(bytes, deferred);
  return undefined;
}

/** `information` of a command that tells how much of it was left undone, at most `most`; 0 where nothing is told. */
export const residueOf = ({ information = 0 }: SenseData, most: number): number => Math.max(0, Math.min(information, most));

const streamFlags = (byte: number) => ({
  filemark: (byte & 0x80) !== 0,
  endOfMedium: (byte & 0x40) !== 0,
  incorrectLength: (byte & 0x20) !== 0,
});

function fixedFormat(bytes: Uint8Array, deferred: boolean): SenseData {
  const at = (index: number): number => bytes[index] ?? 0;
  const valid = (at(0) & 0x80) !== 0;
  return {
    key: at(2) & 0x0f,
    asc: at(12),
    ascq: at(13),
    deferred,
    ...streamFlags(at(2)),
    information: valid ? (at(3) << 24) | (at(4) << 16) | (at(5) << 8) | at(6) : undefined,
  };
}

const informationType = 0x00;
const streamCommandsType = 0x04;

function descriptorFormat(bytes: Uint8Array, deferred: boolean): SenseData {
  let flags = 0;
  let information: number | undefined;
  for (let at = 8; at + 1 < bytes.length; at += 2 + bytes[at + 1]!) {
    if (bytes[at] === streamCommandsType) flags = bytes[at + 3] ?? 0;
    if (bytes[at] === informationType && at + 12 <= bytes.length)
      information = Number(new DataView(bytes.buffer, bytes.byteOffset + at + 4, 8).getBigInt64(0));
  }
  return { key: (bytes[1] ?? 0) & 0x0f, asc: bytes[2] ?? 0, ascq: bytes[3] ?? 0, deferred, ...streamFlags(flags), information };
}
