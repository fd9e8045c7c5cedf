/** Compiles `tape-load.c` on demand into the cache outside the tree, and runs it. */
import { existsSync } from 'node:fs';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { cached } from '../test/hosts/cache.ts';
import { runOrThrow } from '../test/hosts/command.ts';

const sourceOf = (program: string): string => fileURLToPath(new URL(`${program}.c`, import.meta.url));

/** What one session did in one step; the head of `tape-load.c` tells the steps. */
export interface LoadStep {
  readonly step: 'rewind' | 'filemark' | 'blocklength' | 'write' | 'read' | 'tur' | 'wait';
  /** By its place among the addresses. */
  readonly session: number;
  /** Of one command. */
  readonly bytes: number;
  readonly count: number;
  readonly depth: number;
  /** From the step's start on all sessions to the end on this one. */
  readonly seconds: number;
  /** The commands that this session had finished when the first one was through. */
  readonly whileAllRan: number;
}

/** A program of this folder. Says which Debian package is missing when it cannot be compiled. */
export async function compileProgram(name: string, ...libraries: readonly string[]): Promise<string> {
  const source = sourceOf(name);
  const directory = await cached(name, [source], async (aside) => {
    await runOrThrow('gcc', ['-O2', '-Wall', '-Wextra', '-o', join(aside, name), source, ...libraries]).catch((error: Error) => {
      if ((error as NodeJS.ErrnoException).code === 'ENOENT') throw new Error('there is no gcc here. Hint: apt-get install gcc libc6-dev');
      if (libraries.length === 0 || existsSync('/usr/include/iscsi/iscsi.h')) throw error;
      throw new Error('there is no libiscsi to compile with. Hint: apt-get install libiscsi-dev');
    });
  });
  return join(directory, name);
}

export const compileTapeLoad = (): Promise<string> => compileProgram('tape-load', '-liscsi');

/** One session for each address. */
export async function tapeLoad(program: string, urls: string | readonly string[], ...steps: string[]): Promise<LoadStep[]> {
  const output = await runOrThrow(program, [...[urls].flat(), ...steps], { timeoutMs: 120_000 });
  return output
    .trim()
    .split('\n')
    .map((line) => JSON.parse(line) as LoadStep);
}
