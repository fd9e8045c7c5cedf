/**
 * The descriptor blocks of one data set, each made when it is known where it comes to stand: a tape may end anywhere, and the next one begins with some of
 * them again. A name too long for its block stands in the stream behind it, and is repeated with it.
 */
import { BlockAttribute, type BlockFields, BlockType, encodeDescriptorBlock, WINDOWS_NT } from './descriptor-block.ts';
import { type LittleEndianLayout, type Values, wallTime } from './little-endian.ts';
import { MEDIA_CATALOG_VERSION } from './media-based-catalog.ts';
import { fitting, type MediaFamily } from './media-family.ts';
import { endOfSetBlock, endOfSetPadBlock, startOfSetBlock } from './set-block.ts';
import { StreamId } from './stream-header.ts';
import { joined, wholeStream } from './stream-pieces.ts';
import type { StructureParts } from './structure.ts';
import { encodeText, StringType, tapePath } from './text.ts';
import type { FileEntry, FolderEntry, TreeEntry } from './tree.ts';
import {
  corruptObjectBlock,
  directoryBlock,
  fileBlock,
  fileData,
  ObjectAttribute,
  objectData,
  VolumeAttribute,
  volumeBlock,
} from './tree-block.ts';

/** What is said of a data set at its beginning. */
export interface SetDescription {
  readonly name: string;
  readonly description: string;
  readonly userName: string;
  /** What kind of backup: `SetAttribute`. */
  readonly kind: number;
  readonly volume: VolumeDescription;
  /** When it is written. */
  readonly date: Date;
  /** In which time zone its dates are: quarters of an hour ahead of UTC. */
  readonly timeZone: number;
}

/** The volume whose files they are. */
export interface VolumeDescription {
  /** `C:`, or `\\server\share`. */
  readonly device: string;
  readonly name: string;
  readonly machine: string;
}

/** Where a block comes to stand. */
export interface BlockPlace {
  readonly attributes: number;
  readonly formatLogicalAddress: bigint;
  readonly physicalBlockAddress: number;
}

/** A descriptor block that will be written, and may have to be repeated. */
export interface SetObject {
  readonly type: BlockType;
  /** Its name has no room in the block, and stands in its first stream. */
  readonly nameInStream?: boolean;
  /** The block, and the stream that its name is in. */
  encode(place: BlockPlace): Uint8Array;
}

/** FILE_ATTRIBUTE_… of a folder, and of a file that has no other attribute. */
const FOLDER = 0x10;
const PLAIN_FILE = 0x80;

/** Which of Windows' attributes is which of the tape's. */
const attributeBits = [
  [0x01, ObjectAttribute.readOnly],
  [0x02, ObjectAttribute.hidden],
  [0x04, ObjectAttribute.system],
  [0x20, ObjectAttribute.modified],
] as const;

/** Makes the blocks of one set, and numbers them. */
export class SetObjects {
  readonly number: number;
  readonly description: SetDescription;
  readonly #family: MediaFamily;
  #controlBlocks = 0;
  #directories = 0;
  #files = 0;

  constructor(family: MediaFamily, description: SetDescription, number: number) {
    this.#family = family;
    this.description = description;
    this.number = number;
  }

  get directories(): number {
    return this.#directories;
  }

  get files(): number {
    return this.#files;
  }

