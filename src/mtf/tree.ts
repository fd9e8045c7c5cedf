/**
 * The files and folders of a backup set, as a writer is given them and a reader gives them back: in the order of the tape, a folder before what is in it,
 * the files of a folder before its folders (MTF 1.00a, "data management tree").
 */

/** What folders and files have in common. */
interface Entry {
  /** Names from the root of the volume down; a folder's own is the last. The root folder's path is empty. */
  readonly path: readonly string[];
  /** FILE_ATTRIBUTE_… of Windows: 01h read-only, 02h hidden, 04h system, 20h archive. */
  readonly attributes: number;
  readonly created: Date;
  readonly modified: Date;
  readonly accessed: Date;
}

export interface FolderEntry extends Entry {
  readonly kind: 'folder';
}

export interface FileEntry extends Entry {
  readonly kind: 'file';
  /** How many bytes `content` has. */
  readonly bytes: number;
  /** The file's data from its beginning, in pieces of any length. To be called once. */
  content(): AsyncIterable<Uint8Array>;
}

export type TreeEntry = FolderEntry | FileEntry;
