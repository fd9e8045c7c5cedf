/**
 * Folders that go when their use ends, or when the process does: a reproduction that somebody interrupts leaves no tapes behind, which may lie in memory.
 * While there is one, the signals by which a process is stopped end it in order, with the exit code that a shell would give.
 */
import { mkdtempSync, rmSync } from 'node:fs';
import { rm } from 'node:fs/promises';
import { constants } from 'node:os';

export interface PassingFolder {
  readonly path: string;
  /** It goes, with all that is in it. */
  leave(): Promise<void>;
}

const folders = new Set<string>();
const signals = ['SIGINT', 'SIGTERM', 'SIGHUP'] as const;
const whole = { recursive: true, force: true } as const;

/** Its path is `prefix` and six letters more. */
export function passingFolder(prefix: string): PassingFolder {
  if (folders.size === 0) watch();
  // At once: between a folder and the note of it no signal comes.
  const path = mkdtempSync(prefix);
  folders.add(path);
  return {
    path,
    async leave() {
      await rm(path, whole);
      folders.delete(path);
      if (folders.size === 0) unwatch();
    },
  };
}

function watch(): void {
  process.on('exit', removeAll);
  for (const signal of signals) process.on(signal, stop);
}

function unwatch(): void {
  process.off('exit', removeAll);
  for (const signal of signals) process.off(signal, stop);
}

function removeAll(): void {
  for (const folder of folders) rmSync(folder, { ...whole, maxRetries: 3 });
}

const stop = (signal: NodeJS.Signals): never => process.exit(128 + constants.signals[signal]);
