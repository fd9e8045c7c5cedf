/** Tapes in memory: blocks and filemarks, with an end where a test wants it. */
import type { TapeReader, TapeWriter, Written } from '../../../src/mtf/tape.ts';
import type { FileEntry, FolderEntry, TreeEntry } from '../../../src/mtf/tree.ts';

export type Recorded = Uint8Array | 'filemark';

export interface MemoryTapeOptions {
  readonly blockBytes: number;
  /** With which block the end is near; none unless given. */
  readonly earlyWarningBlock?: number;
  /** With which block there is no room any more, whatever was told before; only a filemark, a block that ends the tape, and a filemark go behind it. */
  readonly endBlock?: number;
}

export class MemoryTape implements TapeWriter {
  readonly recorded: Recorded[] = [];
  readonly #options: MemoryTapeOptions;

  constructor(options: MemoryTapeOptions) {
    this.#options = options;
  }

  async write(blocks: Uint8Array): Promise<Written> {
    const { blockBytes } = this.#options;
    if (blocks.length === 0 || blocks.length % blockBytes !== 0) throw new Error(`${blocks.length} bytes are no whole blocks`);
    const isMarker = Buffer.from(blocks.subarray(0, 4)).toString('latin1') === 'EOTM';
    if (!this.#hasRoomFor(blocks.length / blockBytes, isMarker ? 3 : 0)) return 'end';
    for (let at = 0; at < blocks.length; at += blockBytes) this.recorded.push(blocks.slice(at, at + blockBytes));
    return this.#outcome();
  }

  async writeFilemark(): Promise<Written> {
    if (!this.#hasRoomFor(1, 3)) return 'end';
    this.recorded.push('filemark');
    return this.#outcome();
  }

  reader(): TapeReader {
    let at = 0;
    return { read: async () => this.recorded[at++] ?? 'end' };
  }

  #hasRoomFor(blocks: number, reserve: number): boolean {
    return this.recorded.length + blocks <= (this.#options.endBlock ?? Number.POSITIVE_INFINITY) + reserve;
  }

  #outcome(): Written {
    return this.recorded.length > (this.#options.earlyWarningBlock ?? Number.POSITIVE_INFINITY) ? 'early-warning' : 'room';
  }
}

export const someDate = new Date(Date.UTC(2004, 2, 30, 14, 15, 16));

const times = { created: someDate, modified: someDate, accessed: someDate };

export const folder = (...path: string[]): FolderEntry => ({ kind: 'folder', path, attributes: 0, ...times });

/** `content`: its pieces; those that are errors are thrown. */
export const file = (path: string[], content: readonly (Uint8Array | Error)[], bytes?: number): FileEntry => ({
  kind: 'file',
  path,
  attributes: 0x20,
  ...times,
  bytes: bytes ?? content.reduce((sum, piece) => sum + (piece instanceof Error ? 0 : piece.length), 0),
  async *content() {
    for (const piece of content) {
      if (piece instanceof Error) throw piece;
      yield piece;
    }
  },
});

/** Bytes that no two places have alike for long. */
export const pattern = (length: number, seed = 1): Uint8Array => {
  const bytes = new Uint8Array(length);
  let state = seed * 2654435761;
  for (let at = 0; at < length; at++) {
    state = (Math.imul(state, 1664525) + 1013904223) >>> 0;
    bytes[at] = state >>> 24;
  }
  return bytes;
};

export const tree = (...entries: TreeEntry[]): TreeEntry[] => entries;
