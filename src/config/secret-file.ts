/**
 * A secret in a file of its own: one line of text, in a plain file that belongs to this user, or to root, and that nobody else can read or
 * write. What stands in it is in no complaint.
 */
import { closeSync, constants, fstatSync, openSync, readFileSync, type Stats } from 'node:fs';
import { resolve } from 'node:path';
import { Secret } from '../foundation/secret.ts';
import { systemErrorWords } from '../foundation/system-error.ts';
import { UserError } from '../foundation/user-error.ts';

/** No secret is longer; whatever it is, it is not read whole. */
const longestFile = 4096;

/** @throws UserError */
export function secretInFile(folder: string, file: string): Secret {
  const path = resolve(folder, file);
  const refuse = (problem: string, hint: string): UserError =>
    new UserError('secret-file-refused', `The secret file ${problem}.`, { hint });
  let descriptor: number | undefined;
  try {
    // What is opened is what is looked at, whatever the name stands for a moment later; a pipe without a writer does not hold it up.
    descriptor = openSync(path, constants.O_RDONLY | (constants.O_NONBLOCK ?? 0));
    const stats = fstatSync(descriptor);
    if (!stats.isFile()) throw refuse(`${path} is no plain file`, 'name a file with the secret in it.');
    const [problem, hint] = trustProblem(stats, process.getuid?.(), path) ?? [];
    if (problem !== undefined && hint !== undefined) throw refuse(`${path} ${problem}`, hint);
    const line = stats.size <= longestFile ? lineOf(readFileSync(descriptor)) : undefined;
    if (line === undefined) throw refuse(`${path} is not one line of text`, 'write the secret into it, and nothing else.');
    return Secret.ofText(line);
  } catch (error) {
    if (error instanceof UserError || (error as NodeJS.ErrnoException).code === undefined) throw error;
    // A name that no file has may be a secret that was meant for `secret`.
    const why = file.includes('\0') ? 'no file has such a name' : systemErrorWords(error as Error);
    throw refuse(`cannot be read: ${why}`, `its name counts from ${folder}.`);
  } finally {
    if (descriptor !== undefined) closeSync(descriptor);
  }
}

/** Why a file of this state is not to be trusted with a secret, and what to do about it; without user ids, as on Windows, all are. */
export function trustProblem(
  { mode, uid }: Pick<Stats, 'mode' | 'uid'>,
  ownUid: number | undefined,
  path: string,
): readonly [problem: string, hint: string] | undefined {
  if (ownUid === undefined) return undefined;
  if (uid !== ownUid && uid !== 0) return ['belongs to another user', `'chown ${ownUid} ${path}' makes it yours.`];
  return isOpenToOthers(mode) ? ['can be read or written by others', `'chmod 600 ${path}' shuts them out.`] : undefined;
}

/** Whether group or others may do anything with a file of this mode. */
export const isOpenToOthers = (mode: number): boolean => (mode & 0o077) !== 0;

/** The one line, without its end; undefined when there are more, or what there is is no text. */
function lineOf(bytes: Uint8Array): string | undefined {
  try {
    const line = new TextDecoder('utf-8', { fatal: true }).decode(bytes).replace(/\r?\n$/, '');
    return /^[^\p{Cc}]+$/u.test(line) ? line : undefined;
  } catch {
    return undefined;
  }
}