  startOfSet(): SetObject {
    const { name, description, userName, kind, date, timeZone } = this.description;
    const [softwareMajorVersion, softwareMinorVersion] = this.#family.softwareVersion;
    return this.#object(BlockType.startOfSet, startOfSetBlock, ({ physicalBlockAddress }) => ({
      values: {
        setAttributes: kind,
        softwareVendorId: this.#family.softwareVendorId,
        dataSetNumber: this.number,
        physicalBlockAddress: BigInt(physicalBlockAddress),
        mediaWriteDate: wallTime(date, timeZone),
        softwareMajorVersion,
        softwareMinorVersion,
        timeZone,
        mediaCatalogVersion: this.#family.catalog === 'none' ? 0 : MEDIA_CATALOG_VERSION,
      },
      always: this.#family.catalog === 'detail' ? BlockAttribute.fileDirectoryDetailExists : 0,
      parts: { texts: fitting(startOfSetBlock, this.#family, { dataSetName: name, dataSetDescription: description, userName }) },
    }));
  }

  volume(): SetObject {
    const { volume, date, timeZone } = this.description;
    return this.#object(BlockType.volume, volumeBlock, () => ({
      values: { volumeAttributes: volumeAttributes(volume), mediaWriteDate: wallTime(date, timeZone) },
      parts: {
        texts: fitting(volumeBlock, this.#family, { deviceName: volume.device, volumeName: volume.name, machineName: volume.machine }),
      },
    }));
  }

  directory(entry: FolderEntry, empty: boolean): SetObject {
    const directoryId = ++this.#directories;
    const values = { ...this.#objectValues(entry), directoryId };
    if (empty) values.objectAttributes |= ObjectAttribute.empty;
    const osSpecificData = objectData.encode({ fileAttributes: entry.attributes | FOLDER });
    return this.#named(BlockType.directory, directoryBlock, values, osSpecificData, StreamId.pathName, tapePath(entry.path));
  }

  file(entry: FileEntry, directoryId: number): SetObject {
    const values = { ...this.#objectValues(entry), directoryId, fileId: ++this.#files, displayableSize: BigInt(entry.bytes) };
    const osSpecificData = fileData.encode({ fileAttributes: entry.attributes === 0 ? PLAIN_FILE : entry.attributes });
    return this.#named(BlockType.file, fileBlock, values, osSpecificData, StreamId.fileName, entry.path.at(-1) ?? '');
  }

  /** Says of the file before it that from `streamOffset` on its data are only zeros. */
  corruptObject(attributes: number, streamOffset: number, streamNumber: number): SetObject {
    return this.#object(BlockType.corruptObject, corruptObjectBlock, () => ({
      values: { corruptAttributes: attributes, streamOffset: BigInt(streamOffset), streamNumber },
    }));
  }

  endOfSetPad(): SetObject {
    return this.#object(BlockType.endOfSetPad, endOfSetPadBlock, () => ({ values: {} }));
  }

  /** Both of a set, which have one number: the second knows where the catalog is. */
  endOfSet(): (header: EndOfSetHeader, corruptFiles: number, catalog?: CatalogAddresses) => Uint8Array {
    const controlBlockId = this.#controlBlocks++;
    const { kind, date, timeZone } = this.description;
    return (header, corruptFiles, catalog) =>
      encodeDescriptorBlock(endOfSetBlock, {
        ...header,
        type: BlockType.endOfSet,
        osId: WINDOWS_NT,
        osVersion: OS_VERSION,
        controlBlockId,
        setAttributes: kind,
        corruptFiles,
        fileDirectoryDetailAddress: BigInt(catalog?.detail?.address ?? 0),
        setMapAddress: BigInt(catalog?.setMap ?? 0),
        fileDirectoryDetailMedium: catalog?.detail?.medium ?? 0,
        dataSetNumber: this.number,
        mediaWriteDate: wallTime(date, timeZone),
      });
  }

  #objectValues(entry: TreeEntry) {
    const { timeZone } = this.description;
    return {
      objectAttributes: attributeBits.reduce((bits, [windows, tape]) => bits | ((entry.attributes & windows) === 0 ? 0 : tape), 0),
      modified: wallTime(entry.modified, timeZone),
      created: wallTime(entry.created, timeZone),
      accessed: wallTime(entry.accessed, timeZone),
    };
  }

  #named<F extends BlockFields & typeof directoryBlock.fields>(
    type: BlockType,
    layout: LittleEndianLayout<F>,
    values: Partial<Values<F>> & { objectAttributes: number },
    osSpecificData: Uint8Array,
    nameStream: string,
    name: string,
  ): SetObject {
    const bytes = encodeText(name);
    const fits = layout.length + osSpecificData.length + bytes.length + 4 <= this.#family.formatLogicalBlockBytes;
    const objectAttributes = values.objectAttributes | (fits ? 0 : ObjectAttribute.nameInStream);
    const object = this.#object(type, layout, () => ({
      values: { ...values, objectAttributes, stringType: StringType.unicode },
      parts: { osSpecificData, ...(fits && { texts: { name } as StructureParts<F>['texts'] }) } as StructureParts<F>,
    }));
    if (fits) return object;
    return {
      type,
      nameInStream: true,
      encode: (place) => {
        const block = object.encode(place);
        return joined([block, wholeStream(block.length, bytes, { id: nameStream })]);
      },
    };
  }

  #object<F extends BlockFields>(
    type: BlockType,
    layout: LittleEndianLayout<F>,
    make: (place: BlockPlace) => { values: Partial<Values<F>>; always?: number; parts?: StructureParts<F> },
  ): SetObject {
    const controlBlockId = this.#controlBlocks++;
    return {
      type,
      encode: (place) => {
        const { values, always = 0, parts } = make(place);
        const header = {
          type,
          attributes: place.attributes | always,
          osId: WINDOWS_NT,
          osVersion: OS_VERSION,
          formatLogicalAddress: place.formatLogicalAddress,
          controlBlockId,
        };
        return encodeDescriptorBlock(layout, { ...header, ...values } as Partial<Values<F>>, parts);
      },
    };
  }
}

/** What the header of an ESET says besides; its first stream follows it unless it is said. */
export interface EndOfSetHeader {
  readonly attributes: number;
  readonly offsetToFirstEvent?: number;
}

/** Where the media based catalog of a set is. */
export interface CatalogAddresses {
  readonly detail?: { readonly medium: number; readonly address: number } | undefined;
  readonly setMap?: number | undefined;
}

/** Version of Windows NT's own data: with short names in directories too. What it has for a file is unconfirmed: that of version 0 is written. */
const OS_VERSION = 1;

export function volumeAttributes({ device }: VolumeDescription): number {
  if (/^[a-z]:$/i.test(device)) return VolumeAttribute.driveName;
  return device.startsWith('\\\\') ? VolumeAttribute.uncName : VolumeAttribute.osName;
}
