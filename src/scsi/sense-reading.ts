/** Sense bytes as the host gets them, read again: for those who tell people what a host was told. Both formats (SPC-5 §4.4), and of any length. */
import { additionalSense, additionalSenseName } from './additional-sense.ts';
import { SenseKey, senseKeyName } from './sense.ts';

export interface ReadSense {
  readonly key: number;
  readonly asc: number;
  readonly ascq: number;
  readonly deferred: boolean;
  readonly filemark: boolean;
  readonly endOfMedium: boolean;
  readonly incorrectLength: boolean;
  readonly information: number | undefined;
}

/** Undefined: they are no sense data that SPC knows. */
export function readSense(bytes: Uint8Array): ReadSense | undefined {
  const responseCode = (bytes[0] ?? 0) & 0x7f;
  if (responseCode === 0x70 || responseCode === 0x71) return readFixed(bytes, responseCode === 0x71);
  if (responseCode === 0x72 || responseCode === 0x73) return readDescriptors(bytes, responseCode === 0x73);
  return undefined;
}

function readFixed(bytes: Uint8Array, deferred: boolean): ReadSense {
  const at = (index: number): number => bytes[index] ?? 0;
  const valid = (at(0) & 0x80) !== 0;
  const information = (at(3) << 24) | (at(4) << 16) | (at(5) << 8) | at(6);
  return { key: at(2) & 0x0f, asc: at(12), ascq: at(13), deferred, ...flagsOf(at(2)), information: valid ? information : undefined };
}

const informationDescriptor = 0x00;
const streamDescriptor = 0x04;

function readDescriptors(bytes: Uint8Array, deferred: boolean): ReadSense {
  let flags = 0;
  let information: number | undefined;
  for (let at = 8; at + 1 < bytes.length; at += 2 + bytes[at + 1]!) {
    if (bytes[at] === streamDescriptor) flags = bytes[at + 3] ?? 0;
    if (bytes[at] === informationDescriptor && at + 12 <= bytes.length)
      information = Number(new DataView(bytes.buffer, bytes.byteOffset + at + 4, 8).getBigInt64(0));
  }
  return { key: (bytes[1] ?? 0) & 0x0f, asc: bytes[2] ?? 0, ascq: bytes[3] ?? 0, deferred, ...flagsOf(flags), information };
}

const flagsOf = (byte: number) => ({
  filemark: (byte & 0x80) !== 0,
  endOfMedium: (byte & 0x40) !== 0,
  incorrectLength: (byte & 0x20) !== 0,
});

/** `no sense, EOM, 00/02 early warning`. */
export function senseInWords(sense: ReadSense): string {
  const { key, asc, ascq, deferred, filemark, endOfMedium, incorrectLength, information } = sense;
  const words = [`${deferred ? 'deferred ' : ''}${senseKeyName(key).toLowerCase()}`];
  if (filemark) words.push('FM');
  if (endOfMedium) words.push('EOM');
  if (incorrectLength) words.push('ILI');
  words.push(isEarlyWarning(sense) ? '00/02 early warning' : additionalSenseName(asc, ascq).toLowerCase());
  if (information !== undefined) words.push(`information ${information}`);
  return words.join(', ');
}

/** What a drive says of a write that went well behind early warning has the code of the end, which VOLUME OVERFLOW tells (SSC-5, early warning). */
const isEarlyWarning = ({ key, asc, ascq, endOfMedium }: ReadSense): boolean =>
  key === SenseKey.noSense && endOfMedium && asc === additionalSense.endOfPartition.asc && ascq === additionalSense.endOfPartition.ascq;
