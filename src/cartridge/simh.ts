/**
 * The SIMH magtape format ("SIMH Magtape Representation and Handling"), in which a partition's data lies on disk:
 *
 *     record     | length, 32 bits LE | data, padded to an even number of bytes | the same length again |
 *     filemark   | 00000000h |
 *     erase gap  | FFFFFFFEh |          end of medium | FFFFFFFFh |
 *
 * The upper four bits of a length are the record's class: 0 is good data, 8 data that could not be read when the image was made. The other
 * classes are private to some program, or reserved; E is a description of the tape for people, which no reader needs. Private and ours are
 * one marker and one class, for what the format has no word for:
 *
 *     setmark    | 74544553h, "SETt" in the file |
 *     enveloped  | 5 and the length of both, 32 bits LE | envelope (see `envelope.ts`) and data, padded to an even number of bytes | the same |
 */
export const filemarkWord = 0;
export const setmarkWord = 0x7454_4553;
export const gapWord = 0xffff_fffe;
export const endOfMediumWord = 0xffff_ffff;
/** Half of a gap word whose other half a record has overwritten: the next word begins two bytes on. */
const halfGapWord = 0xfffe_ffff;

/** Bytes of a length, a marker or a gap. */
export const wordBytes = 4;
/** The longest record: 24 bits, as the transfer length of a READ(6) or WRITE(6). */
export const maximumRecordLength = 0xff_ffff;
/** The longest envelope that comes on top of that. */
export const maximumEnvelopeLength = 0xfff;

export const RecordClass = { good: 0, enveloped: 5, marker: 7, bad: 8, description: 0xe } as const;

/** The length word of a block: `length` is that of its data, and of its envelope if it has one. */
export const blockWord = (length: number, isEnveloped: boolean): number =>
  isEnveloped ? ((RecordClass.enveloped << 28) | length) >>> 0 : length;

/** What a record of `length` bytes takes of the file. */
export const recordSpan = (length: number): number => 2 * wordBytes + length + (length & 1);

/** What the word at some place in the file says is there. */
export type Word =
  | { readonly is: 'filemark' }
  | { readonly is: 'setmark' }
  | { readonly is: 'gap'; readonly spanBytes: number }
  | { readonly is: 'end-of-medium' }
  | { readonly is: 'record'; readonly class: number; readonly length: number }
  | { readonly is: 'marker' }
  | { readonly is: 'malformed'; readonly why: string };

const filemark: Word = { is: 'filemark' };
const setmark: Word = { is: 'setmark' };
const marker: Word = { is: 'marker' };
const endOfMedium: Word = { is: 'end-of-medium' };
const gap: Word = { is: 'gap', spanBytes: wordBytes };
const halfGap: Word = { is: 'gap', spanBytes: wordBytes / 2 };

export function decodeWord(word: number): Word {
  if (word === filemarkWord) return filemark;
  if (word === setmarkWord) return setmark;
  if (word === endOfMediumWord) return endOfMedium;
  if (word === gapWord) return gap;
  if (word === halfGapWord) return halfGap;
  const recordClass = word >>> 28;
  const length = word & 0x0fff_ffff;
  if (recordClass === RecordClass.marker) return marker;
  if (recordClass === 0xf) return { is: 'malformed', why: `${hex(word)} is a marker that the format reserves` };
  const longest = maximumRecordLength + (recordClass === RecordClass.enveloped ? maximumEnvelopeLength : 0);
  if (length > longest)
    return { is: 'malformed', why: `${hex(word)} would be a record of ${length} bytes, and ${longest} is the most a record holds` };
  return { is: 'record', class: recordClass, length };
}

export const hex = (word: number): string => `${word.toString(16).toUpperCase().padStart(8, '0')}h`;

export const readWord = (bytes: Uint8Array, at: number): number =>
  (bytes[at]! | (bytes[at + 1]! << 8) | (bytes[at + 2]! << 16) | (bytes[at + 3]! << 24)) >>> 0;

export function writeWord(bytes: Uint8Array, at: number, word: number): void {
  bytes[at] = word;
  bytes[at + 1] = word >>> 8;
  bytes[at + 2] = word >>> 16;
  bytes[at + 3] = word >>> 24;
}
