/**
 * The media based catalog of a set that is being written (MTF 1.00a, "type 1 MBC"), gathered from its blocks as they get to the tape: an entry of the
 * file/directory detail for each that is no continuation, and an entry of the set map for each SSET, with those of its volumes, continuations included.
 */
import { BlockAttribute, BlockType, decodeBlockHeader } from './descriptor-block.ts';
import type { TapeAddress } from './little-endian.ts';
import { detailHeader, END_OF_DETAIL, objectDetail, setMapEntry, setMapHeader, volumeDetail } from './media-based-catalog.ts';
import { startOfSetBlock } from './set-block.ts';
import type { CatalogAddresses } from './set-objects.ts';
import type { Position } from './spanning-writer.ts';
import { decodeStreamHeader, STREAM_HEADER_BYTES } from './stream-header.ts';
import { joined } from './stream-pieces.ts';
import { encodeStructure } from './structure.ts';
import { decodeText } from './text.ts';
import { directoryBlock, fileBlock, ObjectAttribute, volumeBlock } from './tree-block.ts';

/** An entry's length has 16 bits: a path that is longer stands in its block alone. */
const LONGEST_NAME = 30_000;
const NO_LINK = 0;

/** How much a set has in it. */
export interface SetTotals {
  readonly directories: number;
  readonly files: number;
  readonly corruptFiles: number;
  readonly bytes: number;
}

/** An SSET as it stands on a tape, and its volumes' entries. */
interface WrittenStart {
  readonly block: Uint8Array;
  readonly at: Position;
  readonly volumes: Uint8Array[];
}

export class SetCatalog {
  readonly #starts: WrittenStart[] = [];
  readonly #detail: Uint8Array[] = [];
  #detailLength = 0;
  /** Where the directories' entries are, by their IDs; and of each directory its last subdirectory's entry, by its path. */
  readonly #directories = new Map<number, number>();
  readonly #lastChild = new Map<string, Uint8Array>();

  /** The file/directory detail, but for what ends it. */
  get detail(): Uint8Array {
    return joined(this.#detail);
  }

  /** A block is on the tape. */
  add(block: Uint8Array, at: Position): void {
    const { type, attributes } = decodeBlockHeader(block)!;
    if (type === BlockType.startOfSet) this.#starts.push({ block, at, volumes: [] });
    if (type === BlockType.volume) this.#starts.at(-1)?.volumes.push(volumeEntry(block, at));
    if ((attributes & BlockAttribute.continuation) !== 0 && type !== BlockType.directory && type !== BlockType.file) return;
    if (type === BlockType.volume) this.#append(volumeEntry(block, at));
    if (type === BlockType.directory) this.#addDirectory(block, at);
    if (type === BlockType.file) this.#addFile(block, at);
  }

  /** The entries of this set for the set map. */
  setMapEntries({ directories, files, corruptFiles, bytes }: SetTotals, { detail }: CatalogAddresses): Uint8Array[] {
    return this.#starts.map(({ block, at, volumes }) => {
      const start = startOfSetBlock.decode(block);
      const text = (address: TapeAddress): string => textOf(block, address, start.stringType);
      const entry = encodeStructure(
        setMapEntry,
        (length) => ({
          ...start,
          length,
          mediaSequenceNumber: at.medium,
          startOfSetAddress: start.physicalBlockAddress,
          fileDirectoryDetailAddress: BigInt(detail?.address ?? 0),
          fileDirectoryDetailMedium: detail?.medium ?? 0,
          directories,
          files,
          corruptFiles,
          displayableSize: BigInt(bytes),
          volumes: volumes.length,
        }),
        {
          texts: {
            dataSetName: text(start.dataSetName),
            dataSetDescription: text(start.dataSetDescription),
            userName: text(start.userName),
          },
        },
      );
      return joined([entry, ...volumes]);
    });
  }

  #addDirectory(block: Uint8Array, at: Position): void {
    const directory = directoryBlock.decode(block);
    // One that stands there twice, its name cut the first time, is where it is whole; one that is only repeated is where it was.
    if (this.#directories.has(directory.directoryId)) return;
    const path = nameOf(block, directory);
    const entry = encodeObject(block, directory, path, at, NO_LINK);
    // The root is nobody's child.
    const parent = path === '\0' ? undefined : path.replace(/[^\0]*\0$/, '');
    const sibling = this.#lastChild.get(parent ?? path);
    if (sibling !== undefined)
      new DataView(sibling.buffer, sibling.byteOffset).setUint32(detailHeader.fields.link.at, this.#detailLength, true);
    if (parent !== undefined) this.#lastChild.set(parent, entry);
    this.#directories.set(directory.directoryId, this.#detailLength);
    this.#append(entry);
  }

  #addFile(block: Uint8Array, at: Position): void {
    const file = fileBlock.decode(block);
    this.#append(encodeObject(block, file, nameOf(block, file), at, this.#directories.get(file.directoryId) ?? NO_LINK));
  }

  #append(entry: Uint8Array): void {
    this.#detail.push(entry);
    this.#detailLength += entry.length;
  }
}

/** The set map: those of the sets before, and those of this one. */
export const setMap = (mediaFamilyId: number, entries: readonly Uint8Array[]): Uint8Array =>
  joined([setMapHeader.encode({ mediaFamilyId, entries: entries.length }), ...entries]);

/** What ends the file/directory detail, `length` bytes long. */
export const endOfDetail = (length: number): Uint8Array => {
  const bytes = new Uint8Array(length);
  detailHeader.encodeInto(bytes, { length, type: END_OF_DETAIL });
  return bytes;
};

export const END_OF_DETAIL_BYTES = detailHeader.length;

const textOf = (block: Uint8Array, { size, offset }: TapeAddress, stringType: number): string =>
  decodeText(block.subarray(offset, offset + size), stringType);

/** Of a directory or a file, wherever it stands. */
function nameOf(block: Uint8Array, { objectAttributes, offsetToFirstEvent, name, stringType }: ObjectFields): string {
  if ((objectAttributes & ObjectAttribute.nameInStream) === 0) return textOf(block, name, stringType);
  const stream = decodeStreamHeader(block.subarray(offsetToFirstEvent))!;
  return textOf(block, { offset: offsetToFirstEvent + STREAM_HEADER_BYTES, size: Number(stream.length) }, stringType);
}

type ObjectFields = ReturnType<typeof directoryBlock.decode>;

function encodeObject(block: Uint8Array, fields: ObjectFields, name: string, at: Position, link: number): Uint8Array {
  const { size, offset } = fields.osSpecificData;
  return encodeStructure(objectDetail, (length) => ({ ...fields, length, mediaSequenceNumber: at.medium, link, name: NOWHERE }), {
    texts: { name: name.length > LONGEST_NAME ? '' : name },
    osSpecificData: block.subarray(offset, offset + size),
  });
}

function volumeEntry(block: Uint8Array, at: Position): Uint8Array {
  const volume = volumeBlock.decode(block);
  const text = (address: TapeAddress): string => textOf(block, address, volume.stringType);
  return encodeStructure(volumeDetail, (length) => ({ ...volume, length, mediaSequenceNumber: at.medium, osSpecificData: NOWHERE }), {
    texts: { deviceName: text(volume.deviceName), volumeName: text(volume.volumeName), machineName: text(volume.machineName) },
  });
}

/** For what is not there: the addresses in the block are none in the entry. */
const NOWHERE: TapeAddress = { size: 0, offset: 0 };
