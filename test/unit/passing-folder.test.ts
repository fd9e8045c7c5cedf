import { existsSync } from 'node:fs';
import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, expect, it, vi } from 'vitest';
import { passingFolder } from '../../src/passing-folder.ts';

let parent: string;
beforeEach(async () => {
  parent = await mkdtemp(join(tmpdir(), 'passing-folder-'));
});
afterEach(async () => {
  vi.restoreAllMocks();
  await rm(parent, { recursive: true, force: true });
});

const listeners = () => (['exit', 'SIGINT', 'SIGTERM', 'SIGHUP'] as const).map((event) => process.listenerCount(event));

it('goes with all that is in it, and nobody listens for signals any more', async () => {
  const before = listeners();
  const [first, second] = [passingFolder(join(parent, 'a-')), passingFolder(join(parent, 'b-'))];
  expect(listeners()).toEqual(before.map((count) => count + 1));
  await writeFile(join(first.path, 'tape'), 'data');
  await first.leave();
  expect([existsSync(first.path), existsSync(second.path)]).toEqual([false, true]);
  await second.leave();
  expect(listeners()).toEqual(before);
});

it.each([
  ['SIGINT', 130],
  ['SIGTERM', 143],
  ['SIGHUP', 129],
] as const)('goes at %s, which ends the process', async (signal, code) => {
  const folder = passingFolder(join(parent, 'a-'));
  await writeFile(join(folder.path, 'tape'), 'data');
  const exit = vi.spyOn(process, 'exit').mockImplementation(() => {
    process.listeners('exit').at(-1)!(code);
    return undefined as never;
  });
  process.listeners(signal).at(-1)!(signal);
  expect(exit).toHaveBeenCalledWith(code);
  expect(existsSync(folder.path)).toBe(false);
  await folder.leave();
});
