/**
 * The two targets that the bench puts side by side, each with one tape drive on loopback: the built tapelab in a fresh home, and Debian's
 * `tgt`, a target in C with a tape of its own, where it is installed.
 */
import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { TapelabServer } from '../test/hosts/tapelab.ts';
import { startTgt as startTgtTarget } from '../test/hosts/tgt-target.ts';

export interface BenchTarget {
  readonly name: string;
  readonly url: string;
  readonly processId: number;
  stop(): Promise<void>;
}

export async function startTapelab(directory: string): Promise<BenchTarget> {
  const server = await TapelabServer.start({ home: join(directory, 'home') });
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

/** What the process with all its threads has used so far: fields 14 and 15 of proc(5) `stat`, in hundredths of a second. */
export async function processorSeconds(processId: number): Promise<number> {
  const stat = await readFile(`/proc/${processId}/stat`, 'utf8');
  const fields = stat.slice(stat.lastIndexOf(')') + 2).split(' ');
  return (Number(fields[11]) + Number(fields[12])) / 100;
}
