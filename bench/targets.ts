/**
 * The two targets that the bench puts side by side, each with one stand-alone tape drive on loopback: the built tapelab in a fresh home, with
 * checksums on and its cartridge on disk, and Debian's `tgt`, a target in C with a tape of its own, where it is installed.
 */
import { readdir, readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { oneDrive, TapelabServer } from '../test/hosts/tapelab.ts';
import { startTgt as startTgtTarget } from '../test/hosts/tgt-target.ts';

export interface BenchTarget {
  readonly name: string;
  readonly url: string;
  readonly processId: number;
  stop(): Promise<void>;
}

export async function startTapelab(directory: string): Promise<BenchTarget> {
  const server = await TapelabServer.start({ home: join(directory, 'home'), ...oneDrive.furniture });
  return {
    name: 'tapelab',
    url: server.url,
    processId: server.processId,
    stop: async () => {
      await server.stop();
    },
  };
}

/** Undefined where tgt is not installed. */
export async function startTgt(directory: string): Promise<BenchTarget | undefined> {
  const tgt = await startTgtTarget({ directory, barcodes: ['BENCH1S2'], cartridgeMegabytes: 8000 });
  return tgt && { ...tgt, name: 'tgt' };
}

/** tapelab, and tgt where it can be had, for as long as `use` takes. */
export async function* withTargets<Yielded>(
  directory: string,
  use: (targets: readonly BenchTarget[]) => AsyncIterable<Yielded>,
): AsyncGenerator<Yielded> {
  const tapelab = await startTapelab(directory);
  try {
    const tgt = await startTgt(directory);
    if (tgt === undefined) console.log('tgt is not installed, so tapelab is measured alone. Hint: apt-get install tgt');
    try {
      yield* use(tgt ? [tapelab, tgt] : [tapelab]);
    } finally {
      await tgt?.stop();
    }
  } finally {
    await tapelab.stop();
  }
}

/** What the process with all its threads has used so far: proc(5) `schedstat`, whose first field is nanoseconds. */
export async function processorSeconds(processId: number): Promise<number> {
  const tasks = `/proc/${processId}/task`;
  let nanoseconds = 0;
  for (const thread of await readdir(tasks))
    nanoseconds += Number((await readFile(join(tasks, thread, 'schedstat'), 'utf8')).split(' ')[0]);
  return nanoseconds / 1e9;
}
