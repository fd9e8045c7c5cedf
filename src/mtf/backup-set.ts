/**
 * Writes one data set from a tree of files (MTF 1.00a, "data sets"): SSET, VOLB, and DIRB and FILE with their streams in the order of the tree, then what
 * ends a set. It goes on from tape to tape wherever one ends, as long as somebody gives the next.
 *
 * A file's length stands before its data: when its content turns out shorter or cannot be read any more, zeros fill it up, when it is longer it is cut,
 * and a CFIL behind it says so.
 */
import { invariant } from '../foundation/invariant.ts';
import { BlockType } from './descriptor-block.ts';
import { writeEndOfSet } from './end-of-set.ts';
import type { MediaFamily, Medium } from './media-family.ts';
import { SetCatalog } from './set-catalog.ts';
import { type SetDescription, type SetObject, SetObjects } from './set-objects.ts';
import { type FileDataPieces, SetPieces } from './set-pieces.ts';
import { NoMoreMedia, SpanningWriter } from './spanning-writer.ts';
import type { FileEntry, FolderEntry, TreeEntry } from './tree.ts';
import { CorruptObjectAttribute } from './tree-block.ts';

/** Where the next set of a family goes: behind the last one. */
export interface EndOfFamily {
  /** Of the medium that it ends on, counted from 1. */
  readonly medium: number;
  /** In blocks and filemarks from the beginning of its tape. */
  readonly physicalBlockAddress: number;
  /** Of the last set that ends on it. */
  readonly lastEndOfSet: number | undefined;
  /** How many sets there are. */
  readonly sets: number;
  /** The entries of the set map, each with those of its volumes. */
  readonly setMap: readonly Uint8Array[];
}

/** A family that has nothing on its tape. */
export const newFamily: EndOfFamily = { medium: 1, physicalBlockAddress: 0, lastEndOfSet: undefined, sets: 0, setMap: [] };

export interface BackupSetOptions {
  readonly family: MediaFamily;
  readonly set: SetDescription;
  /** Its tape stands where the set goes: at its beginning, or at `after`. */
  readonly medium: Medium;
  /** What there is of the family. */
  readonly after?: EndOfFamily;
  /** How many bytes go out with one write: 64 KiB unless given, and whole blocks in any case. */
  readonly writeBytes?: number;
  /** The medium with this number, its tape at its beginning; undefined: nobody has one. */
  readonly nextMedium: (sequence: number) => Promise<Medium | undefined>;
}

/** A file whose data are not all of what they should be. */
export interface CorruptFile {
  readonly path: readonly string[];
  /** A sentence without subject. */
  readonly why: string;
}

export interface BackupSet {
  /** Undefined: nobody gave a tape on which it could go on, and what is written is a beginning. */
  readonly end: EndOfFamily | undefined;
  /** On how many media it is. */
  readonly media: number;
  readonly directories: number;
  readonly files: number;
  /** Of all files' data. */
  readonly bytes: number;
  readonly corrupt: readonly CorruptFile[];
}

/** @throws UserError when a tape has no room for anything; and whatever the tapes throw */
export async function writeBackupSet(
  entries: Iterable<TreeEntry> | AsyncIterable<TreeEntry>,
  { family, set, medium, after = newFamily, writeBytes, nextMedium }: BackupSetOptions,
): Promise<BackupSet> {
  const writer = new SpanningWriter({
    family,
    medium,
    sequence: after.medium,
    physicalBlockAddress: after.physicalBlockAddress,
    lastEndOfSet: after.lastEndOfSet,
    writeBytes,
    nextMedium,
  });
  const objects = new SetObjects(family, set, after.sets + 1);
  const catalog = new SetCatalog();
  const tree = new TreeWriter(writer, objects, new SetPieces(family, (block, at) => catalog.add(block, at)));
  const result = (end: EndOfFamily | undefined): BackupSet => ({
    end,
    media: writer.sequence - after.medium + 1,
    directories: objects.directories,
    files: objects.files,
    bytes: tree.bytes,
    corrupt: tree.corrupt,
  });
  try {
    await writer.begin();
    await tree.write(entries);
    const totals = { directories: objects.directories, files: objects.files, corruptFiles: tree.corrupt.length, bytes: tree.bytes };
    const setMap = await writeEndOfSet({
      writer,
      family,
      objects,
      pieces: tree.pieces,
      start: tree.start,
      catalog,
      totals,
      earlierEntries: after.setMap,
    });
    return result({
      medium: writer.sequence,
      physicalBlockAddress: writer.physicalBlockAddress,
      lastEndOfSet: writer.lastEndOfSet,
      sets: objects.number,
      setMap,
    });
  } catch (error) {
    if (error instanceof NoMoreMedia) return result(undefined);
    throw error;
  }
}

/** How much of a file goes into one piece. */
const PIECE_BYTES = 65_536;

/** What went wrong with a file's content, and from where on its data are only zeros. */
interface Corruption {
  readonly attributes: number;
  readonly from: number;
  readonly why: string;
}

