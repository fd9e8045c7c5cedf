/**
 * What is backed up, and whether what comes back is the same: SHA-256 over the names and the data of all files, in whatever order they come. Unless there
 * is a folder to take, it is one that exists nowhere else: files of every awkward length, with data that no two places of have in common.
 */
import { createHash } from 'node:crypto';
import type { PublishHost } from '../host/happening.ts';
import { diskTree, type LeftOut } from '../mtf/disk-tree.ts';
import type { FileEntry, FolderEntry, TreeEntry } from '../mtf/tree.ts';

export interface Source {
  readonly name: string;
  /** What it takes on a tape, roughly. */
  readonly tapeBytes: number;
  /** May be asked for again and again. */
  entries(): Iterable<TreeEntry> | AsyncIterable<TreeEntry>;
}

/** A real folder; `leaveOut` is told of what is in it and cannot be backed up. @throws UserError when it cannot be read */
export async function folderSource(folder: string, leaveOut: (left: LeftOut) => void): Promise<Source> {
  let tapeBytes = 0;
  for await (const entry of diskTree(folder, leaveOut)) tapeBytes += blocksBytes + (entry.kind === 'file' ? entry.bytes : 0);
  return { name: folder, tapeBytes, entries: () => diskTree(folder) };
}

/** What a file or folder takes beside its data. */
const blocksBytes = 4096;

export interface TreeDigest {
  readonly files: number;
  readonly sha256: string;
}

/** Takes entries one by one, in any order. */
export class TreeDigester {
  readonly #lines: string[] = [];

  readonly receive = async (entry: TreeEntry): Promise<void> => {
    if (entry.kind !== 'file') return;
    const hash = createHash('sha256');
    for await (const piece of entry.content()) hash.update(piece);
    this.#lines.push(JSON.stringify([entry.path, hash.digest('hex')]));
  };

  get digest(): TreeDigest {
    const text = this.#lines.toSorted().join('\n');
    return { files: this.#lines.length, sha256: createHash('sha256').update(text).digest('hex') };
  }
}

export async function digestOf(entries: ReturnType<Source['entries']>): Promise<TreeDigest> {
  const digester = new TreeDigester();
  for await (const entry of entries) await digester.receive(entry);
  return digester.digest;
}

/** What was restored beside what was backed up; `restore` gives what it restores, and whether it could. */
export async function compare(
  source: Source,
  publish: PublishHost,
  restore: (receive: (entry: TreeEntry) => Promise<void>) => Promise<{ readonly outcome: 'completed' | 'failed' }>,
): Promise<void> {
  const restored = new TreeDigester();
  const { outcome } = await restore(restored.receive);
  const { files, sha256 } = await digestOf(source.entries());
  publish({
    event: 'host.data-compared',
    files,
    source: sha256,
    restored: outcome === 'completed' ? restored.digest.sha256 : undefined,
  });
}

const KiB = 1024;

/** A folder with a few small files, and one that is as long as it takes to have `bytes` in all. */
export function sampleSource(bytes: number): Source {
  const small = [0, 1, 511, 512, 1023, 1024, 4095, 16 * KiB, 16 * KiB + 1, 65 * KiB];
  const rest = Math.max(0, bytes - small.reduce((sum, length) => sum + length, 0));
  const folders = [[], ['Documents'], ['Documents', 'Letters'], ['Data']];
  return {
    name: 'a sample',
    tapeBytes: bytes,
    *entries() {
      for (const path of folders) {
        yield folder(path);
        if (path.length === 0) yield file(['boot.ini'], 211);
        if (path.at(-1) === 'Documents') for (const [at, length] of small.entries()) yield file([...path, `report ${at}.doc`], length);
        if (path.at(-1) === 'Letters') yield file([...path, 'Grüße.txt'], 33);
        if (path.at(-1) === 'Data') yield file([...path, 'store.edb'], rest);
      }
    },
  };
}

const when = new Date(Date.UTC(2004, 10, 19, 17, 30));
const dates = { created: when, modified: when, accessed: when };

const folder = (path: readonly string[]): FolderEntry => ({ kind: 'folder', path, attributes: 0x10, ...dates });

const file = (path: readonly string[], bytes: number): FileEntry => ({
  kind: 'file',
  path,
  attributes: 0x20,
  ...dates,
  bytes,
  async *content() {
    for (let at = 0; at < bytes; at += pieceBytes) yield pieceAt(at).subarray(0, Math.min(pieceBytes, bytes - at));
  },
});

const pieceBytes = 64 * KiB;

/** Each piece bears its place, so that data in the wrong one are noticed. */
function pieceAt(at: number): Uint8Array {
  const piece = new Uint8Array(pieceBytes);
  const words = new Uint32Array(piece.buffer);
  for (let word = 0; word < words.length; word++) words[word] = Math.imul(at / 4 + word + 1, 0x9e3779b1);
  return piece;
}
