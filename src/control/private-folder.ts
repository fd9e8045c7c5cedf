/**
 * A folder that only this user can enter, at a place that every process of theirs finds: for what belongs to no home, or does not fit
 * into one. It is looked at before use, since anybody may have made a folder of that name before.
 */
import { lstatSync, mkdirSync } from 'node:fs';
import { tmpdir, userInfo } from 'node:os';
import { join } from 'node:path';
import { UserError } from '../foundation/user-error.ts';

/** @throws UserError when the folder is somebody else's or open to others. */
export function privateFolder(): string {
  const { uid, username } = userInfo();
  const folder = join(tmpdir(), `tapelab-${uid >= 0 ? uid : username}`);
  mkdirSync(folder, { recursive: true, mode: 0o700 });
  const found = lstatSync(folder);
  const trusted = found.isDirectory() && (process.platform === 'win32' || (found.uid === uid && (found.mode & 0o077) === 0));
  if (!trusted)
    throw new UserError('private-folder-unsafe', `${folder} is not a folder of yours alone.`, {
      hint: 'remove it, or set TMPDIR to a folder of your own.',
    });
  return folder;
}
