/**
 * What NTBackup is to back up: a folder, or what a selection file (`.bks`) lists: a line for each folder or file, in Unicode with a byte order mark; a line
 * that ends with `/Exclude` leaves one out. All of it has to be on one volume here, and becomes one set.
 */
import { UserError } from '../../foundation/user-error.ts';
import type { TreeEntry } from '../../mtf/tree.ts';

/** The disks of the computer that it runs on. */
export interface Disks {
  /** The bytes of a file: `C:\Test.bks`; undefined: it is not there. */
  read(path: string): Promise<Uint8Array | undefined>;
  /** All folders and files of a volume, `C:`, from its root; undefined: it is not there. */
  volume(device: string): Iterable<TreeEntry> | AsyncIterable<TreeEntry> | undefined;
}

export interface Selection {
  /** `C:` */
  readonly device: string;
  readonly entries: AsyncIterable<TreeEntry>;
}

/** @throws UserError `ntbackup-selection` */
export async function select(word: string, disks: Disks): Promise<Selection> {
  const lines = word.startsWith('@') ? await linesOf(word.slice(1), disks) : [word];
  const excluded = lines.filter((line) => exclude.test(line)).map((line) => namesOf(line.replace(exclude, '')));
  const included = lines.filter((line) => !exclude.test(line) && line.toLowerCase() !== 'systemstate').map(namesOf);
  const device = included[0]?.[0]?.toUpperCase();
  if (device === undefined || !included.every(([other]) => other!.toUpperCase() === device)) {
    throw new UserError(
      'ntbackup-selection',
      device === undefined ? `${word} selects nothing.` : `${word} selects from more than one volume.`,
      {
        hint: 'Name folders of one volume, as in C:\\Data.',
      },
    );
  }
  const tree = disks.volume(device);
  if (tree === undefined) throw new UserError('ntbackup-selection', `There is no volume ${device}.`);
  return { device, entries: selected(tree, pathsOf(included), pathsOf(excluded)) };
}

const exclude = /\s+\/exclude\s*$/i;

async function linesOf(path: string, disks: Disks): Promise<readonly string[]> {
  const bytes = await disks.read(path);
  if (bytes === undefined) throw new UserError('ntbackup-selection', `There is no selection file ${path}.`);
  const isUnicode = bytes[0] === 0xff && bytes[1] === 0xfe;
  const text = isUnicode ? Buffer.from(bytes.subarray(2)).toString('utf16le') : Buffer.from(bytes).toString('latin1');
  return text
    .split(/[\r\n\0]+/)
    .map((line) => line.trim().replace(/^"(.*)"$/, '$1'))
    .filter((line) => line !== '');
}

const namesOf = (path: string): string[] => path.split('\\').filter((name) => name !== '');

/** Without the volume, in small letters: its names are the same in any. */
const pathsOf = (names: readonly string[][]): readonly string[] => names.map(([, ...path]) => keyOf(path));

const keyOf = (path: readonly string[]): string => path.map((name) => `\\${name.toLowerCase()}`).join('');

const isWithin = (path: string, folder: string): boolean => path === folder || path.startsWith(`${folder}\\`);

/** With the folders that lead to what is selected. */
async function* selected(
  tree: Iterable<TreeEntry> | AsyncIterable<TreeEntry>,
  included: readonly string[],
  excluded: readonly string[],
): AsyncGenerator<TreeEntry, void, undefined> {
  for await (const entry of tree) {
    const path = keyOf(entry.path);
    if (excluded.some((folder) => isWithin(path, folder))) continue;
    const leads = entry.kind === 'folder' && included.some((one) => isWithin(one, path));
    if (leads || included.some((one) => isWithin(path, one))) yield entry;
  }
}
