/** The token that is asked where other machines can reach the interface: made once, and kept in a file of the home that only this user reads. */
import { randomBytes } from 'node:crypto';
import { chmod, readFile, writeFile } from 'node:fs/promises';

export interface Token {
  readonly token: string;
  readonly file: string;
  /** Made just now: to be told once. */
  readonly isNew: boolean;
}

export async function tokenIn(file: string): Promise<Token> {
  const kept = await readFile(file, 'utf8').catch((error: NodeJS.ErrnoException) => {
    if (error.code !== 'ENOENT') throw error;
    return '';
  });
  const token = kept.trim();
  if (token !== '') {
    await chmod(file, 0o600);
    return { token, file, isNew: false };
  }
  const made = randomBytes(24).toString('base64url');
  await writeFile(file, `${made}\n`, { mode: 0o600 });
  await chmod(file, 0o600);
  return { token: made, file, isNew: true };
}
