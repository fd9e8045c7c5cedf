/** What is on a tape in one line for each block, by code of its own: what a test compares. */
import type { MemoryTape } from './memory-tape.ts';

const LOGICAL = 512;

export interface DumpedBlock {
  readonly type: string;
  readonly attributes: number;
  readonly address: number;
  readonly physicalBlock: number;
  readonly bytes: Buffer;
}

/** Descriptor blocks where they stand, in format logical blocks of 512 bytes. */
export function blocksOf({ recorded }: MemoryTape): (DumpedBlock | 'filemark')[] {
  const found: (DumpedBlock | 'filemark')[] = [];
  recorded.forEach((entry, physicalBlock) => {
    if (entry === 'filemark') {
      found.push('filemark');
      return;
    }
    const bytes = Buffer.from(entry);
    for (let at = 0; at < bytes.length; at += LOGICAL) {
      const type = bytes.toString('latin1', at, at + 4);
      let sum = 0;
      for (let word = at; word < at + 52; word += 2) sum ^= bytes.readUInt16LE(word);
      if (sum !== 0 || !/^(TAPE|SSET|VOLB|DIRB|FILE|CFIL|ESPB|ESET|EOTM)$/.test(type)) continue;
      found.push({
        type,
        attributes: bytes.readUInt32LE(at + 4),
        address: Number(BigInt.asIntN(64, bytes.readBigUInt64LE(at + 20))),
        physicalBlock,
        bytes: bytes.subarray(at),
      });
    }
  });
  return found;
}

/** `TAPE | SSET VOLB DIRB FILE ESPB | ESET ESET |`; `*`: a continuation, `'`: its set ended at the end of a medium. */
export const dump = (tape: MemoryTape): string =>
  blocksOf(tape)
    .map((block) =>
      block === 'filemark' ? '|' : block.type + ((block.attributes & 1) !== 0 ? '*' : '') + ((block.attributes & 8) !== 0 ? "'" : ''),
    )
    .join(' ');