class TreeWriter {
  readonly pieces: SetPieces;
  readonly start: SetObject;
  readonly corrupt: CorruptFile[] = [];
  bytes = 0;
  readonly #writer: SpanningWriter;
  readonly #objects: SetObjects;
  readonly #volume: SetObject;
  /** The folder whose files come now. */
  #folder: { readonly path: string; readonly id: number; readonly block: SetObject } | undefined;

  constructor(writer: SpanningWriter, objects: SetObjects, pieces: SetPieces) {
    this.#writer = writer;
    this.#objects = objects;
    this.pieces = pieces;
    this.start = objects.startOfSet();
    this.#volume = objects.volume();
  }

  async write(entries: Iterable<TreeEntry> | AsyncIterable<TreeEntry>): Promise<void> {
    await this.#place(this.start, []);
    await this.#place(this.#volume, [this.start]);
    // A folder's block says whether anything is in it: so it is written when the entry behind it is known.
    let folder: FolderEntry | undefined;
    for await (const entry of entries) {
      if (folder !== undefined) await this.#placeFolder(folder, !isIn(entry, folder));
      folder = entry.kind === 'folder' ? entry : undefined;
      if (entry.kind === 'file') await this.#placeFile(entry);
    }
    if (folder !== undefined) await this.#placeFolder(folder, true);
  }

  get #context(): readonly SetObject[] {
    return [this.start, this.#volume, ...(this.#folder === undefined ? [] : [this.#folder.block])];
  }

  async #placeFolder(entry: FolderEntry, empty: boolean): Promise<void> {
    const block = this.#objects.directory(entry, empty);
    const context = this.#context;
    this.#folder = { path: entry.path.join('\0'), id: this.#objects.directories, block };
    await this.#writer.place(this.pieces.block(block, context));
    await this.#writer.place(this.pieces.padding(this.#context));
  }

  async #placeFile(entry: FileEntry): Promise<void> {
    invariant(this.#folder?.path === entry.path.slice(0, -1).join('\0'), 'the files of a folder follow it');
    const context = this.#context;
    const block = this.#objects.file(entry, this.#folder.id);
    const data = this.pieces.fileData(entry.bytes, [...context, block]);
    await this.#writer.place(this.pieces.block(block, context));
    await this.#writer.place(data.start());
    const corruption = await this.#placeContent(entry, data);
    await this.#writer.place(data.checksum());
    await this.#writer.place(this.pieces.padding(context));
    this.bytes += entry.bytes;
    if (corruption === undefined) return;
    this.corrupt.push({ path: entry.path, why: corruption.why });
    const standardStream = block.nameInStream ? 2 : 1;
    await this.#place(this.#objects.corruptObject(corruption.attributes, corruption.from, standardStream), [...context, block]);
  }

  async #placeContent(entry: FileEntry, data: FileDataPieces): Promise<Corruption | undefined> {
    const content = entry.content()[Symbol.asyncIterator]();
    let corruption: Corruption | undefined;
    try {
      while (corruption === undefined) {
        const next = await content.next().catch((error: unknown) => new Unreadable(error));
        if (next instanceof Unreadable) corruption = { attributes: CorruptObjectAttribute.unreadable, from: data.length, why: next.why };
        else if (next.done) break;
        else if (data.length + next.value.length > entry.bytes) {
          await this.#placeData(next.value.subarray(0, entry.bytes - data.length), data);
          corruption = { attributes: CorruptObjectAttribute.lengthChanged, from: entry.bytes, why: 'became longer while it was read' };
        } else await this.#placeData(next.value, data);
      }
    } finally {
      // Its file is still open where it has not come to its end.
      await content.return?.();
    }
    const missing = entry.bytes - data.length;
    if (missing > 0)
      corruption ??= { attributes: CorruptObjectAttribute.lengthChanged, from: data.length, why: 'became shorter while it was read' };
    const zeros = new Uint8Array(Math.min(missing, PIECE_BYTES));
    while (data.length < entry.bytes) await this.#placeData(zeros.subarray(0, entry.bytes - data.length), data);
    return corruption;
  }

  async #placeData(bytes: Uint8Array, data: FileDataPieces): Promise<void> {
    for (let at = 0; at < bytes.length; at += PIECE_BYTES) await this.#writer.place(data.data(bytes.subarray(at, at + PIECE_BYTES)));
  }

  /** A block that has no stream but its padding. */
  async #place(block: SetObject, context: readonly SetObject[]): Promise<void> {
    await this.#writer.place(this.pieces.block(block, context));
    await this.#writer.place(this.pieces.padding(block.type === BlockType.corruptObject ? context.slice(0, -1) : [...context, block]));
  }
}

/** A source that fails, as a value. */
class Unreadable {
  readonly why: string;

  constructor(error: unknown) {
    this.why = `could not be read any more: ${error instanceof Error ? error.message : String(error)}`;
  }
}

const isIn = (entry: TreeEntry, folder: FolderEntry): boolean =>
  entry.path.length === folder.path.length + 1 && folder.path.every((name, depth) => entry.path[depth] === name);
