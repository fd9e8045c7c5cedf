/** Something to be backed up, in memory, and what was restored of it. */
import { createHash } from 'node:crypto';
import type { TreeEntry } from '../../../src/mtf/tree.ts';

const when = new Date(Date.UTC(2004, 2, 14, 15, 9, 26));
const dates = { created: when, modified: when, accessed: when };

export const folder = (...path: string[]): TreeEntry => ({ kind: 'folder', path, attributes: 0x10, ...dates });

/** Its data tell where in which file they are. */
export const file = (bytes: number, ...path: string[]): TreeEntry => ({
  kind: 'file',
  path,
  attributes: 0x20,
  ...dates,
  bytes,
  async *content() {
    yield dataOf(bytes, path.join('\\'));
  },
});

export function dataOf(bytes: number, seed: string): Uint8Array {
  const data = new Uint8Array(bytes);
  const start = [...seed].reduce((sum, letter) => sum * 31 + letter.charCodeAt(0), 7);
  for (let at = 0; at < bytes; at++) data[at] = (start + at * 2654435761) >>> (at & 15);
  return data;
}

const digest = (pieces: readonly Uint8Array[]): string => {
  const hash = createHash('sha256');
  for (const piece of pieces) hash.update(piece);
  return hash.digest('hex');
};

/** Paths and digests of all files, in the order in which they came. */
export class Received {
  readonly files = new Map<string, string>();

  readonly receive = async (entry: TreeEntry): Promise<void> => {
    if (entry.kind !== 'file') return;
    const pieces: Uint8Array[] = [];
    for await (const piece of entry.content()) pieces.push(piece.slice());
    this.files.set(entry.path.join('\\'), digest(pieces));
  };
}

export const expected = (tree: readonly TreeEntry[]): Map<string, string> =>
  new Map(
    tree.flatMap((entry) => (entry.kind === 'file' ? [[entry.path.join('\\'), digest([dataOf(entry.bytes, entry.path.join('\\'))])]] : [])),
  );
