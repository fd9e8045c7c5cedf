/**
 * Strings in the blocks of a tape (MTF 1.00a, "strings in DBLKs"): never terminated, in the one encoding that their block's header names. ANSI is the code
 * page of the machine that wrote it, which no block names: Windows-1252 is taken for it. Zeros are a path's separators.
 */

/** STRING TYPE of a block's header. */
export const StringType = { none: 0, ansi: 1, unicode: 2 } as const;

/** 80h to 9Fh of Windows-1252, where it differs from Latin-1; the others of them stand for themselves. */
const WINDOWS_1252 = '€\u0081‚ƒ„…†‡ˆ‰Š‹Œ\u008dŽ\u008f\u0090‘’“”•–—˜™š›œ\u009džŸ';

/** What is in no string type has no text. An odd last byte of Unicode is left out. */
export function decodeText(bytes: Uint8Array, stringType: number): string {
  const { buffer, byteOffset, length } = bytes;
  switch (stringType) {
    case StringType.unicode:
      return Buffer.from(buffer, byteOffset, length & ~1).toString('utf16le');
    case StringType.ansi:
      return Buffer.from(buffer, byteOffset, length)
        .toString('latin1')
        .replace(/[\u0080-\u009f]/g, (character) => WINDOWS_1252[character.charCodeAt(0) - 0x80]!);
    default:
      return '';
  }
}

/** In the bytes of Unicode, as Windows NT writes it. */
export const encodeText = (text: string): Uint8Array => new Uint8Array(Buffer.from(text, 'utf16le'));

/** How a path stands on the tape: each of its names with a zero behind it; the root's is one zero. */
export const tapePath = (path: readonly string[]): string => (path.length === 0 ? '\0' : path.map((name) => `${name}\0`).join(''));

/** The names of a path that stands on a tape. */
export const namesOf = (text: string): string[] => text.split('\0').filter((name) => name !== '');
