/**
 * What is expensive to make and the same every time: built once, kept outside the tree under `${XDG_CACHE_HOME:-~/.cache}/tapelab`, named
 * by a hash of its recipe so that a changed recipe is another thing. A directory appears whole or not at all: it is built aside and
 * renamed, so two builders may race and an interrupted one leaves nothing behind that could be taken for finished.
 */
import { createHash } from 'node:crypto';
import { existsSync } from 'node:fs';
import { mkdir, mkdtemp, readFile, rename, rm } from 'node:fs/promises';
import { homedir } from 'node:os';
import { join } from 'node:path';

export async function cached(name: string, recipe: readonly string[], build: (directory: string) => Promise<void>): Promise<string> {
  const hash = createHash('sha256');
  for (const file of recipe) hash.update(await readFile(file));
  const { XDG_CACHE_HOME } = process.env;
  const cache = join(XDG_CACHE_HOME || join(homedir(), '.cache'), 'tapelab');
  const finished = join(cache, `${name}-${hash.digest('hex').slice(0, 16)}`);
  if (existsSync(finished)) return finished;

  await mkdir(cache, { recursive: true });
  const aside = await mkdtemp(`${finished}.building-`);
  try {
    await build(aside);
    await rename(aside, finished);
  } catch (error) {
    await rm(aside, { recursive: true, force: true });
    if (!existsSync(finished)) throw error;
  }
  return finished;
}
