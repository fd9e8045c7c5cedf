/**
 * A media family: the tapes that belong together, since their sets go on from one to the next (MTF 1.00a, "media family"). What is the same on all of
 * them, and the blocks that begin and end each.
 */
import { BlockAttribute, BlockType, encodeDescriptorBlock } from './descriptor-block.ts';
import { padded } from './stream-pieces.ts';
import { PHYSICAL_BLOCK_BYTES, type TapeWriter } from './tape.ts';
import { endOfTapeMarkerBlock, MediaBasedCatalogType, MTF_MAJOR_VERSION, TapeAttribute, tapeBlock } from './tape-block.ts';

export interface MediaFamily {
  /** 32 bits; who writes makes it unlikely to be another's. */
  readonly id: number;
  /** When its first medium was written. */
  readonly created: Date;
  readonly softwareName: string;
  readonly softwareVendorId: number;
  readonly softwareVersion: readonly [major: number, minor: number];
  readonly formatLogicalBlockBytes: 512 | 1024;
  /** A multiple of the logical ones, and no more than 32 KiB: blocks point to their first stream with 16 bits. */
  readonly physicalBlockBytes: number;
  /** `detail`: the set map, and for each set its files and directories. */
  readonly catalog: 'none' | 'set-map' | 'detail';
}

/** What a family is unless its program does it differently. */
export const usualFamily = {
  formatLogicalBlockBytes: 1024,
  physicalBlockBytes: PHYSICAL_BLOCK_BYTES,
  catalog: 'detail',
} as const satisfies Partial<MediaFamily>;

/** A tape to be written. */
export interface Medium {
  readonly tape: TapeWriter;
  /** For people. */
  readonly name?: string;
  /** Of the form of `media-label.ts`; without one its description stands empty. */
  readonly label?: string;
}

/** The texts of a block with the longest of them cut, should they have no room together in a format logical block. */
export function fitting<K extends string>(
  layout: { readonly length: number },
  family: MediaFamily,
  texts: Record<K, string>,
): Record<K, string> {
  const room = Math.floor((family.formatLogicalBlockBytes - layout.length) / 2) - 2;
  const lengths = Object.values<string>(texts).map(({ length }) => length);
  const excess = lengths.reduce((sum, length) => sum + length, 0) - room;
  if (excess <= 0) return texts;
  const longest = Math.max(...lengths);
  const cut = (text: string): string => (text.length === longest ? text.slice(0, Math.max(0, longest - excess)) : text);
  return fitting(
    layout,
    family,
    Object.fromEntries(Object.entries<string>(texts).map(([field, text]) => [field, cut(text)])) as Record<K, string>,
  );
}

/** The physical block that begins a medium. `sequence` counts the media of a family from 1. */
export function mediumHeader(family: MediaFamily, { name = '', label = '' }: Pick<Medium, 'name' | 'label'>, sequence: number): Uint8Array {
  const block = encodeDescriptorBlock(
    tapeBlock,
    {
      type: BlockType.tape,
      attributes:
        (sequence > 1 ? BlockAttribute.continuation : 0) |
        (family.catalog === 'none' ? 0 : BlockAttribute.setMapExists) |
        (family.catalog === 'detail' ? BlockAttribute.fileDirectoryDetailAllowed : 0),
      mediaFamilyId: family.id,
      tapeAttributes: label === '' ? 0 : TapeAttribute.mediaLabel,
      mediaSequenceNumber: sequence,
      mediaBasedCatalogType: family.catalog === 'none' ? MediaBasedCatalogType.none : MediaBasedCatalogType.type1,
      formatLogicalBlockSize: family.formatLogicalBlockBytes,
      softwareVendorId: family.softwareVendorId,
      mediaDate: family.created,
      majorVersion: MTF_MAJOR_VERSION,
    },
    { texts: fitting(tapeBlock, family, { mediaName: name, mediaDescription: label, softwareName: family.softwareName }) },
  );
  return padded(block, family.physicalBlockBytes);
}

/**
 * The physical block that ends a medium which another follows. `lastEndOfSet`: the address of the ESET of the last set that ends on it; only where there is
 * a media based catalog, whose second ESET is meant, does it count.
 */
export function endOfTapeMarker(family: MediaFamily, lastEndOfSet: number | undefined): Uint8Array {
  const { noEndOfSet, invalidEndOfSetAddress } = BlockAttribute;
  const attributes = lastEndOfSet === undefined ? noEndOfSet : family.catalog === 'none' ? invalidEndOfSetAddress : 0;
  const block = encodeDescriptorBlock(endOfTapeMarkerBlock, {
    type: BlockType.endOfTapeMarker,
    attributes,
    lastEndOfSetAddress: BigInt(lastEndOfSet ?? 0),
  });
  return padded(block, family.physicalBlockBytes);
}
