/**
 * The byte of marks on an enciphered block: what its writer's parameters say of it for whoever reads it.
 *
 *     bits 1–0  KEY-ASSOCIATED DATA FORMAT      bit 2  not to be read in RAW mode
 */
const formatMask = 0b011;
const rawReadsDisabledBit = 0b100;

export const blockMarks = (keyDataFormat: number, rawReadsDisabled: boolean): number =>
  keyDataFormat | (rawReadsDisabled ? rawReadsDisabledBit : 0);

export const keyDataFormatOf = (marks = 0): number => marks & formatMask;
export const rawReadsDisabledBy = (marks = 0): boolean => (marks & rawReadsDisabledBit) !== 0;
