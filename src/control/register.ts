/**
 * Which homes this user's servers serve, so that a port in use can be told with the name of the server that has it. Each server leaves a
 * note (its home's path) in the private folder; a note proves nothing, so the home's channel is asked before anything is said.
 */
import { createHash } from 'node:crypto';
import { mkdir, readdir, readFile, rm, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { canonicalHome } from './address.ts';
import { ControlClient } from './control-client.ts';
import { privateFolder } from './private-folder.ts';
import type { Holder } from './views.ts';

const folder = (): string => join(privateFolder(), 'homes');
const noteOf = (home: string): string => join(folder(), createHash('sha256').update(canonicalHome(home)).digest('hex').slice(0, 16));

/** Leaves the note; the result removes it. What cannot be noted is merely not told later. */
export async function register(home: string): Promise<() => Promise<void>> {
  try {
    await mkdir(folder(), { recursive: true });
    await writeFile(noteOf(home), canonicalHome(home));
    return () => rm(noteOf(home), { force: true }).catch(() => {});
  } catch {
    return async () => {};
  }
}

/** The servers of this user that are running now. Notes of those that are not are removed. */
export async function runningServers(): Promise<Holder[]> {
  const running: Holder[] = [];
  for (const name of await readdir(folder()).catch(() => [])) {
    const note = join(folder(), name);
    const client = await readFile(note, 'utf8')
      .then((home) => ControlClient.find(home))
      .catch(() => undefined);
    if (client?.holder.listen === undefined) await rm(note, { force: true });
    else running.push(client.holder);
  }
  return running;
}
