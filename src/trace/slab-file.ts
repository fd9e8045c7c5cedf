/** What memory has no room for, in a file: each slab behind the number of its first record and its length, as it was in memory. It is gone in the end. */
import { closeSync, openSync, readSync, rmSync, writevSync } from 'node:fs';
import { systemErrorWords } from '../foundation/system-error.ts';
import { UserError } from '../foundation/user-error.ts';
import type { SlabStore } from './recollection.ts';
import type { Slab } from './slabs.ts';

const HEADER_BYTES = 16;

/** @throws UserError when the file cannot be made */
export function slabFile(path: string): SlabStore {
  const file = open(path);
  let end = 0;
  return {
    append({ first, bytes, used }) {
      const header = new DataView(new ArrayBuffer(HEADER_BYTES));
      header.setFloat64(0, first);
      header.setUint32(8, used);
      end += writevSync(file, [new Uint8Array(header.buffer), bytes.subarray(0, used)], end);
    },
    *slabs(): Generator<Slab> {
      const header = new DataView(new ArrayBuffer(HEADER_BYTES));
      for (let at = 0; at < end; ) {
        readSync(file, header, 0, HEADER_BYTES, at);
        const used = header.getUint32(8);
        const bytes = new Uint8Array(used);
        readSync(file, bytes, 0, used, at + HEADER_BYTES);
        yield { first: header.getFloat64(0), bytes, used };
        at += HEADER_BYTES + used;
      }
    },
    close() {
      closeSync(file);
      rmSync(path, { force: true });
    },
  };
}

function open(path: string): number {
  try {
    return openSync(path, 'w+', 0o600);
  } catch (cause) {
    throw new UserError('trace-not-writable', `The file ${path} for the whole trace cannot be made: ${systemErrorWords(cause as Error)}.`, {
      cause,
    });
  }
}
