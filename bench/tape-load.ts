/** Compiles `tape-load.c` on demand into the cache outside the tree, and runs it. */
import { existsSync } from 'node:fs';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { cached } from '../test/hosts/cache.ts';
import { runOrThrow } from '../test/hosts/command.ts';

const source = fileURLToPath(new URL('tape-load.c', import.meta.url));

export interface LoadStep {
  readonly step: 'rewind' | 'filemark' | 'write' | 'read';
  readonly seconds: number;
}

/** The program's path. Says which Debian package is missing when it cannot be compiled. */
export async function compileTapeLoad(): Promise<string> {
  const directory = await cached('tape-load', [source], async (aside) => {
    await runOrThrow('gcc', ['-O2', '-Wall', '-Wextra', '-o', join(aside, 'tape-load'), source, '-liscsi']).catch((error: Error) => {
      if ((error as NodeJS.ErrnoException).code === 'ENOENT') throw new Error('there is no gcc here. Hint: apt-get install gcc libc6-dev');
      if (existsSync('/usr/include/iscsi/iscsi.h')) throw error;
      throw new Error('there is no libiscsi to compile with. Hint: apt-get install libiscsi-dev');
    });
  });
  return join(directory, 'tape-load');
}

export async function tapeLoad(program: string, url: string, ...steps: string[]): Promise<LoadStep[]> {
  const output = await runOrThrow(program, [url, ...steps], { timeoutMs: 120_000 });
  return output
    .trim()
    .split('\n')
    .map((line) => JSON.parse(line) as LoadStep);
}
