/**
 * Where the control channel of a home is: `HOME/control.sock`, a named pipe on Windows. A socket's path has room for 104 bytes (macOS) or
 * 108 (Linux); the channel of a home that lies deeper is in this user's private folder, under a name made from the home's path.
 */
import { createHash } from 'node:crypto';
import { realpathSync } from 'node:fs';
import { join, resolve } from 'node:path';
import { privateFolder } from './private-folder.ts';

/** What a path may have everywhere, less the few bytes by which the names beside it (see `claim.ts`) may be longer. */
const longestPath = 96;

/** The home's own path, however it was written: the same home has the same channel. */
export function canonicalHome(home: string): string {
  const absolute = resolve(home);
  try {
    return realpathSync.native(absolute);
  } catch {
    return absolute;
  }
}

/** @throws UserError when the private folder is needed and not to be trusted. */
export function channelPath(home: string): string {
  const canonical = canonicalHome(home);
  const name = createHash('sha256').update(canonical).digest('hex').slice(0, 16);
  if (process.platform === 'win32') return `\\\\.\\pipe\\tapelab-${name}`;
  const inside = join(canonical, 'control.sock');
  return Buffer.byteLength(inside) <= longestPath ? inside : join(privateFolder(), `${name}.sock`);
}
