/**
 * What is backed up, and whether what comes back is the same: SHA-256 over the names and the data of all files, in whatever order they come. Unless there
 * is a folder to take, it is one that exists nowhere else: files of every awkward length, with data that no two places of have in common.
 */
import { createHash } from 'node:crypto';
import type { FileEntry, FolderEntry, TreeEntry } from '../mtf/tree.ts';

export interface Source {
  readonly name: string;
  /** May be asked for again and again. */
  entries(): Iterable<TreeEntry> | AsyncIterable<TreeEntry>;
}

export interface TreeDigest {
  readonly files: number;
  readonly sha256: string;
}

export async function digestOf(entries: Iterable<TreeEntry> | AsyncIterable<TreeEntry>): Promise<TreeDigest> {
  const lines: string[] = [];
  for await (const entry of entries) {
    if (entry.kind !== 'file') continue;
    const hash = createHash('sha256');
    for await (const piece of entry.content()) hash.update(piece);
    lines.push(JSON.stringify([entry.path, hash.digest('hex')]));
  }
  return {
    files: lines.length,
    sha256: createHash('sha256').update(lines.toSorted().join('\n')).digest('hex'),
  };
}

const KiB = 1024;

/** A folder with a few small files, and one that is as long as it takes to have `bytes` in all. */
export function sampleSource(bytes: number): Source {
  const small = [0, 1, 511, 512, 1023, 1024, 4095, 16 * KiB, 16 * KiB + 1, 65 * KiB];
  const rest = Math.max(0, bytes - small.reduce((sum, length) => sum + length, 0));
  const folders = [[], ['Documents'], ['Documents', 'Letters'], ['Data']];
  return {
    name: 'a sample',
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
