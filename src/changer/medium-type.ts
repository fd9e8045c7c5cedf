/**
 * MEDIUM TYPE of an element descriptor (SMC-2 and later): what kind of cartridge a library takes one for. All that it has to go by is the label:
 * cleaning cartridges begin with CLN, and the last two characters of a label of eight name the medium.
 */
export const MediumType = { unspecified: 0, data: 1, cleaning: 2, writeOnce: 4 } as const;
export type MediumType = (typeof MediumType)[keyof typeof MediumType];

/** LTO-3 to LTO-9 (LT to LZ) and IBM 3592 (JR, JW to JZ) that can be written once. */
const writeOnceLabel = /^.{6}(?:L[T-Z]|J[RW-Z])$/;

export function mediumTypeOf(volumeTag: string | undefined): MediumType {
  if (volumeTag === undefined) return MediumType.unspecified;
  if (volumeTag.startsWith('CLN')) return MediumType.cleaning;
  return writeOnceLabel.test(volumeTag) ? MediumType.writeOnce : MediumType.data;
}
